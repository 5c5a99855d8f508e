"""Trials of a treatment: what was counted where, before and after, treated or control."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.stats.density import Floats
from vector.stats.sentence import either, refusal_from

Positions = NDArray[np.intp]
TREATED_BEFORE, TREATED_AFTER, CONTROL_BEFORE, CONTROL_AFTER = range(4)
CELLS = 4
REFUSALS = Path(__file__).with_name("refusals.toml")
NEEDED = ("trial", "station", "arm", "phase", "count", "effort")


@dataclass(frozen=True)
class Trials:
    """Visits of many trials; a cell is an arm and a phase of one trial.

    Attributes
    ----------
    names : object array, shape (trials,)
    codes, cells, stations : integer array, shape (visits,)
        The trial; the cell, 0–3: treated before, treated after, control before, control after;
        and the station, numbered through all trials and arms.
    count, effort : float64 array, shape (visits,)
        Every visit has effort.
    day : float64 array, shape (visits,)
        Days since 1970; NaN where unknown.
    station_trial, station_arm : integer array, shape (stations,)
        The trial and the arm (0 treated, 1 control) of each station.
    left_out : integer array, shape (trials,)
        Visits without effort, or with a number missing or negative.
    methods : integer array, shape (trials,)
        By how many methods was counted.
    """

    names: NDArray[np.object_]
    codes: Positions
    cells: Positions
    stations: Positions
    count: Floats
    effort: Floats
    day: Floats
    station_trial: Positions
    station_arm: Positions
    left_out: NDArray[np.int64]
    methods: NDArray[np.int64]

    @property
    def size(self) -> int:
        """The number of trials."""
        return len(self.names)

    def by_cell(self, values: Floats) -> Floats:
        """Return the sum of a visit's values in each cell, shape (trials, 4)."""
        found = np.bincount(self.codes * CELLS + self.cells, values, self.size * CELLS)
        return found.astype(np.float64).reshape(self.size, CELLS)

    def by_station(self, values: Floats) -> Floats:
        """Return the sum of a visit's values in each station and phase, shape (stations, 2)."""
        size = len(self.station_trial)
        found = np.bincount(self.stations * 2 + self.cells % 2, values, size * 2)
        return found.astype(np.float64).reshape(size, 2)

    def only(self, kept: NDArray[np.bool_], cells: Positions) -> "Trials":
        """Return the trials with some of their visits, put into other cells."""
        return Trials(
            self.names,
            self.codes[kept],
            cells[kept],
            self.stations[kept],
            self.count[kept],
            self.effort[kept],
            self.day[kept],
            self.station_trial,
            self.station_arm,
            self.left_out,
            self.methods,
        )


def gather(rows: pd.DataFrame) -> Trials:
    """Return the visits of a table, ready to be compared.

    Parameters
    ----------
    rows : DataFrame
        ``trial``, ``station``, ``arm`` (``treated`` or ``control``), ``phase`` (``before`` or
        ``after``), ``count``, ``effort``; optional ``date`` and ``method``. Several visits of a
        station are several rows. A station of both arms counts as two.

    Raises
    ------
    VectorError
        When a column is missing, or an arm or a phase is none of these words.

    Examples
    --------
    >>> rows = pd.DataFrame({"trial": "一", "station": ["a", "a"], "arm": "treated",
    ...                      "phase": ["before", "after"], "count": [20, 3], "effort": [10, 10]})
    >>> gather(rows).by_cell(gather(rows).count).tolist()
    [[20.0, 3.0, 0.0, 0.0]]
    """
    if lacking := [name for name in NEEDED if name not in rows]:
        raise refusal_from(REFUSALS, "column_missing", columns=either(lacking))
    names_of, names = pd.factorize(rows["trial"].astype(str), sort=False)
    arm = _words(rows["arm"], ("treated", "control"))
    phase = _words(rows["phase"], ("before", "after"))
    count = rows["count"].to_numpy(dtype=np.float64)
    effort = rows["effort"].to_numpy(dtype=np.float64)
    sound = np.isfinite(count) & np.isfinite(effort) & (count >= 0) & (effort > 0)
    key = pd.MultiIndex.from_arrays([names_of, arm, rows["station"].astype(str)])[sound]
    station, stations = pd.factorize(key)
    return Trials(
        np.asarray(names, dtype=object),
        names_of[sound],
        (arm * 2 + phase)[sound],
        station,
        count[sound],
        effort[sound],
        _days(rows)[sound],
        np.asarray(stations.get_level_values(0), dtype=np.intp),
        np.asarray(stations.get_level_values(1), dtype=np.intp),
        np.bincount(names_of[~sound], minlength=len(names)).astype(np.int64),
        _methods(rows, names_of, len(names)),
    )


def _words(column: "pd.Series[str]", known: tuple[str, str]) -> Positions:
    found = np.asarray(pd.Index(known).get_indexer(pd.Index(column.astype(str))), dtype=np.intp)
    if (found < 0).any():
        other = column[found < 0].iloc[0]
        values = {"column": column.name, "found": other, "one": known[0], "other": known[1]}
        raise refusal_from(REFUSALS, "word_wrong", **values)
    return found


def _days(rows: pd.DataFrame) -> Floats:
    if "date" not in rows:
        return np.full(len(rows), np.nan)
    day = pd.to_datetime(rows["date"]).to_numpy(dtype="M8[D]")
    return np.where(np.isnat(day), np.nan, day.astype(np.float64))


def _methods(rows: pd.DataFrame, codes: Positions, size: int) -> NDArray[np.int64]:
    if "method" not in rows:
        return np.ones(size, dtype=np.int64)
    told = rows["method"].fillna("").astype(str)
    counted = told[told != ""].groupby(codes[(told != "").to_numpy()]).nunique()
    return np.asarray(counted.reindex(range(size), fill_value=0), dtype=np.int64)

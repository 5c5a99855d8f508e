"""Series: surveys gathered into the rows that are judged — one index, one place, one period.

What is pooled together is decided here: by station, street, habitat or everything, and by
survey, week (from Monday), month, year or all time. The rows of one index lie side by side, so
that an index is judged as a whole.
"""

from dataclasses import dataclass, fields
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog import Catalog
from vector.catalog.index import Index
from vector.stats.density import cross, pool
from vector.stats.interval import dispersion
from vector.stats.period import number_of, starts

By = Literal["station", "street", "habitat", "all"]
Period = Literal["survey", "week", "month", "year", "all"]
Codes = NDArray[np.int64]
Days = NDArray[np.datetime64]

# What of a place tells one row from another; a survey's identity includes its habitat.
PLACE: dict[str, tuple[str, ...]] = {
    "station": ("street", "station"),
    "street": ("street",),
    "habitat": ("habitat",),
    "all": (),
}
LABELS = ("index", "street", "station", "habitat", "method")
ROOM = 1 << 62
NO_ROWS = frozenset({"codes", "names", "whole", "rows"})


class Labels(NamedTuple):
    """Codes with the names they stand for; code 0 is the empty name."""

    codes: Codes
    names: NDArray[Any]

    @classmethod
    def of(cls, column: "pd.Series[Any]") -> "Labels":
        """Read a column, categorical or not; a missing name is the empty one."""
        if not isinstance(column.dtype, pd.CategoricalDtype):
            column = column.astype("category")
        names = column.cat.categories.astype(str).to_numpy(dtype=object)
        # "" may itself be a category: it shares code 0 with the missing names.
        position = np.append(np.where(names == "", 0, np.arange(1, len(names) + 1)), 0)
        return cls(position[column.cat.codes.to_numpy()], np.append(np.array([""], object), names))


@dataclass(frozen=True)
class Series:
    """The rows to judge, as arrays of one length, sorted by index, place and period.

    Attributes
    ----------
    codes, names : dict
        For index, street, station, habitat and method: the code of each row, and their names.
    place : ndarray of int64
        The same number for the rows of one place and period, whatever their index and method,
        in the order of the rows.
    like : ndarray of int64
        The same number for like stations: same method, habitat and calendar month. A cage and a
        snap trap catch differently, so one says nothing of what the other should have caught.
    start, end : ndarray of datetime64[D]
        The period; for single surveys and all time, the first and last survey.
    first, last : ndarray of datetime64[D]
        The first and last survey pooled in the row.
    missing : ndarray of bool
        Where no survey of the row gives any number.
    reported : ndarray of bool
        Where a survey of the row gives the index's own value, and its counts are made from it.
    stated : ndarray of float
        Where all do: that value, of several the mean, since none says what it rests on.
    spread : ndarray of float
        The dispersion φ among the surveys of the row.
    whole, rows : Series, ndarray of int64
        Of a part of a series: the whole, and where its rows stand there; like stations are those
        of the whole.
    """

    codes: dict[str, Codes]
    names: dict[str, NDArray[Any]]
    place: Codes
    like: Codes
    start: Days
    end: Days
    first: Days
    last: Days
    surveys: Codes
    missing: NDArray[np.bool_]
    reported: NDArray[np.bool_]
    stated: NDArray[np.float64]
    numerator: Codes
    denominator: Codes
    spread: NDArray[np.float64]
    whole: "Series | None" = None
    rows: Codes | None = None

    def __len__(self) -> int:
        return len(self.place)

    def part(self, rows: Codes) -> "Series":
        """Return the rows at these positions, which ascend."""
        arrays = {
            each.name: getattr(self, each.name)[rows]
            for each in fields(self)
            if each.name not in NO_ROWS
        }
        codes = {name: each[rows] for name, each in self.codes.items()}
        return Series(codes=codes, names=self.names, **arrays, whole=self, rows=rows)

    def around(self, block: slice) -> tuple["Series", slice, Codes]:
        """Return the whole, the block of the same index there, and where the rows stand in it."""
        if self.whole is None or self.rows is None:
            return self, block, np.arange(block.stop - block.start)
        code = self.codes["index"][block.start]
        first, last = np.searchsorted(self.whole.codes["index"], [code, code + 1]).tolist()
        return self.whole, slice(first, last), self.rows[block] - first

    def blocks(self, catalog: Catalog) -> list[tuple[Index, slice]]:
        """Return each index that occurs, with its rows."""
        return [
            (catalog.indices[self.names["index"][code]], rows)
            for code, rows in _runs(self.codes["index"])
        ]


def _runs(codes: Codes) -> list[tuple[int, slice]]:
    """Return each run of equal codes."""
    edges = np.flatnonzero(np.diff(codes, prepend=-1)).tolist()
    return [
        (int(codes[begin]), slice(begin, stop))
        for begin, stop in zip(edges, [*edges, len(codes)][1:], strict=True)
    ]


def gather(components: pd.DataFrame, catalog: Catalog, by: By, period: Period) -> Series:
    """Pool the components of surveys into the rows to judge.

    Raises
    ------
    ValueError
        When a survey has no date.
    """
    labels = {name: Labels.of(components[name]) for name in LABELS}
    days = components["date"].to_numpy().astype("datetime64[D]")
    if np.isnat(days).any():
        raise ValueError("a survey without a date cannot be pooled")
    sites = PLACE[by] if by != "station" or period != "survey" else (*PLACE[by], "habitat")
    spans = _spans(days, period)
    axes = [_axis(labels[name]) for name in sites]
    key = keyed(_axis(labels["index"]), *axes, spans, _axis(labels["method"]))
    order = np.argsort(key, kind="stable")
    edge = np.flatnonzero(np.diff(key[order], prepend=-1))
    numerator, denominator = (
        components[name].to_numpy(dtype=np.int64)[order] for name in ("numerator", "denominator")
    )
    row = np.repeat(np.arange(len(edge)), np.diff(edge, append=len(order)))
    pooled = pool(row, len(edge), numerator, denominator)
    blank = _blank(components, order, edge)
    said, sums = _reported(components, order, edge)
    surveys = pooled.surveys - blank
    alone = (said > 0) & (said == surveys)
    codes = {name: each.codes[order[edge]] for name, each in labels.items()}
    codes |= _blanked(labels, sites, by, order, edge)
    first = np.minimum.reduceat(days[order], edge) if len(edge) else days
    last = np.maximum.reduceat(days[order], edge) if len(edge) else days
    start, end = _bounds(first, last, period)
    return Series(
        codes=codes,
        names={name: each.names for name, each in labels.items()},
        place=_numbered(*(codes[name] for name in sites), spans[0][order[edge]]),
        like=_numbered(codes["habitat"], codes["method"], _season(start, period)),
        start=start,
        end=end,
        first=first,
        last=last,
        surveys=surveys,
        missing=(blank == pooled.surveys) & (blank > 0),
        reported=said > 0,
        stated=np.where(alone, sums / np.maximum(said, 1), np.nan),
        numerator=pooled.numerator,
        denominator=pooled.denominator,
        spread=_spread(codes["index"], labels["index"], catalog, row, numerator, denominator),
    )


def keyed(*axes: tuple[Codes, int]) -> Codes:
    """Return one number for each combination of codes, in their order, the last varying fastest.

    Where the table of all combinations would not fit 64 bits, the first axes are renumbered by
    the combinations that occur.

    Examples
    --------
    >>> wide = (np.array([7, 3]), 1 << 40)
    >>> keyed(wide, (np.array([1, 2]), 1 << 40)).argsort().tolist()
    [1, 0]
    """
    size = 1
    for _, length in axes:
        size *= max(length, 1)
    if size < ROOM:
        return cross(*axes)[0].astype(np.int64)
    if axes[0][1] * axes[1][1] < ROOM:
        first, rest = cross(*axes[:2])[0], axes[2:]
    else:
        # Each axis alone holds no more distinct codes than there are rows.
        return keyed(*((_numbered(codes), len(codes)) for codes, _ in axes))
    return keyed((_numbered(first.astype(np.int64)), len(first)), *rest)


def _axis(labels: Labels) -> tuple[Codes, int]:
    return labels.codes, len(labels.names)


def _blanked(
    labels: dict[str, Labels], sites: tuple[str, ...], by: By, order: Codes, edge: Codes
) -> dict[str, Codes]:
    """Return the codes of what a row does not tell apart: a station's one habitat, else empty."""
    blank = {name: np.zeros(len(edge), np.int64) for name in LABELS[1:4] if name not in sites}
    if by == "station" and "habitat" in blank and len(edge):
        habitat = labels["habitat"].codes[order]
        least, most = np.minimum.reduceat(habitat, edge), np.maximum.reduceat(habitat, edge)
        blank["habitat"] = np.where(least == most, least, 0)
    return blank


def _spans(days: Days, period: Period) -> tuple[Codes, int]:
    """Number the periods that the days fall in."""
    if period == "all" or not len(days):
        return np.zeros(len(days), np.int64), 1
    unit = {"survey": "D", "month": "M", "year": "Y"}.get(period)
    if unit:
        number = days.astype(f"datetime64[{unit}]").astype(np.int64)
    else:
        number = number_of(days, "week")
    number -= number.min()
    return number, int(number.max()) + 1


def _bounds(first: Days, last: Days, period: Period) -> tuple[Days, Days]:
    """Return the first and last day of each row's period."""
    if period in ("survey", "all"):
        return first, last
    if period == "week":
        monday = starts(number_of(first, "week"), "week")
        return monday, monday + 6
    span = first.astype("datetime64[M]" if period == "month" else "datetime64[Y]")
    after = (span.astype(np.int64) + 1).astype(span.dtype).astype("datetime64[D]")
    return span.astype("datetime64[D]"), _days(after.astype(np.int64) - 1)


def _days(numbers: Codes) -> Days:
    return numbers.astype("datetime64[D]")


def _season(start: Days, period: Period) -> Codes:
    """Return the calendar month of a row, or 0 where its period spans the seasons."""
    if period in ("year", "all"):
        return np.zeros(len(start), np.int64)
    return start.astype("datetime64[M]").astype(np.int64) % 12


def _numbered(*codes: Codes) -> Codes:
    """Return one number for each combination of codes."""
    number = np.zeros(len(codes[0]), np.int64)
    for each in codes:
        distinct, position = np.unique(each, return_inverse=True)
        number = np.unique(number * max(len(distinct), 1) + position, return_inverse=True)[1]
    return number.astype(np.int64)


def _blank(components: pd.DataFrame, order: Codes, edge: Codes) -> Codes:
    """Return how many surveys of each row give no number at all."""
    if "missing" not in components or not len(edge):
        return np.zeros(len(edge), np.int64)
    missing = components["missing"].to_numpy(dtype=np.int64)[order]
    return np.asarray(np.add.reduceat(missing, edge), np.int64)


def _reported(
    components: pd.DataFrame, order: Codes, edge: Codes
) -> tuple[Codes, NDArray[np.float64]]:
    """Return how many surveys of each row give only the index's value, and the values' sum."""
    if "stated" not in components or not len(edge):
        return np.zeros(len(edge), np.int64), np.zeros(len(edge))
    stated = components["stated"].to_numpy(dtype=np.float64)[order]
    said = np.add.reduceat((~np.isnan(stated)).astype(np.int64), edge)
    return np.asarray(said, np.int64), np.asarray(np.add.reduceat(np.nan_to_num(stated), edge))


def _spread(
    index: Codes,
    labels: Labels,
    catalog: Catalog,
    row: Codes,
    numerator: Codes,
    denominator: Codes,
) -> NDArray[np.float64]:
    """Return the dispersion among the surveys of each row, index by index."""
    spread = np.ones(len(index))
    for code, rows in _runs(index):
        within = slice(*np.searchsorted(row, [rows.start, rows.stop]).tolist())
        spread[rows] = dispersion(
            row[within] - rows.start,
            rows.stop - rows.start,
            numerator[within],
            denominator[within],
            catalog.indices[labels.names[code]].family,
        )
    return spread

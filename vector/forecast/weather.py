"""Weather as covariates: departures from its climatology, late effects, and futures not known.

Decided: what is usual for the time of year is in every series' own course already, so only the
departure from it is a covariate. A departure that is not known is left out of the forecast of
that period, which is to forecast with the climatology and to be as uncertain as that makes one.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from vector.forecast.combined import predict
from vector.forecast.panel import Array
from vector.forecast.prediction import Prediction

# Harmonics of the year in a climatology.
HARMONICS = 2


def departures(weather: pd.DataFrame, names: Sequence[str], season: int) -> pd.DataFrame:
    """Return how far the weather departs from what is usual for the time of year.

    Parameters
    ----------
    weather : DataFrame
        ``period`` (whole number), the named columns (NaN where missing), and ``series`` where
        places have weather of their own; rows of one place and period are averaged.
    names : sequence of str
        The columns.
    season : int
        Periods of a year.

    Returns
    -------
    DataFrame
        One row per place and period: (series), period, and each column less its climatology, a
        least-squares fit of two harmonics of the year to the column of that place.

    Examples
    --------
    >>> warm = pd.DataFrame({"period": [0, 1, 2, 3], "heat": [1.0, 2.0, 1.0, 4.0]})
    >>> departures(warm, ["heat"], 1)["heat"].tolist()
    [-1.0, 0.0, -1.0, 2.0]
    """
    keys = [name for name in ("series", "period") if name in weather]
    found = weather.groupby(keys, as_index=False, sort=True)[list(names)].mean()
    places = found.groupby("series").indices if "series" in keys else {"": np.arange(len(found))}
    wave = _waves(found["period"].to_numpy(float), season)
    for name in names:
        value = found[name].to_numpy(float).copy()
        for rows in places.values():
            value[rows] -= _usual(value[rows], wave[rows])
        found[name] = value
    return found


def _waves(period: Array, season: int) -> Array:
    """Return the harmonics that a year of so many periods can tell apart."""
    columns = [np.ones(len(period))]
    for order in range(1, min(HARMONICS, (season - 1) // 2) + 1):
        angle = 2 * np.pi * order * period / season
        columns += [np.sin(angle), np.cos(angle)]
    return np.column_stack(columns)


def _usual(value: Array, wave: Array) -> Array:
    known = ~np.isnan(value)
    if not known.any():
        return np.zeros(len(value))
    fitted, *_ = np.linalg.lstsq(wave[known], value[known], rcond=None)
    return np.asarray(wave @ fitted)


def attach(
    rows: pd.DataFrame, weather: pd.DataFrame, names: Sequence[str], lags: Sequence[int]
) -> pd.DataFrame:
    """Add the weather to rows of a history or a future, as it was so many periods before.

    Parameters
    ----------
    rows : DataFrame
        ``series`` and ``period``.
    weather : DataFrame
        As :func:`departures` returns it.
    names : sequence of str
        The columns.
    lags : sequence of int
        Periods after which the weather acts, 0 and more.

    Returns
    -------
    DataFrame
        The rows with a column ``NAME:LAG`` for each; a place without weather of its own has the
        mean of the others, NaN where there is none.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": ["a"], "period": [5]})
    >>> heat = pd.DataFrame({"period": [4, 5], "heat": [0.5, -1.0]})
    >>> attach(rows, heat, ["heat"], [0, 1])[["heat:0", "heat:1"]].values.tolist()
    [[-1.0, 0.5]]
    """
    everywhere = weather.groupby("period")[list(names)].mean()
    own = weather.set_index(["series", "period"]) if "series" in weather else None
    added = {}
    for lag in lags:
        period = rows["period"].to_numpy(np.int64) - lag
        common = everywhere.reindex(period)
        at = pd.MultiIndex.from_arrays([rows["series"].astype(str), period])
        for name in names:
            value = common[name].to_numpy(float)
            there = value if own is None else own[name].reindex(at).to_numpy(float)
            added[f"{name}:{lag}"] = np.where(np.isnan(there), value, there)
    return rows.assign(**added)


def leads(names: Sequence[str], lags: Sequence[int]) -> dict[str, int]:
    """Return how many periods ahead each column of :func:`attach` is known: as many as its lag.

    Examples
    --------
    >>> leads(["heat"], [0, 2])
    {'heat:0': 0, 'heat:2': 2}
    """
    return {f"{name}:{lag}": lag for name in names for lag in lags}


def predict_as_known(
    history: pd.DataFrame,
    future: pd.DataFrame,
    covariates: Sequence[str],
    *,
    season: int,
    rules: Mapping[str, str] | None = None,
) -> Prediction:
    """Forecast every row by the covariates that are known of its period.

    Parameters
    ----------
    history, future, season, rules
        As :func:`vector.forecast.predict`; the future's covariates NaN where unknown.
    covariates : sequence of str
        Their columns. A period in which one is unknown for all series is forecast without it.

    Returns
    -------
    Prediction
        In the order of ``future``.

    Raises
    ------
    ForecastError
        As :func:`vector.forecast.predict`.
    """
    if not covariates or not len(future):
        return predict(history, future, season=season, rules=rules)
    known = future.groupby("period")[list(covariates)].transform(lambda each: each.notna().any())
    patterns = [
        tuple(name for name, there in zip(covariates, row, strict=True) if there)
        for row in known.to_numpy()
    ]
    parts, places = [], []
    codes, distinct = pd.factorize(pd.Index(patterns, tupleize_cols=False))
    for code, pattern in enumerate(distinct):
        rows = np.flatnonzero(codes == code)
        unknown = [name for name in covariates if name not in pattern]
        asked = future.iloc[rows].drop(columns=unknown)
        parts.append(predict(history.drop(columns=unknown), asked, season=season, rules=rules))
        places.append(rows)
    order = np.argsort(np.concatenate(places), kind="stable")
    return Prediction(
        pd.concat([part.rows for part in parts]).iloc[order].reset_index(drop=True),
        np.concatenate([part.node for part in parts])[order],
        np.concatenate([part.kept for part in parts])[order],
        np.concatenate([part.most for part in parts])[order],
    )

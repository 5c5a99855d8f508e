"""Forecasts in the form of forecast hubs: one row for each quantile of each target.

The form is that of FluSight and hubverse: reference_date, target, horizon, location, output_type,
output_type_id, value. The value is the index's own, count per effort.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from vector.forecast.prediction import HUB

COLUMNS = (
    *("reference_date", "target", "horizon", "location"),
    *("output_type", "output_type_id", "value"),
)
# What a hub writes where an output has no level.
NONE = "NA"
UNITS = {"week": "wk", "month": "mo"}


def reference(start: date, step: str, horizon: int) -> date:
    """Return the last day of the last period with data, from a period ahead.

    Parameters
    ----------
    start : date
        The first day of the period that is forecast.
    step : {"week", "month"}
        Of the periods.
    horizon : int
        How many periods ahead it is; 1 is the next.

    Examples
    --------
    >>> reference(date(2026, 6, 15), "week", 1), reference(date(2026, 3, 1), "month", 2)
    (datetime.date(2026, 6, 14), datetime.date(2026, 1, 31))
    """
    if step == "week":
        first = start - timedelta(weeks=horizon - 1)
    else:
        number = start.year * 12 + start.month - 1 - (horizon - 1)
        first = date(number // 12, number % 12 + 1, 1)
    return first - timedelta(days=1)


def target(step: str, method: str, index: str) -> str:
    """Return what is forecast, in the words of a hub.

    Examples
    --------
    >>> target("month", "snap_trap", "trap_rate")
    'mo ahead trap_rate snap_trap'
    """
    return f"{UNITS[step]} ahead {index} {method}"


def table(predictions: pd.DataFrame, locations: dict[tuple[int, int], str]) -> pd.DataFrame:
    """Return forecasts as a hub takes them.

    Parameters
    ----------
    predictions : DataFrame
        As :func:`vector.store.outlook.rows` gives them: region_id, station_id, method, index_id,
        step, start, horizon, effort, mean and quantiles (of the count).
    locations : dict of (region, station) → str
        The code of each place; station 0 for a street as a whole. Others are left out.

    Returns
    -------
    DataFrame
        The columns :data:`COLUMNS`: 23 rows of type quantile and one of type mean, whose
        output_type_id is NA, for each forecast. Quantiles never fall.
    """
    rows: list[tuple[Any, ...]] = []
    for told in predictions.itertuples():
        station = 0 if pd.isna(told.station_id) else int(told.station_id)  # type: ignore[arg-type]
        location = locations.get((int(told.region_id), station))  # type: ignore[arg-type]
        if location is not None and told.effort:
            rows += _rows(told, location)
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS), dtype=object)


def _rows(told: Any, location: str) -> list[tuple[Any, ...]]:
    about = (
        reference(told.start, told.step, told.horizon),
        target(told.step, told.method, told.index_id),
        int(told.horizon),
        location,
    )
    values = np.maximum.accumulate(np.asarray(told.quantiles, float)) / told.effort
    found = [(*about, "quantile", p, v) for p, v in zip(HUB, values.tolist(), strict=True)]
    return [*found, (*about, "mean", NONE, told.mean / told.effort)]

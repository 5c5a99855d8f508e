"""What models say around a station's history: the expected band, the fan ahead, the signals.

The band is the station's own: its counts of the same season in other years. The kept verdicts
beside it lean on like stations as well, so their upper limits may differ a little; a signal is
always a kept verdict, never this band's.
"""

from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from dashboard.figures.layers import COLUMNS, WIDTHS, none
from dashboard.flagged import quantity
from dashboard.service import service
from dashboard.text import say
from vector.catalog import Index
from vector.forecast import HUB
from vector.report.numeral import half_up
from vector.stats.outbreak import detect
from vector.stats.period import Numbers, Step, number_of, starts
from vector.store import outlook
from vector.store.tables import Expectation, Prediction
from vector.work.single import Single, single

YEARS, AHEAD = 3, 3
BAND = ["start", "expected", "lower", "upper", "years"]


def own_series(reading: Session, found: pd.DataFrame, index: Index, method: str) -> Single | None:
    """What a station counted by one method, of all its components, up to now."""
    return single(reading, service().catalog, found, index, method, service().today())


def band(own: Single | None, station: int, index: Index, method: str) -> pd.DataFrame:
    """What each period of the last years, and the next few, is expected to be by the season.

    The fit is made once for these counts: what other stations upload leaves it as it is.
    """
    running, today = service(), service().today()
    if own is None:
        return pd.DataFrame(columns=[*BAND, "method"])
    state = today, own.step, sha256(own.counts.to_numpy().tobytes()).digest()
    found = running.memory.recall_at(
        state, ("fit", station, index.id, method), lambda: _expected(own, today), ages=False
    )
    return found.assign(method=method)


def matching(band: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """The band, empty where a period was counted by other methods alone."""
    if band.empty:
        return band
    method = band["method"].iloc[0]
    at, same = period_of(judged["start"], method), (judged["method"] == method).to_numpy(bool)
    other = np.isin(period_of(band["start"], method), np.setdiff1d(at[~same], at[same]))
    told = band.copy()
    told.loc[other, ["expected", "lower", "upper"]] = np.nan
    return told


def period_of(days: Any, method: str) -> Numbers:
    """The number of the week or month of a method's programme in which each day lies."""
    step: Step = service().catalog.methods[method].cadence
    return number_of(pd.to_datetime(days).to_numpy(), step)


def _expected(own: Single, today: date) -> pd.DataFrame:
    counts, season = own.counts.assign(series=0), own.season
    present = int(number_of(np.array([today], "datetime64[D]"), own.step)[0])
    first = max(int(counts["period"].min()), present - YEARS * season)
    asked = pd.DataFrame({"series": 0, "period": range(first, present + AHEAD + 1)})
    rules = service().catalog.outbreak
    found = detect(counts, season=season, judged=asked, rules=rules)
    days = starts(found["period"].to_numpy(np.int64), own.step).astype(str)
    found = found.assign(start=days.astype(object))
    enough = found["years"] >= found["needed"]
    return found.loc[enough, BAND].reset_index(drop=True)


def fan(reading: Session, station: int, index: Index, method: str) -> pd.DataFrame:
    """The latest forecast with its 50, 80 and 95 % intervals, as densities."""
    same = [Prediction.method == method]
    own = outlook.rows(reading, Prediction, stations=[station], index=index.id, where=same)
    if own.empty:
        return none("fan")
    rows = [_fanned(row, index) for row in own.sort_values("period").itertuples()]
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS["fan"]))


def _fanned(row: Any, index: Index) -> dict[str, Any]:
    values = dict(zip(HUB, (each / row.effort for each in row.quantiles), strict=True))
    ends = {}
    for width in WIDTHS:
        edge = (100 - width) / 200
        ends |= {f"l{width}": values[edge], f"u{width}": values[round(1 - edge, 3)]}
    said = say(
        "station.hover_ahead",
        start=row.start,
        density=quantity(half_up(row.density), index.unit),
        **{
            f"range{width}": f"{half_up(ends[f'l{width}'])}–{half_up(ends[f'u{width}'])}"
            for width in WIDTHS
        },
    )
    return {"start": str(row.start), "density": row.density, **ends, "hover": said}


def signals(reading: Session, station: int, index: Index) -> pd.DataFrame:
    """The periods that were beyond what the years before let expect, each with its why."""
    told = outlook.rows(
        reading, Expectation, stations=[station], index=index.id, where=[Expectation.alarm],
        latest_only=False,
    )  # fmt: skip
    if told.empty:
        return none("signals")
    own = told.sort_values("made_at").drop_duplicates(["method", "period"], keep="last")
    rows = [
        {
            "start": str(row.start),
            "value": row.count_ / row.effort,
            "hover": _why(row, index),
        }
        for row in own.rename(columns={"count": "count_"}).itertuples()
    ]
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS["signals"]))


def _why(row: Any, index: Index) -> str:
    return say(
        "station.signal",
        start=row.start,
        value=quantity(half_up(row.count_ / row.effort), index.unit),
        expected=quantity(half_up(row.expected), index.unit),
        upper=quantity(half_up(row.upper), index.unit),
        years=row.years,
    )

"""What models say around a station's history: the expected band, the fan ahead, the signals.

The band is the station's own: its counts of the same season in other years. The kept verdicts
beside it lean on like stations as well, so their upper limits may differ a little; a signal is
always a kept verdict, never this band's.
"""

from datetime import date
from hashlib import sha256
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from dashboard.figures.layers import WIDTHS
from dashboard.flagged import quantity
from dashboard.service import service
from dashboard.text import say
from vector.catalog import Index
from vector.forecast import HUB
from vector.report.numeral import half_up
from vector.stats.outbreak import detect
from vector.stats.period import number_of
from vector.store import outlook
from vector.store.places import visible_stations
from vector.store.tables import Expectation, Prediction, Station
from vector.work.histories import Histories, histories, makes_series

YEARS, AHEAD = 3, 3
BAND = ["start", "expected", "lower", "upper", "years"]


def band(reading: Session, station: int, index: Index, method: str) -> pd.DataFrame:
    """What each period of the last years, and the next few, is expected to be by the season."""
    asked = ("band", station, index.id, method, service().today())
    return service().memory.recall(reading, asked, lambda: _band(reading, station, index, method))


def _band(reading: Session, station: int, index: Index, method: str) -> pd.DataFrame:
    running = service()
    if not makes_series(running.catalog, index.id):
        return pd.DataFrame(columns=BAND)
    own = visible_stations(None).where(Station.id == station)
    found = histories(reading, running.catalog, until=running.today(), stations=own)
    for each in found:
        series = each.series
        wanted = series.index[(series["index"] == index.id) & (series["method"] == method)]
        if len(wanted):
            return _fitted(each, int(wanted[0]), asked=(station, index.id, method))
    return pd.DataFrame(columns=BAND)


def _fitted(each: Histories, number: int, asked: tuple[int, str, str]) -> pd.DataFrame:
    """The fit, made once for these counts: what other stations upload leaves it as it is."""
    today = service().today()
    counts = each.of(number)[["series", "period", "count", "effort", "kind"]]
    # How the series is numbered is no matter of its own.
    own = counts.drop(columns="series")
    state = today, each.season, each.step, sha256(own.to_csv(index=False).encode()).digest()
    return service().memory.recall_at(
        state, ("fit", *asked), lambda: _expected(each, counts, number, today), ages=False
    )


def _expected(each: Histories, counts: pd.DataFrame, number: int, today: date) -> pd.DataFrame:
    present = int(number_of(pd.to_datetime([today]).to_numpy(), each.step)[0])
    first = max(int(counts["period"].min()), present - YEARS * each.season)
    asked = pd.DataFrame({"series": number, "period": range(first, present + AHEAD + 1)})
    rules = service().catalog.outbreak
    found = detect(counts, season=each.season, judged=asked, rules=rules)
    found = found.assign(start=[str(day) for day in each.dates(found["period"])])
    enough = found["years"] >= found["needed"]
    return found.loc[enough, BAND].dropna(subset=["lower", "upper"]).reset_index(drop=True)


def fan(reading: Session, station: int, index: Index, method: str) -> pd.DataFrame:
    """The latest forecast with its 50, 80 and 95 % intervals, as densities."""
    told = outlook.rows(reading, Prediction, stations=[station])
    own = told[(told["index_id"] == index.id) & (told["method"] == method)]
    own = own.sort_values("period", ignore_index=True)
    rows = [_fanned(row, index) for row in own.itertuples()]
    ends = [f"{end}{width}" for width in WIDTHS for end in "lu"]
    return pd.DataFrame(rows, columns=pd.Index(["start", "density", *ends, "hover"]))


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
    told = outlook.rows(reading, Expectation, stations=[station], latest_only=False)
    own = told[(told["index_id"] == index.id) & told["alarm"].astype(bool)]
    own = own.sort_values("made_at").drop_duplicates(["method", "period"], keep="last")
    rows = [
        {
            "start": str(row.start),
            "value": row.count_ / row.effort,
            "hover": _why(row, index),
        }
        for row in own.rename(columns={"count": "count_"}).itertuples()
    ]
    return pd.DataFrame(rows, columns=pd.Index(["start", "value", "hover"]))


def _why(row: Any, index: Index) -> str:
    return say(
        "station.signal",
        start=row.start,
        value=quantity(half_up(row.count_ / row.effort), index.unit),
        expected=half_up(row.expected),
        upper=quantity(half_up(row.upper), index.unit),
        years=row.years,
    )

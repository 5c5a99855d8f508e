"""The forecast that is kept, at a station or added up over a street or the county.

Kept are the forecasts of single series. Nobody knows how they move together, so a sum is taken as
if all of them rose and fell at once: its range is then rather too wide than too narrow.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from dashboard.flagged import percent, quantity
from dashboard.seasonal import Scope, asked
from dashboard.service import account, service
from dashboard.text import say
from vector.forecast import HUB
from vector.report.numeral import half_up, plain
from vector.stats.period import Step, number_of, starts
from vector.store import outlook, places, surveyed
from vector.store.edition import forecast_edition
from vector.store.tables import Prediction, Score

SHARES = (50, 80, 95)
BACK = {"month": 400, "week": 190}


@dataclass(frozen=True)
class Foreseen:
    """A forecast: past and coming periods, its limit, and the rows it was added up from.

    ``series`` is how many forecasts of the scope's method were added up; ``others`` the methods
    that have forecasts of their own and are left out.
    """

    past: pd.DataFrame
    ahead: pd.DataFrame
    rows: pd.DataFrame
    scores: pd.DataFrame
    limit: str | None
    series: int
    others: tuple[str, ...]
    step: Step
    made_at: Any


def predicted(reading: Session, looked: Scope) -> pd.DataFrame:
    """The latest kept forecasts of the scope by every method.

    Where a limit looms, it looms by whatever method it is foreseen and whichever is looked at.
    """
    return _own(reading, looked, Prediction)


def foreseen(reading: Session, looked: Scope) -> Foreseen | None:
    """The latest kept forecast of the scope, by its method; None where there is none."""
    every = predicted(reading, looked)
    rows = every[every["method"] == looked.method]
    if rows.empty:
        return None
    scores = _own(reading, looked, Score)
    scores = scores[scores["method"] == looked.method] if len(scores) else scores
    limits = rows["limit"].dropna().unique()
    same = len(limits) == 1 and rows["limit"].notna().all()
    step: Step = "month" if rows["step"].iloc[0] == "month" else "week"
    limit = str(limits[0]) if same else None
    return Foreseen(
        _past(reading, looked, step),
        _ahead(rows, looked, limit),
        rows,
        scores,
        limit,
        len(rows.drop_duplicates(["region_id", "station_id"])),
        others_of(every, looked),
        step,
        rows["made_at"].max(),
    )


def others_of(every: pd.DataFrame, looked: Scope) -> tuple[str, ...]:
    """The methods with forecasts beside the one that is looked at."""
    found = set(every["method"])
    return tuple(each for each in looked.index.methods if each in found - {looked.method})


def _own(reading: Session, looked: Scope, table: Any) -> pd.DataFrame:
    """The rows of the scope; a street's small stations are forecast together, as the street."""
    key = ("foreseen", table.__tablename__, looked.index.id)
    whole = service().memory.recall_at(
        forecast_edition(reading), key,
        lambda: outlook.rows(reading, table, index=looked.index.id),
    )  # fmt: skip
    mine = whole["station_id"].isin(looked.stations)
    if looked.station is None:
        seen = set(reading.scalars(places.visible_regions(account())))
        streets = {looked.street} & seen if looked.street else seen
        mine |= whole["station_id"].isna() & whole["region_id"].isin(streets)
    return whole[mine]


def _ahead(rows: pd.DataFrame, looked: Scope, limit: str | None) -> pd.DataFrame:
    """Add the forecasts up, period by period: Σ quantiles / Σ effort."""
    levels = np.array(rows["quantiles"].tolist(), float)
    wanted = {
        f"{side}{share}": levels[:, HUB.index(round(level, 3))]
        for share in SHARES
        for side, level in (("low", 0.5 - share / 200), ("high", 0.5 + share / 200))
    }
    frame = pd.DataFrame(wanted, index=rows.index)
    frame = frame.assign(value=rows["mean"], effort=rows["effort"], start=rows["start"])
    sums = frame.groupby("start").sum()
    parts = sums.drop(columns="effort").div(sums["effort"], axis=0)
    alone = len(rows) == rows["start"].nunique()
    chance = rows.set_index("start")["p_beyond"] if alone and limit is not None else None
    said = ["" if chance is None else likely(chance[start]) for start in parts.index]
    found = parts.reset_index().assign(effort=sums["effort"].to_numpy(), chance=said)
    return found.assign(hover=[_hover(row, looked) for row in found.itertuples()])


def _hover(row: Any, looked: Scope) -> str:
    unit = looked.index.unit
    return say(
        "ahead.hover", start=str(row.start),
        value=quantity(half_up(row.value), unit),
        **{f"band{share}": quantity(
            f"{half_up(getattr(row, f'low{share}'))}–{half_up(getattr(row, f'high{share}'))}", unit)
           for share in SHARES},
    )  # fmt: skip


def likely(probability: float) -> str:
    """A probability beside a point; "" where there is none."""
    return "" if pd.isna(probability) else percent(probability)


def _past(reading: Session, looked: Scope, step: Step) -> pd.DataFrame:
    """What the method counted lately, with a gap where nothing was."""
    since: date = service().today() - timedelta(days=BACK[step])
    found = looked.once(
        reading, ("days", since),
        lambda: surveyed.days(reading, looked.index, looked.method, looked.stations, since),
    )  # fmt: skip
    found = found[found["date"].dt.date <= service().today()]
    due = asked(reading, looked)
    if found.empty:
        return pd.DataFrame({"start": [], "value": [], "hover": []})
    period = number_of(found["date"].to_numpy(), step)
    sums = found[["numerator", "denominator"]].groupby(period).sum()
    sums = sums.reindex(range(sums.index.min(), sums.index.max() + 1))
    value = float(looked.index.multiplier) * sums["numerator"] / sums["denominator"]
    value = value.where(sums["denominator"] > 0)
    start = pd.Series(starts(sums.index.to_numpy(), step))
    frame = pd.DataFrame({"start": start, "value": value.to_numpy()})
    # Where nobody is asked to survey, nothing is missing.
    frame = frame[frame["value"].notna() | frame["start"].dt.month.isin(due.keys())]
    return frame.assign(
        hover=[
            say("ahead.was", start=f"{row.start:%Y-%m-%d}",
                value=quantity(half_up(row.value), looked.index.unit))
            if row.value == row.value else ""
            for row in frame.itertuples()
        ]
    )  # fmt: skip


def limit_text(found: Foreseen, looked: Scope) -> str:
    """The limit that the probabilities speak of, with its unit."""
    return "" if found.limit is None else quantity(plain(Fraction(found.limit)), looked.index.unit)


def riskiest(every: pd.DataFrame, most: int = 5) -> pd.DataFrame:
    """The places most likely to pass their limits, each with its likeliest method and period."""
    rows = every[every["p_beyond"].notna()]
    order = rows.sort_values(["p_beyond", "start"], ascending=[False, True])
    return order.drop_duplicates(["region_id", "station_id"]).head(most)


@dataclass(frozen=True)
class Past:
    """How forecasts of the past did: for how many series, which models, and how well."""

    series: int
    targets: int
    models: dict[str, int]
    last_year: float
    climatology: float
    inside: float


def record(found: Foreseen) -> Past | None:
    """The record of the models in use; None where none could be tested."""
    scores = found.scores
    if scores.empty:
        return None
    own = scores[(scores["horizon"] == 0) & scores["chosen"]]
    if own.empty:
        return None
    weight = own["targets"] / own["targets"].sum()
    return Past(
        len(own),
        int(own["targets"].sum()),
        own["model"].value_counts().to_dict(),
        float(own["skill_last_year"].astype(float).median()),
        float(own["skill_climatology"].astype(float).median()),
        float((own["coverage80"] * weight).sum()),
    )

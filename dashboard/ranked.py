"""Streets by an index in one week or month: ranked where there is effort enough, else apart.

A street with too little effort is never ranked: nothing found there would look like the best. The
rank has an interval, and boards name only streets whose whole interval lies in one half.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from sqlalchemy import Select
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.service import account, service
from dashboard.text import language
from vector.catalog import Index
from vector.catalog.index import Family
from vector.stats.compare import ranking, rate_ratio, said
from vector.stats.period import Step, number_of, starts
from vector.store import monthly, places
from vector.store.boundaries import Boundaries
from vector.store.streets import sums

STEPS: tuple[Step, ...] = ("month", "week")
BOUNDARIES: tuple[Boundaries, ...] = ("today", "then")
BACK = {"month": 750, "week": 190}
# With fewer streets there are no halves to speak of.
LEAST = 4
# So many periods back the one surveyed before may lie.
NEAR = {"month": 2, "week": 4}
RANKED = (Family.PROPORTION, Family.RATE)

T = TypeVar("T")


@dataclass(frozen=True)
class Ranked:
    """A ranking: its rows, the streets apart from it with the reason, and what it comes to.

    ``rows`` has street, rank and its interval, value with interval, denominator, surveys, board
    (``black``, ``red`` or ``middle``), change (``up``, ``down``, ``alike`` or ``unknown``) and the
    rank before. ``before`` is the first day of the period that is compared with.
    """

    rows: pd.DataFrame
    apart: pd.DataFrame
    sentences: list[str]
    before: date | None = None


def indices(reading: Session) -> list[Index]:
    """The indices that streets can be ranked by: those counted, the most surveyed first."""
    running = service()
    counted = running.memory.recall(reading, "counted", lambda: monthly.counted(reading))
    found = [running.catalog.indices[each] for each in counted if each in running.catalog.indices]
    order = running.catalog.groups
    able = [each for each in found if each.family in RANKED]
    return sorted(able, key=lambda each: (order[each.group].order, -counted[each.id], each.id))


def periods(reading: Session, index: Index, step: Step) -> list[date]:
    """The first days of the periods in which something was counted lately, the latest first."""
    today = service().today()
    since = today - timedelta(days=BACK[step])
    found = _common(
        reading, ("days", index.id, since), lambda own: monthly.dates(reading, index, since, own)
    )
    days = np.array([day for day in found if day <= today], "datetime64[D]")
    numbers = np.unique(number_of(days, step))[::-1] if len(days) else np.array([], int)
    return [day.item() for day in starts(numbers, step).astype("datetime64[D]")]


def _common(reading: Session, asked: Any, compute: Callable[[Select[Any] | None], T]) -> T:
    """What is computed of all stations is shared; of those that few see it is computed for them."""
    if not visible.sees_all(reading):
        return compute(places.visible_stations(account()))
    return service().memory.recall(reading, asked, lambda: compute(None))


def ends(start: date, step: Step) -> date:
    """The last day of a period."""
    return shifted(start, step, 1) - timedelta(days=1)


def shifted(start: date, step: Step, by: int) -> date:
    """The first day of the period so many after."""
    number = number_of(np.array([start], "datetime64[D]"), step) + by
    day: date = starts(number, step).astype("datetime64[D]")[0].item()
    return day


def ranked(
    reading: Session, index: Index, step: Step, start: date, boundaries: Boundaries
) -> Ranked:
    """Rank the streets that the person sees by an index in a period."""
    if not visible.sees_all(reading):
        return _ranked(reading, index, step, start, boundaries)
    asked = ("ranking", index.id, step, start, boundaries, service().today(), language())
    return service().memory.recall(
        reading, asked, lambda: _ranked(reading, index, step, start, boundaries)
    )


def _ranked(
    reading: Session, index: Index, step: Step, start: date, boundaries: Boundaries
) -> Ranked:
    own = _counted(reading, index, step, start, boundaries)
    last = _before(reading, index, step, start)
    before = _counted(reading, index, step, last, boundaries) if last else own[:0]
    whole, earlier = _sums(own), _sums(before)
    able = whole[whole["denominator"] >= index.min_effort]
    rows, sentences = _ranks(own[own["street"].isin(able.index)], index)
    if len(rows):
        rows = rows.join(whole[["denominator", "surveys"]], on="street")
        rows = _against(rows, earlier, index)
    return Ranked(rows, _apart(reading, whole, able), sentences, last)


def _before(reading: Session, index: Index, step: Step, start: date) -> date | None:
    """The period surveyed before, not too long ago: programmes look every second month."""
    earlier = [day for day in periods(reading, index, step) if day < start]
    least = shifted(start, step, -NEAR[step])
    return earlier[0] if earlier and earlier[0] >= least else None


def _counted(
    reading: Session, index: Index, step: Step, start: date, boundaries: Boundaries
) -> pd.DataFrame:
    """What each street counted in a period: what is bad of it is its count, whichever way."""
    end = min(ends(start, step), service().today())
    found = _common(
        reading, ("ranked", index.id, start, end, boundaries),
        lambda own: sums(reading, index, start, end, stations=own, boundaries=boundaries),
    )  # fmt: skip
    found = found.assign(count=found["numerator"].astype(float))
    if index.worse != "low":
        return found
    square = found["effort_square"] - 2 * found["product"] + found["count_square"]
    return found.assign(
        count=found["denominator"] - found["count"], count_square=square,
        product=found["effort_square"] - found["product"],
    )  # fmt: skip


def _sums(own: pd.DataFrame) -> pd.DataFrame:
    """What each street counted in the whole period; failed surveys were surveys."""
    told = own.assign(numerator=own["count"], surveys=own["surveys"] + own["failed"])
    return told.groupby("street")[["numerator", "denominator", "surveys"]].sum()


def _ranks(own: pd.DataFrame, index: Index) -> tuple[pd.DataFrame, list[str]]:
    """Rank, the worst first; values in the index's unit."""
    if own.empty:
        return pd.DataFrame(), []
    scale = float(index.multiplier)
    frame = own.assign(
        series=own["street"], effort=own["denominator"] / scale, product=own["product"] / scale,
        effort_square=own["effort_square"] / scale**2,
    )  # fmt: skip
    table = ranking(frame, catalog=service().catalog)
    rows = table.rename(columns={"series": "street", "density": "value"})
    if index.worse == "low":
        top = float(index.times)
        turned = {"value": top - rows["value"], "lower": (top - rows["upper"]).clip(lower=0.0)}
        rows = rows.assign(**turned, upper=top - rows["lower"])
    elif index.family == Family.PROPORTION:
        rows = rows.assign(upper=rows["upper"].clip(upper=float(index.times)))
    return rows.assign(board=_boards(rows)), said(table, language=language())


def _boards(rows: pd.DataFrame) -> list[str]:
    """On which board a street stands: only where its whole rank interval lies in one half."""
    half = len(rows) / 2
    if len(rows) < LEAST:
        return ["middle"] * len(rows)
    return [
        "black" if row.rank_upper <= half else "red" if row.rank_lower > half else "middle"
        for row in rows.itertuples()
    ]


def _against(rows: pd.DataFrame, earlier: pd.DataFrame, index: Index) -> pd.DataFrame:
    """Compare each street with itself a period ago, allowing for the number of streets."""
    able = earlier[earlier["denominator"] >= index.min_effort]
    # Of the period before only the rank is told; equal values share the better one.
    values = able["numerator"] / able["denominator"].where(able["denominator"] > 0)
    places_then = values.rank(ascending=False, method="min").dropna().astype(int)
    base = able.reindex(rows["street"])
    scale = float(index.multiplier)
    found = rate_ratio(
        rows["count"], rows["effort"], base["numerator"], base["denominator"] / scale,
        rows["dispersion"],
    )  # fmt: skip
    compared = max(int(np.isfinite(found.p).sum()), 1)
    sure = np.nan_to_num(found.p * compared, nan=1.0) < service().catalog.comparison.significance
    worse = np.nan_to_num(found.ratio, nan=1.0, posinf=2.0) > 1
    change = np.select([np.isnan(found.p), sure & worse, sure], ["unknown", "up", "down"], "alike")
    return rows.assign(change=change, before=[places_then.get(each) for each in rows["street"]])


def _apart(reading: Session, whole: pd.DataFrame, able: pd.DataFrame) -> pd.DataFrame:
    """The streets that are not ranked, and why."""
    small = whole[~whole.index.isin(able.index)]
    rows: list[dict[str, Any]] = [
        {"street": street, "kind": "few" if row.denominator > 0 else "no_effort",
         "denominator": float(row.denominator)}
        for street, row in small.iterrows()
    ]  # fmt: skip
    known = visible.owning(reading)
    missing = sorted(known - set(whole.index))
    rows += [{"street": each, "kind": "not_reported", "denominator": 0.0} for each in missing]
    return pd.DataFrame(rows, columns=["street", "kind", "denominator"])

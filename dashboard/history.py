"""One station's history of one index: judged periods, the periods without a value, the limits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from dashboard.figures.history import Line
from dashboard.flagged import effort, interval, quantity
from dashboard.limits import certain, deciding, origin, replaced
from dashboard.lines import Held, limits_at, lines
from dashboard.month import worst
from dashboard.service import service
from dashboard.spans import after
from dashboard.text import language, say
from dashboard.watched import with_verdict
from vector.catalog import Index
from vector.catalog.index import BandedIndex, DensityIndex, GradedIndex
from vector.report.numeral import half_up
from vector.stats.empty import Empty, classify
from vector.stats.judge import judge
from vector.stats.series import Series
from vector.store import components as stored
from vector.store import plans
from vector.store.tables import Plan

PERIODS = ("month", "survey")
HOVERED = ("start", "value", "lower", "upper", "effort")


@dataclass(frozen=True)
class History:
    """What the station page shows of one index.

    ``warning``: that an edition not in force judges. ``unsure``: where the limit that decides
    stands, if that is not certain. ``watched``: the last verdict is the one that flags rest on,
    with like stations beside it; otherwise it rests on this station's counts alone. ``methods``
    are those that ever counted it here.
    """

    index: Index
    station: int
    judged: pd.DataFrame
    gaps: pd.DataFrame
    lines: tuple[Line, ...]
    warning: str
    unsure: str
    watched: bool
    methods: tuple[str, ...]

    @property
    def missing(self) -> pd.DataFrame:
        """The months without any survey, though one is or will be asked for; ``gap`` says which."""
        counted = self.gaps["kind"].isin([Empty.ZERO, Empty.NO_EFFORT])
        return self.gaps.loc[~counted, ["start", "kind"]].rename(columns={"kind": "gap"})


def components_of(reading: Session, station: int) -> pd.DataFrame:
    """Everything that was counted at a station and stands."""
    return stored.components(reading, stations=[station])


def indices_of(reading: Session, station: int) -> list[Index]:
    """The indices surveyed at a station: graded ones first, then by group."""
    catalog = service().catalog
    found = [catalog.indices[index] for index in stored.indices_at(reading, station)]
    return sorted(found, key=lambda each: (catalog.groups[each.group].order, each.kind, each.id))


def history(
    reading: Session, station: Any, index: Index, components: pd.DataFrame, period: str
) -> History:
    """Judge every period of one index at one station, and find the periods without a value."""
    running, own = service(), components[components["index"].isin(index.together)]
    limits = limits_at(reading, index, station.id)
    judged = _judged(own, index, limits, period)
    judged, watched = with_verdict(reading, judged, station.id, index.together)
    first = judged["start"].min().date() if len(judged) else running.today()
    drawn = tuple(lines(index, limits, first, running.today()))
    beyond = _beyond(judged, index)
    counted = zip(judged["denominator"], judged["method"], strict=True)
    efforts = [effort(index, amount, method) for amount, method in counted]
    judged = judged.assign(beyond=beyond, compared=_compared(judged, index), effort=efforts)
    judged["hover"] = [_hover(index, row) for row in judged[list(HOVERED)].itertuples()]
    asked = plans.of_station(reading, station.id, index.methods)
    gaps = _gaps(judged, asked, running.today())
    warning = replaced(index, running.today())
    unsure = _unsure(index, running.today())
    used = {*own.loc[own["index"] == index.id, "method"]}
    methods = tuple(each for each in index.methods if each in used)
    return History(index, int(station.id), judged, gaps, drawn, warning, unsure, watched, methods)


def lately(shown: History, first: date | None) -> History:
    """The same from a day on: every period as it was judged among all of them."""
    if first is None:
        return shown
    lines = tuple(each for each in shown.lines if each.until is None or each.until >= first)
    judged, gaps = after(shown.judged, first), after(shown.gaps, first)
    return replace(shown, judged=judged, gaps=gaps, lines=lines)


def _judged(own: pd.DataFrame, index: Index, limits: Sequence[Held], period: Any) -> pd.DataFrame:
    """Judge every period by the limit that held on the day of its last survey, if one did.

    What like stations show is the same for all of them. Methods are never summed: of several in
    one period the worst is told, as on the map.
    """
    held = {limit.value: Fraction(limit.value) for limit, _, _ in limits}
    parts = [
        judge(
            own,
            service().catalog,
            by="station",
            period=period,
            profile=service().settings.profile,
            action_limits=None if value is None else {index.id: held[value]},
            verdicts=False,
            language=language(),
            only=partial(_held_by, value, limits) if held else None,
        ).assign(limit=float(held.get(value, np.inf)))
        for value in (None, *held)
    ]
    judged = pd.concat(parts, ignore_index=True)
    own = judged[judged["index"] == index.id]
    told = worst(own, index, "start").set_index("start")["method"]
    # All surveys of that method: several on one day are of several habitats.
    own = own[own["method"].astype(str) == own["start"].map(told).astype(str)]
    return own.sort_values("start", ignore_index=True)


def _held_by(value: str | None, limits: Sequence[Held], series: Series) -> np.ndarray:
    """Which rows to judge by a value: where it held, or where none did."""
    decided = np.full(len(series), None, object)
    for limit, since, until in limits:
        ended = np.datetime64(until or date.max)
        decided[(series.last >= np.datetime64(since)) & (series.last <= ended)] = limit.value
    return np.flatnonzero(decided == value)


def _unsure(index: Index, today: date) -> str:
    fact = deciding(index, today)
    return "" if fact is None or certain(fact) else origin(fact)


def broken(judged: pd.DataFrame) -> pd.DataFrame:
    """The judged months and the empty ones between, at which the curve breaks."""
    if judged.empty:
        return judged
    months = pd.date_range(judged["start"].min(), judged["start"].max(), freq="MS")
    whole = judged.set_index("start").reindex(months).rename_axis("start").reset_index()
    return whole.assign(beyond=whole["beyond"].eq(True), hover=whole["hover"].fillna(""))


def _beyond(judged: pd.DataFrame, index: Index) -> np.ndarray:
    """Beyond the limit: as judged where a rule judges, else above what held then."""
    if isinstance(index, GradedIndex):
        return (judged["level"] == "worse").to_numpy()
    if isinstance(index, BandedIndex):
        profile = service().catalog.profiles[service().settings.profile]
        return (judged["band"].fillna(-1) >= profile.flag_from).to_numpy(bool)
    if not np.isfinite(judged["limit"]).any():
        return judged["flag"].to_numpy(bool)
    return (judged["value"] > judged["limit"]).to_numpy()


def _compared(judged: pd.DataFrame, index: Index) -> np.ndarray:
    """Whether there was a value and something to compare it with, so that it may be within."""
    valued = judged["value"].notna().to_numpy(bool)
    if isinstance(index, GradedIndex):
        return valued & (judged["level"] != "").to_numpy(bool)
    if isinstance(index, BandedIndex):
        return valued & judged["band"].notna().to_numpy(bool)
    if isinstance(index, DensityIndex):
        return valued & np.isfinite(judged["limit"].to_numpy(float))
    return valued


def _hover(index: Index, row: Any) -> str:
    start = str(row.start)[:10]
    value = quantity(half_up(row.value), index.unit) if row.value == row.value else ""
    return say(
        "station.hover", start=start, value=value,
        interval=interval(row.lower, row.upper, index.unit), effort=row.effort,
    )  # fmt: skip


def _gaps(judged: pd.DataFrame, asked: Sequence[Plan], today: date) -> pd.DataFrame:
    """The months from the first survey to now that have no value above zero, and why."""
    if judged.empty:
        return pd.DataFrame({"start": pd.to_datetime([]), "kind": [], "hover": []})
    own = judged["start"].to_numpy().astype("datetime64[M]")
    months = np.arange(own.min(), max(np.datetime64(today, "M"), own.max()) + 1)
    days = months.astype("datetime64[D]")
    dues = [plans.due_of(asked, day) for day in days.tolist()]
    at, size = (own - own.min()).astype(np.int64), len(months)
    count, effort = (
        np.bincount(at, judged[name].to_numpy(np.float64, na_value=0), size)
        for name in ("numerator", "denominator")
    )
    kinds = classify(
        [due is not None for due in dues],
        [due is not None and due < today for due in dues],
        np.bincount(at, minlength=size) > 0,
        effort,
        count,
    )
    empty = ~np.isin(kinds, [Empty.FILLED, Empty.NOT_REQUIRED])
    told = [f"{month}｜{say(f'empty.{kind}')}"
            for month, kind in zip(months[empty], kinds[empty], strict=True)]  # fmt: skip
    start = days[empty].astype("datetime64[s]")
    return pd.DataFrame({"start": start, "kind": kinds[empty], "hover": told})

"""An assessment 达标评估: a place and a round judged as ``vector assess`` does, and as assumed."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.service import account, service
from dashboard.text import language, name, say
from vector.catalog.index import AbsoluteIndex, GradedIndex, Index
from vector.stats.assumed import assume, found_bad
from vector.stats.judge import judge
from vector.stats.sampling import adequacy
from vector.stats.sentence import listed
from vector.stats.sentence import say as said
from vector.store import components as stored
from vector.store import inspections, places
from vector.store.components import Choice
from vector.store.engine import session
from vector.store.tables import Region, Station

INSPECTED = (GradedIndex, AbsoluteIndex)
# The verdicts on the whole place.
WHOLE = ("place_level", "hygiene_city")
# What an address may hold of assumptions: index:number, several with commas between.
BETWEEN, WITHIN = ",", ":"


@dataclass(frozen=True)
class Asked:
    """A place and a round: a street or all that is seen, one station of it or all, two days."""

    street: int | None
    station: int | None
    start: date
    end: date
    fixed: dict[str, int] = field(default_factory=dict)

    @property
    def named(self) -> dict[str, Any]:
        """Just this, as an address names it."""
        fixed = BETWEEN.join(f"{index}{WITHIN}{count}" for index, count in self.fixed.items())
        named = {"street": self.street, "station": self.station, "start": self.start}
        return {**named, "end": self.end, "fix": fixed}

    def seen(self) -> Select[Any]:
        """The stations of the place that the person may see."""
        own = places.visible_stations(account())
        return own if self.station is None else own.where(Station.id == self.station)

    @property
    def choice(self) -> Choice:
        """Which surveys that is."""
        return Choice(stations=self.seen(), region=self.street, start=self.start, end=self.end)


def asked(
    street: str | None, station: str | None, start: str | None, end: str | None, fix: str = ""
) -> Asked:
    """What an address or the filters ask for; what cannot be read is left at its usual value."""
    today = service().today()
    last = _day(end) or today
    first = _day(start) or visible.fresh_since(min(last, today))
    place = visible.number(street), visible.number(station)
    return Asked(*place, min(first, last), last, fixed_of(fix))


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None


def fixed_of(fix: str) -> dict[str, int]:
    """The assumptions that an address holds."""
    known = {index.id for index in inspected()}
    pairs = [each.partition(WITHIN) for each in fix.split(BETWEEN)]
    counts = {name: visible.number(count) or 0 for name, _, count in pairs if name in known}
    return {name: count for name, count in counts.items() if count}


def inspected() -> list[Index]:
    """The indices of inspections, graded or absolute, in the order of their groups."""
    catalog = service().catalog
    found = [index for index in catalog.indices.values() if isinstance(index, INSPECTED)]
    return sorted(found, key=lambda index: catalog.groups[index.group].order)


@dataclass(frozen=True)
class Assessment:
    """What is judged of a place and a round: the rows, as assumed if anything is, and the rest."""

    asked: Asked
    judged: pd.DataFrame
    assumed: pd.DataFrame | None
    bad: dict[str, int]
    plans: dict[str, bool]
    population: int | None
    sizes: pd.DataFrame | None


def assess(wanted: Asked) -> Assessment:
    """Judge a place and a round; the sizes a survey must have go by the place's population."""
    running = service()
    with session(running.engine) as reading:
        counted = _counted(reading, wanted)
        own = {"stations": wanted.seen(), "region": wanted.street}
        days = (wanted.start, wanted.end, running.today())
        plans = inspections.asked_for(reading, *days, **own)
        population = _population(reading, wanted)
        looked_at = (
            inspections.looked_at(reading, running.catalog, wanted.choice) if population else {}
        )
    sizes = adequacy(looked_at, running.catalog, population) if population else None
    bad = found_bad(counted, running.catalog)
    assumed = None
    if wanted.fixed and not counted.empty:
        assumed = cautioned(judged(assume(counted, running.catalog, wanted.fixed), wanted), sizes)
    found = cautioned(judged(counted, wanted), sizes)
    return Assessment(wanted, found, assumed, bad, plans, population, sizes)


def short(sizes: pd.DataFrame | None) -> str:
    """That the round looked at less than the standards ask for; "" where it did, or is unknown."""
    if sizes is None or sizes["enough"].all():
        return ""
    enough = int(sizes["enough"].sum())
    return say("assessment.sizes_short", count=enough, total=len(sizes))


def broken(judged: pd.DataFrame, group: str = "") -> str:
    """The absolute clauses broken in a group, or in any, as the verdicts name them."""
    rows = judged[(judged["kind"] == "absolute") & (judged["flag"] == 1)]
    own = rows if not group else rows[rows["group"] == group]
    catalog = service().catalog
    names = [name(catalog.indices[each]) for each in own["index"].unique()]
    return said("clause_broken", language(), clauses=listed(names, language())) if names else ""


def cautioned(judged: pd.DataFrame, sizes: pd.DataFrame | None) -> pd.DataFrame:
    """Say in the verdicts on the whole place that they rest on too few samples."""
    caution = short(sizes)
    if not caution or judged.empty:
        return judged
    reason = judged["reason"].astype(str)
    longer = reason + said("separator", language()) + caution
    return judged.assign(reason=reason.where(~judged["index"].isin(WHOLE), longer))


def told(judged: pd.DataFrame, sizes: pd.DataFrame | None) -> pd.DataFrame:
    """The rows with their levels in words; no verdict a bare pass where something is against it."""
    caution = short(sizes)
    words = [_word(row, judged, caution) for row in judged.itertuples()]
    return judged.assign(level=pd.Series(words, judged.index, object))


def _word(row: Any, judged: pd.DataFrame, caution: str) -> str:
    if not row.level:
        return ""
    verdict = row.index in (*WHOLE, "group_level")
    against = verdict and (broken(judged, row.group) or (row.index in WHOLE and caution))
    if against and row.level == "pass":
        return say("assessment.pass_caution")
    level = say(f"level.{row.level}")
    if not against or row.level in ("worse", "fail"):
        return level
    return say("assessment.level_caution", level=level)


def _counted(reading: Session, wanted: Asked) -> pd.DataFrame:
    return stored.components(
        reading,
        indices=[index.id for index in inspected()],
        stations=wanted.seen(),
        region=wanted.street,
        start=wanted.start,
        end=wanted.end,
    )


def judged(counted: pd.DataFrame, wanted: Asked) -> pd.DataFrame:
    """All of it pooled, as ``vector assess --by all`` does; one station is judged as a station."""
    running = service()
    return judge(
        counted,
        running.catalog,
        by="all" if wanted.station is None else "station",
        period="all",
        profile=running.settings.profile,
        language=language(),
    )


def _population(reading: Session, wanted: Asked) -> int | None:
    """The inhabitants of the place; the survey sizes say nothing of a single station."""
    region = wanted.street or account().region_id
    if wanted.station is not None or region is None:
        return None
    own = select(Region.population).where(Region.id == region)
    return reading.scalar(own.where(Region.id.in_(places.visible_regions(account())))) or None

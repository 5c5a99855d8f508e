"""Revisions of a station 监测点变更: from a day on it stands elsewhere, or is surveyed otherwise.

What surveys till then were taken under stays. A change of place, habitat, method or lamp breaks
the station's series: what was counted before does not compare with what is counted after.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.settings import Settings
from vector.store import audit, geography, ledger, timeline
from vector.store.engine import session, transaction
from vector.store.tables import Region, Station, StationPast
from vector.store.timeline import Span
from vector.work import jobs
from vector.work.gazetteer import Gazetteer, near
from vector.work.particulars import particulars
from vector.work.roll import Line
from vector.work.watch import evaluate

COLUMNS = (
    *("valid_from", "valid_to", "name", "street", "habitat", "method", "equipment"),
    *("longitude", "latitude", "changed"),
)
WATCHED = ("site", "habitat", "method", "equipment", "name")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Revision:
    """What is different at a station from a day on; what is empty stays as it was.

    ``street`` (or a finer region), ``longitude`` and ``latitude`` say that the station stands
    elsewhere; words as a person writes them.
    """

    day: date
    street: str = ""
    habitat: str = ""
    method: str = ""
    equipment: str = ""
    longitude: str = ""
    latitude: str = ""


def revise(
    engine: Engine,
    catalog: Catalog,
    settings: Settings,
    station: str,
    revision: Revision,
    *,
    now: datetime,
    author: audit.Author | None = None,
) -> tuple[str, ...]:
    """Write down that a station is different from a day on.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        Habitats, methods, and the rules of flags.
    settings : Settings
        The time zone, the band profile, and whether alerts need a second person.
    station : str
        Its code, or its name where no other has it.
    revision : Revision
        What is different.
    now : datetime
        The present, with zone.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    tuple of str
        What changed: of ``site``, ``habitat``, ``method`` and ``equipment``.

    Raises
    ------
    StoreError
        When there is no such station or street, nothing is different, or the day is to come.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.catalog import load
    >>> from vector.store import migrate, register
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as writing:
    ...     _ = register.register(writing, pd.DataFrame({"street": ["东街"], "station": ["公园"]}))
    >>> lamp = Revision(date(2026, 5, 1), equipment="光催化灯")
    >>> revise(engine, load(), Settings(), "公园", lamp, now=datetime(2026, 6, 1, tzinfo=UTC))
    ('equipment',)
    """
    today = now.astimezone(ZoneInfo(settings.timezone)).date()
    if revision.day > today:
        raise StoreError(f"生效日期 {revision.day} 在今天之后，请在生效之日或以后办理。")
    with transaction(engine) as writing, audit.changes(writing, author, Station, StationPast):
        ledger.hold(writing)
        number = Gazetteer(writing).station(station)
        changed = _change(writing, catalog, number, revision)
        evaluate(writing, catalog, settings, on=today, now=now)
        jobs.ask(writing, jobs.AFTER_CHANGE, now)
    return changed


def _change(writing: Session, catalog: Catalog, number: int, revision: Revision) -> tuple[str, ...]:
    line = timeline.read(writing, [number])[number]
    before = line.on(revision.day)
    told = _told(catalog, revision)
    elsewhere = _elsewhere(writing, revision, before, told)
    other = {
        name: value
        for name, value in told.items()
        if name not in ("longitude", "latitude") and value != before[name]
    }
    if not elsewhere and not other:
        raise StoreError("与现有登记相同，没有变更。")
    if elsewhere:
        region: int = elsewhere.get("region_id", before["region_id"])
        line.stand_elsewhere(revision.day, elsewhere, geography.street_of(writing)[region])
    if other:
        line.change(revision.day, other)
    _refuse_before_service(writing, number, revision.day)
    timeline.write(writing, {number: line})
    return (*(["site"] if elsewhere else []), *other)


def _told(catalog: Catalog, revision: Revision) -> dict[str, object]:
    words = {each.name: str(getattr(revision, each.name)).strip() for each in fields(revision)}
    told: dict[str, object] = {
        name: value
        for name, value in particulars(Line(0, words), catalog).items()
        if name in ("habitat", "longitude", "latitude")
    }
    if words["method"]:
        told["method"] = _method(catalog, words["method"])
    if words["equipment"]:
        told["equipment"] = words["equipment"]
    return told


def _method(catalog: Catalog, word: str) -> str:
    for method in catalog.methods.values():
        if word in (method.id, method.zh):
            return method.id
    names = [method.zh for method in catalog.methods.values()]
    raise StoreError(f"没有监测方法“{word}”。{near(word, names)}")


def _elsewhere(
    writing: Session, revision: Revision, before: Span, told: Mapping[str, object]
) -> dict[str, Any]:
    """Return what says that the station stands at another place."""
    found: dict[str, Any] = {
        name: told[name]
        for name in ("longitude", "latitude")
        if name in told and told[name] != before[name]
    }
    if revision.street.strip():
        region = writing.get_one(Region, Gazetteer(writing).region(revision.street))
        if region.level not in ("street", "community", "grid"):
            raise StoreError(f"“{region.name}”不是街道、社区或网格。")
        if region.valid_from is not None and revision.day < region.valid_from:
            raise StoreError(f"“{region.name}”自 {region.valid_from} 起才有。")
        if region.id != before["region_id"]:
            found["region_id"] = region.id
            # Where it stood before says nothing of where it stands now.
            found = {"longitude": None, "latitude": None, **found}
    return found


def _refuse_before_service(writing: Session, number: int, day: date) -> None:
    begun = writing.get_one(Station, number).active_from
    if begun is not None and day <= begun:
        raise StoreError(f"该监测点 {begun} 才启用，变更应晚于该日；登记有误请用监测点名册更正。")


def history(engine: Engine, catalog: Catalog, station: str) -> pd.DataFrame:
    """Return what a station was, and from when to when.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        For the names of methods.
    station : str
        Its code, or its name where no other has it.

    Returns
    -------
    DataFrame
        valid_from (empty at the first unless its service began on a day), valid_to, name, street,
        habitat, method (Chinese), equipment, longitude, latitude, and ``changed``: what is
        different from the row before, of site, habitat, method, equipment, name and street.

    Raises
    ------
    StoreError
        When there is no such station.
    """
    with session(engine) as reading:
        number = Gazetteer(reading).station(station)
        return spans(reading, catalog, number)


def spans(reading: Session, catalog: Catalog, number: int) -> pd.DataFrame:
    """Return what a station was, as :func:`history`, by its id."""
    line = timeline.read(reading, [number])[number]
    station = reading.get_one(Station, number)
    rows = [
        {
            "valid_from": begun,
            "valid_to": span.until or station.active_to,
            "street": reading.get_one(Region, span.street_id).name,
            **{name: span[name] for name in ("name", "habitat", "equipment")},
            "method": catalog.methods[span["method"]].zh if span["method"] else None,
            **{name: span[name] for name in ("longitude", "latitude")},
            "changed": "、".join(_different(before, span)),
        }
        for begun, before, span in _pairs(line.spans, station.active_from)
    ]
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS), dtype=object)


def _pairs(
    spans: list[Span], first: date | None
) -> Iterator[tuple[date | None, Span | None, Span]]:
    before: Span | None = None
    for span in spans:
        until = before.until if before else None
        yield (until + DAY if until else first), before, span
        before = span


def _different(before: Span | None, span: Span) -> list[str]:
    if before is None:
        return []
    found = [name for name in WATCHED if before[name] != span[name]]
    return [*found, *(["street"] if before.street_id != span.street_id else [])]

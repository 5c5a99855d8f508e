"""Revisions of a station 监测点变更: from a day on it stands elsewhere, or is surveyed otherwise.

What surveys till then were taken under stays. A change of place, habitat, method or lamp breaks
the station's series: what was counted before does not compare with what is counted after.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
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
from vector.store.undoing import undo
from vector.work import jobs, revised
from vector.work.gazetteer import Gazetteer
from vector.work.refusal import said
from vector.work.revised import Revision
from vector.work.watch import evaluate

__all__ = ["Revision", "correct", "history", "revise", "spans"]

COLUMNS = (
    *("valid_from", "valid_to", "name", "street", "habitat", "method", "equipment"),
    *("longitude", "latitude", "changed", "ground"),
)
WATCHED = ("site", "habitat", "method", "equipment", "name")
DAY = timedelta(days=1)


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
    today = _today(settings, revision, now)
    with transaction(engine) as writing, audit.changes(writing, author, Station, StationPast):
        ledger.hold(writing)
        number = Gazetteer(writing).station(station)
        changed = _change(writing, catalog, number, revision)
        evaluate(writing, catalog, settings, on=today, now=now)
        jobs.ask(writing, jobs.AFTER_CHANGE, now)
    return changed


def correct(
    engine: Engine,
    catalog: Catalog,
    settings: Settings,
    station: str,
    day: date,
    revision: Revision | None,
    *,
    now: datetime,
    author: audit.Author | None = None,
) -> tuple[str, ...]:
    """Put right a change that was written down wrongly, or take it back.

    Parameters
    ----------
    engine, catalog, settings, station, now, author
        As for :func:`revise`.
    day : date
        From which the change was said to hold.
    revision : Revision, optional
        What it should have been, with all that changed and its own day; None takes it back.

    Returns
    -------
    tuple of str
        What changed by the corrected revision; empty when it was taken back.

    Raises
    ------
    StoreError
        When nothing changed on that day, the regions around were redrawn since a move, or the
        correction cannot be; nothing is changed then.
    """
    today = _today(settings, revision, now)
    with transaction(engine) as writing, audit.changes(writing, author, Station, StationPast):
        ledger.hold(writing)
        number = Gazetteer(writing).station(station)
        line = timeline.read(writing, [number])[number]
        reason = undo(line, day)
        if reason:
            raise StoreError(*said(f"revision_{reason}", day=day))
        timeline.write(writing, {number: line})
        changed = _change(writing, catalog, number, revision) if revision else ()
        evaluate(writing, catalog, settings, on=today, now=now)
        jobs.ask(writing, jobs.AFTER_CHANGE, now)
    return changed


def _today(settings: Settings, revision: Revision | None, now: datetime) -> date:
    today = now.astimezone(ZoneInfo(settings.timezone)).date()
    if revision is not None and revision.day > today:
        raise StoreError(*said("revision_early", revision_day=revision.day))
    return today


def _change(writing: Session, catalog: Catalog, number: int, revision: Revision) -> tuple[str, ...]:
    line = timeline.read(writing, [number])[number]
    before = line.on(revision.day)
    told = revised.told(catalog, revision)
    elsewhere = revised.elsewhere(writing, revision, before, told)
    other = {
        name: value
        for name, value in told.items()
        if name not in ("longitude", "latitude") and value != before[name]
    }
    if not elsewhere and not other:
        raise StoreError(*said("revision_same"))
    if elsewhere:
        region: int = elsewhere.get("region_id", before["region_id"])
        line.stand_elsewhere(revision.day, elsewhere, geography.street_of(writing)[region])
    if other:
        line.change(revision.day, other)
    revised.refuse_before_service(writing, number, revision.day)
    if revision.ground.strip():
        line.explain(revision.day, revision.ground.strip())
    timeline.write(writing, {number: line})
    return (*(["site"] if elsewhere else []), *other)


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
        habitat, method (Chinese), equipment, longitude, latitude, ``changed``: what is different
        from the row before, of site, habitat, method, equipment, name and street; and ``ground``:
        why.

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
            "ground": before.ground if before else "",
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

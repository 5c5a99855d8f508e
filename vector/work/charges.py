"""What is known of a region by day: how many people live there, and who answers for it 定人定责."""

from datetime import date, timedelta

import pandas as pd
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store import audit, ledger
from vector.store.engine import session, transaction
from vector.store.tables import Charge, Population, Region, Succession
from vector.work.gazetteer import Gazetteer
from vector.work.refusal import said

HISTORY = ("day", "kind", "was", "became", "ground")
CHARGES = ("code", "region", "level", "person", "phone", "valid_from", "valid_to")


def count(
    engine: Engine,
    region: str,
    persons: int,
    *,
    on: date,
    source: str = "",
    author: audit.Author | None = None,
) -> None:
    """Write down how many people a region has, as counted on a day.

    Parameters
    ----------
    engine : Engine
        The database.
    region : str
        Its name or code.
    persons : int
        0 or more.
    on : date
        The day of the count; the latest count is what pages show.
    source : str
        Where the figure stands.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Raises
    ------
    StoreError
        When there is no such region, or the number is negative.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> count(engine, "未划分街道", 4120, on=date(2025, 12, 31), source="统计年鉴")
    """
    with transaction(engine) as writing, audit.changes(writing, author, Population, Region):
        ledger.hold(writing)
        note_count(writing, Gazetteer(writing).region(region), persons, on=on, source=source)


def note_count(writing: Session, region: int, persons: int, *, on: date, source: str) -> None:
    """Write a count down in a transaction that holds the ledger; see :func:`count`."""
    if persons < 0:
        raise StoreError(*said("population_negative", persons=persons))
    same = (Population.region_id == region) & (Population.counted_on == on)
    row = writing.scalar(select(Population).where(same))
    row = row or Population(region_id=region, counted_on=on)
    row.persons, row.source = persons, source.strip()
    writing.add(row)
    writing.flush()
    newest = select(Population.persons).where(Population.region_id == region)
    latest = writing.scalar(newest.order_by(Population.counted_on.desc()).limit(1))
    writing.get_one(Region, region).population = latest


def put_in_charge(
    engine: Engine,
    region: str,
    person: str,
    *,
    since: date,
    phone: str = "",
    author: audit.Author | None = None,
) -> None:
    """Let a person answer for a region from a day on; whoever did so before, does so no more.

    Parameters
    ----------
    engine : Engine
        The database.
    region : str
        Its name or code; usually a grid.
    person : str
        "" ends the charge of whoever has it.
    since : date
        The first day.
    phone : str
        How to reach the person.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Raises
    ------
    StoreError
        When there is no such region, or somebody was put in charge on that day or later.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> put_in_charge(engine, "未划分街道", "李", since=date(2025, 1, 1))
    >>> put_in_charge(engine, "未划分街道", "王", since=date(2026, 1, 1))
    >>> charges(engine)["valid_to"].tolist()
    [datetime.date(2025, 12, 31), None]
    """
    with transaction(engine) as writing, audit.changes(writing, author, Charge):
        ledger.hold(writing)
        note_charge(writing, Gazetteer(writing).region(region), person, phone, since)


def note_charge(writing: Session, region: int, person: str, phone: str, since: date) -> None:
    """Write a charge down in a transaction that holds the ledger; see :func:`put_in_charge`."""
    own = select(Charge).where(Charge.region_id == region).order_by(Charge.valid_from.desc())
    last = writing.scalars(own.limit(1)).first()
    told = (person.strip(), phone.strip(), None)
    if last is not None and (last.person, last.phone, last.valid_to) == told:
        return
    if last is not None and last.valid_from >= since:
        raise StoreError(
            *said("charge_earlier", last_person=last.person, last_valid_from=last.valid_from)
        )
    if last is not None and (last.valid_to is None or last.valid_to >= since):
        last.valid_to = since - timedelta(days=1)
        writing.flush()
    if person.strip():
        row = Charge(region_id=region, person=person.strip(), phone=phone.strip(), valid_from=since)
        writing.add(row)
        writing.flush()


def charges(engine: Engine, on: date | None = None) -> pd.DataFrame:
    """Return who answers for which region, and from when to when.

    Parameters
    ----------
    engine : Engine
        The database.
    on : date, optional
        Only who does so on that day.

    Returns
    -------
    DataFrame
        code, region, level, person, phone, valid_from and valid_to; by code and day.
    """
    query = (
        select(Region.code, Region.name, Region.level, Charge)
        .join(Charge, Charge.region_id == Region.id)
        .order_by(Region.code, Charge.valid_from)
    )
    if on is not None:
        still = Charge.valid_to.is_(None) | (Charge.valid_to >= on)
        query = query.where(Charge.valid_from <= on, still)
    with session(engine) as reading:
        rows = [
            (code, name, level, row.person, row.phone, row.valid_from, row.valid_to)
            for code, name, level, row in reading.execute(query)
        ]
    return pd.DataFrame(rows, columns=pd.Index(CHARGES), dtype=object)


def successions(engine: Engine) -> pd.DataFrame:
    """Return what became what, the latest first.

    Parameters
    ----------
    engine : Engine
        The database.

    Returns
    -------
    DataFrame
        day, kind (rename, merge, split or transfer), was, became and ground.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> len(successions(engine))
    0
    """
    columns = [getattr(Succession, name) for name in HISTORY]
    query = select(*columns).order_by(Succession.day.desc(), Succession.id)
    with session(engine) as reading:
        rows = [tuple(row) for row in reading.execute(query)]
    return pd.DataFrame(rows, columns=pd.Index(HISTORY), dtype=object)

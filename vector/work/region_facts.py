"""What is written down of one region: its code, people, who answers for it, and since when it is.

All of it in one transaction, and nothing of what is left out. A region that is no more is closed,
never removed; one with stations or regions below is merged or split instead.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store import audit, ledger, recognition
from vector.store.engine import transaction
from vector.store.tables import Charge, Population, Region, RegionPast, Station, Succession
from vector.work import charges, regions
from vector.work.gazetteer import Gazetteer
from vector.work.refusal import said


@dataclass(frozen=True)
class Facts:
    """What is told of a region; None leaves what is known, ``person`` "" ends a charge.

    ``counted_on`` is the day of the population, ``since`` the first day of the charge; both are
    today unless given.
    """

    code: str | None = None
    population: int | None = None
    counted_on: date | None = None
    source: str = ""
    person: str | None = None
    phone: str = ""
    since: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def record(
    engine: Engine,
    region: str,
    facts: Facts,
    *,
    today: date,
    author: audit.Author | None = None,
) -> None:
    """Write down what is told of a region, all of it or nothing.

    Parameters
    ----------
    engine : Engine
        The database.
    region : str
        Its code, or its name where no other has it.
    facts : Facts
        What is told.
    today : date
        The day of a count or a charge that has none; no region is closed later than that.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Raises
    ------
    StoreError
        When nothing is told, the code is none of its level or taken, the days do not go with what
        is known, or a region with stations or regions below is to be closed.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> street = regions.add(engine, regions.Entry("东街", code="450001002"))
    >>> told = Facts(population=4120, person="王", phone="555-0101")
    >>> record(engine, "东街", told, today=date(2026, 6, 1))
    >>> charges.charges(engine)[["region", "person"]].values.tolist()
    [['东街', '王']]
    """
    if facts == Facts():
        raise StoreError(*said("nothing_told"))
    noted = (Region, Population, Charge)
    with transaction(engine) as writing, audit.changes(writing, author, *noted):
        ledger.hold(writing)
        found = writing.get_one(Region, Gazetteer(writing).region(region))
        if facts.code is not None and facts.code.strip() != found.code:
            _number(writing, found, facts.code.strip())
        if facts.valid_from is not None:
            _begin(writing, found, facts.valid_from)
        _people(writing, found, facts, today)
        if facts.valid_to is not None:
            _close(writing, found, facts.valid_to, today)


def _number(writing: Session, region: Region, code: str) -> None:
    """Give a region its code, where it is one of its level and nobody has it."""
    above = None if region.parent_id is None else writing.get_one(Region, region.parent_id)
    if not code:
        raise StoreError(*said("no_code"))
    wanted = Region(
        id=region.id, name=region.name, code=code, level=region.level, parent_id=region.parent_id
    )
    if above is not None:
        regions.refuse(writing, wanted, above)
    region.code = code
    writing.flush()


def _people(writing: Session, region: Region, facts: Facts, today: date) -> None:
    if facts.population is not None:
        on = facts.counted_on or today
        charges.note_count(writing, region.id, facts.population, on=on, source=facts.source)
    if facts.person is not None:
        since = facts.since or today
        charges.note_charge(writing, region.id, facts.person, facts.phone, since)


def _begin(writing: Session, region: Region, day: date) -> None:
    """Say since when a region is; what has been written of it must not be older."""
    about = (Succession.from_id == region.id) | (Succession.to_id == region.id)
    changed = writing.scalar(select(func.min(Succession.day)).where(about))
    past = writing.scalar(
        select(func.min(RegionPast.until)).where(RegionPast.region_id == region.id)
    )
    known = min(filter(None, (changed, past)), default=None)
    if known is not None and day > known:
        raise StoreError(*said("begun_before", name=region.name, day=day, known=known))
    region.valid_from = day
    writing.flush()


def _close(writing: Session, region: Region, day: date, today: date) -> None:
    """Close a region that has neither stations nor regions below, and end its charge."""
    if region.parent_id is None or region.name == recognition.UNASSIGNED:
        raise StoreError(*said("never_closed", name=region.name))
    begun = region.valid_from or date.min
    if not begun <= day <= today:
        raise StoreError(*said("closed_when", name=region.name, day=day, today=today))
    below = select(func.count(Region.id)).where(
        Region.parent_id == region.id, Region.valid_to.is_(None)
    )
    stations = select(func.count(Station.id)).where(Station.region_id == region.id)
    counts = {"regions": writing.scalar(below), "stations": writing.scalar(stations)}
    if any(counts.values()):
        raise StoreError(*said("not_empty", name=region.name, **counts))
    held = Charge.valid_to.is_(None) & (Charge.valid_from <= day)
    for charge in writing.scalars(select(Charge).where(Charge.region_id == region.id, held)):
        charge.valid_to = day
    region.valid_to = day
    writing.flush()

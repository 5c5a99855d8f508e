"""Who answers for a station 定人定责: whoever has the charge of the smallest region around it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from vector.store.engine import Access, connection_of
from vector.store.tables import Charge, Region, Station


@dataclass(frozen=True)
class Charged:
    """A person in charge, how to reach them, and of which region."""

    person: str
    phone: str
    region: str

    def __str__(self) -> str:
        """The person with the telephone, as a list shows them."""
        return f"{self.person} {self.phone}".strip()


def by_region(access: Access, on: date) -> dict[int, Charged]:
    """Return who answers for each region on a day: its own person, else that of the region above.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    on : date
        The day.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     by_region(reading, date(2026, 6, 1))
    {}
    """
    connection = connection_of(access)
    still = Charge.valid_to.is_(None) | (Charge.valid_to >= on)
    query = select(Charge.region_id, Charge.person, Charge.phone, Region.name)
    rows = connection.execute(
        query.join(Region, Region.id == Charge.region_id).where(Charge.valid_from <= on, still)
    )
    own = {region: Charged(person, phone, name) for region, person, phone, name in rows}
    if not own:
        return {}
    tree = connection.execute(select(Region.id, Region.parent_id))
    above: dict[int, int | None] = {region: parent for region, parent in tree}  # noqa: C416
    found = {}
    for region in above:
        at: int | None = region
        while at is not None and at not in own:
            at = above.get(at)
        if at is not None:
            found[region] = own[at]
    return found


def by_station(access: Access, on: date) -> dict[int, Charged]:
    """Return who answers for each station on a day, where anybody does.

    Parameters
    ----------
    access, on
        As for :func:`by_region`.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     by_station(reading, date(2026, 6, 1))
    {}
    """
    people = by_region(access, on)
    if not people:
        return {}
    homes = connection_of(access).execute(select(Station.id, Station.region_id))
    return {station: people[region] for station, region in homes if region in people}

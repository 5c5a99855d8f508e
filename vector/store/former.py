"""Former names: what stations and streets were called before, for files that still call them so."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import product

from sqlalchemy import Connection, select

from vector.errors import UploadError
from vector.store import geography
from vector.store.refusal import said
from vector.store.tables import Region, RegionPast, Station, StationPast, Succession

Name = tuple[str, str]


def names(connection: Connection) -> dict[Name, dict[int, str]]:
    """Return the stations, with their street today, by each former (street, station) name.

    Parameters
    ----------
    connection : Connection
        In any transaction.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     names(reading.connection())
    {}
    """
    streets = _names_of_streets(connection)
    if not streets and connection.execute(select(StationPast.id).limit(1)).first() is None:
        return {}
    now = select(Station.id, Station.code, Station.name, Station.region_id)
    past = select(Station.id, Station.code, StationPast.name, StationPast.street_id).join(
        StationPast, StationPast.station_id == Station.id
    )
    tree = geography.street_of(connection)
    here = {row.id: row.name for row in connection.execute(select(Region.id, Region.name))}
    homes = {row.id: row.region_id for row in connection.execute(now)}
    found: dict[Name, dict[int, str]] = defaultdict(dict)
    for rows, former in ((connection.execute(past), True), (connection.execute(now), False)):
        for number, code, name, region in rows:
            street = tree[region]
            owners = streets.get(street, set()) | ({"", here[street]} if former else set())
            for owner, word in product(owners, (name, code)):
                found[owner, word][number] = here[tree[homes[number]]]
    return found


def _names_of_streets(connection: Connection) -> dict[int, set[str]]:
    """Return the names that each street had, where no other has that name today."""
    today = set(connection.scalars(select(Region.name).where(Region.valid_to.is_(None))))
    found: dict[int, set[str]] = defaultdict(set)
    for region, name in connection.execute(select(RegionPast.region_id, RegionPast.name)):
        if name not in today:
            found[region].add(name)
    return found


def refuse_streets(connection: Connection, wanted: Iterable[str]) -> None:
    """Refuse to make streets anew that were merged, split or renamed, saying what they became.

    Parameters
    ----------
    connection : Connection
        In any transaction.
    wanted : iterable of str
        Names that no street has today.

    Raises
    ------
    UploadError
        Naming the first such street.
    """
    query = (
        select(Succession.was, Succession.day, Succession.became)
        .where(Succession.was.in_(list(wanted)))
        .order_by(Succession.day.desc(), Succession.id)
    )
    rows = connection.execute(query).all()
    if rows:
        was, day = rows[0].was, rows[0].day
        became = "、".join(row.became for row in rows if (row.was, row.day) == (was, day))
        raise UploadError(*said("former_street", was=was, day=day, became=became))

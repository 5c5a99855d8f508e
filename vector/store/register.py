"""Registering places from the names that uploads use: those that are not known are made.

A station that no street has is new, and waits under 未划分街道 for someone to say where it belongs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select

from vector.store import former, geography, ledger
from vector.store.engine import Access, connection_of
from vector.store.forms import StationIds
from vector.store.recognition import UNASSIGNED, Name, Scope, known, known_streets, recognise
from vector.store.tables import Region, Station


def register(access: Access, names: pd.DataFrame, scope: Scope | None = None) -> StationIds:
    """Find the stations that a file names, and make those that are new, with their streets.

    New streets come under the root region; codes continue the greatest number given out.

    Parameters
    ----------
    access : Connection or Session
        A transaction that writes.
    names : DataFrame
        street and station, and habitat if known: a new station gets its first habitat.
    scope : Scope, optional
        As for :func:`vector.store.recognition.recognise`; no name is outside of it.

    Returns
    -------
    mapping of (street, station) to int
        Station ids, by the names as the file writes them.

    Raises
    ------
    UploadError
        When a station or a street may be one of several.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> names = pd.DataFrame({"street": ["青石街道", ""], "station": ["东湖", "西门"]})
    >>> with transaction(engine) as session:
    ...     first = register(session, names)
    ...     first == register(session, names), geography.stations(session)["street"].tolist()
    (True, ['未划分街道', '青石街道'])
    """
    connection = connection_of(access)
    ledger.hold(connection)
    names = names.drop_duplicates()
    recognised = recognise(connection, names, scope)
    if not recognised.new:
        return recognised.ids
    streets = _streets(connection, [street or UNASSIGNED for street, _ in recognised.new], scope)
    habitats = _habitats(names)
    rows = [
        {
            "code": code,
            "name": station,
            "region_id": streets[street or UNASSIGNED],
            "habitat": habitats.get((street, station)),
        }
        for code, (street, station) in zip(codes(connection), recognised.new, strict=False)
    ]
    connection.execute(insert(Station), rows)
    return recognised.ids | known(connection, recognised.new, _grown(connection, scope))


def _grown(connection: Connection, scope: Scope | None) -> Scope | None:
    """Return a scope with the stations that its regions have now."""
    if scope is None:
        return None
    own = select(Station.id).where(Station.region_id.in_(scope.regions))
    return replace(scope, stations=frozenset(connection.scalars(own)))


def codes(access: Access) -> Iterator[str]:
    """Yield codes for new stations: they continue the greatest number given out.

    Parameters
    ----------
    access : Connection or Session
        A transaction that writes, and holds the ledger.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as session:
    ...     next(codes(session))
    'S00001'
    """
    first = _greatest(connection_of(access), Station.code, "S") + 1
    return (f"S{number:05d}" for number in count(first))


def region_code(access: Access) -> str:
    """Return a code for a new region: it continues the greatest number given out.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     region_code(reading)
    'R0001'
    """
    return f"R{_greatest(connection_of(access), Region.code, 'R') + 1:04d}"


def _habitats(names: pd.DataFrame) -> dict[Name, str]:
    if "habitat" not in names:
        return {}
    plain = names[["street", "station", "habitat"]].astype(str)
    given = plain[plain["habitat"] != ""].drop_duplicates(["street", "station"])
    return {
        (street, station): habitat for street, station, habitat in given.itertuples(index=False)
    }


def _streets(
    connection: Connection, wanted: Iterable[str], scope: Scope | None = None
) -> dict[str, int]:
    """Return the regions that own stations, by name; make the streets that are new."""
    wanted = list(wanted)
    found = known_streets(connection, wanted, scope)
    new = [name for name in dict.fromkeys(wanted) if name not in found]
    if not new:
        return found
    former.refuse_streets(connection, new)
    code, top = _greatest(connection, Region.code, "R"), geography.root(connection)
    rows = [
        {"code": f"R{code + at:04d}", "name": name, "level": "street", "parent_id": top}
        for at, name in enumerate(new, start=1)
    ]
    connection.execute(insert(Region), rows)
    return known_streets(connection, wanted)


def _greatest(connection: Connection, column: Any, letter: str) -> int:
    """Return the greatest number among the codes that this module gave out."""
    codes = connection.execute(select(column)).scalars()
    numbers = (code[1:] for code in codes if code[:1] == letter)
    return max((int(number) for number in numbers if number.isdecimal()), default=0)

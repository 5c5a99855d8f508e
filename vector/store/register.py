"""Registering places from the names that uploads use: known ones are found, new ones are made.

A station is named by its name or its code, or by those it had before a street was merged, split
or renamed. Without a street it is the one station of that name;
when no street has it, it is new and waits under 未划分街道 for someone to say where it belongs.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count, product
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select

from vector.errors import UploadError
from vector.store import former, geography, ledger
from vector.store.engine import Access, connection_of
from vector.store.forms import StationIds
from vector.store.refusal import said
from vector.store.tables import Region, Station
from vector.store.tables.place import STREET_LEVELS

Name = tuple[str, str]
UNASSIGNED = "未划分街道"


@dataclass(frozen=True)
class Scope:
    """The regions whose stations a file may speak of, and these stations.

    Attributes
    ----------
    name : str
        Of the region that holds them all, for the sentences.
    regions, stations : frozenset of int
        Their ids.
    """

    name: str
    regions: frozenset[int]
    stations: frozenset[int]


@dataclass(frozen=True)
class Recognised:
    """The stations that are known, and the (street, station) names that are new."""

    ids: dict[Name, int]
    new: tuple[Name, ...]


def recognise(access: Access, names: pd.DataFrame, scope: Scope | None = None) -> Recognised:
    """Find the stations that a file names.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    names : DataFrame
        street and station, "" where the file names no street; repeated rows do no harm.
    scope : Scope, optional
        Only its stations are found; all unless given.

    Returns
    -------
    Recognised
        By the names as the file writes them.

    Raises
    ------
    UploadError
        When a station or a street may be one of several.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     recognise(reading, pd.DataFrame({"street": [""], "station": ["东湖"]})).new
    (('', '东湖'),)
    """
    wanted = _distinct(names)
    if not wanted:
        return Recognised({}, ())
    found = _Known(connection_of(access), wanted, scope).find()
    return Recognised(found, tuple(name for name in wanted if name not in found))


def outside(access: Access, names: pd.DataFrame, scope: Scope) -> frozenset[Name]:
    """Return the names that are no station of a scope, and no new one of a street of it.

    Without a street, a station must be one of the scope: a new one would wait for its street, and
    that is outside.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    names : DataFrame
        As for :func:`recognise`.
    scope : Scope
        What the file may speak of.

    Raises
    ------
    UploadError
        As for :func:`recognise`.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> names = pd.DataFrame({"street": ["东街"], "station": ["东湖"]})
    >>> with session(engine) as reading:
    ...     outside(reading, names, Scope("西街", frozenset({7}), frozenset()))
    frozenset({('东街', '东湖')})
    """
    connection = connection_of(access)
    new = recognise(connection, names, scope).new
    streets = _known_streets(connection, [street or UNASSIGNED for street, _ in new], scope)
    before = former.names(connection) if new else {}
    return frozenset(
        name for name in new if (name[0] or UNASSIGNED) not in streets or name in before
    )


def _distinct(names: pd.DataFrame) -> list[Name]:
    plain = names[["street", "station"]].drop_duplicates()
    return sorted((str(street), str(station)) for street, station in plain.itertuples(index=False))


class _Known:
    """The stations that are asked for, by every name that may stand for them."""

    def __init__(
        self, connection: Connection, wanted: Collection[Name], scope: Scope | None
    ) -> None:
        self.wanted = wanted
        self.candidates: dict[Name, dict[int, str]] = defaultdict(dict)
        frame, words = geography.stations(connection), [word for _, word in wanted]
        frame = frame[frame["station"].isin(words) | frame["code"].isin(words)]
        if scope is not None:
            frame = frame[frame["id"].isin(scope.stations)]
        columns = ["id", "code", "station", "street", "region"]
        for number, code, name, street, region in frame[columns].itertuples(index=False):
            for owner, word in product({"", street, region}, {name, code}):
                self.candidates[owner, word][number] = street
        self.former = _within(former.names(connection), scope)

    def find(self) -> dict[Name, int]:
        """Return the station of each name that has one."""
        known = (name for name in self.wanted if name in self.candidates or name in self.former)
        return {name: self._one(name) for name in known}

    def _one(self, name: Name) -> int:
        candidates = self.candidates.get(name) or self.former[name]
        if len(candidates) > 1:
            where = "、".join(sorted(candidates.values()))
            raise UploadError(*said("register_where", name_1=name[1], where=where))
        return next(iter(candidates))


def _within(
    names: Mapping[Name, dict[int, str]], scope: Scope | None
) -> Mapping[Name, dict[int, str]]:
    """Leave out the stations beyond a scope."""
    if scope is None:
        return names
    kept = {
        name: {number: street for number, street in found.items() if number in scope.stations}
        for name, found in names.items()
    }
    return {name: found for name, found in kept.items() if found}


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
        As for :func:`recognise`; no name is :func:`outside` of it.

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
    return recognised.ids | _Known(connection, recognised.new, _grown(connection, scope)).find()


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
    known = _known_streets(connection, wanted, scope)
    new = [name for name in dict.fromkeys(wanted) if name not in known]
    if not new:
        return known
    former.refuse_streets(connection, new)
    code, top = _greatest(connection, Region.code, "R"), geography.root(connection)
    rows = [
        {"code": f"R{code + at:04d}", "name": name, "level": "street", "parent_id": top}
        for at, name in enumerate(new, start=1)
    ]
    connection.execute(insert(Region), rows)
    return _known_streets(connection, wanted)


def _known_streets(
    connection: Connection, wanted: Iterable[str], scope: Scope | None = None
) -> dict[str, int]:
    """Find regions by name: a street before a community or grid of the same name."""
    query = select(Region.name, Region.level, Region.id).where(
        Region.level.in_(STREET_LEVELS), Region.valid_to.is_(None)
    )
    named: dict[str, list[int]] = defaultdict(list)
    streets: dict[str, list[int]] = defaultdict(list)
    for name, level, number in connection.execute(query):
        if scope is not None and number not in scope.regions:
            continue
        (streets if level == "street" else named)[name].append(number)
    named.update(streets)
    doubtful = [name for name in wanted if len(named.get(name, ())) > 1]
    if doubtful:
        raise UploadError(*said("register_streets", doubtful_0=doubtful[0]))
    return {name: numbers[0] for name, numbers in named.items()}


def _greatest(connection: Connection, column: Any, letter: str) -> int:
    """Return the greatest number among the codes that this module gave out."""
    codes = connection.execute(select(column)).scalars()
    numbers = (code[1:] for code in codes if code[:1] == letter)
    return max((int(number) for number in numbers if number.isdecimal()), default=0)

"""Recognising places by the names that uploads use.

A station is named by its name or its code, or by those it had before a street was merged, split
or renamed. Without a street it is the one station of that name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import product

import pandas as pd
from sqlalchemy import Connection, select

from vector.errors import UploadError
from vector.store import former, geography
from vector.store.engine import Access, connection_of
from vector.store.refusal import said
from vector.store.tables import Region
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
    found = known(connection_of(access), wanted, scope)
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
    streets = known_streets(connection, [street or UNASSIGNED for street, _ in new], scope)
    before = former.names(connection) if new else {}
    return frozenset(
        name for name in new if (name[0] or UNASSIGNED) not in streets or name in before
    )


def _distinct(names: pd.DataFrame) -> list[Name]:
    plain = names[["street", "station"]].drop_duplicates()
    return sorted((str(street), str(station)) for street, station in plain.itertuples(index=False))


def known(connection: Connection, names: Collection[Name], scope: Scope | None) -> dict[Name, int]:
    """Return the stations of those names that have one, in a scope or anywhere.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     known(reading.connection(), [("", "东湖")], None)
    {}
    """
    return _Known(connection, names, scope).find()


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
        meant = (name for name in self.wanted if name in self.candidates or name in self.former)
        return {name: self._one(name) for name in meant}

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


def known_streets(
    connection: Connection, wanted: Iterable[str], scope: Scope | None = None
) -> dict[str, int]:
    """Return regions by name: a street before a community or grid of the same name.

    Raises
    ------
    UploadError
        When a wanted name may be one of several.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     known_streets(reading.connection(), ["东街"])
    {'未划分街道': 2}
    """
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

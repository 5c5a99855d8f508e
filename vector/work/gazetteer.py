"""The gazetteer 地名录: which place a person means by a name or a code, and what is near it.

A word that fits several places is never guessed, and a word that fits none is answered with the
places whose names look like it.
"""

from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property

import pandas as pd
from sqlalchemy.orm import Session

from vector.errors import Said, StoreError
from vector.stats.sentence import either
from vector.store import geography
from vector.store.tables.place import STREET_LEVELS
from vector.work.refusal import said

NEAR, SHOWN = 0.4, 3


class _Index:
    """Places of one kind, by code and by name."""

    def __init__(self, kind: str, places: pd.DataFrame) -> None:
        self._kind = kind
        self._codes = dict(zip(places["code"], places["id"].tolist(), strict=True))
        self._names: dict[str, list[str]] = defaultdict(list)
        for code, name in zip(places["code"], places["name"], strict=True):
            self._names[name].append(code)

    def find(self, word: str) -> int:
        """Return the id of the one place of that code, else of that name."""
        word = word.strip()
        codes = [word] if word in self._codes else self._names.get(word, [])
        if not codes:
            raise unknown("no_place", word, self._names, kind=said(self._kind))
        if len(codes) > 1:
            values = {"kind": said(self._kind), "word": word, "several": either(codes)}
            raise StoreError(*said("several_places", **values))
        return int(self._codes[codes[0]])


class Gazetteer:
    """The places as they stand when they are first asked for.

    Parameters
    ----------
    session : Session
        Any transaction.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     places = Gazetteer(reading)
    ...     places.region("本辖区"), places.region("0")
    (1, 1)
    >>> places.street("未划分")
    Traceback (most recent call last):
    vector.errors.StoreError: 没有街道“未划分”。相近的有：未划分街道。
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._in_street: dict[int, _Index] = {}

    @cached_property
    def _tree(self) -> pd.DataFrame:
        return geography.regions(self._session)

    @cached_property
    def _regions(self) -> _Index:
        return _Index("region", self._tree)

    @cached_property
    def _streets(self) -> _Index:
        own = self._tree["id"] == self._tree["street_id"]
        return _Index("street", self._tree[own & self._tree["level"].isin(STREET_LEVELS)])

    @cached_property
    def _places(self) -> pd.DataFrame:
        return geography.stations(self._session).rename(columns={"station": "name"})

    @cached_property
    def _stations(self) -> _Index:
        return _Index("station", self._places)

    def _of_street(self, street_id: int) -> _Index:
        if street_id not in self._in_street:
            own = self._places["street_id"] == street_id
            self._in_street[street_id] = _Index("station", self._places[own])
        return self._in_street[street_id]

    def region(self, word: str) -> int:
        """Return the id of the region of a name or code, whatever its level.

        Raises
        ------
        StoreError
            When no region is meant, with near names; or when several are, with their codes.
        """
        return self._regions.find(word)

    def street(self, word: str) -> int:
        """Return the id of the street of a name or code: one that stations are counted under.

        Raises
        ------
        StoreError
            When no street is meant, with near names; or when several are, with their codes.
        """
        return self._streets.find(word)

    def station(self, word: str, street_id: int | None = None) -> int:
        """Return the id of the station of a name or code, in one street where that is given.

        Raises
        ------
        StoreError
            When no station is meant, with near names; or when several are, with their codes.
        """
        if street_id is None:
            return self._stations.find(word)
        return self._of_street(street_id).find(word)


def near(word: str, names: Iterable[str]) -> Said:
    """Say which names look like a word; "" when none does.

    Parameters
    ----------
    word : str
        What a person wrote.
    names : iterable of str
        What there is.

    Examples
    --------
    >>> near("河西街", ["河西街道", "东湖街道"]).zh
    '相近的有：河西街道。'
    >>> near("河西街", ["松岭镇"]).zh
    ''
    """
    found = get_close_matches(word, list(dict.fromkeys(names)), SHOWN, NEAR)
    return said("near", names=either(found)) if found else said("no_near")


def unknown(key: str, word: str, names: Iterable[str], **values: object) -> StoreError:
    """Return the error that a word names nothing, with the names that look like it."""
    told = said(key, word=word, near=near(word, names), **values)
    return StoreError(told.zh, told.en.strip())

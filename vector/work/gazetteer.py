"""The gazetteer 地名录: which place a person means by a name or a code, and what is near it.

A word that fits several places is never guessed, and a word that fits none is answered with the
places whose names look like it.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property

import pandas as pd
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store import geography
from vector.store.tables.place import STREET_LEVELS

NEAR, SHOWN = 0.4, 3


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

    @cached_property
    def _regions(self) -> pd.DataFrame:
        return geography.regions(self._session)

    @cached_property
    def _streets(self) -> pd.DataFrame:
        regions = self._regions
        own = regions["id"] == regions["street_id"]
        return regions[own & regions["level"].isin(STREET_LEVELS)]

    @cached_property
    def _stations(self) -> pd.DataFrame:
        return geography.stations(self._session).rename(columns={"station": "name"})

    def region(self, word: str) -> int:
        """Return the id of the region of a name or code, whatever its level.

        Raises
        ------
        StoreError
            When no region is meant, with near names; or when several are, with their codes.
        """
        return _meant(self._regions, "区划", word)

    def street(self, word: str) -> int:
        """Return the id of the street of a name or code: one that stations are counted under.

        Raises
        ------
        StoreError
            When no street is meant, with near names; or when several are, with their codes.
        """
        return _meant(self._streets, "街道", word)

    def station(self, word: str, street_id: int | None = None) -> int:
        """Return the id of the station of a name or code, in one street where that is given.

        Raises
        ------
        StoreError
            When no station is meant, with near names; or when several are, with their codes.
        """
        stations = self._stations
        if street_id is not None:
            stations = stations[stations["street_id"] == street_id]
        return _meant(stations, "监测点", word)


def near(word: str, names: Iterable[str]) -> str:
    """Say which names look like a word; "" when none does.

    Parameters
    ----------
    word : str
        What a person wrote.
    names : iterable of str
        What there is.

    Examples
    --------
    >>> near("河西街", ["河西街道", "东湖街道"])
    '相近的有：河西街道。'
    >>> near("河西街", ["松岭镇"])
    ''
    """
    found = get_close_matches(word, list(dict.fromkeys(names)), SHOWN, NEAR)
    return f"相近的有：{'、'.join(found)}。" if found else ""


def _meant(places: pd.DataFrame, kind: str, word: str) -> int:
    """Return the id of the one place of that code, else of that name."""
    word = word.strip()
    found = places[places["code"] == word]
    if found.empty:
        found = places[places["name"] == word]
    if found.empty:
        raise StoreError(f"没有{kind}“{word}”。{near(word, places['name'])}")
    if len(found) > 1:
        codes = "、".join(found["code"])
        raise StoreError(f"名为“{word}”的{kind}不止一个，请用编号指明：{codes}。")
    return int(found["id"].iloc[0])

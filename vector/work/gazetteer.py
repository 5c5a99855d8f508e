"""The gazetteer 地名录: which place a person means by a name or a code, and what is near it.

A word that fits several places is never guessed, and a word that fits none is answered with the
places whose names look like it.
"""

from difflib import get_close_matches

import pandas as pd
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store import geography
from vector.store.tables.place import STREET_LEVELS

NEAR, SHOWN = 0.4, 3


def region(session: Session, word: str) -> int:
    """Return the region of a name or code.

    Parameters
    ----------
    session : Session
        Any transaction.
    word : str
        A name or a code of any level.

    Returns
    -------
    int
        The region's id.

    Raises
    ------
    StoreError
        When no region is meant, with near names; or when several are, with their codes.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     region(reading, "本辖区"), region(reading, "0")
    (1, 1)
    """
    return _meant(geography.regions(session), "区划", word)


def street(session: Session, word: str) -> int:
    """Return the street of a name or code: a region that stations are counted under.

    Parameters
    ----------
    session : Session
        Any transaction.
    word : str
        A name or a code.

    Returns
    -------
    int
        The region's id.

    Raises
    ------
    StoreError
        When no street is meant, with near names; or when several are, with their codes.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     street(reading, "未划分")
    Traceback (most recent call last):
    vector.errors.StoreError: 没有街道“未划分”。相近的有：未划分街道。
    """
    regions = geography.regions(session)
    counted = regions["level"].isin(STREET_LEVELS) & (regions["id"] == regions["street_id"])
    return _meant(regions[counted], "街道", word)


def station(session: Session, word: str, street_id: int | None = None) -> int:
    """Return the station of a name or code, in one street where that is given.

    Parameters
    ----------
    session : Session
        Any transaction.
    word : str
        A name or a code.
    street_id : int, optional
        The street that it is counted under.

    Returns
    -------
    int
        The station's id.

    Raises
    ------
    StoreError
        When no station is meant, with near names; or when several are, with their codes.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     station(reading, "东湖")
    Traceback (most recent call last):
    vector.errors.StoreError: 没有监测点“东湖”。
    """
    known = geography.stations(session).rename(columns={"station": "name"})
    return _meant(
        known if street_id is None else known[known["street_id"] == street_id], "监测点", word
    )


def near(word: str, names: list[str]) -> str:
    """Say which names look like a word; "" when none does.

    Parameters
    ----------
    word : str
        What a person wrote.
    names : list of str
        What there is.

    Examples
    --------
    >>> near("河西街", ["河西街道", "东湖街道"])
    '相近的有：河西街道。'
    >>> near("河西街", ["松岭镇"])
    ''
    """
    found = get_close_matches(word, names, SHOWN, NEAR)
    return f"相近的有：{'、'.join(found)}。" if found else ""


def _meant(places: pd.DataFrame, kind: str, word: str) -> int:
    """Return the id of the one place of that code, else of that name."""
    word = word.strip()
    found = places[places["code"] == word]
    if found.empty:
        found = places[places["name"] == word]
    if found.empty:
        names = places["name"].drop_duplicates().tolist()
        raise StoreError(f"没有{kind}“{word}”。{near(word, names)}")
    if len(found) > 1:
        codes = "、".join(found["code"])
        raise StoreError(f"名为“{word}”的{kind}不止一个，请用编号指明：{codes}。")
    return int(found["id"].iloc[0])

"""Placement: the streets that stations of a roll belong to.

Many upload layouts name no street; their stations wait under 未划分街道 until a roll says where
they stand. A roll that comes before the first upload registers them in their streets at once.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import pandas as pd
from sqlalchemy import update
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store import geography, recognition, register
from vector.store.tables import Station
from vector.work.gazetteer import Gazetteer
from vector.work.refusal import said
from vector.work.roll import Line


def settle(
    session: Session,
    lines: Sequence[Line],
    at: Callable[[Line], AbstractContextManager[None]] = Line.told,
) -> int:
    """Bring stations that wait for a street to the one that a roll names.

    Their flags follow when the present state is judged next.

    Parameters
    ----------
    session : Session
        A transaction that writes.
    lines : sequence of Line
        With the columns street and station.
    at : callable
        What becomes of a line's error; raised with the line unless given.

    Returns
    -------
    int
        How many stations moved.

    Raises
    ------
    StoreError
        When there is no such street, or a waiting station is named for two streets.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as writing:
    ...     settle(writing, [Line(2, {"station": "东湖"})])
    0
    """
    known = geography.stations(session)
    own = set(zip(known["street_id"], known["station"], strict=True))
    waiting = known[known["street"] == recognition.UNASSIGNED].set_index("station")["id"]
    named = [line for line in lines if line["station"] in waiting]
    moves = _wanted(Gazetteer(session), named, own, at)
    for station, street in moves.items():
        number = int(waiting[station])
        session.execute(update(Station).where(Station.id == number).values(region_id=street))
    return len(moves)


def _wanted(
    places: Gazetteer,
    lines: Sequence[Line],
    own: set[tuple[int, str]],
    at: Callable[[Line], AbstractContextManager[None]],
) -> dict[str, int]:
    """Return the street that each waiting station is named for, where it has no namesake."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        with at(line):
            street = places.street(line["street"] or recognition.UNASSIGNED)
            if (street, line["station"]) not in own:
                wanted[line["station"]].add(street)
            if len(wanted[line["station"]]) > 1:
                raise StoreError(
                    *said(
                        "station_streets",
                        line_station=line["station"],
                        register_unassigned=recognition.UNASSIGNED,
                    )
                )
    return {station: next(iter(streets)) for station, streets in wanted.items() if streets}


def enter(session: Session, lines: Sequence[Line]) -> int:
    """Register the stations of a roll that are not known.

    Their streets must be known, so that a slip of the pen makes no street.

    Parameters
    ----------
    session : Session
        A transaction that writes.
    lines : sequence of Line
        With the columns street and station.

    Returns
    -------
    int
        How many stations are new.

    Raises
    ------
    VectorError
        Naming the line whose street is not known or that has no station.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as writing:
    ...     enter(writing, [Line(2, {"street": "未划分街道", "station": "东湖"})])
    1
    """
    places = Gazetteer(session)
    for line in lines:
        with line.told():
            if line["street"]:
                places.street(line["street"])
            if not line["station"]:
                raise StoreError(*said("station_missing"))
    names = [(line["street"], line["station"]) for line in lines]
    before = len(geography.stations(session))
    register.register(session, pd.DataFrame(names, columns=["street", "station"]))
    return len(geography.stations(session)) - before

"""Open flags by place and index, and what becomes of one whose station moves to another street."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from vector.report.evidence import Evidence
from vector.report.saying import say
from vector.store.flags import standing
from vector.store.geography import stations
from vector.store.tables import Flag
from vector.work.changes import Changes
from vector.work.present import WHOLE_STREET, Spot

OUTLOOK = ("expected", "forecast")
"""The rules of flags that rest on a model instead of a measured limit."""


def open_flags(session: Session) -> dict[Spot, Flag]:
    """Return the open flags by the place where the station is now.

    Parameters
    ----------
    session : Session
        Any transaction.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as writing:
    ...     open_flags(writing)
    {}
    """
    places = stations(session)
    streets = dict(zip(places["id"].tolist(), places["street_id"].tolist(), strict=True))
    found: dict[Spot, Flag] = {}
    for flag in standing(session, None):
        street = streets.get(flag.station_id, flag.region_id)
        found[street, flag.station_id or WHOLE_STREET, flag.index_id] = flag
    return found


def hand_over(flags: dict[Spot, Flag], changes: Changes, streets: Mapping[int, str]) -> None:
    """Close the flags of stations that moved, and open them at their new street.

    So the old office hears that it has nothing to do there any more, and the new one that it has.

    Parameters
    ----------
    flags : dict
        As :func:`open_flags` gives; the new flags take the old ones' places.
    changes : Changes
        Writes them.
    streets : mapping of int to str
        The names of regions.
    """
    for spot, flag in flags.items():
        street = spot[0]
        if flag.region_id == street:
            continue
        before = Evidence.read(flag.evidence)
        gone = before.model_copy(update={"cause": "moved"})
        told = say("change", "moved", place=before.place, street=streets[street])
        sentence = flag.sentence.replace(before.street, streets[street], 1)
        changes.close(flag, gone, told)
        here = before.model_copy(update={"street": streets[street]})
        flags[spot] = changes.open(spot, here, sentence)

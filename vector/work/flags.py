"""Open flags by place and index."""

from sqlalchemy.orm import Session

from vector.store.flags import standing
from vector.store.geography import stations
from vector.store.tables import Flag
from vector.work.present import WHOLE_STREET, Spot

OUTLOOK = ("expected", "forecast")
"""The rules of flags that rest on a model instead of a measured limit."""


def open_flags(session: Session) -> dict[Spot, Flag]:
    """Return the open flags by place; a station that moved takes its flag to its new street.

    Parameters
    ----------
    session : Session
        A transaction that writes.

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
        if flag.region_id != street:
            flag.region_id = street
        found[street, flag.station_id or WHOLE_STREET, flag.index_id] = flag
    return found

"""Who has a flag: the office it was told to, whether the mail left, and who answers there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.store.tables import Alert, Charge, Contact, Digest, Outbox

SENDING = frozenset({"waiting", "claimed", "closing"})


@dataclass(frozen=True)
class Told:
    """How far the news of a flag has come.

    Attributes
    ----------
    state : str
        ``held`` until somebody approves it, ``waiting``, ``sent``, ``empty`` (the office knew it
        already), ``failed``, ``unconfirmed``, or ``nobody`` where no office is told.
    at : datetime or None
        When it was sent, with zone.
    """

    state: str
    at: datetime | None = None


def told(session: Session, flags: Iterable[int]) -> dict[int, Told]:
    """Return how far the latest news of each flag has come.

    Parameters
    ----------
    session : Session
        Any transaction.
    flags : iterable of int
        Flag ids.

    Returns
    -------
    dict of int to Told
        By flag; one without any alert is not in it.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     told(reading, [1])
    {}
    """
    query = (
        select(Alert.flag_id, Alert.approved_at, Outbox.id, Digest.state, Digest.sent_at)
        .join(Outbox, Outbox.alert_id == Alert.id, isouter=True)
        .join(Digest, Digest.id == Outbox.digest_id, isouter=True)
        .where(Alert.flag_id.in_(list(flags)))
        .order_by(Alert.id, Outbox.id)
    )
    return {
        flag: _told(approved, row, state, sent)
        for flag, approved, row, state, sent in session.execute(query)
    }


def _told(
    approved: datetime | None, row: int | None, state: str | None, sent: datetime | None
) -> Told:
    if row is None:
        return Told("nobody" if approved else "held")
    if state is None or state in SENDING:
        return Told("waiting" if approved else "held")
    return Told(state, sent)


def people(session: Session, regions: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return who is told in each region: its active contacts, and who answers for it.

    Parameters
    ----------
    session : Session
        Any transaction.
    regions : iterable of int
        Region ids.

    Returns
    -------
    dict of int to tuple of str
        Names by region, each once; a region with nobody is not in it.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     people(reading, [1])
    {}
    """
    wanted = list(regions)
    contacts = select(Contact.region_id, Contact.name).where(
        Contact.region_id.in_(wanted), Contact.active
    )
    charges = select(Charge.region_id, Charge.person).where(
        Charge.region_id.in_(wanted), Charge.valid_to.is_(None)
    )
    found: dict[int, list[str]] = {}
    for region, name in [*session.execute(contacts), *session.execute(charges)]:
        found.setdefault(region, []).append(name)
    return {region: tuple(dict.fromkeys(names)) for region, names in found.items()}

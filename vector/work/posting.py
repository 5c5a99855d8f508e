"""Mails to one person each, sent by a worker: claimed, sent, put off or given up.

Of these a second one does no harm, so one whose worker died is sent again.
"""

from datetime import datetime, timedelta

from sqlalchemy import CursorResult, Engine, or_, select, update

from vector.errors import MailError, MailRefused, MailUnconfirmed
from vector.settings import Settings
from vector.store.engine import session, transaction
from vector.store.tables import AccountMail, Ticket

DAY = timedelta(days=1)

Row = type[AccountMail] | type[Ticket]


def claim(engine: Engine, table: Row, settings: Settings, now: datetime) -> int | None:
    """Take one that is due, so that no other worker does.

    Parameters
    ----------
    engine : Engine
        The database.
    table : AccountMail or Ticket
        Which mails.
    settings : Settings
        Lease and attempts.
    now : datetime
        With zone.

    Returns
    -------
    int or None
        Its id; None when there is nothing to do, or another was quicker.
    """
    stale = now - timedelta(seconds=settings.mail.lease_seconds)
    left = (table.state == "claimed") & (table.claimed_at <= stale)
    left &= table.attempts < settings.mail.attempts
    due = or_((table.state == "waiting") & (table.due_at <= now), left)
    with session(engine) as reading:
        found = reading.scalar(select(table.id).where(due).order_by(table.id).limit(1))
    if found is None:
        return None
    held = {"state": "claimed", "claimed_at": now, "attempts": table.attempts + 1}
    with transaction(engine) as writing:
        done = writing.execute(update(table).where(table.id == found, due).values(**held))
        assert isinstance(done, CursorResult)
        return found if done.rowcount == 1 else None


def settle(engine: Engine, table: Row, taken: int, **values: object) -> None:
    """Write down what became of it, unless it was used or ended meanwhile."""
    with transaction(engine) as writing:
        own = update(table).where(table.id == taken, table.state == "claimed")
        writing.execute(own.values(**values))


def put_off(
    engine: Engine,
    table: Row,
    taken: int,
    settings: Settings,
    now: datetime,
    error: MailError,
    *,
    done: str,
    **ended: object,
) -> None:
    """Write down why it did not leave, and when it is tried again, if it is.

    Parameters
    ----------
    engine, table, settings, now
        As for :func:`claim`.
    taken : int
        Which.
    error : MailError
        Why. After an answer that was lost it may have arrived, and is not sent again.
    done : str
        The state of one that has left.
    **ended
        What else is written of one that is given up.
    """
    with session(engine) as reading:
        attempts = reading.scalars(select(table.attempts).where(table.id == taken)).one()
    told = {"last_error": error.sentence}
    if isinstance(error, MailUnconfirmed):
        settle(engine, table, taken, state=done, **told)
    elif isinstance(error, MailRefused) or attempts >= settings.mail.attempts:
        settle(engine, table, taken, state="failed", **told, **ended)
    else:
        wait = timedelta(seconds=settings.mail.backoff_seconds * 2 ** (attempts - 1))
        settle(engine, table, taken, state="waiting", due_at=now + min(wait, DAY), **told)

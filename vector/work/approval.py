"""Approval: an alert goes out by a second person's word, unless the settings say otherwise."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.store.tables import Alert


def approve(session: Session, alert_ids: Iterable[int], *, by: str, now: datetime) -> int:
    """Let alerts go out, by a second person's word.

    Parameters
    ----------
    session : Session
        A transaction that writes.
    alert_ids : iterable of int
        Alerts; those already approved stay as they are.
    by : str
        Who approves.
    now : datetime
        With zone.

    Returns
    -------
    int
        How many were waiting.
    """
    waiting = session.scalars(
        select(Alert).where(Alert.id.in_(list(alert_ids)), Alert.approved_at.is_(None))
    ).all()
    for alert in waiting:
        alert.approved_at, alert.approved_by = now, by
    return len(waiting)

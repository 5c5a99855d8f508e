"""Answers 回应 to alerts: it is so, a count is wrong, it was treated; or it may not go out."""

from datetime import datetime

from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store import alerts, audit
from vector.store.tables import Account, Answer
from vector.work.refusal import said

GIVEN = ("true", "wrong_data", "treated")
REFUSED = "refused"
LONGEST = 500


def answer(
    session: Session,
    account: Account | None,
    alert_id: int,
    verdict: str,
    *,
    note: str = "",
    by: str,
    now: datetime,
    author: audit.Author | None = None,
) -> Answer:
    """Note what somebody answers to an alert; earlier answers stay as they were given.

    Parameters
    ----------
    session : Session
        A transaction that writes.
    account : Account or None
        Whose eyes: an alert of a place that it does not see is none. ``None`` sees all.
    alert_id : int
        The last change of a flag.
    verdict : str
        One of :data:`GIVEN`, or :data:`REFUSED` of an alert that waits for approval.
    note : str
        In the person's own words.
    by : str
        Who answers.
    now : datetime
        With zone.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Raises
    ------
    StoreError
        When there is no such alert or answer, the note is too long, or an alert that went out is
        refused.
    """
    found = alerts.last_seen(session, account, alert_id)
    if found is None:
        raise StoreError(*said("no_such_alert", alert_id=alert_id))
    if verdict not in (*GIVEN, REFUSED):
        raise StoreError(*said("no_such_answer", verdict=verdict))
    if verdict == REFUSED and found.approved_at is not None:
        raise StoreError(*said("alert_went_out", alert_id=alert_id))
    if len(note.strip()) > LONGEST:
        raise StoreError(*said("answer_long", longest=LONGEST))
    given = Answer(alert_id=found.id, verdict=verdict, note=note.strip(), given_by=by, given_at=now)
    session.add(given)
    session.flush()
    told = {"verdict": verdict, "note": given.note, "by": by}
    audit.record(session, "alert_answered", author, ("alert", found.id), after=told)
    return given

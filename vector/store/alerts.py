"""Alerts 预警 as people work on them: the last change of each flag, its state, mail and answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from vector.store import places
from vector.store.tables import Account, Alert, Answer, Contact, Digest, Flag, Outbox

STATES = ("waiting", "open", "answered", "refused", "over")


@dataclass(frozen=True)
class Matter:
    """One alert: its state, its mail to the office, and what was answered, the oldest first."""

    alert: Alert
    state: str
    outbox: Outbox | None
    answers: tuple[Answer, ...]
    recipients: tuple[Contact, ...]


def _state() -> ColumnElement[str]:
    own = select(Answer.verdict).where(Answer.alert_id == Alert.id)
    last = own.order_by(Answer.id.desc()).limit(1).scalar_subquery()
    return case(
        (Flag.cleared_at.is_not(None), "over"),
        (and_(Alert.approved_at.is_(None), last == "refused"), "refused"),
        (Alert.approved_at.is_(None), "waiting"),
        (last.is_not(None), "answered"),
        else_="open",
    )


def _seen(query: Select[Any], account: Account | None, street: int | None) -> Select[Any]:
    """Only the last change of each flag on a place that the account may see."""
    of_street = and_(Flag.station_id.is_(None), Flag.region_id.in_(places.visible_regions(account)))
    query = (
        query.join(Flag, Flag.id == Alert.flag_id)
        .where(Alert.id.in_(select(func.max(Alert.id)).group_by(Alert.flag_id)))
        .where(or_(Flag.station_id.in_(places.visible_stations(account)), of_street))
    )
    return query if street is None else query.where(Flag.region_id.in_(places.subtree(street)))


def counts(
    session: Session,
    account: Account | None,
    *,
    street: int | None = None,
    indices: Sequence[str] | None = None,
) -> dict[str, int]:
    """Count the alerts in each state, as far as an account may see them.

    Parameters
    ----------
    session : Session
        Any transaction.
    account : Account or None
        Who asks; ``None`` is the service itself.
    street : int, optional
        Only on this region and what is below it.
    indices : sequence of str, optional
        Only of these indices.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     counts(reading, None)
    {'waiting': 0, 'open': 0, 'answered': 0, 'refused': 0, 'over': 0}
    """
    every: Any = select(_state(), func.count()).select_from(Alert)
    query = _seen(every, account, street)
    if indices is not None:
        query = query.where(Flag.index_id.in_(list(indices)))
    found = {row[0]: int(row[1]) for row in session.execute(query.group_by(_state()))}
    return {state: found.get(state, 0) for state in STATES}


def mail(
    session: Session,
    account: Account | None,
    state: str,
    *,
    street: int | None = None,
    indices: Sequence[str] | None = None,
) -> dict[str, int]:
    """Count the alerts in a state by how far their mail is: the digest's state, or ``none``.

    Parameters
    ----------
    session : Session
        Any transaction.
    account : Account or None
        Who asks; ``None`` is the service itself.
    state : str
        Of :data:`STATES`.
    street, indices
        As for :func:`counts`.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     mail(reading, None, "open")
    {}
    """
    # Of several rows for one alert the last counts, as where the alerts are listed.
    last = select(func.max(Outbox.id)).group_by(Outbox.alert_id)
    sent = select(Outbox.alert_id, Digest.state).join(Digest).where(Outbox.id.in_(last)).subquery()
    far = func.coalesce(sent.c.state, "none")
    every: Any = select(far, func.count()).select_from(Alert)
    every = every.outerjoin(sent, sent.c.alert_id == Alert.id)
    query = _seen(every, account, street).where(_state() == state)
    if indices is not None:
        query = query.where(Flag.index_id.in_(list(indices)))
    return {row[0]: int(row[1]) for row in session.execute(query.group_by(far))}


def matters(
    session: Session,
    account: Account | None,
    state: str,
    *,
    street: int | None = None,
    indices: Sequence[str] | None = None,
    limit: int = 20,
    offset: int = 0,
) -> list[Matter]:
    """Return alerts in a state, the most severe and then the newest first, a page at a time.

    Parameters
    ----------
    session : Session
        Any transaction.
    account : Account or None
        Who asks; ``None`` is the service itself.
    state : str
        Of :data:`STATES`.
    street, indices
        As for :func:`counts`.
    limit, offset : int
        The page.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     matters(reading, None, "open")
    []
    """
    query = _seen(select(Alert), account, street).where(_state() == state)
    if indices is not None:
        query = query.where(Flag.index_id.in_(list(indices)))
    query = query.options(contains_eager(Alert.flag).joinedload(Flag.region))
    order = (Alert.severity.desc(), Alert.raised_at.desc(), Alert.id.desc())
    found = session.scalars(query.order_by(*order).limit(limit).offset(offset)).all()
    return _with_all(session, found, state)


def _with_all(session: Session, alerts: Sequence[Alert], state: str) -> list[Matter]:
    """Add to a page of alerts what became of each, by one query for each kind."""
    ids = [alert.id for alert in alerts]
    mails = select(Outbox).options(joinedload(Outbox.digest)).where(Outbox.alert_id.in_(ids))
    outbox = {each.alert_id: each for each in session.scalars(mails)}
    answers: dict[int, list[Answer]] = {}
    for each in session.scalars(select(Answer).where(Answer.alert_id.in_(ids)).order_by(Answer.id)):
        answers.setdefault(each.alert_id, []).append(each)
    people: dict[int, list[Contact]] = {}
    regions = {alert.flag.region_id for alert in alerts}
    for contact in session.scalars(
        select(Contact).where(Contact.region_id.in_(regions), Contact.active).order_by(Contact.id)
    ):
        people.setdefault(contact.region_id, []).append(contact)
    return [
        Matter(alert, state, outbox.get(alert.id), tuple(answers.get(alert.id, ())),
               tuple(people.get(alert.flag.region_id, ())))
        for alert in alerts
    ]  # fmt: skip


def last_seen(session: Session, account: Account | None, alert_id: int) -> Alert | None:
    """Return an alert that is the last change of its flag and that the account may see.

    Parameters
    ----------
    session : Session
        Any transaction.
    account : Account or None
        Who asks; ``None`` is the service itself.
    alert_id : int
        The alert.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     last_seen(reading, None, 1) is None
    True
    """
    query = _seen(select(Alert), account, None).where(Alert.id == alert_id)
    return session.scalars(query).one_or_none()

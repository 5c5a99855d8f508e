"""What arrived since somebody was here: when that was, and which news there are since."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from vector.store import geography, places
from vector.store.tables import Account, Alert, Audit, Flag, Station, Survey, Upload


def last_visit(session: Session, account_id: int, before: datetime) -> datetime | None:
    """Return when an account last signed in before a moment, None where it did not.

    Parameters
    ----------
    session : Session
        Any transaction.
    account_id : int
        Whose visits.
    before : datetime
        With zone; the beginning of the present day, so that several sessions on one day have the
        same news.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     last_visit(reading, 1, datetime(2026, 6, 1, tzinfo=UTC)) is None
    True
    """
    own = (Audit.what == "sign_in", Audit.subject == "account", Audit.subject_id == str(account_id))
    return session.scalar(select(func.max(Audit.at)).where(*own, Audit.at < before))


def changes(
    session: Session, account: Account | None, since: datetime, *, street: int | None = None
) -> Sequence[Alert]:
    """Return the changes of flags since a moment on places that an account may see, newest first.

    Parameters
    ----------
    session : Session
        Any transaction.
    account : Account or None
        Who asks; ``None`` is the service itself.
    since : datetime
        With zone.
    street : int, optional
        Only those of this street.

    Returns
    -------
    sequence of Alert
        Each with its flag, and that with its street and station, loaded.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     changes(reading, None, datetime(2026, 6, 1, tzinfo=UTC))
    []
    """
    of_street = and_(Flag.station_id.is_(None), Flag.region_id.in_(places.visible_regions(account)))
    of_station = Flag.station_id.in_(places.visible_stations(account))
    query = (
        select(Alert)
        .join(Alert.flag)
        .options(
            contains_eager(Alert.flag).joinedload(Flag.region),
            contains_eager(Alert.flag).options(joinedload(Flag.station)),
        )
        .where(or_(of_station, of_street), or_(Alert.raised_at > since, Alert.approved_at > since))
        .order_by(Alert.raised_at.desc(), Alert.id.desc())
    )
    if street is not None:
        query = query.where(Flag.region_id == street)
    return session.scalars(query).all()


def uploads(
    session: Session, account: Account | None, since: datetime, *, street: int | None = None
) -> int:
    """Count the uploads since a moment that stand with a survey of a station an account may see.

    Parameters
    ----------
    session : Session
        Any transaction.
    account : Account or None
        Who asks; ``None`` is the service itself.
    since : datetime
        With zone.
    street : int, optional
        Only those with a survey of a station of this street.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     uploads(reading, None, datetime(2026, 6, 1, tzinfo=UTC))
    0
    """
    # One survey that is seen is enough: an upload may have a million.
    own = places.visible_stations(account)
    came: ColumnElement[int] = Survey.upload_id.expression
    if street is not None:
        own = own.where(Station.region_id.in_(geography.subtree(street)))
        # Looked for among the street's surveys, not among the upload's; an index would mislead.
        came = came + 0
    seen = exists().where(came == Upload.id, Survey.station_id.in_(own))
    late = (Upload.accepted_at > since, Upload.withdrawn_at.is_(None), seen)
    return session.scalar(select(func.count(Upload.id)).where(*late)) or 0

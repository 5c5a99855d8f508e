"""Approval: an alert goes out by a second person's word, unless the settings say otherwise.

The second person is not the one whose surveys raised it, nor the one who withdrew some: whoever
mistyped a count must not be the only one who looked at the alert. What is approved is the last
change of a flag; the changes before it go with it, since a mail speaks of the present only.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

import pandas as pd
from sqlalchemy import ColumnElement, Engine, Select, func, select, update
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.report.evidence import Evidence
from vector.stats.sentence import either
from vector.store import audit
from vector.store.engine import session
from vector.store.places import subtree
from vector.store.tables import (
    Alert,
    Answer,
    Contact,
    Flag,
    Outbox,
    Region,
    Station,
    Survey,
    Upload,
)
from vector.work.refusal import said

CHANGES = {"raised": "新标记", "worsened": "加重", "corrected": "更正", "cleared": "解除"}
COLUMNS = ("id", "raised_at", "street", "station", "change", "index", "sentence", "recipients")


def waiting(engine: Engine, catalog: Catalog) -> pd.DataFrame:
    """Return the last change of each flag that waits for a second person, the oldest first.

    What was refused waits no more.

    Returns
    -------
    DataFrame
        The columns :data:`COLUMNS`; ``recipients`` are the addresses of the street office, empty
        where it has none.

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> len(waiting(engine, load()))
    0
    """
    with session(engine) as reading:
        found = reading.execute(
            select(Alert, Outbox.region_id, Region.name)
            .join(Outbox, Outbox.alert_id == Alert.id)
            .join(Region, Region.id == Outbox.region_id)
            .where(Alert.approved_at.is_(None), Alert.id.in_(_last()))
            .where(Alert.id.not_in(select(Answer.alert_id).where(Answer.verdict == "refused")))
            .order_by(Alert.id)
        ).all()
        addresses = _addresses(reading, {region for _, region, _ in found})
        rows = [
            (
                alert.id,
                alert.raised_at,
                street,
                alert.evidence["station"],
                CHANGES[alert.change],
                catalog.indices[alert.flag.index_id].zh,
                alert.sentence,
                addresses.get(region, ""),
            )
            for alert, region, street in found
        ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _last() -> Select[int]:
    """Return the last change of every flag."""
    return select(func.max(Alert.id)).group_by(Alert.flag_id)


def _addresses(reading: Session, regions: Collection[int]) -> dict[int, str]:
    query = select(Contact).where(Contact.region_id.in_(regions), Contact.active)
    found: dict[int, list[str]] = {}
    for contact in reading.scalars(query.order_by(Contact.id)):
        found.setdefault(contact.region_id, []).append(f"{contact.name} <{contact.email}>")
    return {region: "、".join(each) for region, each in found.items()}


def approve(
    session: Session,
    alert_ids: Iterable[int],
    *,
    by: str,
    now: datetime,
    author: audit.Author | None = None,
) -> int:
    """Let alerts go out, by a second person's word; all of them or none.

    Parameters
    ----------
    session : Session
        A transaction that writes.
    alert_ids : iterable of int
        Alerts, each the last change of its flag; those already approved stay as they are.
    by : str
        Who approves.
    now : datetime
        With zone.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    int
        How many of them were waiting.

    Raises
    ------
    StoreError
        When no name is given, there is no such alert, a later one has taken its place, or the
        approver handed in or withdrew the surveys it rests on, as far as that is known.
    """
    wanted, name = set(alert_ids), by.strip()
    if not name:
        raise StoreError(*said("no_approver"))
    alerts = session.scalars(select(Alert).where(Alert.id.in_(wanted)).order_by(Alert.id)).all()
    unknown = sorted(wanted - {alert.id for alert in alerts})
    if unknown:
        raise StoreError(*said("no_alerts", alerts=either(map(str, unknown))))
    pending = [alert for alert in alerts if alert.approved_at is None]
    _refuse_past(session, pending)
    for alert in pending:
        if name.casefold() in _authors(session, alert):
            raise StoreError(*said("approver_uploaded", alert_id=alert.id, name=name))
        session.execute(
            update(Alert)
            .where(Alert.flag_id == alert.flag_id, Alert.approved_at.is_(None))
            .where(Alert.id <= alert.id)
            .values(approved_at=now, approved_by=name)
        )
    for alert in pending:
        audit.record(session, "alert_approved", author, ("alert", alert.id), after={"by": name})
    return len(pending)


def _refuse_past(session: Session, pending: Iterable[Alert]) -> None:
    """Refuse an alert that speaks of a past state, naming the one that speaks of the present."""
    for alert in pending:
        last = session.scalar(
            select(Alert).where(Alert.flag_id == alert.flag_id).order_by(Alert.id.desc()).limit(1)
        )
        if last is not None and last.id != alert.id:
            day, change = last.raised_at.date(), CHANGES[last.change]
            raise StoreError(
                *said("alert_overtaken", alert_id=alert.id, day=day, change=change, last_id=last.id)
            )


def _authors(session: Session, alert: Alert) -> set[str]:
    """Return who handed in the surveys an alert rests on, or withdrew an upload just then."""
    found = Evidence.read(alert.evidence)
    start, end = min(found.start, found.raised.start), max(found.end, found.raised.end)
    uploads = (
        select(Upload.uploaded_by)
        .join(Survey, Survey.upload_id == Upload.id)
        .join(Station, Station.id == Survey.station_id)
        .where(Survey.method == found.method, Survey.date.between(start, end))
        .where(_place(alert.flag))
    )
    withdrawn = select(Upload.withdrawn_by).where(Upload.withdrawn_at == alert.raised_at)
    names = [*session.scalars(uploads), *session.scalars(withdrawn)]
    return {name.strip().casefold() for name in names if name}


def _place(flag: Flag) -> ColumnElement[bool]:
    if flag.station_id is not None:
        return Station.id == flag.station_id
    return Station.region_id.in_(subtree(flag.region_id))

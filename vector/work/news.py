"""What is news to an office: the difference between a flag as it is and what the office was told.

What each digest really said of a place and index is kept beside its alerts, so an office knows
what the last digests told it, and nothing else. A flag that is raised anew at a severity it
already knows, or cleared before it ever heard of it, is no news: the mail would say 需消杀 and
解除 of one place, or repeat a state. Nor is what has changed again since: a digest that was held
up speaks of the day it leaves.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.report.evidence import Evidence
from vector.report.letter import Item
from vector.report.saying import say
from vector.report.telling import tell
from vector.store.tables import Alert, Digest, Flag, Outbox

NOTHING = -1  # 0 is an early flag
HEARD = ("sent", "unconfirmed")

Key = tuple[int | None, str]
"""A station (None for the street as a whole) and an index, within one office."""


class Told(NamedTuple):
    """What one digest said of a place and index, and whether it arrived."""

    state: str
    change: str
    severity: int


class News(NamedTuple):
    """One item of a digest, with the outbox row that it answers."""

    outbox_id: int
    item: Item


def heard(told: Iterable[Told]) -> frozenset[int]:
    """Return what an office may know of a place and index: severities, -1 for no flag.

    Parameters
    ----------
    told : iterable of Told
        Of one place and index, in the order they left; only those of sent and unconfirmed
        digests count.

    Returns
    -------
    frozenset of int
        One severity; several where a digest may or may not have arrived.

    Examples
    --------
    >>> first, last = Told("sent", "raised", 2), Told("unconfirmed", "cleared", 1)
    >>> [sorted(heard(known)) for known in ([], [first], [first, last])]
    [[-1], [2], [-1, 2]]
    """
    known = frozenset({NOTHING})
    for each in told:
        if each.state in HEARD:
            after = frozenset({NOTHING if each.change == "cleared" else each.severity})
            known = after if each.state == "sent" else known | after
    return known


def net(known: frozenset[int], change: str, severity: int, worst: int | None = None) -> str | None:
    """Return what a change amounts to for an office, or None where it is no news.

    Parameters
    ----------
    known : frozenset of int
        As :func:`heard` gives.
    change : {"raised", "worsened", "corrected", "cleared"}
        The last change.
    severity : int
        That of the flag as it is.
    worst : int, optional
        After a correction, the worst that stands; a fall of the severity is told only to an
        office that knows worse than that.

    Examples
    --------
    >>> net(frozenset({-1}), "worsened", 2), net(frozenset({2}), "raised", 2)
    ('raised', None)
    >>> net(frozenset({1}), "raised", 2), net(frozenset({-1}), "cleared", 1)
    ('worsened', None)
    >>> net(frozenset({3}), "corrected", 1, worst=2), net(frozenset({2}), "corrected", 1, worst=2)
    ('corrected', None)
    """
    if change == "cleared":
        return "cleared" if max(known) > NOTHING else None
    if NOTHING in known:
        return "raised"
    if worst is not None and worst < max(known):
        return "corrected"
    return "worsened" if severity > min(known) else None


def expected(session: Session, flag: Flag) -> int:
    """Return the severity that an office knows of an open flag or is about to be told.

    A digest that a worker is sending counts for nothing: it may have been read before the flag
    became what it is.
    """
    known = _heard(session, flag.region_id, [flag.index_id])[flag.station_id, flag.index_id]
    waiting = (
        select(func.max(Alert.severity))
        .join(Outbox, Outbox.alert_id == Alert.id)
        .outerjoin(Digest, Digest.id == Outbox.digest_id)
        .where(Alert.flag_id == flag.id, Outbox.region_id == flag.region_id)
        .where(or_(Outbox.digest_id.is_(None), Digest.state == "waiting"))
    )
    about_to_hear = session.scalar(waiting)
    return min(known) if about_to_hear is None else max(min(known), about_to_hear)


def items(session: Session, digest: Digest, catalog: Catalog) -> tuple[News, ...]:
    """Return what a digest has to say, as of now.

    Parameters
    ----------
    session : Session
        Any transaction.
    digest : Digest
        With its alerts taken up.
    catalog : Catalog
        For sentences that are told anew.

    Returns
    -------
    tuple of News
        One for each place and index with news, but none for a station that has moved to another
        office; empty when nothing is left.
    """
    rows = session.execute(
        select(Outbox.id, Alert)
        .join(Alert, Alert.id == Outbox.alert_id)
        .join(Flag, Flag.id == Alert.flag_id)
        .where(Outbox.digest_id == digest.id, Flag.region_id == digest.region_id)
        .order_by(Alert.id)
    )
    taken: dict[Key, list[tuple[int, Alert]]] = defaultdict(list)
    for outbox_id, alert in rows:
        taken[alert.flag.station_id, alert.flag.index_id].append((outbox_id, alert))
    indices = [index for _, index in taken]
    known = _heard(session, digest.region_id, indices, digest.id)
    restated = _restated(session, digest.region_id, indices, digest.id)
    found = []
    for key, each in taken.items():
        outbox_id, alert = each[-1]
        item = _item(session, alert, known[key], catalog, corrected=key in restated)
        if item is not None:
            found.append(News(outbox_id, item))
    return tuple(found)


def keep(session: Session, digest_id: int, said: Iterable[News], at: datetime) -> None:
    """Write down what a digest says, before it leaves; what it leaves out was not told."""
    forget = {"told": None, "told_severity": None, "told_at": None}
    session.execute(update(Outbox).where(Outbox.digest_id == digest_id).values(**forget))
    for outbox_id, item in said:
        row = session.get_one(Outbox, outbox_id)
        row.told, row.told_severity, row.told_at = item.change, item.severity, at


def _heard(
    session: Session, region_id: int, indices: Sequence[str], but: int | None = None
) -> dict[Key, frozenset[int]]:
    """Return what an office knows of its places from the digests it was sent, but for one."""
    rows = session.execute(
        select(Flag.station_id, Flag.index_id, Digest.state, Outbox.told, Outbox.told_severity)
        .join(Alert, Alert.flag_id == Flag.id)
        .join(Outbox, Outbox.alert_id == Alert.id)
        .join(Digest, Digest.id == Outbox.digest_id)
        .where(Digest.region_id == region_id, Digest.id != but, Outbox.told.is_not(None))
        .where(Flag.index_id.in_(indices))
        .order_by(Outbox.told_at, Outbox.id)
    )
    told: dict[Key, list[Told]] = defaultdict(list)
    for station, index, state, change, severity in rows:
        assert change is not None
        assert severity is not None
        told[station, index].append(Told(state, change, severity))
    unheard: dict[Key, frozenset[int]] = defaultdict(lambda: heard(()))
    return unheard | {key: heard(each) for key, each in told.items()}


def _restated(session: Session, region_id: int, indices: Sequence[str], but: int) -> set[Key]:
    """Return the places corrected since another digest than this one last told of them."""
    revised = Alert.evidence["cause"].as_string() == "revised"
    told = and_(Outbox.told.is_not(None), Digest.state.in_(HEARD), Digest.id != but)
    rows = session.execute(
        select(Flag.station_id, Flag.index_id)
        .join(Alert, Alert.flag_id == Flag.id)
        .join(Outbox, Outbox.alert_id == Alert.id)
        .outerjoin(Digest, Digest.id == Outbox.digest_id)
        .where(Outbox.region_id == region_id, Flag.index_id.in_(indices))
        .where(Alert.approved_at.is_not(None))
        .group_by(Flag.station_id, Flag.index_id)
        .having(
            func.max(case((or_(Alert.change == "corrected", revised), Alert.id), else_=0))
            > func.max(case((told, Alert.id), else_=0))
        )
    )
    return {(station, index) for station, index in rows}


def _item(
    session: Session,
    alert: Alert,
    known: frozenset[int],
    catalog: Catalog,
    *,
    corrected: bool,
) -> Item | None:
    """Say what a flag is now, where the office knows otherwise."""
    flag = alert.flag
    if alert.change == "cleared":
        told = None if _reopened(session, flag) else net(known, alert.change, alert.severity)
        return _as_it_was(alert, told, catalog)
    if flag.cleared_at is not None:
        return None
    if _doubted(session, alert):
        worst = _worst(Evidence.read(alert.evidence)) if corrected else None
        return _as_it_was(alert, net(known, alert.change, alert.severity, worst), catalog)
    evidence = Evidence.read(flag.evidence)
    change = net(known, alert.change, flag.severity, _worst(evidence) if corrected else None)
    if change is None:
        return None
    return Item(change, _sentence(change, flag, evidence, catalog), evidence, flag.severity)


def _worst(evidence: Evidence) -> int:
    return evidence.worst.severity if evidence.worst else evidence.severity


def _as_it_was(alert: Alert, change: str | None, catalog: Catalog) -> Item | None:
    """Say what an alert said when it was written."""
    if change is None:
        return None
    evidence, told = Evidence.read(alert.evidence), alert.sentence
    if change == "corrected" != alert.change:
        told = say("change", "restated", sentence=told)
    elif change != alert.change != "corrected":
        told = tell(change, evidence, catalog)
    return Item(change, told, evidence, alert.severity)


def _sentence(change: str, flag: Flag, evidence: Evidence, catalog: Catalog) -> str:
    if change == "worsened":
        return tell(change, evidence, catalog)
    if change == "corrected":
        return say("change", "restated", sentence=flag.sentence)
    return flag.sentence


def _reopened(session: Session, flag: Flag) -> bool:
    """Return whether the place is flagged again for the same index."""
    return bool(
        session.scalar(
            select(func.count(Flag.id)).where(
                Flag.region_id == flag.region_id,
                Flag.station_id.is_not_distinct_from(flag.station_id),
                Flag.index_id == flag.index_id,
                Flag.cleared_at.is_(None),
            )
        )
    )


def _doubted(session: Session, alert: Alert) -> bool:
    """Return whether a later change of the same flag still waits for its second person."""
    later = select(func.count(Alert.id)).where(
        Alert.flag_id == alert.flag_id, Alert.id > alert.id, Alert.approved_at.is_(None)
    )
    return bool(session.scalar(later))

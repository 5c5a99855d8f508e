"""What is news to an office: the net change of each flag since the digests it was sent.

An office knows of a place and index what the last digest said. A flag that is raised anew at a
severity it already knows, or cleared before it ever heard of it, is no news: the mail would say
需消杀 and 解除 of one place, or repeat a state.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.report.evidence import Evidence
from vector.report.letter import Item
from vector.report.telling import tell
from vector.store.tables import Alert, Digest, Flag, Outbox

NOTHING = 0
HEARD = ("sent", "unconfirmed")
SETTLED = (*HEARD, "empty")

Key = tuple[int | None, str]
"""A station (None for the street as a whole) and an index, within one office."""


class Change(NamedTuple):
    """One change of a flag, with the digest that took it up and what became of that."""

    alert_id: int
    digest_id: int
    state: str
    change: str
    severity: int


def heard(changes: Iterable[Change]) -> frozenset[int]:
    """Return what an office may know of a place and index: severities, 0 for no flag.

    Parameters
    ----------
    changes : iterable of Change
        Of one place and index, in order; only those of sent and unconfirmed digests count.

    Returns
    -------
    frozenset of int
        One severity; several where a digest may or may not have arrived.

    Examples
    --------
    >>> first = Change(1, 1, "sent", "raised", 2)
    >>> [set(heard(known)) for known in ([], [first], [first, Change(2, 2, "sent", "cleared", 1)])]
    [{0}, {2}, {0}]
    """
    last = {each.digest_id: each for each in changes if each.state in HEARD}
    known = {NOTHING}
    for each in last.values():
        after = {NOTHING if each.change == "cleared" else max(each.severity, one) for one in known}
        known = after if each.state == "sent" else known | after
    return frozenset(known)


def net(known: frozenset[int], change: str, severity: int) -> str | None:
    """Return what a change amounts to for an office, or None where it is no news.

    Examples
    --------
    >>> net(frozenset({0}), "worsened", 2), net(frozenset({2}), "raised", 2)
    ('raised', None)
    >>> net(frozenset({1}), "raised", 2), net(frozenset({0}), "cleared", 1)
    ('worsened', None)
    """
    if change == "cleared":
        return "cleared" if max(known) > NOTHING else None
    if severity <= min(known):
        return None
    return "raised" if NOTHING in known else "worsened"


def items(session: Session, digest: Digest, catalog: Catalog) -> tuple[Item, ...]:
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
    tuple of Item
        One for each place and index with news; empty when nothing is left. What a later digest
        has settled already is left out of one that is sent again.
    """
    alerts = session.scalars(
        select(Alert).join(Outbox).where(Outbox.digest_id == digest.id).order_by(Alert.id)
    )
    latest = {(each.flag.station_id, each.flag.index_id): each for each in alerts}
    before = _history(session, digest, [index for _, index in latest])
    found = []
    for key, alert in latest.items():
        changes = before.get(key, [])
        later = any(each.alert_id > alert.id and each.state in SETTLED for each in changes)
        evidence = _present(alert)
        change = None if later else net(heard(changes), alert.change, evidence.severity)
        if change is not None:
            found.append(_item(alert, evidence, change, catalog))
    return tuple(found)


def _history(session: Session, digest: Digest, indices: Sequence[str]) -> dict[Key, list[Change]]:
    """Return the changes that other digests of the office took up, in order."""
    rows = session.execute(
        select(
            Flag.station_id,
            Flag.index_id,
            Alert.id,
            Digest.id,
            Digest.state,
            Alert.change,
            Alert.severity,
        )
        .join(Alert, Alert.flag_id == Flag.id)
        .join(Outbox, Outbox.alert_id == Alert.id)
        .join(Digest, Digest.id == Outbox.digest_id)
        .where(Digest.region_id == digest.region_id, Digest.id != digest.id)
        .where(Flag.index_id.in_(indices))
        .order_by(Alert.id)
    )
    found: dict[Key, list[Change]] = defaultdict(list)
    for station, index, alert, number, state, change, severity in rows:
        found[station, index].append(Change(alert, number, state, change, severity))
    return found


def _present(alert: Alert) -> Evidence:
    """Return the numbers of now while the flag is open: those of the alert may be withdrawn."""
    flag = alert.flag
    closed = alert.change == "cleared" or flag.cleared_at is not None
    return Evidence.read(alert.evidence if closed else flag.evidence)


def _item(alert: Alert, evidence: Evidence, change: str, catalog: Catalog) -> Item:
    same = change == alert.change and evidence == Evidence.read(alert.evidence)
    told = alert.sentence if same else tell(change, evidence, catalog)
    return Item(change, told, evidence, evidence.severity)

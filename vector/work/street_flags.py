"""Flags of whole streets when streets are merged or split: each goes where its stations went.

Flags of single stations follow them by themselves (:func:`vector.work.flags.hand_over`). A flag
that rests on a street's stations together goes to the streets where something was found; the watch
then judges it on those streets as they are.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.report.evidence import Evidence
from vector.report.saying import say
from vector.store.tables import Flag, Region, Station
from vector.work.changes import Changes
from vector.work.order import Outcome
from vector.work.present import WHOLE_STREET


def foretell(session: Session, outcome: Outcome) -> None:
    """Name the flags of single stations that follow them to another street."""
    streets = {each.code: each.street for each in outcome.stations}
    names = {each.code: f"{each.was} {each.name}" for each in outcome.stations}
    query = (
        select(Station.code)
        .join(Flag, Flag.station_id == Station.id)
        .where(Flag.cleared_at.is_(None), Station.code.in_(list(streets)))
    )
    for code in session.scalars(query.order_by(Station.code, Flag.id)):
        outcome.flags.append((names[code], streets[code]))


def follow(
    changes: Changes, before: list[Region], after: list[Region], rest: Region, outcome: Outcome
) -> None:
    """Hand the flags of whole streets over to the streets that take their place.

    Parameters
    ----------
    changes : Changes
        Writes them, so that the old office and the new one hear of it.
    before, after : list of Region
        The streets of the order.
    rest : Region
        Where a flag goes that names no station.
    outcome : Outcome
        Is told.
    """
    session = changes.session
    own = [region.id for region in before]
    query = select(Flag).where(
        Flag.region_id.in_(own), Flag.station_id.is_(None), Flag.cleared_at.is_(None)
    )
    for flag in session.scalars(query.order_by(Flag.id)).all():
        evidence = Evidence.read(flag.evidence)
        homes = _homes(session, evidence, after) or [rest]
        if [home.id for home in homes] == [flag.region_id]:
            continue
        for home in homes:
            outcome.flags.append((evidence.street, home.name))
        _hand_over(changes, flag, evidence, homes)


def _homes(session: Session, evidence: Evidence, after: list[Region]) -> list[Region]:
    """Return the streets in which the stations stand where something was found."""
    waited = [each.station for each in evidence.rechecks]
    named = Station.name.in_(evidence.found) | Station.id.in_(waited)
    query = select(Station.region_id).where(
        named, Station.region_id.in_([region.id for region in after])
    )
    found = set(session.scalars(query))
    return [region for region in after if region.id in found]


def _hand_over(changes: Changes, flag: Flag, evidence: Evidence, homes: list[Region]) -> None:
    names = "、".join(home.name for home in homes)
    told = say("change", "moved", place=evidence.place, street=names)
    sentence, index = flag.sentence, flag.index_id
    if flag.region_id not in {home.id for home in homes}:
        changes.close(flag, evidence.model_copy(update={"cause": "moved"}), told)
        changes.session.flush()
    for home in homes:
        here = evidence.model_copy(update={"street": home.name})
        if not _flagged(changes.session, home, index):
            words = sentence.replace(evidence.street, home.name, 1)
            changes.open((home.id, WHOLE_STREET, index), here, words)


def _flagged(session: Session, street: Region, index: str) -> bool:
    query = select(Flag.id).where(
        Flag.region_id == street.id,
        Flag.station_id.is_(None),
        Flag.index_id == index,
        Flag.cleared_at.is_(None),
    )
    return session.scalar(query) is not None

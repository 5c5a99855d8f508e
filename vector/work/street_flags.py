"""Flags of whole streets when streets are merged or split: each goes where its stations went.

Flags of single stations follow them by themselves (:func:`vector.work.flags.hand_over`). A flag
that rests on a street's stations together goes to the streets where something was found. There it
stands on what the same days come to in that street, so that no flag is lost to a border; the watch
clears it as any other, by surveys with enough effort.
"""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.report.evidence import Evidence, Window
from vector.report.saying import say
from vector.store.geography import subtree
from vector.store.tables import Flag, Region, Station
from vector.work.changes import Changes
from vector.work.order import Outcome
from vector.work.present import WHOLE_STREET, fresh, pools


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
    changes: Changes,
    catalog: Catalog,
    before: list[Region],
    after: list[Region],
    rest: Region,
    outcome: Outcome,
) -> None:
    """Hand the flags of whole streets over to the streets that take their place.

    Parameters
    ----------
    changes : Changes
        Writes them, so that the old office and the new one hear of it.
    catalog : Catalog
        How surveys are pooled.
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
        _hand_over(changes, catalog, flag, evidence, homes)


def _homes(session: Session, evidence: Evidence, after: list[Region]) -> list[Region]:
    """Return the streets in which the stations stand where something was found."""
    waited = [each.station for each in evidence.rechecks]
    named = Station.name.in_(evidence.found) | Station.id.in_(waited)
    query = select(Station.region_id).where(
        named, Station.region_id.in_([region.id for region in after])
    )
    found = set(session.scalars(query))
    return [region for region in after if region.id in found]


def _hand_over(
    changes: Changes, catalog: Catalog, flag: Flag, evidence: Evidence, homes: list[Region]
) -> None:
    names = "、".join(home.name for home in homes)
    told = say("change", "moved", place=evidence.place, street=names)
    sentence, index = flag.sentence, flag.index_id
    if flag.region_id not in {home.id for home in homes}:
        changes.close(flag, evidence.model_copy(update={"cause": "moved"}), told)
        changes.session.flush()
    for home in homes:
        here = _rested(changes.session, catalog, home, index, evidence)
        if not _flagged(changes.session, home, index):
            words = sentence.replace(evidence.street, home.name, 1)
            changes.open((home.id, WHOLE_STREET, index), here, words)


def _rested(
    session: Session, catalog: Catalog, home: Region, index: str, evidence: Evidence
) -> Evidence:
    """Let a flag stand on what the days that raised it come to in its new street."""
    sums = _Sums(session, catalog, home)
    raised, worst = sums.window(evidence.method, index, evidence.raised), evidence.worst
    if worst is not None:
        shown = sums.window(evidence.method, index, worst.window)
        worst = worst.model_copy(update={"window": shown})
    return evidence.model_copy(update={"street": home.name, "raised": raised, "worst": worst})


class _Sums:
    """What surveys of a street taken together come to, as the watch pools them on a day."""

    def __init__(self, session: Session, catalog: Catalog, home: Region) -> None:
        self._session, self._catalog, self._home = session, catalog, home
        self._stations = select(Station.id).where(Station.region_id.in_(subtree(home.id)))
        self._days: dict[date, Any] = {}

    def window(self, method: str, index: str, old: Window) -> Window:
        """Return a window with this street's sums; the old one where nothing was counted."""
        if old.end not in self._days:
            found = fresh(self._session, self._catalog, old.end, self._stations)
            self._days[old.end] = pools(found, self._catalog).sums()
        sums, own = self._days[old.end], (self._home.id, WHOLE_STREET)
        if (*own, index, method) not in sums.index:
            return old
        row = sums.loc[(*own, index, method)]
        pairs = [(name, (*own, name, method)) for name, *_ in old.companions]
        return Window(
            start=row["start"].date(),
            end=row["end"].date(),
            numerator=int(row["numerator"]),
            denominator=int(row["denominator"]),
            companions=tuple(
                (name, int(sums.loc[key, "numerator"]), int(sums.loc[key, "denominator"]))
                for name, key in pairs
                if key in sums.index
            ),
        )


def _flagged(session: Session, street: Region, index: str) -> bool:
    query = select(Flag.id).where(
        Flag.region_id == street.id,
        Flag.station_id.is_(None),
        Flag.index_id == index,
        Flag.cleared_at.is_(None),
    )
    return session.scalar(query) is not None

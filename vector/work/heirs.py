"""Heirs: what goes along when regions are merged or split, and who gets it."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.stats.sentence import either
from vector.store.tables import Account, ActionLimit, Charge, Contact, Population, Region, Station
from vector.work.order import Order, Outcome
from vector.work.redrawing import Redrawing
from vector.work.refusal import said

DAY = timedelta(days=1)
LIMIT = ("index_id", "value", "set_by", "set_on", "source", "valid_from", "valid_to")


def allotted(drawing: Redrawing, order: Order) -> tuple[dict[int, int], dict[int, int], int]:
    """Return which part takes each station and region that is named, and which takes the rest.

    Parameters
    ----------
    drawing : Redrawing
        Of a split.
    order : Order
        Its parts name stations and regions by name or code.

    Returns
    -------
    stations, regions : dict of int to int
        The number of the part by station and by region.
    rest : int
        The part that names nothing, else the first.

    Raises
    ------
    StoreError
        When a word is none of the region's, is named twice, or something is left over.
    """
    words = _words(drawing)
    found: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for at, part in enumerate(order.parts):
        for word in part.takes:
            kind, number = _meant(words, word, drawing.before)
            if found[kind].setdefault(number, at) != at:
                raise StoreError(*said("heirs_twice", word=word))
    rests = [at for at, part in enumerate(order.parts) if not part.takes]
    if len(rests) > 1:
        names = either(order.parts[at].name for at in rests)
        raise StoreError(*said("heirs_rest", names=names))
    if not rests:
        _refuse_left(words, found)
    return *found, next(iter(rests), 0)


Words = dict[str, list[tuple[int, int]]]


def _words(drawing: Redrawing) -> Words:
    """Return what may be named: (0, station) or (1, region) by name and by code."""
    found: Words = {}
    own = {region.id for region in drawing.before}
    stations = select(Station).where(Station.region_id.in_(own)).order_by(Station.code)
    for station in drawing.session.scalars(stations):
        for word in {station.name, station.code}:
            found.setdefault(word, []).append((0, station.id))
    for region in drawing.before:
        for child in drawing.children(region):
            for word in {child.name, child.code}:
                found.setdefault(word, []).append((1, child.id))
    return found


def _meant(words: Words, word: str, regions: list[Region]) -> tuple[int, int]:
    meant = words.get(word.strip(), [])
    names = either(region.name for region in regions)
    if not meant:
        raise StoreError(*said("heirs_no_such", names=names, word=word))
    if len(meant) > 1:
        raise StoreError(*said("heirs_several", names=names, word=word))
    return meant[0]


def _refuse_left(words: Words, found: tuple[dict[int, int], dict[int, int]]) -> None:
    left = [word for word, each in words.items() if all(n not in found[k] for k, n in each)]
    if left:
        raise StoreError(*said("heirs_left", left=either(left[:5])))


def count(session: Session, region: Region, order: Order, persons: int) -> None:
    """Write down how many people a region has from the order's day on."""
    same = (Population.region_id == region.id) & (Population.counted_on == order.day)
    row = session.scalar(select(Population).where(same))
    row = row or Population(region_id=region.id, counted_on=order.day)
    row.persons, row.source = persons, order.ground.strip() or "区划变更"
    session.add(row)


class Heirs:
    """Hands on what belongs to regions: recipients, accounts, limits, persons in charge."""

    def __init__(self, session: Session, order: Order, outcome: Outcome, catalog: Catalog) -> None:
        self.session, self.order, self.outcome, self.catalog = session, order, outcome, catalog

    def recipients(self, before: list[Region], after: list[Region]) -> None:
        """Let the new offices write to whom the old ones wrote, so that no alert is lost.

        The old ones keep theirs: their last mail says that the flags have gone.
        """
        old = [region.id for region in before]
        query = select(Contact).where(Contact.region_id.in_(old), Contact.active)
        contacts = self.session.scalars(query.order_by(Contact.id)).all()
        for target in after:
            here = select(Contact.email).where(Contact.region_id == target.id)
            known = {email.lower() for email in self.session.scalars(here)}
            if self.order.kind == "split" and known:
                continue
            for each in contacts:
                if each.email.lower() not in known:
                    known.add(each.email.lower())
                    self.session.add(Contact(region_id=target.id, name=each.name, email=each.email))
                    self.outcome.recipients.append((each.email, target.name))

    def accounts(self, before: list[Region], rest: Region) -> None:
        """Let accounts of a region that is no more see the one that takes its place."""
        closed = [region.id for region in before if region.valid_to is not None]
        query = select(Account).where(Account.region_id.in_(closed)).order_by(Account.id)
        for each in self.session.scalars(query):
            each.region_id = rest.id
            self.outcome.accounts.append((each.email, rest.name))

    def limits(self, before: list[Region], after: list[Region]) -> None:
        """Let action limits hold on where the old regions had the same; name the others."""
        for target in after:
            own, held = self._limits(target), [self._limits(region) for region in before]
            if target not in before and target.valid_from != self.order.day:
                held.append(own)
            for index in sorted(set().union(*held) - set(own)):
                values = {each[index].value if index in each else None for each in held}
                if len(values) == 1:
                    row = held[0][index]
                    facts = {name: getattr(row, name) for name in LIMIT}
                    self.session.add(ActionLimit(region_id=target.id, **facts))
                else:
                    name = self.catalog.indices[index].zh
                    self.outcome.limits.append(
                        f"{target.name}：{name}的行动限值原来不一，请重新设定。"
                    )
        for region in before:
            if region.valid_to is not None:
                for row in self._limits(region).values():
                    row.valid_to = max(row.valid_from, self.order.day - DAY)

    def _limits(self, region: Region) -> dict[str, ActionLimit]:
        query = select(ActionLimit).where(
            ActionLimit.region_id == region.id, ActionLimit.valid_to.is_(None)
        )
        rows = self.session.scalars(query.order_by(ActionLimit.set_on, ActionLimit.id))
        return {row.index_id: row for row in rows}

    def charges(self, before: list[Region]) -> None:
        """End the charge of persons over regions that are no more."""
        closed = [region for region in before if region.valid_to is not None]
        query = select(Charge).where(
            Charge.region_id.in_([region.id for region in closed]), Charge.valid_to.is_(None)
        )
        for row in self.session.scalars(query):
            row.valid_to = max(row.valid_from, self.order.day - DAY)
            self.outcome.notes.append(f"{row.person} 不再负责{row.region.name}，请另定责任人。")

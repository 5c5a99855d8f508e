"""Reorganisation of regions 区划变更: split, merge, rename and transfer, from one day on.

One transaction carries an order out: the tree and the stations' timelines, what goes along with
them (recipients, accounts, limits), the flags of streets, and the audit log. A preview carries out
the same and keeps nothing.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.settings import Settings
from vector.store import audit
from vector.store.engine import transaction
from vector.store.tables import (
    ActionLimit,
    Charge,
    Contact,
    Plan,
    Population,
    Region,
    RegionPast,
    Station,
    StationPast,
    Succession,
)
from vector.work import heirs, jobs, street_flags
from vector.work.changes import Changes
from vector.work.gazetteer import Gazetteer
from vector.work.order import Order, Outcome
from vector.work.redrawing import Redrawing
from vector.work.refusal import said
from vector.work.watch import evaluate

NOTED = (
    *(Region, RegionPast, Succession, Station, StationPast),
    *(Population, Charge, Contact, ActionLimit),
)


class _Preview(Exception):
    """Undoes what was only to be seen."""


def carry_out(
    engine: Engine,
    catalog: Catalog,
    settings: Settings,
    order: Order,
    *,
    now: datetime,
    author: audit.Author | None = None,
    preview: bool = False,
) -> Outcome:
    """Carry out an order, or show what it would do.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        Indices, limits and the rules of flags.
    settings : Settings
        The time zone, the band profile, and whether alerts need a second person.
    order : Order
        Which regions change, into what, from which day.
    now : datetime
        The present, with zone.
    author : Author, optional
        For the audit log; the user of the command line unless given.
    preview : bool
        Nothing is kept then.

    Returns
    -------
    Outcome
        What becomes what, and all that goes along.

    Raises
    ------
    StoreError
        When a region is not known or cannot be changed so; nothing is changed then.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> from vector.work import regions
    >>> from vector.work.order import Part
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> _ = regions.add(engine, regions.Entry("东街"))
    >>> day, ground = date(2026, 6, 1), "县政发〔2026〕3号"
    >>> order = Order("rename", day, ("东街",), (Part("东城街道"),), ground)
    >>> now = datetime(2026, 6, 2, tzinfo=UTC)
    >>> carry_out(engine, load(), Settings(), order, now=now).successions
    [('东街', '东城街道')]
    """
    today = now.astimezone(ZoneInfo(settings.timezone)).date()
    try:
        with transaction(engine) as writing, audit.changes(writing, author, *NOTED):
            changes = Changes(writing, settings, now)
            outcome = _Reorganisation(writing, order, today, changes, catalog).run()
            evaluate(writing, catalog, settings, on=today, now=now)
            if preview:
                raise _Preview
            jobs.ask(writing, jobs.AFTER_CHANGE, now)
    except _Preview:
        pass
    return outcome


class _Reorganisation:
    """One order, and what goes along with it."""

    def __init__(
        self, writing: Session, order: Order, today: date, changes: Changes, catalog: Catalog
    ) -> None:
        self.writing, self.order, self.changes, self.catalog = writing, order, changes, catalog
        self.drawing = Redrawing(writing, order, today)
        self.before = self.drawing.before
        self.names = {region.id: region.name for region in self.before}
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """Do what the order says."""
        doing = {"rename": self._rename, "transfer": self._transfer}
        doing.get(self.order.kind, self._redraw)()
        self.writing.flush()
        return self.outcome

    def _rename(self) -> None:
        region, part = self.before[0], self.order.parts[0]
        name, code = part.name.strip(), part.code.strip() or region.code
        if (name, code) == (region.name, region.code):
            raise StoreError(*said("nothing_new", name=name))
        self.drawing.refuse_taken(name, code, region.parent_id, region)
        self.drawing.keep(region)
        region.name, region.code = name, code
        self._succeed(region, region)

    def _transfer(self) -> None:
        region, part = self.before[0], self.order.parts[0]
        places = Gazetteer(self.writing)
        above = self.writing.get_one(Region, places.region(part.code or part.name))
        inside, old = self.drawing.below([region]), self.writing.get_one(Region, region.parent_id)
        if above.id in {*inside, old.id}:
            raise StoreError(*said("no_transfer", region_name=region.name, above_name=above.name))
        self.drawing.bring(region, above)
        was, became = f"{old.name} {region.name}", f"{above.name} {region.name}"
        self.drawing.succeed(region, region, was, became)
        self.outcome.successions.append((was, became))
        self._stations(inside, {}, {})

    def _redraw(self) -> None:
        """Merge or split: some regions are closed, others are made or go on."""
        drawing = self.drawing
        inside, found = drawing.below(self.before), drawing.targets()
        self._refuse_nothing(found)
        goes, children, rest = self._allotted()
        shapes = [each.geometry for each in (*self.before, *filter(None, found))]
        people = self._people(found)
        after = drawing.settle(found)
        for region in self.before:
            for child in drawing.children(region):
                above = after[children.get(child.id, rest)]
                drawing.bring(child, above)
                if above.id != region.id:
                    self.outcome.regions.append((child.name, above.name))
        into = {number: after[at].id for number, at in goes.items()}
        self._stations(inside, into, {region.id: after[rest].id for region in self.before})
        for region in self.before:
            for target in after if self.order.kind == "split" else after[:1]:
                self._succeed(region, target)
        self._describe(after, shapes, people)
        self._inherit(after, after[rest])

    def _refuse_nothing(self, found: list[Region | None]) -> None:
        own = [region.id for region in self.before]
        if [region.id for region in found if region] == own and len(found) == 1:
            raise StoreError(*said("merge_itself", before_0_name=self.before[0].name))

    def _allotted(self) -> tuple[dict[int, int], dict[int, int], int]:
        """Return the part of each station and region below that is named, and of the rest."""
        if self.order.kind == "merge":
            return {}, {}, 0
        return heirs.allotted(self.drawing, self.order)

    def _stations(self, inside: set[int], goes: dict[int, int], rest: dict[int, int]) -> None:
        moved = self.drawing.draw(inside, goes, rest)
        self.outcome.stations = moved
        codes = [each.code for each in moved]
        plans = select(func.count(Plan.id)).join(Station, Station.id == Plan.station_id)
        self.outcome.plans = self.writing.scalar(plans.where(Station.code.in_(codes))) or 0
        street_flags.foretell(self.writing, self.outcome)

    def _succeed(self, old: Region, new: Region) -> None:
        was = self.names[old.id]
        self.drawing.succeed(old, new, was, new.name)
        self.outcome.successions.append((was, new.name))

    def _people(self, found: list[Region | None]) -> int | None:
        """Return how many people merged regions have together, if all are known."""
        each = {region.id: region.population for region in (*self.before, *filter(None, found))}
        known = [count for count in each.values() if count is not None]
        return sum(known) if len(known) == len(each) else None

    def _describe(
        self, after: list[Region], shapes: Iterable[str | None], people: int | None
    ) -> None:
        """Give the regions their shape and population, where these follow from the old ones."""
        merged = self.order.kind == "merge"
        for region, part in zip(after, self.order.parts, strict=True):
            region.geometry = _together(shapes) if merged else None
            count = part.population if part.population is not None else people if merged else None
            region.population = count
            if count is not None:
                heirs.count(self.writing, region, self.order, count)
        if not merged and any(shapes):
            self.outcome.notes.append("拆分后的边界未知，请导入新的边界（vector region import）。")
        if any(region.population is None for region in after):
            self.outcome.notes.append("变更后的人口未知，请补录（vector region population）。")

    def _inherit(self, after: list[Region], rest: Region) -> None:
        heir = heirs.Heirs(self.writing, self.order, self.outcome, self.catalog)
        heir.recipients(self.before, after)
        heir.accounts(self.before, rest)
        heir.limits(self.before, after)
        heir.charges(self.before)
        street_flags.follow(self.changes, self.catalog, self.before, after, rest, self.outcome)


def _together(shapes: Iterable[str | None]) -> str | None:
    """Return the polygons of several shapes as one; nothing where one of them is unknown."""
    known = list(dict.fromkeys(shapes))
    if not known or None in known:
        return None
    if len(known) == 1:
        return known[0]
    polygons: list[Any] = []
    for text in known:
        shape = json.loads(text or "")
        own = shape["coordinates"]
        polygons += own if shape["type"] == "MultiPolygon" else [own]
    return json.dumps({"type": "MultiPolygon", "coordinates": polygons}, separators=(",", ":"))

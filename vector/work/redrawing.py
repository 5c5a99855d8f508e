"""Redrawing regions: the tree and the stations' timelines, from one day on.

What a region was before that day stays in its past; a region that is no more is closed, not
removed. Stations go where the order says, and each of their surveys keeps the street of its day.
"""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store import geography, recognition, register, timeline
from vector.store.tables import Region, RegionPast, Station, Succession
from vector.store.tables.place import REGION_LEVELS
from vector.work.gazetteer import Gazetteer
from vector.work.order import Moved, Order
from vector.work.refusal import said

DAY = timedelta(days=1)


class Redrawing:
    """One order as it is carried out; made before anything changes.

    Parameters
    ----------
    session : Session
        A transaction that writes, and holds the ledger.
    order : Order
        What is asked for.
    today : date
        An order for a later day is refused.

    Raises
    ------
    StoreError
        When a region is not known, cannot be changed, or changed after that day already.
    """

    def __init__(self, session: Session, order: Order, today: date) -> None:
        if order.day > today:
            raise StoreError(*said("order_early", order_day=order.day))
        self.session, self.order, self.day = session, order, order.day
        self.lines = timeline.read(session)
        self.streets = geography.street_of(session)
        self.before = [self._named(word) for word in order.regions]
        self.home = {number: line.present["region_id"] for number, line in self.lines.items()}
        if len({region.id for region in self.before}) < len(self.before):
            raise StoreError(*said("order_twice"))
        if len({region.level for region in self.before}) > 1:
            raise StoreError(*said("order_levels"))
        for region in self.before:
            self._refuse_untimely(region)

    def _named(self, word: str) -> Region:
        region = self.session.get_one(Region, Gazetteer(self.session).region(word))
        if region.parent_id is None or region.name == recognition.UNASSIGNED:
            raise StoreError(*said("order_forbidden", region_name=region.name))
        return region

    def _refuse_untimely(self, region: Region) -> None:
        """Refuse a day before what has already been said of a region."""
        about = (Succession.from_id == region.id) | (Succession.to_id == region.id)
        last = self.session.scalar(select(func.max(Succession.day)).where(about))
        if last is not None and self.day < last:
            raise StoreError(*said("order_late", region_name=region.name, last=last, day=self.day))
        if region.valid_from is not None and self.day <= region.valid_from:
            raise StoreError(
                *said("order_before", region_name=region.name, region_valid_from=region.valid_from)
            )

    def keep(self, region: Region) -> None:
        """Remember what a region is through the day before, once for a day."""
        until = self.day - DAY
        same = (RegionPast.region_id == region.id) & (RegionPast.until == until)
        if self.session.scalar(select(RegionPast.id).where(same)) is None:
            facts = {
                name: getattr(region, name) for name in ("name", "code", "parent_id", "geometry")
            }
            self.session.add(RegionPast(region_id=region.id, until=until, **facts))
            self.session.flush()

    def succeed(self, old: Region, new: Region, was: str, became: str) -> None:
        """Write down that one became the other."""
        row = Succession(kind=self.order.kind, day=self.day, from_id=old.id, to_id=new.id,
                         was=was, became=became, ground=self.order.ground.strip())  # fmt: skip
        self.session.add(row)

    def refuse_taken(self, name: str, code: str, above: int | None, own: Region | None) -> None:
        """Refuse a name that a neighbour has, or a code that any region has."""
        same = (Region.parent_id == above) & (Region.name == name)
        query = select(Region).where(same | (Region.code == code), Region.valid_to.is_(None))
        for other in self.session.scalars(query):
            if own is None or other.id != own.id:
                raise StoreError(
                    *said(
                        "region_taken",
                        name=name,
                        code=code,
                        other_name=other.name,
                        other_code=other.code,
                    )
                )

    def targets(self) -> list[Region | None]:
        """Return what the parts are: regions that are there already, or nothing yet."""
        found = [self._known(part.code.strip(), part.name.strip()) for part in self.order.parts]
        there = [region.id for region in found if region is not None]
        if len(set(there)) < len(there):
            raise StoreError(*said("part_twice"))
        for region in found:
            if region is not None:
                self._refuse_untimely(region)
        return found

    def _known(self, code: str, name: str) -> Region | None:
        like = self.before[0]
        beside = (Region.parent_id == like.parent_id) & (Region.name == name)
        named = (Region.code == code) if code else beside
        query = select(Region).where(Region.valid_to.is_(None), named | beside)
        found = self.session.scalars(query).all()
        if len(found) > 1:
            raise StoreError(*said("part_doubtful", name=name, code=code))
        if found and (found[0].level != like.level or found[0].name == recognition.UNASSIGNED):
            raise StoreError(*said("part_level", found_0_name=found[0].name, like_name=like.name))
        return found[0] if found else None

    def settle(self, found: list[Region | None]) -> list[Region]:
        """Close the regions that are no more, and make the new ones."""
        stay = {region.id for region in found if region is not None}
        for region in self.before:
            self.keep(region)
            if region.id not in stay:
                region.valid_to = self.day - DAY
        self.session.flush()
        return [
            self._continued(region, at) if region is not None else self._new(at)
            for at, region in enumerate(found)
        ]

    def _continued(self, region: Region, at: int) -> Region:
        part = self.order.parts[at]
        name, code = part.name.strip(), part.code.strip() or region.code
        self.refuse_taken(name, code, region.parent_id, region)
        self.keep(region)
        region.name, region.code = name, code
        self.session.flush()
        return region

    def _new(self, at: int) -> Region:
        part, like = self.order.parts[at], self.before[0]
        code = part.code.strip() or register.region_code(self.session)
        self.refuse_taken(part.name.strip(), code, like.parent_id, None)
        region = Region(
            code=code,
            name=part.name.strip(),
            level=like.level,
            parent_id=like.parent_id,
            valid_from=self.day,
        )
        self.session.add(region)
        self.session.flush()
        return region

    def children(self, region: Region) -> list[Region]:
        """Return the regions right below one."""
        query = select(Region).where(Region.parent_id == region.id, Region.valid_to.is_(None))
        return list(self.session.scalars(query.order_by(Region.code)))

    def below(self, regions: list[Region]) -> set[int]:
        """Return the ids of regions and of all that are below them."""
        found = geography.subtree(select(Region.id).where(Region.id.in_([r.id for r in regions])))
        return set(self.session.scalars(found))

    def bring(self, child: Region, above: Region) -> None:
        """Let a region belong to another from the day on."""
        if child.parent_id == above.id:
            return
        taken = any(each.name == child.name for each in self.children(above))
        if taken:
            raise StoreError(*said("child_exists", above_name=above.name, child_name=child.name))
        if REGION_LEVELS.index(above.level) >= REGION_LEVELS.index(child.level):
            raise StoreError(*said("child_level", child_name=child.name, above_name=above.name))
        self._refuse_untimely(child)
        self.keep(child)
        child.parent_id = above.id
        self.session.flush()

    def draw(self, inside: set[int], goes: dict[int, int], rest: dict[int, int]) -> list[Moved]:
        """Carry the stations' timelines over, and write them.

        ``inside`` are the regions as they lay before; ``goes`` is the region of single stations,
        ``rest`` what becomes of each region for all others.
        """
        streets = geography.street_of(self.session)
        touched = {}
        for number, line in self.lines.items():
            own = self.home[number]
            for region in inside & line.regions():
                others = rest.get(region, region)
                new = goes.get(number, others) if region == own else others
                site = {line.present["site"]: new} if region == own else {}
                line.redraw(self.day, region, new, (self.streets[region], streets[new]))
                line.lie_in(region, site, others)
                touched[number] = line
        self._tell_apart(touched)
        timeline.write(self.session, touched)
        return self._moved(touched, streets)

    def _tell_apart(self, touched: dict[int, timeline.Timeline]) -> None:
        """Give stations that come to where another has their name one of their own."""
        named: dict[tuple[int, str], list[int]] = defaultdict(list)
        for number, line in self.lines.items():
            named[line.present["region_id"], line.present["name"]].append(number)
        for (_, name), numbers in named.items():
            for number in numbers if len(numbers) > 1 else ():
                line = self.lines[number]
                if number in touched and line.present["region_id"] != self.home[number]:
                    old = self.session.get_one(Region, self.home[number])
                    line.change(self.day, {"name": f"{name}（原{old.name}）"})

    def _moved(self, touched: dict[int, timeline.Timeline], streets: dict[int, int]) -> list[Moved]:
        names = {row.id: row.name for row in self.session.execute(select(Region.id, Region.name))}
        found = []
        for number, line in touched.items():
            was, now = self.streets[self.home[number]], streets[line.present["region_id"]]
            if was != now:
                code = self.session.get_one(Station, number).code
                before = line.on(self.day - DAY)["name"]
                found.append(Moved(code, before, names[was], line.present["name"], names[now]))
        return sorted(found, key=lambda each: each.code)

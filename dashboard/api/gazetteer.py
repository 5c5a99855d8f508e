"""Regions as they are administered: the tree with its people, and the orders that change it."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

import pandas as pd
from flask import Response
from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session

from dashboard import administered
from dashboard.api.once import once
from dashboard.api.operation import Sent, Told, operation
from dashboard.api.places import Level, records
from dashboard.api.routes import api
from dashboard.api.surveys import Day
from dashboard.declared import needs
from dashboard.service import author, now, service
from vector.store import places
from vector.store.engine import session
from vector.store.tables import Region
from vector.work import charges, regions
from vector.work.order import Order, Outcome, Part
from vector.work.reorganisation import carry_out

TAG = "places"
Named = Annotated[str, StringConstraints(pattern=r"^[^\x00]*\S[^\x00]*$", max_length=100)]
Free = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=500)]
Persons = Annotated[int, Field(ge=0, le=2_000_000_000)]


class Administered(Told):
    """A region as it is administered; ``person`` answers for it today."""

    code: str
    name: str
    level: Level
    parent: str | None = Field(description="the code of the region above")
    population: int | None
    person: str | None
    phone: str | None
    stations: int = Field(description="that stand in the region itself")


class Succession(Told):
    """What became what."""

    day: date
    kind: Literal["rename", "merge", "split", "transfer"]
    was: str
    became: str
    ground: str | None


class NewRegion(Sent):
    """A region that is not there yet, below ``above``, by name or code; below the whole if none."""

    name: Named
    level: Level = "street"
    code: Free = ""
    above: Free = ""
    population: Persons | None = None
    since: Day | None = None


class Entered(Told):
    """The region's number."""

    id: int


class RootName(Sent):
    """The name of the whole; what is left out stays as it is."""

    name: Named
    code: Free | None = None
    population: Persons | None = None


class Count(Sent):
    """So many inhabitants of a region, by name or code, on a day."""

    region: Named
    persons: Persons
    on: Day
    source: Free = ""


class Charge(Sent):
    """Who answers for a region, by name or code, from a day on."""

    region: Named
    person: Named
    since: Day
    phone: Free = ""


class NewPart(Sent):
    """A region after the change; see the manual of orders."""

    name: Named
    code: Free = ""
    takes: Annotated[list[Named], Field(max_length=500)] = Field(
        [], description="stations and regions below that it takes in a split"
    )
    population: Persons | None = None


class NewOrder(Sent):
    """A change of regions on one day."""

    kind: Literal["rename", "merge", "split", "transfer"]
    day: Day
    regions: Annotated[list[Named], Field(max_length=100)]
    parts: Annotated[list[NewPart], Field(max_length=100)]
    ground: Free = ""


class Moved(Told):
    """A station that is counted elsewhere."""

    code: str
    name: str
    was: str
    becomes: str
    street: str


class Effect(Told):
    """What an order does, or would do; ``notes`` is left for a person to do."""

    successions: list[tuple[str, str]]
    stations: list[Moved]
    regions: list[tuple[str, str]]
    recipients: list[tuple[str, str]]
    accounts: list[tuple[str, str]]
    flags: list[tuple[str, str]]
    limits: list[str]
    plans: int
    notes: list[str]


class Done(Told):
    """That it is done."""

    done: bool = True


def _engine() -> Any:
    return service().engine


def _order(body: NewOrder) -> Order:
    parts = tuple(Part(part.name, part.code, tuple(part.takes), part.population)
                  for part in body.parts)  # fmt: skip
    order = Order(body.kind, body.day, tuple(body.regions), parts, body.ground)
    with session(_engine()) as reading:
        administered.refuse_beyond(reading, order)
    return order


def _carried_out(body: NewOrder, *, preview: bool) -> Outcome:
    running = service()
    return carry_out(
        running.engine, running.catalog, running.settings, _order(body), now=now(),
        author=author(), preview=preview,
    )  # fmt: skip


def _inside(region: str, act: Callable[[], object]) -> Response:
    """Do something to a region that the person administers."""

    def doing(_: object) -> dict[str, bool]:
        with session(_engine()) as reading:
            administered.inside(reading, region)
        act()
        return {"done": True}

    return once(doing, Done, status=200)


def seen() -> pd.DataFrame:
    """The regions that the person administers, with who answers for each."""
    with session(_engine()) as reading:
        codes = set(administered.own(reading)["code"])
        parents = places.regions(reading).set_index("id")["code"]
        above = administered.own(reading).set_index("code")["parent_id"].map(parents)
    rows = regions.overview(_engine()).reset_index(drop=True)
    rows = rows[rows["code"].isin(codes)]
    people = charges.charges(_engine(), service().today()).set_index("code")
    return rows.assign(
        parent=rows["code"].map(above), person=rows["code"].map(people["person"]),
        phone=rows["code"].map(people["phone"]),
    ).astype({"population": "Int64"})  # fmt: skip


@api.get("/gazetteer")
@needs("regions")
@operation(TAG, list[Administered])
def gazetteer() -> Any:
    """Regions as they are administered."""
    return records(seen())


@api.get("/gazetteer/successions")
@needs("regions")
@operation(TAG, list[Succession])
def successions() -> Any:
    """What became what; of the whole only, since it speaks of all of it."""
    with session(_engine()) as reading:
        if not administered.everything(reading):
            return []
    return records(charges.successions(_engine()))


@api.post("/gazetteer/regions")
@needs("regions")
@operation(TAG, Entered, body=NewRegion, status=201, keyed=True)
def new_region(body: NewRegion) -> Any:
    """Enter a region."""

    def act(_: object) -> dict[str, int]:
        with session(_engine()) as reading:
            above = body.above or _top(reading)
            administered.inside(reading, above)
        entry = regions.Entry(**body.model_dump() | {"above": above})
        return {"id": regions.add(_engine(), entry, author=author())}

    return once(act, Entered)


def _top(reading: Session) -> str:
    """The code of the region that the person administers, with all below it."""
    return str(administered.own(reading).sort_values("id").iloc[0]["code"])


@api.put("/gazetteer/root")
@needs("regions")
@operation(TAG, Done, body=RootName, keyed=True)
def name_root(body: RootName) -> Any:
    """Name the whole."""
    with session(_engine()) as reading:
        root = reading.get_one(Region, places.root(reading)).code
    return _inside(root, lambda: regions.name_root(
        _engine(), body.name, code=body.code, population=body.population, author=author()
    ))  # fmt: skip


@api.post("/gazetteer/populations")
@needs("regions")
@operation(TAG, Done, body=Count, keyed=True)
def count_region(body: Count) -> Any:
    """Note how many live in a region."""
    return _inside(body.region, lambda: charges.count(
        _engine(), body.region, body.persons, on=body.on, source=body.source, author=author()
    ))  # fmt: skip


@api.post("/gazetteer/charges")
@needs("regions")
@operation(TAG, Done, body=Charge, keyed=True)
def charge_region(body: Charge) -> Any:
    """Put somebody in charge of a region."""
    return _inside(body.region, lambda: charges.put_in_charge(
        _engine(), body.region, body.person, since=body.since, phone=body.phone, author=author()
    ))  # fmt: skip


@api.post("/gazetteer/orders/preview")
@needs("regions")
@operation(TAG, Effect, body=NewOrder)
def preview_order(body: NewOrder) -> Any:
    """What an order would do; nothing is done."""
    return _carried_out(body, preview=True)


@api.post("/gazetteer/orders")
@needs("regions")
@operation(TAG, Effect, body=NewOrder, status=201, keyed=True)
def carry_out_order(body: NewOrder) -> Any:
    """Carry an order out: merge, split, rename or transfer regions."""
    return once(lambda _: _carried_out(body, preview=False), Effect)

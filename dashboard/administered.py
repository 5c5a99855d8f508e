"""The regions that a person administers: their own, and all below it; nothing beyond."""

import pandas as pd
from sqlalchemy.orm import Session

from dashboard.service import account
from dashboard.text import say
from vector.errors import StoreError
from vector.store import places
from vector.work.gazetteer import Gazetteer
from vector.work.order import Order


def own(reading: Session) -> pd.DataFrame:
    """The regions that the person administers."""
    top = account().region_id
    return places.regions(reading, top if top is not None else places.root(reading))


def everything(reading: Session) -> bool:
    """Whether the person administers all there is."""
    return account().region_id in {None, places.root(reading)}


def refuse_beyond(reading: Session, order: Order) -> None:
    """Refuse what reaches beyond the own area: its own top, and places outside, by any name."""
    inside = set(own(reading)["id"])
    everywhere = places.regions(reading).set_index("id")
    known = Gazetteer(reading)
    named = [known.region(word) for word in order.regions]
    above = {everywhere.loc[region, "parent_id"] for region in named}
    if order.kind == "transfer":
        above |= {known.region(part.code or part.name) for part in order.parts}
    codes = set(everywhere.loc[~everywhere.index.isin(inside), "code"])
    elsewhere = codes & {part.code for part in order.parts}
    if not {*named, *above} <= inside or elsewhere:
        raise StoreError(say("regions.beyond"))


def inside(reading: Session, region: str) -> None:
    """Refuse a region, by name or code, that the person does not administer."""
    if Gazetteer(reading).region(region) not in set(own(reading)["id"]):
        raise StoreError(say("regions.beyond"))

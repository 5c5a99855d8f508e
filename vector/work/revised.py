"""What a revision of a station says, read against what the station was on that day."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.store.tables import Region, Station
from vector.store.timeline import Span
from vector.work.gazetteer import Gazetteer, near
from vector.work.particulars import particulars
from vector.work.refusal import said
from vector.work.roll import Line


@dataclass(frozen=True)
class Revision:
    """What is different at a station from a day on; what is empty stays as it was.

    ``street`` (or a finer region), ``longitude`` and ``latitude`` say that the station stands
    elsewhere; words as a person writes them. ``ground`` is why.
    """

    day: date
    street: str = ""
    habitat: str = ""
    method: str = ""
    equipment: str = ""
    longitude: str = ""
    latitude: str = ""
    ground: str = ""


def told(catalog: Catalog, revision: Revision) -> dict[str, object]:
    """Return what a revision says, as it is kept: habitat, degrees, method, lamp."""
    words = {each.name: str(getattr(revision, each.name)).strip() for each in fields(revision)}
    told: dict[str, object] = {
        name: value
        for name, value in particulars(Line(0, words), catalog).items()
        if name in ("habitat", "longitude", "latitude")
    }
    if words["method"]:
        told["method"] = _method(catalog, words["method"])
    if words["equipment"]:
        told["equipment"] = words["equipment"]
    return told


def _method(catalog: Catalog, word: str) -> str:
    for method in catalog.methods.values():
        if word in (method.id, method.zh):
            return method.id
    names = [method.zh for method in catalog.methods.values()]
    raise StoreError(*said("revision_method", word=word, near_word_names=near(word, names)))


def elsewhere(
    writing: Session, revision: Revision, before: Span, told: Mapping[str, object]
) -> dict[str, Any]:
    """Return what says that the station stands at another place."""
    found: dict[str, Any] = {
        name: told[name]
        for name in ("longitude", "latitude")
        if name in told and told[name] != before[name]
    }
    if revision.street.strip():
        region = writing.get_one(Region, Gazetteer(writing).region(revision.street))
        if region.level not in ("street", "community", "grid"):
            raise StoreError(*said("no_street", region_name=region.name))
        if region.valid_from is not None and revision.day < region.valid_from:
            raise StoreError(
                *said("street_young", region_name=region.name, region_valid_from=region.valid_from)
            )
        if region.id != before["region_id"]:
            found["region_id"] = region.id
            # Where it stood before says nothing of where it stands now.
            found = {"longitude": None, "latitude": None, **found}
    return found


def refuse_before_service(writing: Session, number: int, day: date) -> None:
    """Refuse a change on or before the day on which a station's service began."""
    begun = writing.get_one(Station, number).active_from
    if begun is not None and day <= begun:
        raise StoreError(*said("revision_before", begun=begun))

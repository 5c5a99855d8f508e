"""What the person who is signed in sees of the present: their streets, stations and flags."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from dashboard.service import account, seeing, service
from dashboard.text import language, name, own_places, place_name, say
from vector.catalog.subject import Group
from vector.store import activity, flags, geography, places
from vector.store.engine import session
from vector.store.tables import Flag, Region, Station, Upload
from vector.work import within
from vector.work.present import first_fresh
from vector.work.rights import may


def as_of(*, borders: bool = True) -> str:
    """For which region and day a page speaks, and by whose borders it counts streets.

    ``borders``: every survey counts under the street that owns its station now; a page that lets
    people choose otherwise, or compares no places, says so itself.
    """
    person = account()
    if person.region_id is None:
        return say("overview.no_region")
    with session(service().engine) as reading:
        region = place_name(reading.get_one(Region, person.region_id).name)
    told = say("overview.as_of", region=region, day=service().today())
    return say("overview.by_owner", told=told) if borders else told


def region_name(reading: Session) -> str:
    """The name of the person's region."""
    top = account().region_id
    return "" if top is None else place_name(reading.get_one(Region, top).name)


def street_names(reading: Session) -> dict[int, str]:
    """The names of the person's streets by id."""
    own = streets(reading)
    return dict(zip(own["id"].tolist(), own["name"].tolist(), strict=True))


def stored_name(reading: Session, street: int) -> str:
    """A street's name as kept results hold it; empty where the person does not see it."""
    own = _stored_streets(reading)
    return next(iter(own.loc[own["id"] == street, "name"]), "")


def groups() -> list[Group]:
    """The vector groups, in the order users expect."""
    return sorted(service().catalog.groups.values(), key=lambda group: group.order)


def group_choices() -> list[dict[str, str]]:
    """The vector groups to choose from."""
    return [{"value": group.id, "label": name(group)} for group in groups()]


def stations(reading: Session) -> pd.DataFrame:
    """The stations that the person may see."""
    everything = service().memory.recall(reading, "stations", lambda: places.stations(reading))
    return spoken(only_visible(reading, everything, "id"), "street")


def spoken(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows with their places as the reader is told them."""
    own = own_places()
    return rows.assign(**{column: rows[column].replace(own)}) if own else rows


def station(reading: Session, number: int) -> Any | None:
    """A station as a row of them all, if the person may see it."""
    own = places.visible_stations(account()).where(Station.id == number)
    if reading.scalar(own) is None:
        return None
    every = service().memory.recall(reading, "stations by id", lambda: _by_id(reading))
    found = every.get(number)
    return found and found._replace(street=place_name(found.street))


def _by_id(reading: Session) -> dict[int, Any]:
    """Every station as a row; what is not known of it is None."""
    found = places.stations(reading)
    whole = found.astype(object).where(found.notna(), None)
    return {row.id: row for row in whole.itertuples()}


def only_visible(reading: Session, rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Of rows about stations, those about stations that the person may see."""
    own = own_stations(reading)
    return rows if own is None else rows[rows[column].isin(own)]


def own_stations(reading: Session) -> Sequence[int] | None:
    """The ids of the stations that the person may see; None for all."""
    if sees_all(reading):
        return None
    return reading.scalars(places.visible_stations(account())).all()


def sees_all(reading: Session) -> bool:
    """Whether there is no region, and so no station, that the person does not see."""
    return service().memory.recall(reading, ("sees_all", *seeing()), lambda: _sees_all(reading))


def _sees_all(reading: Session) -> bool:
    # A neighbour of the whole is an outline, in which nothing is counted.
    within = Region.parent_id.is_not(None) | (Region.id == geography.root(reading))
    others = select(Region.id).where(within, Region.id.not_in(places.visible_regions(account())))
    return reading.scalar(others.limit(1)) is None


def surveyed_lately(street: str | None, group: str) -> pd.Series:
    """Of the person's stations there, the last day of each by the group's methods, if any."""
    with session(service().engine) as reading:
        own, last = stations(reading), last_surveyed(reading, group)
    at = number(street)
    known = own["id"] if at is None else own.loc[own["street_id"] == at, "id"]
    return known.map(last).set_axis(known)


def last_surveyed(reading: Session, group: str = "") -> dict[int, date]:
    """When each station was last surveyed, by any method or by those of one group."""
    methods = None
    if group:
        every = service().catalog.methods.values()
        methods = [method.id for method in every if method.group == group]
    return service().memory.recall(
        reading, ("last_surveyed", group), lambda: activity.last_surveyed(reading, methods=methods)
    )


def streets(reading: Session) -> pd.DataFrame:
    """The streets of the person's region."""
    return spoken(_stored_streets(reading), "name")


def _stored_streets(reading: Session) -> pd.DataFrame:
    top = account().region_id
    found: pd.DataFrame = service().memory.recall(
        reading, ("streets", top), lambda: _streets_below(reading, top)
    )
    return found


def owning(reading: Session) -> dict[int, str]:
    """Names, by id, of the streets that own a station that the person may see."""
    own = places.visible_stations(account()).with_only_columns(Station.region_id).distinct()
    streets = geography.street_of(reading)
    found = {streets[region] for region in reading.scalars(own)}
    named = reading.execute(select(Region.id, Region.name).where(Region.id.in_(found)))
    return {row.id: place_name(row.name) for row in named}


def _streets_below(reading: Session, top: int | None) -> pd.DataFrame:
    if top is None:
        return places.regions(reading).iloc[:0]
    regions = places.regions(reading, top)
    return regions[regions["id"].isin(regions["street_id"]) & (regions["level"] == "street")]


def street_choices() -> list[dict[str, str]]:
    """The streets to choose from."""
    with session(service().engine) as reading:
        own = streets(reading)
    pairs = zip(own["id"].tolist(), own["name"].tolist(), strict=True)
    return [{"value": str(identity), "label": street} for identity, street in pairs]


def strange(street: str | None) -> bool:
    """Whether a street was chosen that is none of the person's, as by somebody else's link."""
    return bool(street) and street not in {each["value"] for each in street_choices()}


def number(written: str | None) -> int | None:
    """The id in an address or a choice; what is no number is no choice."""
    return int(written) if written and written.isdecimal() else None


def open_flags(street: str | None = None) -> Sequence[Flag]:
    """The flags that stand on what was counted, the most severe first."""
    return all_flags(street)[0]


def all_flags(street: str | None = None) -> tuple[Sequence[Flag], Sequence[Flag]]:
    """The flags that stand on what was counted, and those that a forecast alone has raised."""
    with session(service().engine) as reading:
        found = flags.standing(reading, account(), street=number(street))
    early = [flag for flag in found if flag.rule == "forecast"]
    return [flag for flag in found if flag.rule != "forecast"], early


def fresh_since(today: date) -> date:
    """The day from which surveys still say something about the present."""
    return first_fresh(service().catalog, today)


def states(stations: pd.DataFrame, flagged: set[int], last: dict[int, date]) -> pd.DataFrame:
    """Stations with the day of their last survey and their state.

    ``flagged``; ``calm``, surveyed lately and not flagged; ``unknown``, not surveyed lately.
    """
    since = fresh_since(service().today())
    days = [last.get(station) for station in stations["id"]]
    found = [
        "flagged" if station in flagged else "calm" if day and day >= since else "unknown"
        for station, day in zip(stations["id"], days, strict=True)
    ]
    return stations.assign(last=pd.Series(days, stations.index, dtype=object), state=found)


def uploads(
    reading: Session, limit: int | None, skipped: int = 0, only: int | None = None
) -> Sequence[Upload]:
    """The latest uploads, or all, or only one, that are the person's to take back."""
    query = own_uploads().order_by(Upload.id.desc()).limit(limit).offset(skipped)
    if only is not None:
        query = query.where(Upload.id == only)
    return reading.scalars(query).all()


def own_uploads() -> Select[Any]:
    """The uploads that are the person's to take back.

    Of those whose stations they all see their own; all of them for those who may withdraw others'.
    """
    person = account()
    seen = select(Upload).where(Upload.id.not_in(within.reaching_beyond(person)))
    if may(person, "withdraw_others"):
        return seen
    return seen.where(Upload.uploaded_by == person.email)


def species(kept: str, group: str) -> str:
    """A species as the store keeps it, in Chinese or Latin as the reader's language is."""
    known = service().catalog.find_species(kept, group)
    if known is None:
        return kept
    return name(known) if language() == "zh" else known.latin


def habitat(kept: str | None) -> str:
    """A habitat as the store keeps it, by its Chinese name, in the reader's language."""
    rows = service().catalog.habitats.values()
    known = next((row for row in rows if kept in {row.id, row.zh}), None)
    return name(known) if known else kept or ""

"""Within one's regions: what a person hands in speaks of no other place, and tells of none.

Rows about a place that the person may not see are faults like any other. The service itself, that
is the command line, is free.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Select, and_, func, or_, select, union
from sqlalchemy.orm import Session

from vector.errors import UploadError
from vector.intake import Reading
from vector.intake.fault import Fault, Faults, Values
from vector.store import geography, places
from vector.store.places import Scope
from vector.store.tables import (
    Account,
    Assay,
    AssayArchive,
    Flag,
    Region,
    Station,
    Survey,
    SurveyArchive,
)
from vector.work import admission
from vector.work.refusal import said
from vector.work.watch import Change


def scope_of(access: Session, person: Account | None) -> Scope | None:
    """Return what a person's file may speak of; None where that is everything.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     scope_of(reading, None), scope_of(reading, Account(active=True, roles=[]))
    (None, Scope(name='', regions=frozenset(), stations=frozenset()))
    """
    if person is None:
        return None
    return _scope(access, places.visible_regions(person), person.region_id)


def scope_below(access: Session, region_id: int | None) -> Scope | None:
    """Return what a file may speak of that was handed in for a region."""
    top = select(Region.id).where(Region.id == region_id)
    return _scope(access, geography.subtree(top), region_id)


def _scope(access: Session, regions: Select[Any], region_id: int | None) -> Scope | None:
    own = frozenset(access.scalars(regions))
    if own and own >= frozenset(access.scalars(select(Region.id))):
        return None
    stations = access.scalars(select(Station.id).where(Station.region_id.in_(own)))
    name = access.scalar(select(Region.name).where(Region.id == region_id)) or ""
    return Scope(name, own, frozenset(stations))


def both(one: Scope | None, other: Scope | None) -> Scope | None:
    """Return what lies in two scopes, under the name of the smaller.

    Examples
    --------
    >>> west = Scope("西街", frozenset({2}), frozenset())
    >>> both(None, west) == both(Scope("县", frozenset({1, 2}), frozenset()), west) == west
    True
    """
    if one is None or other is None:
        return one or other
    least = min(one, other, key=lambda scope: len(scope.regions))
    return Scope(least.name, one.regions & other.regions, one.stations & other.stations)


def held_to(access: Session, reading: Reading, scope: Scope | None) -> Reading:
    """Hold the rows of a file that speak of places beyond a scope: each is a fault.

    Raises
    ------
    UploadError
        When a station's name fits several stations of the scope.
    """
    if scope is None:
        return reading
    beyond = places.outside(access, admission.places(reading), scope)
    if not beyond:
        return reading
    tables, faults = {}, Faults(reading.name)
    for method, table in reading.tables.items():
        out = _beyond(table, beyond)
        _note(table[out], faults, scope)
        if not out.all():
            tables[method] = table[~out].reset_index(drop=True)
    held = reading.held + len(faults.found)
    told, values = _together(reading, faults)
    return replace(reading, tables=tables, faults=told, values=values, held=held)


def _beyond(table: pd.DataFrame, beyond: frozenset[tuple[str, str]]) -> np.ndarray[Any, Any]:
    named = table[["street", "station"]].astype(str)
    pairs = zip(named["street"].tolist(), named["station"].tolist(), strict=True)
    return np.fromiter((pair in beyond for pair in pairs), bool, len(table))


def _note(rows: pd.DataFrame, faults: Faults, scope: Scope) -> None:
    plain = rows[["sheet", "row", "street", "station"]].astype({"street": str, "station": str})
    for sheet, row, street, station in plain.itertuples(index=False):
        found = f"{street} {station}".strip()
        faults.add("not_in_region", sheet=str(sheet), row=int(row), found=found,
                   expected=scope.name)  # fmt: skip


def _together(reading: Reading, faults: Faults) -> tuple[pd.DataFrame, list[Values]]:
    """Put faults to those of the file, as the user meets them: by sheet, then by row."""
    values = [*reading.values, *faults.beyond_columns()]
    frame = pd.concat([reading.faults, faults.frame()], ignore_index=True)[list(Fault._fields)]
    place = {sheet.name: number for number, sheet in enumerate(reading.book.sheets)}
    order = np.lexsort((frame["row"], frame["sheet"].map(place).fillna(-1)))
    return frame.iloc[order].reset_index(drop=True), [values[number] for number in order]


def flags_of(access: Session, changes: Sequence[Change], person: Account | None) -> dict[int, Flag]:
    """Return the flags of changes that a person may see, by their ids."""
    of_street = and_(Flag.station_id.is_(None), Flag.region_id.in_(places.visible_regions(person)))
    own = or_(Flag.station_id.in_(places.visible_stations(person)), of_street)
    wanted = select(Flag).where(Flag.id.in_({change.flag_id for change in changes}), own)
    return {flag.id: flag for flag in access.scalars(wanted)}


def told(access: Session, changes: Sequence[Change], person: Account | None) -> list[Change]:
    """Return the changes of flags that a person may see."""
    seen: Mapping[int, Flag] = flags_of(access, changes, person) if changes else {}
    return [change for change in changes if change.flag_id in seen]


def reaching_beyond(person: Account | None) -> Select[Any]:
    """Select the uploads with a survey or an assay, standing or not, of a place not to be seen.

    An assay whose site is no place of the county is the whole county's.
    """
    unseen = select(Station.id).where(Station.id.not_in(places.visible_stations(person)))
    seen = places.visible_regions(person)
    whole = select(func.min(Region.id)).where(Region.parent_id.is_(None)).scalar_subquery()
    found = union(
        *(
            select(table.upload_id).where(table.station_id.in_(unseen))
            for table in (Survey, SurveyArchive)
        ),
        *(
            select(table.upload_id).where(func.coalesce(table.region_id, whole).not_in(seen))
            for table in (Assay, AssayArchive)
        ),
    )
    return select(found.subquery().c.upload_id)


def refuse_beyond(access: Session, upload_id: int, person: Account | None) -> None:
    """Refuse to take back an upload that reaches beyond a person's regions.

    Raises
    ------
    UploadError
        Naming the upload and the region.
    """
    scope = scope_of(access, person)
    if scope is not None and upload_id in set(access.scalars(reaching_beyond(person))):
        raise UploadError(*said("upload_beyond", upload_id=upload_id, region=scope.name))

"""Shapes of regions from the user's own GeoJSON, with their rings brought to one direction.

RFC 7946 asks for counter-clockwise outer rings; the maps drawn here fill the wrong side of those,
so outer rings are kept clockwise and holes counter-clockwise.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.stats.sentence import either
from vector.store import divisions, geography, ledger, shapes
from vector.store.refusal import said
from vector.store.tables import Region
from vector.store.tables.place import REGION_LEVELS

Point = Sequence[float]
Ring = Sequence[Point]


def area(ring: Ring) -> float:
    """Return a ring's signed area in square degrees: positive when it runs counter-clockwise.

    Parameters
    ----------
    ring : sequence of (longitude, latitude)
        Closed or not.

    Notes
    -----
    The shoelace formula, ½ Σ (xᵢ yᵢ₊₁ − xᵢ₊₁ yᵢ).

    Examples
    --------
    >>> area([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])
    1.0
    """
    following = [*ring[1:], ring[0]]
    pairs = zip(ring, following, strict=True)
    return sum(one[0] * two[1] - two[0] * one[1] for one, two in pairs) / 2


def clockwise(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a polygon or multipolygon with outer rings clockwise and holes the other way.

    Parameters
    ----------
    geometry : mapping
        A GeoJSON geometry.

    Raises
    ------
    StoreError
        When it is no polygon, one of its rings is not a list of points, or a point is no
        longitude and latitude (a projected map).

    Examples
    --------
    >>> square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    >>> clockwise(square)["coordinates"][0][1]
    [0, 1]
    """
    kind = geometry.get("type")
    try:
        if kind == "Polygon":
            turned: Any = _polygon(geometry["coordinates"])
        elif kind == "MultiPolygon":
            turned = [_polygon(rings) for rings in geometry["coordinates"]]
        else:
            raise StoreError(*said("geojson_shape", kind=kind))
    except (KeyError, TypeError, IndexError) as error:
        raise StoreError(*said("geojson_ring")) from error
    return {"type": kind, "coordinates": turned}


def _polygon(rings: Sequence[Ring]) -> list[list[Point]]:
    return [_turned(ring, outer=at == 0) for at, ring in enumerate(rings)]


def _turned(ring: Ring, *, outer: bool) -> list[Point]:
    if len(ring) < 4:
        raise IndexError("a ring needs four points")
    for point in ring:
        _refuse_projected(point)
    wrong = area(ring) > 0 if outer else area(ring) < 0
    return list(reversed(ring)) if wrong else list(ring)


def _refuse_projected(point: Point) -> None:
    longitude, latitude = point[0], point[1]
    # The country with its islands; nothing of it lies where its own degrees are when swapped.
    if 3 <= longitude <= 54 and 73 <= latitude <= 136:
        raise StoreError(*said("geojson_swapped", longitude=longitude, latitude=latitude))
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise StoreError(*said("geojson_degrees", longitude=longitude, latitude=latitude))


def load(session: Session, collection: Mapping[str, Any]) -> int:
    """Take regions with their shapes from a feature collection; known ones get the new shape.

    A feature's properties are ``name`` and, if given, ``code``, ``level`` (street unless given),
    ``parent`` (a code or name; the root region unless given) and ``population``. A region is
    known by its code, else by its name under that parent. A county, city or province without a
    parent is the root region itself; one with ``beside`` is a neighbour of it, of its level, an
    outline on its map in which nothing is counted.

    Parameters
    ----------
    session : Session
        A transaction that writes.
    collection : mapping
        A GeoJSON FeatureCollection, parents before their children.

    Returns
    -------
    int
        How many regions were read.

    Raises
    ------
    StoreError
        Naming the feature that cannot be taken.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    >>> feature = {"properties": {"name": "青石街道"}, "geometry": square}
    >>> with transaction(engine) as writing:
    ...     load(writing, {"type": "FeatureCollection", "features": [feature]})
    1
    """
    if collection.get("type") != "FeatureCollection":
        raise StoreError(*said("geojson_collection"))
    ledger.hold(session)
    features = collection.get("features", [])
    taken: dict[int, int] = {}
    for number, feature in enumerate(features, start=1):
        try:
            region = _take(session, feature.get("properties") or {}, feature.get("geometry") or {})
            first = taken.setdefault(region.id, number)
            if first != number:
                raise StoreError(*said("geojson_twice", first=first))
        except StoreError as error:
            raise StoreError(
                *said("geojson_feature", number=number, sentence=error.said)
            ) from error
    return len(features)


def _take(session: Session, properties: Mapping[str, Any], geometry: Mapping[str, Any]) -> Region:
    name, level = properties.get("name"), properties.get("level", "street")
    if properties.get("beside"):
        level = session.get_one(Region, geography.root(session)).level
    if not name or level not in REGION_LEVELS:
        raise StoreError(
            *said("geojson_name", name=name, level=level, levels=either(REGION_LEVELS))
        )
    region = _region(session, str(name), level, properties)
    with session.no_autoflush:
        above = region.parent_id and session.get_one(Region, region.parent_id).code
        divisions.refuse_wrong(_code(properties), level, above or "")
        _refuse_clash(session, region, str(name), _code(properties) or region.code)
    region.name, region.level = str(name), level
    turned = clockwise(geometry)
    shapes.refuse_invalid(turned)
    region.geometry = json.dumps(turned, separators=(",", ":"))
    region.code = _code(properties) or region.code
    if properties.get("population") is not None:
        region.population = _population(properties["population"])
    session.flush()
    return region


def _code(properties: Mapping[str, Any]) -> str:
    code = properties.get("code")
    return "" if code is None else str(code).strip()


def _population(value: object) -> int:
    """Return whole persons; maps keep them as 1200, 1200.0 or "1200"."""
    text = "" if isinstance(value, bool) else str(value).strip().removesuffix(".0")
    if not (text.isascii() and text.isdecimal()):
        raise StoreError(*said("geojson_population", value=value))
    return int(text)


def _refuse_clash(session: Session, region: Region, name: str, code: str) -> None:
    """Refuse a name that a sibling has, or a code that any other region has."""
    sibling = (Region.parent_id == region.parent_id) & (Region.name == name)
    query = select(Region).where(sibling | (Region.code == code), Region.valid_to.is_(None))
    for other in session.scalars(query):
        if other.id != region.id:
            raise StoreError(
                *said(
                    "geojson_taken",
                    name=name,
                    code=code,
                    other_name=other.name,
                    other_code=other.code,
                )
            )


def _region(session: Session, name: str, level: str, properties: Mapping[str, Any]) -> Region:
    """Return the region that a feature describes, a new one when none is known."""
    top = geography.root(session)
    if properties.get("beside"):
        return _known(session, top, None, _code(properties) or f"beside-{name}", name)
    above = properties.get("parent")
    if above is None and REGION_LEVELS.index(level) < REGION_LEVELS.index("street"):
        return session.get_one(Region, top)
    parent = top if above is None else _parent(session, str(above))
    return _known(session, top, parent, _code(properties) or f"{parent}-{name}", name)


def _known(session: Session, top: int, parent: int | None, code: str, name: str) -> Region:
    """Return the region of that code, else of that name below the parent, else a new one."""
    still = select(Region).where(Region.valid_to.is_(None))
    by_code = still.where(Region.code == code)
    by_name = still.where(Region.parent_id == parent, Region.name == name)
    found = session.scalars(by_code).one_or_none() or session.scalars(by_name).one_or_none()
    if found is not None and found.id == top:
        raise StoreError(*said("geojson_root", code=code, found_name=found.name))
    if found is not None and parent is None and found.parent_id is not None:
        raise StoreError(*said("geojson_inside", code=code, found_name=found.name))
    if found is None:
        found = Region(parent_id=parent, code=code)
        session.add(found)
    return found


def _parent(session: Session, word: str) -> int:
    query = select(Region.id).where(
        Region.valid_to.is_(None), (Region.code == word) | (Region.name == word)
    )
    found = session.scalars(query).all()
    if len(found) != 1:
        raise StoreError(*said("geojson_parents" if found else "geojson_no_parent", word=word))
    return found[0]

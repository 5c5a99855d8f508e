"""Regions 行政区划 of a county: the map it brings, and the name of the whole."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.stats.sentence import either
from vector.store import audit, divisions, geography, geojson, register
from vector.store.engine import session, transaction
from vector.store.tables import Region, Station
from vector.store.tables.place import REGION_LEVELS
from vector.work.gazetteer import Gazetteer
from vector.work.refusal import said

MOST_BYTES = 64 << 20
COLUMNS = ("code", "name", "level", "parent", "population", "shape", "stations")


def take_map(
    engine: Engine, content: bytes, *, level: str = "street", author: audit.Author | None = None
) -> int:
    """Take the regions of a GeoJSON file with their shapes, all or none.

    Parameters
    ----------
    engine : Engine
        The database.
    content : bytes
        A FeatureCollection; see :func:`vector.store.geojson.load` for its properties.
    level : str
        Of the features that do not say theirs; one of ``REGION_LEVELS``.
    author : Author, optional
        For the audit log; the user of the command line unless given.

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
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> take_map(engine, b'{"type": "FeatureCollection", "features": []}')
    Traceback (most recent call last):
    vector.errors.StoreError: 区划文件中没有要素（features）。
    """
    if level not in REGION_LEVELS:
        raise StoreError(*said("no_level", level=level, levels=either(REGION_LEVELS)))
    features = [
        _feature(number, feature, level)
        for number, feature in enumerate(_features(content), start=1)
    ]
    with transaction(engine) as writing, audit.changes(writing, author, Region, Station):
        return geojson.load(writing, {"type": "FeatureCollection", "features": features})


def _features(content: bytes) -> list[Any]:
    if len(content) > MOST_BYTES:
        raise StoreError(*said("geojson_size", most=MOST_BYTES >> 20))
    try:
        collection = json.loads(content.decode("utf-8-sig"))
    except RecursionError as error:
        raise StoreError(*said("geojson_nested")) from error
    except ValueError as error:
        raise StoreError(*said("geojson_encoding", error=error)) from error
    if not isinstance(collection, Mapping) or collection.get("type") != "FeatureCollection":
        raise StoreError(*said("no_collection"))
    features = collection.get("features")
    if not isinstance(features, list) or not features:
        raise StoreError(*said("no_features"))
    return features


def _feature(number: int, feature: Any, level: str) -> dict[str, Any]:
    """Return a feature without its empty properties, with its level."""
    whole = feature if isinstance(feature, Mapping) else {}
    raw, geometry = whole.get("properties"), whole.get("geometry")
    properties = raw if isinstance(raw, Mapping) else {}
    given = {name: value for name, value in properties.items() if value not in (None, "")}
    if "name" not in given:
        shown = either(map(str, properties)) if properties else said("nothing")
        raise StoreError(*said("feature_no_name", number=number, shown=shown))
    if not isinstance(geometry, Mapping):
        raise StoreError(*said("feature_no_border", number=number))
    return {"properties": {"level": level, **given}, "geometry": geometry}


def name_root(
    engine: Engine,
    name: str,
    *,
    code: str | None = None,
    population: int | None = None,
    author: audit.Author | None = None,
) -> None:
    """Give the whole, the root region, its name.

    Parameters
    ----------
    engine : Engine
        The database.
    name : str
        As it stands above every page and report.
    code : str, optional
        E.g. of GB/T 2260; kept as it is unless given.
    population : int, optional
        Kept as it is unless given.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Raises
    ------
    StoreError
        When the name is empty, or another region has the code.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> name_root(engine, "澜山县", code="990000", population=412000)
    >>> overview(engine).loc[1, "name"]
    '澜山县'
    """
    if not name.strip():
        raise StoreError(*said("name_empty"))
    try:
        with transaction(engine) as writing, audit.changes(writing, author, Region):
            region = writing.get_one(Region, geography.root(writing))
            region.name = name.strip()
            region.code = (code or "").strip() or region.code
            region.population = region.population if population is None else population
    except IntegrityError as error:
        raise StoreError(*said("code_taken", code=code)) from error


def overview(engine: Engine) -> pd.DataFrame:
    """Return the regions by code, with what each has.

    Parameters
    ----------
    engine : Engine
        The database.

    Returns
    -------
    DataFrame
        code, name, level, parent (its name), population, shape (bool) and stations: how many
        stations stand in the region itself.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> overview(engine)["name"].tolist()
    ['本辖区', '未划分街道']
    """
    with session(engine) as reading:
        regions, stations = geography.regions(reading), geography.stations(reading)
    names = dict(zip(regions["id"], regions["name"], strict=True))
    counts = stations["region_id"].value_counts()
    regions["parent"] = [names.get(each) for each in regions["parent_id"]]
    regions["shape"] = regions["geometry"].notna()
    regions["stations"] = regions["id"].map(counts).fillna(0).astype("int64")
    return regions[list(COLUMNS)]


@dataclass(frozen=True)
class Entry:
    """A region as a person enters it; ``above`` is the region it belongs to, by name or code."""

    name: str
    level: str = "street"
    code: str = ""
    above: str = ""
    population: int | None = None
    since: date | None = None


def add(engine: Engine, entry: Entry, *, author: audit.Author | None = None) -> int:
    """Enter a region that is not there yet.

    Parameters
    ----------
    engine : Engine
        The database.
    entry : Entry
        Below the whole where it names no region above.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    int
        Its id.

    Raises
    ------
    StoreError
        When the name or code is taken, or the code is none of its level.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> add(engine, Entry("青石街道"))
    3
    """
    with transaction(engine) as writing, audit.changes(writing, author, Region):
        return enter(writing, entry).id


def enter(writing: Session, entry: Entry) -> Region:
    """Enter a region in a transaction that holds the ledger; see :func:`add`."""
    name, code, level = entry.name.strip(), entry.code.strip(), divisions.level_named(entry.level)
    places = Gazetteer(writing)
    above = writing.get_one(
        Region, places.region(entry.above) if entry.above else geography.root(writing)
    )
    refuse(writing, Region(name=name, code=code, level=level, parent_id=above.id), above)
    region = Region(
        code=code or register.region_code(writing),
        name=name,
        level=level,
        parent_id=above.id,
        population=entry.population,
        valid_from=entry.since,
    )
    writing.add(region)
    writing.flush()
    return region


def refuse(writing: Session, wanted: Region, above: Region) -> None:
    """Refuse a region whose name, level or code cannot stand below another."""
    if not wanted.name:
        raise StoreError(*said("name_empty"))
    if REGION_LEVELS.index(wanted.level) <= REGION_LEVELS.index(above.level):
        shown = divisions.levels()[above.level]
        raise StoreError(
            *said("region_level", wanted_name=wanted.name, above_name=above.name, shown=shown)
        )
    divisions.refuse_wrong(wanted.code, wanted.level, above.code)
    same = (Region.parent_id == above.id) & (Region.name == wanted.name)
    query = select(Region).where(same | (Region.code == wanted.code), Region.valid_to.is_(None))
    for other in writing.scalars(query):
        if other is not wanted and other.id != wanted.id:
            raise StoreError(
                *said(
                    "wanted_taken",
                    wanted_name=wanted.name,
                    wanted_code=wanted.code,
                    other_name=other.name,
                    other_code=other.code,
                )
            )

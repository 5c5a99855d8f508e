"""Filling an empty store with the invented county, by the same way real files take."""

import importlib.util
import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, cycle, groupby
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.settings import Settings
from vector.store import audit, geography, geojson
from vector.store.engine import transaction
from vector.store.tables import (
    ActionLimit,
    Alert,
    Contact,
    Flag,
    Job,
    Outbox,
    Plan,
    Region,
    Station,
    Upload,
)
from vector.work import answers, outlook, uploads
from vector.work.accounts import create_account
from vector.work.passwords import password_hash
from vector.work.refusal import said

SIGN_IN = ("demo@example.org", "lanshan-2026")
PACKAGE = "vector_demo_county"
EVENING = time(20)
Progress = Callable[[str, int, int], None]


def _directory() -> Path:
    """Find the county: inside an installed package, else in the source tree."""
    package = Path(__file__).parents[1]
    for directory in (package / "demo_data", package.parent / "data" / "demo"):
        if (directory / "county.py").exists():
            return directory
    raise StoreError(*said("demo_missing"))


def _module(name: str) -> ModuleType:
    """Import a module of the county, which is data with its generator and no part of vector."""
    if PACKAGE not in sys.modules:
        directory = _directory()
        spec = importlib.util.spec_from_file_location(
            PACKAGE, directory / "__init__.py", submodule_search_locations=[str(directory)]
        )
        if spec is None or spec.loader is None:
            raise StoreError(*said("demo_unreadable", directory=directory))
        sys.modules[PACKAGE] = importlib.util.module_from_spec(spec)
    return importlib.import_module(f"{PACKAGE}.{name}")


def fill(
    engine: Engine,
    catalog: Catalog,
    settings: Settings,
    *,
    until: date,
    now: datetime,
    progress: Progress | None = None,
) -> None:
    """Store the county's places, plan, limits and account, its uploads, and what models say.

    Parameters
    ----------
    until : date
        The county's present; four years of surveys end there.
    progress : callable, optional
        Called with the file's name, its place and the number of files.

    Raises
    ------
    StoreError
        When the store already holds surveys: the county never mixes with real data.
    """
    with transaction(engine) as session:
        if session.scalar(select(Upload.id).limit(1)) is not None:
            raise StoreError(*said("demo_not_empty"))
        streets = _places(session)
        _stations(session, streets)
        _limits(session, until)
        _account(session)
    zone = ZoneInfo(settings.timezone)
    night = datetime.combine(until, EVENING, zone)
    # Early on the county's own day its evening is still to come: nothing is written as of then.
    present = min(night, max(datetime.combine(until, time(), zone), now.astimezone(zone)))
    _lived(engine, catalog, settings, until, present, progress or _silent)
    outlook.compute(engine, catalog, settings, present)
    _wait(engine, present)


def _wait(engine: Engine, present: datetime) -> None:
    """Let what is left to a worker be due now: there was none before who could be late."""
    with transaction(engine) as writing:
        for waiting in (Outbox, Job):
            writing.execute(update(waiting).values(due_at=present))


def _silent(name: str, number: int, count: int) -> None:
    """Tell nobody how far it is."""


def _lived(
    engine: Engine,
    catalog: Catalog,
    settings: Settings,
    until: date,
    present: datetime,
    progress: Progress,
) -> None:
    """Hand in the county's files, each on its day, with what follows from it at once and after."""
    files = list(_module("counts").uploads(until))
    numbers = count(1)
    for day, group in groupby(files, lambda file: file[0]):
        moment = min(datetime.combine(day, EVENING, present.tzinfo), present)
        for _, name, text in group:
            progress(name, next(numbers), len(files))
            uploads.accept(
                engine, catalog, settings, text.encode(), name, by="演示", on=day, now=moment
            )
        outlook.compute(engine, catalog, settings, moment, forecast=False)
        if day < files[-1][0]:
            _answer(engine, moment)


def _answer(engine: Engine, raised: datetime) -> None:
    """Let the offices answer what was raised then, as the county says: not all of it."""
    county = _module("county")
    moment = raised + timedelta(days=county.ANSWERED_AFTER)
    with transaction(engine) as writing:
        told = (
            select(func.max(Alert.id), Contact.email)
            .join(Flag, Flag.id == Alert.flag_id)
            .join(Contact, Contact.region_id == Flag.region_id)
            .where(Flag.opened_at == raised)
            .group_by(Flag.id, Contact.email)
            .order_by(Flag.id)
        )
        rows = writing.execute(told).all()
        for (alert, office), given in zip(rows, cycle(county.ANSWERS), strict=False):
            if given is not None:
                verdict, note = given
                by = audit.Author(office, audit.COMMAND_LINE)
                answers.answer(
                    writing, None, alert, verdict, note=note, by=office, now=moment, author=by
                )


def _places(session: Session) -> dict[str, int]:
    """Name the root region after the county, put its streets and offices below it, and the
    counties beside it."""
    county = _module("county")
    shapes = _shapes("streets")
    root = _root(session)
    root.name, root.code, root.population = county.NAME, county.CODE, county.POPULATION
    regions = {}
    for street in county.STREETS:
        region = Region(
            code=street.code,
            name=street.name,
            level="street",
            parent_id=root.id,
            population=street.population,
            geometry=json.dumps(shapes[street.code]),
        )
        session.add(region)
        session.flush()
        session.add(Contact(region_id=region.id, name=f"{street.name}爱卫办", email=street.email))
        regions[street.name] = region.id
    geojson.load(session, _map("neighbours"))
    return regions


def _root(session: Session) -> Region:
    return session.get_one(Region, geography.root(session))


def _map(file: str) -> Any:
    return json.loads((_directory() / f"{file}.geojson").read_text(encoding="utf-8"))


def _shapes(file: str) -> dict[str, object]:
    return {each["properties"]["code"]: each["geometry"] for each in _map(file)["features"]}


def _stations(session: Session, streets: dict[str, int]) -> None:
    by_code = {}
    for place in _module("county").stations():
        by_code[place.code] = Station(
            code=place.code,
            name=place.name,
            region_id=streets[place.street],
            habitat=place.habitat,
            longitude=place.longitude,
            latitude=place.latitude,
        )
    session.add_all(by_code.values())
    session.flush()
    for code, method, months in _module("counts").plan():
        session.add(
            Plan(
                station_id=by_code[code].id,
                method=method,
                months=",".join(str(month) for month in months),
                due_day=28,
            )
        )


def _limits(session: Session, until: date) -> None:
    root = _root(session)
    start = date(until.year - 1, 1, 1)
    for index, value, source in _module("county").ACTION_LIMITS:
        session.add(
            ActionLimit(
                index_id=index,
                region_id=root.id,
                value=value,
                set_by="县爱卫办（虚构）",
                set_on=start,
                source=source,
                valid_from=start,
            )
        )


def _account(session: Session) -> None:
    root = _root(session)
    email, password = SIGN_IN
    made = create_account(session, email, None, roles=("manager",), region_id=root.id)
    # Printed for everybody to use, so the rules for passwords that are secret are none for it.
    made.password, made.password_set_at = password_hash(password), datetime.now(UTC)

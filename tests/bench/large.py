"""Ten million surveys in one store: filling it, a further upload, and what people ask of it.

    python tests/bench/large.py [--surveys 10000000] [--database URL] [--bare] [--explain]

Ten thousand stations of a hundred streets, each surveyed every week by ovitraps and by snap traps
(seeded), are stored four weeks to an upload by the service's own bulk path (COPY on PostgreSQL).
A database that holds surveys already is not filled again. ``--bare`` measures the reads without
the indices of later revisions first, then makes them; ``--explain`` prints the database's plans.
Prints wall and processor seconds of this process, its greatest memory, and the database's size.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine, Index, func, select, text

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

from storing import measured

from vector.catalog import Catalog, load
from vector.settings import Settings
from vector.store import activity, completeness, ledger, migrate, monthly, plans, surveys, uploads
from vector.store.counts import counts
from vector.store.engine import connect, session, transaction
from vector.store.places import register
from vector.store.tables import Component, Region, Station, Survey, Upload
from vector.work.uploads import accept, withdraw
from vector.work.watch import evaluate

STATIONS, STREETS, WEEKS = 10_000, 100, 4
LAST = date(2026, 6, 15)
NEXT = LAST + timedelta(days=2)
NOW = datetime(2026, 6, 17, 4, tzinfo=UTC)
METHODS = ("ovitrap", "snap_trap")


def _places() -> pd.DataFrame:
    at = np.arange(STATIONS)
    street = [f"街道{each:03d}" for each in at % STREETS]
    names = {"street": street, "station": [f"站{each:05d}" for each in at], "habitat": "居民区"}
    return pd.DataFrame(names).astype("category")


def _table(weeks: list[date], places: pd.DataFrame) -> pd.DataFrame:
    size = len(places) * len(weeks)
    days = pd.to_datetime(np.repeat(np.array(weeks, "datetime64[us]"), len(places)))
    rows = pd.concat([places] * len(weeks), ignore_index=True)
    return rows.assign(
        date=days, note="", row=np.arange(2, size + 2), sheet=pd.Categorical(["长表"] * size)
    )


def _ovitraps(rows: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    positive = (chance.random(len(rows)) < 0.03).astype(float)
    eggs = positive * chance.integers(1, 60, len(rows))
    return rows.assign(set=1.0, recovered=1.0, positive=positive, eggs=eggs)


def _traps(rows: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    caught = chance.poisson(0.3, len(rows)).astype(float)
    species = {"species:褐家鼠": np.where(caught > 0, caught, np.nan)}
    return rows.assign(set=100.0, effective=98.0, caught=caught, **species)


def fill(engine: Engine, catalog: Catalog, size: int) -> None:
    """Store that many surveys, four weeks to an upload, the oldest first."""
    weeks = size // (STATIONS * len(METHODS))
    days = [LAST - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    places, chance = _places(), np.random.default_rng(27770)
    with transaction(engine) as writing:
        ids = register(writing, places)
    for first in range(0, weeks, WEEKS):
        rows = _table(days[first : first + WEEKS], places)
        tables = {"ovitrap": _ovitraps(rows, chance), "snap_trap": _traps(rows, chance)}
        with transaction(engine) as writing:
            receipt = uploads.Receipt(f"{first}.csv", f"{first:064d}", "long", b"", 2 * len(rows))
            upload = uploads.add(writing, receipt, by="王", at=NOW - timedelta(weeks=weeks - first))
            surveys.insert(writing, upload, tables, ids, catalog)
        if first % 100 == 0:
            print(f"  {first + WEEKS} of {weeks} weeks", flush=True)


def _sheet(street: int, day: date) -> bytes:
    """A hundred stations of one street, as an office sends them; a third of the traps have eggs."""
    at = range(street, STATIONS, STREETS)
    rows = [
        f"街道{street:03d},站{each:05d},居民区,{day},ovitrap,1,1,{number % 3 == 0:d}"
        for number, each in enumerate(at)
    ]
    head = "street,station,habitat,date,method,set,recovered,positive"
    return "\n".join([head, *rows, ""]).encode()


def write(engine: Engine, catalog: Catalog) -> None:
    """Take further uploads in: the first of a day sees to every flag, the next to what it touches.

    Each raises a flag, so that later ones find flags whose surveys are looked at again.
    """
    settings = Settings()
    with session(engine) as reading:
        done = reading.scalar(select(func.count(Upload.id)).where(Upload.uploaded_by == "李")) or 0
    for number, step in enumerate(("first upload of a day", "upload of 100 rows", "the next")):
        # Never the same bytes twice, however often this is run on one database.
        content = _sheet((done + number) % STREETS, NEXT) + b"\n" * (done + number)
        with measured(step):
            found = accept(engine, catalog, settings, content, "街.csv", by="李", on=NEXT, now=NOW)
        print(f"  {found.superseded} corrected, {len(found.changes)} changes of flags")
    with measured("it is withdrawn"):
        why = {"by": "李", "reason": "表填错了"}
        withdraw(engine, catalog, settings, found.upload_id, **why, on=NEXT, now=NOW)
    with transaction(engine) as writing:
        ledger.settle(writing, "")
    with measured("watch of everything"), transaction(engine) as writing:
        evaluate(writing, catalog, settings, on=NEXT, now=NOW)


def _reads(engine: Engine, catalog: Catalog) -> Iterator[tuple[str, Callable[[Any], object]]]:
    with session(engine) as reading:
        station = reading.scalar(select(Station.id).where(Station.name == "站04242"))
        street = reading.scalar(select(Region.id).where(Region.name == "街道042"))
    assert station is not None
    assert street is not None
    month, since = date(2026, 5, 1), LAST - timedelta(days=60)
    positive = catalog.indices_of("ovitrap")[0]
    yield "a station's components", lambda at: surveys.components(at, stations=[station])
    yield "its last surveys", lambda at: activity.latest_surveys(at, station)
    yield "last surveyed, all", activity.last_surveyed
    yield "completeness, a month", lambda at: completeness.month(at, catalog, month, today=NEXT)
    yield "newest survey of all", lambda at: at.scalar(select(func.max(Component.date)))
    yield "components of 60 days", lambda at: surveys.components(at, start=since)
    yield (
        "an index's month",
        lambda at: surveys.components(
            at, indices=[positive.id], start=month, end=plans.last_day(month)
        ),
    )
    own = select(Station.id).where(Station.region_id == street)
    yield "a street's months", lambda at: monthly.months(at, positive, own)
    yield "surveys by index", monthly.counted
    yield "a street's history", lambda at: counts(at, positive, region=street)
    yield "plans, one station", lambda at: plans.of_station(at, station, ("snap_trap",))


def read(engine: Engine, catalog: Catalog, only: str = "", times: int = 3) -> None:
    """Ask what pages ask, each several times: the first meets a cold cache."""
    for step, ask in _reads(engine, catalog):
        if only not in step:
            continue
        for number in range(times):
            with measured(f"{step} ({number + 1})"), session(engine) as reading:
                ask(reading)


def _added() -> list[Index]:
    """The indices of the two tables beyond those that were there from the first."""
    tables = (Survey.__table__, Component.__table__)
    first = ("ix_survey_upload_id", "ix_component_period")
    return [each for table in tables for each in table.indexes if each.name not in first]


def bare(engine: Engine, catalog: Catalog) -> None:
    """Measure the reads without the later indices, then make these."""
    with transaction(engine) as writing:
        for index in _added():
            index.drop(writing.connection(), checkfirst=True)
    print("without", *(index.name for index in _added()))
    read(engine, catalog)
    for index in _added():
        with measured(f"make {index.name}"), transaction(engine) as writing:
            index.create(writing.connection())
    analyse(engine)


def analyse(engine: Engine) -> None:
    """Let the database look at how its rows lie."""
    maintenance = engine.execution_options(isolation_level="AUTOCOMMIT")
    with measured("analyse"), maintenance.connect() as connection:
        vacuum = "VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"
        connection.execute(text(vacuum))


def size_of(engine: Engine) -> float:
    """Return the database's size in GB."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            asked = "SELECT pg_database_size(current_database())"
            return float(connection.scalar(text(asked)) or 0) / 1e9
        pages, page = (
            connection.scalar(text(f"PRAGMA {word}")) for word in ("page_count", "page_size")
        )
        return float(pages * page) / 1e9


def explain(engine: Engine, catalog: Catalog, only: str = "") -> None:
    """Print how the database goes about each read."""
    from sqlalchemy import event

    word = (
        "EXPLAIN (ANALYZE, BUFFERS)"
        if engine.dialect.name == "postgresql"
        else "EXPLAIN QUERY PLAN"
    )
    asked: list[tuple[str, Any]] = []
    event.listen(engine, "before_cursor_execute", lambda *each: asked.append((each[2], each[3])))
    for step, ask in _reads(engine, catalog):
        if only not in step:
            continue
        asked.clear()
        with session(engine) as reading:
            ask(reading)
            statements = [each for each in asked if "component" in each[0] or "survey" in each[0]]
            print(f"\n== {step}")
            for statement, values in statements:
                plan = reading.connection().exec_driver_sql(f"{word} {statement}", values)
                print(*(row[-1] for row in plan), sep="\n", flush=True)


def main() -> None:
    """Fill a store, add to it, ask it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--surveys", type=int, default=10_000_000)
    parser.add_argument("--database", default="", help="a fresh SQLite file unless given")
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--explain", action="store_true")
    parser.add_argument("--only", default="", help="reads with this in their name")
    parser.add_argument("--reads", action="store_true", help="change nothing")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        engine, catalog = connect(options.database or f"sqlite:///{scratch}/large.sqlite3"), load()
        migrate.upgrade(engine)
        with session(engine) as reading:
            held = reading.scalar(select(Survey.id).limit(1))
        if held is None:
            with measured(f"{options.surveys} surveys"):
                fill(engine, catalog, options.surveys)
            analyse(engine)
        print(f"{size_of(engine):.2f} GB", flush=True)
        if options.bare:
            bare(engine, catalog)
        read(engine, catalog, options.only)
        if options.explain:
            explain(engine, catalog, options.only)
        if not options.reads:
            write(engine, catalog)
        print(f"{size_of(engine):.2f} GB")
        engine.dispose()


if __name__ == "__main__":
    main()

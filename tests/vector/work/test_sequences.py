"""Any sequence of changes of regions keeps every station in one valid street on every day."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import filled
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redraw import NOW, obey
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.settings import Settings
from vector.store import geography, timeline
from vector.store.components import components
from vector.store.engine import connect, session, transaction
from vector.store.tables import Region
from vector.work import revisions
from vector.work.order import Part
from vector.work.revisions import Revision

WEEK = timedelta(7)
FIRST = date(2025, 1, 6)
TIMES = [FIRST + WEEK * at for at in range(40)]


@pytest.fixture(scope="module")
def seed(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four streets, seven stations, a survey each fourth week of a year."""
    path = tmp_path_factory.mktemp("seed") / "seed.sqlite3"
    shutil.copyfile(sqlite_template, path)
    engine = connect(f"sqlite:///{path}")
    nights = [
        filled.snap(f"{at}号点", str(day), 1 + (at * week) % 5, street=f"{at % 4}街")
        for at in range(7)
        for week, day in enumerate(TIMES[::4])
    ]
    with transaction(engine) as writing:
        filled.take_in(writing, filled.load(), {"snap_trap": filled.table(nights)})
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


def copies(seed: Path) -> Iterator[Engine]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "county.sqlite3"
        shutil.copyfile(seed, path)
        engine = connect(f"sqlite:///{path}")
        yield engine
        engine.dispose()


def then(engine: Engine) -> dict[tuple[int, date], int]:
    """The street of every station on every one of the days."""
    with session(engine) as reading:
        lines = timeline.read(reading)
    return {
        (number, day): line.on(day).street_id for number, line in lines.items() for day in TIMES
    }


def step(engine: Engine, catalog: Catalog, data: st.DataObject, at: int, day: date) -> None:
    """Do one thing that may be done now, drawn at random; what is refused changes nothing."""
    with session(engine) as reading:
        frame, places = geography.regions(reading), geography.stations(reading)
    streets = frame.loc[(frame["level"] == "street") & (frame["name"] != "未划分街道"), "name"]
    kind = data.draw(st.sampled_from(["merge", "absorb", "split", "rename", "move"]))
    chosen = data.draw(st.permutations(sorted(streets)))
    own = sorted(places.loc[places["street"] == chosen[0], "station"])
    try:
        if kind == "merge" and len(chosen) > 2:
            obey(engine, catalog, "merge", day, *chosen[:2], into=(Part(f"合{at}"),))
        elif kind == "absorb" and len(chosen) > 2:
            obey(engine, catalog, "merge", day, chosen[0], into=(Part(chosen[1]),))
        elif kind == "split" and own:
            rest = data.draw(st.sampled_from([chosen[0], f"余{at}", chosen[-1]]))
            parts = (Part(rest), Part(f"分{at}", takes=(data.draw(st.sampled_from(own)),)))
            obey(engine, catalog, "split", day, chosen[0], into=parts)
        elif kind == "rename":
            obey(engine, catalog, "rename", day, chosen[0], into=(Part(f"改{at}"),))
        elif kind == "move" and own:
            moved = Revision(day, street=chosen[-1], longitude="109.5", latitude=str(20 + at))
            revisions.revise(engine, catalog, Settings(), own[0], moved, now=NOW)
    except StoreError:
        return


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_sequence_keeps_each_station_in_one_valid_street(
    seed: Path, catalog: Catalog, data: st.DataObject
) -> None:
    for engine in copies(seed):
        days = data.draw(st.lists(st.sampled_from(TIMES), min_size=1, max_size=4))
        for at, day in enumerate(days):
            before = then(engine)
            step(engine, catalog, data, at, day)
            after = then(engine)
            assert {key: street for key, street in after.items() if key[1] < day} == {
                key: street for key, street in before.items() if key[1] < day
            }
        with session(engine) as reading:
            facts = {row.id: row for row in reading.scalars(select(Region))}
            own = components(reading)
            by = {each: components(reading, boundaries=each) for each in ("today", "then")}  # type: ignore[arg-type]
        for (_, day), street in then(engine).items():
            region = facts[street]
            assert region.level == "street"
            assert (region.valid_from or day) <= day <= (region.valid_to or day)
        assert all(facts[street].valid_to is None for street in by["today"]["region_id"])
        for found in by.values():
            pd.testing.assert_series_equal(_totals(found), _totals(own))
            assert found["street"].notna().all()


def _totals(found: pd.DataFrame) -> "pd.Series[int]":
    keys = ["index", "date"]
    return found.groupby(keys, observed=True)[["numerator", "denominator"]].sum().stack()

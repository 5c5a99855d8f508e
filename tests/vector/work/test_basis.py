"""The watch judges what a change touched, and comes to what judging everything comes to."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import reports
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from reports import NOW, form
from sqlalchemy import Engine, select, update

from vector.settings import Settings
from vector.store.engine import connect, session, transaction
from vector.store.tables import ActionLimit, Flag, Ledger, Station, Upload
from vector.work import basis, uploads
from vector.work.watch import evaluate

FIRST = date(2026, 5, 20)
STREETS, STATIONS = 3, 4
COMPARED = ("flag", "alert", "outbox", "component", "survey")


def _fields(draw: st.DrawFn) -> tuple[str, dict[str, int]]:
    """A method and its form: of every kind of index, with a pair, some far beyond their limits."""
    effort = draw(st.sampled_from([10, 60, 300]))
    found = min(draw(st.sampled_from([0, 1, 1, 3, 8, 40])), effort)
    return draw(
        st.sampled_from(
            [
                ("snap_trap", {"set": effort, "effective": effort, "caught": found}),
                ("snap_trap", {"set": effort, "effective": effort, "caught": found}),
                ("ovitrap", {"set": effort, "recovered": effort, "positive": found}),
                ("rodent_trace_indoor", {"rooms": effort, "positive_rooms": found}),
                ("dipping", {"dips": effort, "positive_dips": found, "larvae": found * 9}),
            ]
        )
    )


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What an office hands in: some surveys, each of another place, day or method."""
    kept: dict[Any, dict[str, Any]] = {}
    for _ in range(draw(st.integers(1, 4))):
        method, fields = _fields(draw)
        at = draw(st.integers(0, STREETS * STATIONS - 1))
        place = {"street": f"{at % STREETS}街", "station": f"{at}号点"}
        day = FIRST + timedelta(days=draw(st.sampled_from([0, 1, 5, 12, 12, 40])))
        kept[at, method, day] = form(day, method, **fields, **place)
    return list(kept.values())


STEPS = st.one_of(rows(), st.sampled_from(["withdraw", "tomorrow", "limit"]))


@pytest.fixture(scope="module")
def county(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stations that are known, and a limit for rats, which is judged by how likely it is passed."""
    path = tmp_path_factory.mktemp("basis") / "county.sqlite3"
    shutil.copyfile(sqlite_template, path)
    engine = connect(f"sqlite:///{path}")
    everywhere = [
        form(FIRST, "snap_trap", set=300, effective=300, caught=at % 4,
             street=f"{at % STREETS}街", station=f"{at}号点")
        for at in range(STREETS * STATIONS)
    ]  # fmt: skip
    reports.accept(engine, *everywhere, on=FIRST)
    _limit(engine, "2", FIRST)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


def _limit(engine: Engine, value: str, day: date) -> None:
    """Set a limit by the way, so that nobody sees to the flags."""
    row = {"index_id": "trap_rate", "region_id": 1, "set_by": "李", "source": "通知"}
    with transaction(engine) as writing:
        writing.add(ActionLimit(**row, value=value, set_on=day, valid_from=day))


def forget(engine: Engine) -> None:
    """Let the watch judge everything next time."""
    with transaction(engine) as writing:
        writing.execute(update(Ledger).values(seen=None))


def take(engine: Engine, step: Any, number: int, today: date) -> None:
    """Do one thing; whatever is refused changes nothing, here and there."""
    if step == "withdraw":
        with session(engine) as reading:
            standing = select(Upload.id).where(Upload.withdrawn_at.is_(None), Upload.id > 1)
            last = reading.scalar(standing.order_by(Upload.id.desc()).limit(1))
        if last is not None:
            uploads.withdraw(
                engine, reports.load(), Settings(), last, reason="填错", by="王", on=today, now=NOW
            )
    elif step in ("tomorrow", "limit"):
        if step == "limit":
            _limit(engine, str(number), FIRST)
        with transaction(engine) as writing:
            evaluate(writing, reports.load(), Settings(), on=today, now=NOW)
    else:
        content = reports.sheet(*step) + b"\n" * number
        uploads.accept(
            engine, reports.load(), Settings(), content, f"{number}.csv", by="王", on=today, now=NOW
        )


def copies(path: Path) -> Iterator[tuple[Engine, Engine]]:
    with TemporaryDirectory() as folder:
        engines = []
        for name in ("narrow", "whole"):
            shutil.copyfile(path, Path(folder) / name)
            engines.append(connect(f"sqlite:///{Path(folder) / name}"))
        yield engines[0], engines[1]
        for engine in engines:
            engine.dispose()


def told(engine: Engine) -> dict[str, Any]:
    return {name: rows for name, rows in reports.everything(engine).items() if name in COMPARED}


# A failure is small as it is; to shrink it would take minutes.
@settings(
    max_examples=4,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=2, max_size=7))
def test_the_narrow_watch_comes_to_what_the_whole_one_does(county: Path, steps: list[Any]) -> None:
    for narrow, whole in copies(county):
        today = FIRST + timedelta(days=41)
        for number, step in enumerate(steps, start=1):
            today += timedelta(days=3 * (step == "tomorrow"))
            take(narrow, step, number, today)
            forget(whole)
            take(whole, step, number, today)
            assert told(narrow) == told(whole)


def test_what_else_decides_makes_the_watch_judge_everything(county: Path) -> None:
    """Another day, a limit, a station or a flag changed by the way, another profile."""
    today, plain = FIRST + timedelta(days=41), reports.load()

    def touched(engine: Engine, day: date = today, profile: str = "panyu") -> Any:
        with session(engine) as reading:
            return basis.touched(reading, plain, Settings(profile=profile), day)

    def see(engine: Engine) -> None:
        with transaction(engine) as writing:
            evaluate(writing, plain, Settings(profile="panyu"), on=today, now=NOW)
        assert touched(engine) == frozenset()

    for engine, _ in copies(county):
        take(engine, [form(FIRST, "ovitrap", set=60, recovered=60, positive=40,
                           street="0街", station="0号点")], 1, today)  # fmt: skip
        see(engine)
        assert touched(engine, today + timedelta(days=1)) is None
        assert touched(engine, profile="guangdong_2025") is None
        _limit(engine, "7", FIRST)
        assert touched(engine) is None
        see(engine)
        for change in (
            update(Station).values(name=Station.name + "新"),
            update(Flag).values(severity=9),
        ):
            with transaction(engine) as writing:
                writing.execute(change)
            assert touched(engine) is None
            see(engine)

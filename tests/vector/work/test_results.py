"""Results are computed once, and anew when counts, method or question are others."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import databases
import pandas as pd
import pytest
import reports
import years
from pandas.testing import assert_frame_equal
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.settings import Settings
from vector.stats.quality import Quality
from vector.store.engine import connect, session, transaction
from vector.store.tables import Account, Job, Region, Result, Role
from vector.work import computations, jobs, nightly, outlook, results
from vector.work.counted import taken
from vector.work.results import Answer, Basis, Question
from vector.work.versions import PROGRAMS, RULES, model_version

NIGHT = datetime(2026, 4, 20, 18, tzinfo=UTC)
ANSWER = pd.DataFrame({"密度": [0.5, float("nan")]}, index=[7, 3])
# Season and its curve, quality, hotspots.
QUESTIONS = 4


@pytest.fixture(scope="module")
def county(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def fill(engine: Engine) -> None:
        rows = [row | {"street": f"{row['station'][0]}街"} for row in years.rats(2, months=30)]
        reports.accept(engine, *rows, on=years.LAST)

    return databases.filled(sqlite_template, tmp_path_factory.mktemp("counted"), fill)


@pytest.fixture
def counted(county: Path, tmp_path: Path) -> Iterator[Engine]:
    opened = connect(f"sqlite:///{shutil.copyfile(county, tmp_path / 'counted.sqlite3')}")
    yield opened
    opened.dispose()


def ask(
    engine: Engine, *, data: str = "a", model: str = "1", now: datetime = NIGHT, **asked: object
) -> Answer:
    question, basis = Question("season", "trap_rate", 1, asked), Basis(model, data, 2, [])
    return results.answer(
        engine, Settings(), question, basis, lambda: {"season": ANSWER}, now=now, by="王"
    )


def refresh(engine: Engine, catalog: Catalog, now: datetime = NIGHT) -> int:
    return nightly.refresh(engine, catalog, Settings(), now)


def test_the_same_is_computed_once(engine: Engine) -> None:
    first = ask(engine)
    again = ask(engine, now=NIGHT + timedelta(days=9))
    assert (first.new, again.new) == (True, False)
    assert (again.result, again.made_at) == (first.result, NIGHT)
    assert_frame_equal(first.tables["season"], ANSWER.reset_index(drop=True))
    assert_frame_equal(again.tables["season"], first.tables["season"])


def test_other_counts_methods_and_questions_are_computed(engine: Engine) -> None:
    ask(engine)
    assert ask(engine, data="b").new
    assert ask(engine, model="2").new
    assert ask(engine, show="curve").new
    # What stood before a withdrawal stands again.
    assert not ask(engine).new


def test_asked_at_the_same_time_it_is_kept_once(sqlite_engine: Engine) -> None:
    def meanwhile() -> dict[str, pd.DataFrame]:
        ask(sqlite_engine)
        return {"season": ANSWER}

    question, basis = Question("season", "trap_rate", 1, {}), Basis("1", "a", 2, [])
    told = results.answer(sqlite_engine, Settings(), question, basis, meanwhile, now=NIGHT, by="李")
    assert not told.new
    with session(sqlite_engine) as reading:
        assert [each.made_by for each in results.listing(reading, account=None)] == ["王"]


def test_what_is_too_large_is_answered_and_not_kept(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "LARGEST", 1)
    told = ask(sqlite_engine)
    assert (told.result, told.new, len(told.tables["season"])) == (None, True, 2)
    assert ask(sqlite_engine).new


def test_each_morning_all_is_ready(counted: Engine, catalog: Catalog) -> None:
    assert refresh(counted, catalog) == QUESTIONS
    with session(counted) as reading:
        for kind, table in (("season", "season"), ("quality", "scores"), ("hotspot", "clusters")):
            kept = results.latest(reading, kind, account=None, subject="trap_rate", **_shown(kind))
            assert kept is not None
            assert kept.made_by == nightly.SERVICE
            assert table in results.tables(reading, kept.id, account=None)


def _shown(kind: str) -> dict[str, str]:
    return {"show": "season"} if kind == "season" else {}


def test_nothing_changed_nothing_is_computed(counted: Engine, catalog: Catalog) -> None:
    refresh(counted, catalog)
    before = reports.everything(counted)
    assert refresh(counted, catalog, NIGHT + timedelta(days=1)) == 0
    assert reports.everything(counted) == before
    later = reports.form(date(2026, 4, 15), "snap_trap", station="1号点", street="1街",
                         set=200, effective=200, caught=9)  # fmt: skip
    reports.accept(counted, later, on=years.LAST)
    assert refresh(counted, catalog, NIGHT + timedelta(days=1)) == QUESTIONS


def test_who_sees_a_street_finds_its_own(counted: Engine, catalog: Catalog) -> None:
    with transaction(counted) as writing:
        street = writing.scalars(select(Region).where(Region.name == "1街")).one()
        role = Role(name="office")
        writing.add(Account(email="a@b.cn", fs_uniquifier="1", region_id=street.id, roles=[role]))
        own = street.id
    assert refresh(counted, catalog) == 2 * QUESTIONS
    with session(counted) as reading:
        officer = reading.scalars(select(Account)).one()
        kept = results.latest(reading, "season", account=officer, show="season")
        assert kept is not None
        assert kept.region_id == own
        table = results.tables(reading, kept.id, account=officer)["season"]
        assert table["series"].tolist() == ["1街 1号点"]


def test_old_results_go_at_night(counted: Engine, catalog: Catalog) -> None:
    refresh(counted, catalog)
    days = timedelta(days=Settings().results_days + 1)
    assert refresh(counted, catalog, NIGHT + days) == QUESTIONS
    with session(counted) as reading:
        made = {each.made_at for each in results.listing(reading, account=None)}
    assert made == {NIGHT + days}


def test_one_that_fails_keeps_no_other_from_being_ready(
    counted: Engine, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Quality:
        raise RuntimeError("no quality")

    monkeypatch.setattr(computations.qualities, "quality", broken)
    with pytest.raises(ExceptionGroup) as raised:
        refresh(counted, catalog)
    assert [str(each) for each in raised.value.exceptions] == ["no quality"]
    with session(counted) as reading:
        assert reading.scalars(select(Result.kind).order_by(Result.id)).all() == [
            "season", "season", "hotspot",
        ]  # fmt: skip
    monkeypatch.undo()
    assert refresh(counted, catalog) == 1


def test_the_night_asks_for_them(counted: Engine) -> None:
    with transaction(counted) as writing:
        jobs.ask(writing, jobs.NIGHTLY, NIGHT)
    handlers = outlook.handlers(counted, Settings())
    while jobs.step(counted, handlers, NIGHT + timedelta(days=1)):
        pass
    with session(counted) as reading:
        done = select(Job.kind).where(Job.done_at.is_not(None)).order_by(Job.id)
        assert reading.scalars(done).all()[-3:] == [jobs.NIGHTLY, jobs.RETENTION, jobs.RESULTS]
        assert len(results.listing(reading, account=None)) == QUESTIONS


def test_what_went_in_is_told_by_its_fingerprint(counted: Engine, catalog: Catalog) -> None:
    index = catalog.indices["trap_rate"]
    with session(counted) as reading:
        whole = taken(reading, catalog, index)
        street = reading.scalars(select(Region.id).where(Region.name == "1街")).one()
        part = taken(reading, catalog, index, street)
    assert whole is not None
    assert part is not None
    assert (len(whole.stations), len(part.stations)) == (2, 1)
    versions = {each.under("series").version for each in (whole, part)}
    assert len(versions) == 2
    shuffled = replace(whole, rows=whole.rows.sample(frac=1, random_state=1))
    assert shuffled.under("series").version == whole.under("series").version
    with session(counted) as reading:
        english = taken(reading, catalog, index, language="en")
    assert english is not None
    assert english.under("series").frame["method"].unique().tolist() == ["snap traps overnight"]
    assert english.under("series").version == whole.under("series").version


def test_a_rule_of_the_catalogue_is_part_of_the_version(catalog: Catalog) -> None:
    rules = catalog.quality.model_copy(update={"error": 0.04})
    assert model_version("quality", replace(catalog, quality=rules)) != model_version(
        "quality", catalog
    )
    assert set(PROGRAMS) == set(RULES)
    assert len({model_version(kind, catalog) for kind in PROGRAMS}) == len(PROGRAMS)

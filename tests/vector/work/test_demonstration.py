"""The invented county enters an empty store, shows what was planted in it, and nothing else."""

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from vector.catalog import load
from vector.errors import StoreError
from vector.report.evidence import Evidence
from vector.settings import Settings
from vector.store import geography, migrate
from vector.store.engine import connect, session
from vector.store.tables import (
    Account,
    Answer,
    Contact,
    Expectation,
    Flag,
    Plan,
    Region,
    Station,
    Survey,
    Upload,
)
from vector.work import demonstration
from vector.work.answers import GIVEN
from vector.work.doctor import service as doctor

ZONE = ZoneInfo(Settings().timezone)
# The day after the last survey of each month.
HANDED_IN = tuple(date(2026, month, 21) for month in (9, 10, 11))
UNTIL = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """The county in a store of its own; the tests only look at it."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('county')}/county.sqlite3")
    migrate.upgrade(engine)
    demonstration.fill(engine, load(), Settings(), until=UNTIL, now=NOW)
    yield engine
    engine.dispose()


def _count(reading, table):
    return reading.scalar(select(func.count()).select_from(table))


def test_the_county_is_as_its_readme_says(county, catalog):
    with session(county) as reading:
        drawn = reading.scalars(select(Region).where(Region.geometry.is_not(None))).all()
        streets = [region for region in drawn if region.level == "street"]
        assert len(streets) == _count(reading, Contact) == 10
        assert _count(reading, Station) == 120
        assert _count(reading, Plan) > 120
        assert _count(reading, Account) == 1
        assert _count(reading, Upload) == 4
        methods = set(reading.scalars(select(Survey.method).distinct()))
        first = reading.scalar(select(func.min(Survey.date)))
        last = reading.scalar(select(func.max(Survey.date)))
    assert methods == set(catalog.methods)
    assert (first.year, last.year) == (2022, 2026)
    assert last <= UNTIL


def test_the_counties_beside_it_are_outlines_that_touch_it_and_lie_in_no_tree(county):
    with session(county) as reading:
        regions = geography.regions(reading)
        own = set(geography.regions(reading, geography.root(reading))["id"])
    beside = regions[~regions["id"].isin(own)]
    drawn = {level: _points(rows) for level, rows in regions.groupby("level")}
    assert len(beside) == 5
    assert set(beside["level"]) == {"county"}
    assert all(_points(beside[beside["id"] == each]) & drawn["street"] for each in beside["id"])


def _points(regions):
    shapes = [json.loads(shape) for shape in regions["geometry"].dropna()]
    return {tuple(point) for shape in shapes for point in shape["coordinates"][0]}


def test_present_outbreaks_are_flagged_by_every_kind_of_rule(county):
    with session(county) as reading:
        flags = reading.scalars(select(Flag).where(Flag.cleared_at.is_(None))).all()
        rules = {flag.rule for flag in flags}
        flagged = {flag.station.name for flag in flags if flag.station}
    assert rules == {"graded", "banded", "action_limit", "absolute", "expected"}
    assert {"河西第一农贸市场", "河西和平里社区", "新港迎宾馆"} <= flagged
    assert len(flagged) <= 18


def test_early_on_the_day_nothing_is_written_as_of_its_evening(county):
    with session(county) as reading:
        flags = reading.scalars(select(Flag)).all()
        moments = {flag.opened_at for flag in flags}
    assert max(moments) <= NOW


def test_flags_are_as_old_as_the_surveys_that_raised_them(county):
    with session(county) as reading:
        flags = reading.scalars(select(Flag)).all()
        opened = {flag.opened_at.astimezone(ZONE).date() for flag in flags}
        standing = [flag for flag in flags if flag.cleared_at is None]
        raised = [(flag.opened_at, Evidence.read(flag.evidence).raised.end) for flag in standing]
    assert opened == {date(2026, 9, 1), *HANDED_IN}
    assert len({flag.opened_at for flag in standing}) > 2
    assert all(end <= at.astimezone(ZONE).date() for at, end in raised)
    cleared = {flag.cleared_at.astimezone(ZONE).date() for flag in flags if flag.cleared_at}
    assert cleared == set(HANDED_IN)


def test_offices_have_answered_what_was_raised_before_and_not_all_of_it(county):
    with session(county) as reading:
        given = reading.scalars(select(Answer)).all()
        told = [(each.alert.flag, each) for each in given]
        offices = {flag.id: flag.region_id for flag, _ in told}
        contacts = {each.email: each.region_id for each in reading.scalars(select(Contact))}
        standing = set(reading.scalars(select(Flag.id).where(Flag.cleared_at.is_(None))))
        assert all(contacts[each.given_by] == offices[flag.id] for flag, each in told)
        assert all(flag.opened_at < each.given_at < NOW for flag, each in told)
    assert {each.verdict for each in given} == set(GIVEN)
    assert 0 < len(standing & set(offices)) < len(standing)


def test_nothing_waits_for_a_worker_since_before_there_was_one(county):
    codes = {each.code for each in doctor.worker(county, Settings(), NOW)}
    assert codes == {"absent"}


def test_what_is_beyond_past_years_is_found_and_quiet_stations_are_left_alone(county):
    """Of some 250 series the test looks at one in a hundred may be flagged by chance."""
    with session(county) as reading:
        tested = _count(reading, Expectation)
        open_now = (Flag.rule == "expected") & Flag.cleared_at.is_(None)
        flags = reading.scalars(select(Flag).where(open_now)).all()
        flagged = {(flag.station.name, flag.index_id) for flag in flags}
    places = {each.station for each in demonstration._module("counts").OUTBREAKS}
    planted = {(place, index) for place, index in flagged if place in places}
    assert tested > 200
    assert ("城中集贸市场", "fly_strip_density") in planted
    assert len(flagged - planted) <= 6


def test_the_county_never_mixes_with_other_data(county, catalog):
    with pytest.raises(StoreError, match="只能装入空库"):
        demonstration.fill(county, catalog, Settings(), until=UNTIL, now=NOW)


def test_a_county_without_its_files_is_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(demonstration, "__file__", str(tmp_path / "vector" / "work" / "x.py"))
    with pytest.raises(StoreError, match="没有演示数据"):
        demonstration._directory()

"""The five kinds of empty, each from its own cause; on time or late; plans with their versions."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from filled import snap, table, take_in, withdraw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.store import completeness, plans
from vector.store.engine import session, transaction
from vector.store.tables import Plan, Station
from vector.work import plan_versions

MAY = date(2026, 5, 1)
PLANS = {"有数": ("5", 25), "零": ("4,5", 25), "失败": ("5", 25), "未报": ("5", 25),
         "未到": ("5", 31), "不要求": ("4", 25)}  # fmt: skip


@pytest.fixture
def planned(engine: Engine, catalog: Catalog) -> Engine:
    """Five stations asked for rodents: in May, save one; and one survey nobody asked for."""
    nights = [
        snap("有数", "2026-05-10", 3),
        snap("零", "2026-05-10", 0),
        snap("失败", "2026-05-10", 0, effective=0),
        *(snap(name, "2026-04-10", 1) for name in ("未报", "未到", "不要求")),
        snap("额外", "2026-05-20", 2),
    ]
    with transaction(engine) as writing:
        take_in(writing, catalog, {"snap_trap": table(nights)})
        ids = {row.name: row.id for row in writing.execute(select(Station.name, Station.id))}
        for name, (months, due) in PLANS.items():
            writing.add(Plan(station_id=ids[name], method="snap_trap", months=months, due_day=due))
    return engine


def test_each_kind(planned: Engine, catalog: Catalog) -> None:
    with session(planned) as reading:
        rows = completeness.month(reading, catalog, MAY, today=date(2026, 5, 28))
    found = rows.set_index("station")
    assert found["empty"].to_dict() == {
        "有数": "", "零": "zero", "失败": "no_effort", "未报": "not_reported", "未到": "not_due",
        "不要求": "not_required", "额外": "",
    }  # fmt: skip
    assert found["required"].sum() == 5
    assert found.loc["未到", "due"] == date(2026, 5, 31)
    assert set(found["group"]) == {"rodent"}
    counted = completeness.counts(rows, "street").loc["青石街道"].to_dict()
    assert counted == {"": 2, "zero": 1, "no_effort": 1, "not_reported": 1, "not_due": 1,
                       "not_required": 1}  # fmt: skip


def test_the_due_day_itself_is_not_yet_late(planned: Engine, catalog: Catalog) -> None:
    with session(planned) as reading:
        chosen = select(Station.id).where(Station.name == "未报")
        kinds = [
            completeness.month(reading, catalog, MAY, today=today, stations=chosen)["empty"].item()
            for today in (date(2026, 5, 25), date(2026, 5, 26))
        ]
    assert kinds == ["not_due", "not_reported"]


@pytest.mark.parametrize(
    ("service", "kind"),
    [
        ((None, date(2026, 5, 24)), "not_required"),
        ((None, date(2026, 5, 25)), "not_reported"),
        ((date(2026, 5, 25), None), "not_reported"),
        ((date(2026, 5, 26), None), "not_required"),
        ((date(2026, 5, 26), date(2026, 6, 30)), "not_required"),
    ],
)
def test_nothing_is_asked_of_a_station_out_of_service(
    planned: Engine, catalog: Catalog, service: tuple[date | None, date | None], kind: str
) -> None:
    with transaction(planned) as writing:
        station = writing.scalars(select(Station).where(Station.name == "未报")).one()
        station.active_from, station.active_to = service
        writing.flush()
        rows = completeness.month(writing, catalog, MAY, today=date(2026, 5, 28))
    assert rows.set_index("station").loc["未报", "empty"] == kind


def test_proofing_that_all_failed_is_no_zero(engine: Engine, catalog: Catalog) -> None:
    row = {"station": "甲", "date": "2026-05-10", "checked": 20, "failed": 20}
    good = {"station": "乙", "date": "2026-05-10", "checked": 20, "failed": 0}
    with transaction(engine) as writing:
        take_in(writing, catalog, {"rodent_proofing": table([row, good])})
        rows = completeness.month(writing, catalog, MAY, today=MAY).set_index("station")
    assert rows["empty"].to_dict() == {"甲": "", "乙": "zero"}


@pytest.mark.parametrize(
    ("valid", "expected"),
    [
        ((None, None), date(2026, 5, 28)),
        ((date(2026, 5, 31), None), date(2026, 5, 28)),
        ((date(2026, 6, 1), None), None),
        ((None, date(2026, 5, 1)), date(2026, 5, 28)),
        ((None, date(2026, 4, 30)), None),
    ],
)
def test_a_plan_holds_while_it_is_valid(
    valid: tuple[date | None, date | None], expected: date | None
) -> None:
    plan = Plan(months="5", due_day=28, valid_from=valid[0], valid_to=valid[1])
    assert plans.due(plan, date(2026, 5, 17)) == expected


def told(engine: Engine, catalog: Catalog, today: date = date(2026, 6, 30)) -> pd.DataFrame:
    with session(engine) as reading:
        return completeness.months(reading, catalog, date(2026, 4, 1), today, today=today)


def at(day: int, hour: int = 4) -> datetime:
    return datetime(2026, 5, day, hour, tzinfo=UTC)


def test_it_came_when_it_was_first_reported(engine: Engine, catalog: Catalog) -> None:
    """A correction makes nothing late; what was withdrawn reported nothing; days are local."""
    with transaction(engine) as writing:
        take_in(writing, catalog, {"snap_trap": table([snap("甲", "2026-05-10", 1)])}, at=at(20))
        both = table([snap("甲", "2026-05-10", 2), snap("乙", "2026-05-10", 2)])
        take_in(writing, catalog, {"snap_trap": both}, name="更正.csv", at=at(25, 15))
        late = take_in(
            writing, catalog, {"snap_trap": table([snap("丙", "2026-05-10", 2)])}, name="误.csv",
            at=at(21),
        )  # fmt: skip
        withdraw(writing, late, at=at(22))
        again = table([snap("丙", "2026-05-10", 3)])
        take_in(writing, catalog, {"snap_trap": again}, name="丙.csv", at=at(25, 16))
        for station in writing.scalars(select(Station)):
            plan = {"method": "snap_trap", "months": "4,5,6", "due_day": 25}
            writing.add(Plan(station_id=station.id, **plan))
    rows = told(engine, catalog)
    may = rows[rows["month"] == MAY].set_index("station")
    assert may["arrival"].to_dict() == {"甲": "on_time", "乙": "on_time", "丙": "late"}
    assert may["reported_on"].to_dict() == {
        "甲": date(2026, 5, 20), "乙": date(2026, 5, 25), "丙": date(2026, 5, 26)
    }  # fmt: skip
    assert may["surveys"].tolist() == [1, 1, 1]
    assert set(rows[rows["month"] == date(2026, 6, 1)]["arrival"]) == {"missing"}
    found = completeness.totals(rows, ["month"]).set_index("month")
    assert found.loc[MAY, ["expected", "on_time", "late", "missing"]].tolist() == [3, 2, 1, 0]
    assert (found.loc[MAY, "complete"], found.loc[date(2026, 6, 1), "complete"]) == (1, 0)


def test_what_was_due_before_the_service_began_is_undated(engine: Engine, catalog: Catalog) -> None:
    with transaction(engine) as writing:
        nights = [snap("甲", "2026-04-10", 1), snap("甲", "2026-05-10", 1)]
        take_in(writing, catalog, {"snap_trap": table(nights)}, at=at(28))
        station = writing.scalars(select(Station)).one()
        writing.add(Plan(station_id=station.id, method="snap_trap", months="4,5", due_day=25))
    rows = told(engine, catalog, today=date(2026, 5, 30))
    assert rows["arrival"].tolist() == ["undated", "undated"]
    assert completeness.totals(rows, ["street"])["timely"].isna().all()


def test_what_was_missed_before_the_service_began_is_missing_but_not_late(
    engine: Engine, catalog: Catalog
) -> None:
    """Who never handed in the past is not better off for it; nobody is late for it either."""
    with transaction(engine) as writing:
        nights = [snap("甲", "2026-04-10", 1), snap("甲", "2026-05-10", 1),
                  snap("乙", "2026-05-10", 1)]  # fmt: skip
        take_in(writing, catalog, {"snap_trap": table(nights)}, at=at(12))
        for station in writing.scalars(select(Station)):
            plan = {"method": "snap_trap", "months": "1,4,5", "due_day": 25}
            writing.add(Plan(station_id=station.id, **plan))
        writing.flush()
        rows = completeness.months(writing, catalog, date(2026, 1, 1), MAY, today=date(2026, 5, 30))
    found = completeness.totals(rows.assign(all=0), ["all"]).iloc[0]
    told = found[["expected", "on_time", "undated", "missing", "lost"]].tolist()
    assert told == [4, 2, 1, 1, 1]
    assert found["complete"] == 0.75
    assert found["timely"] == 1


def test_a_plan_without_a_day_asks_from_the_first_survey_of_all_on(
    engine: Engine, catalog: Catalog
) -> None:
    """A station that never reports misses every month since, though it has no survey itself."""
    with transaction(engine) as writing:
        nights = [snap("甲", "2026-04-10", 1), snap("乙", "2026-05-10", 1)]
        take_in(writing, catalog, {"snap_trap": table(nights)}, at=at(12))
        late = writing.scalars(select(Station).where(Station.name == "乙")).one()
        for start in (None, date(2026, 1, 1)):
            plan = Plan(station_id=late.id, method="snap_trap", months="1,2,3,4", due_day=25)
            plan.valid_from = start
            writing.add(plan)
            writing.flush()
            asked = plans.asked(writing, plans.months_between(date(2025, 12, 1), MAY))
            months = asked.loc[asked["due"].notna(), "month"].tolist()
            assert months[-1] == date(2026, 4, 1)
            assert len(months) == (1 if start is None else 4)
            writing.delete(plan)
            writing.flush()


def test_a_change_of_plan_does_not_rewrite_the_past(engine: Engine, catalog: Catalog) -> None:
    with transaction(engine) as writing:
        take_in(writing, catalog, {"snap_trap": table([snap("甲", "2026-03-10", 1)])})
        station = writing.scalars(select(Station)).one()
        ask = plan_versions.Ask("4,5,6", 20)
        plan_versions.change(writing, station.id, "snap_trap", ask)
        before = completeness.months(writing, catalog, MAY, MAY, today=date(2026, 6, 30))
        plan_versions.change(
            writing, station.id, "snap_trap", plan_versions.Ask("", 20), start=date(2026, 5, 15)
        )
        rows = completeness.months(
            writing, catalog, date(2026, 4, 1), date(2026, 6, 1), today=date(2026, 6, 30)
        )
    pd.testing.assert_frame_equal(rows[rows["month"] == MAY].reset_index(drop=True), before)
    assert rows["empty"].tolist() == ["not_reported", "not_reported", "not_required"]


CHANGES = st.lists(
    st.tuples(st.integers(0, 18), st.sets(st.integers(1, 12)), st.integers(1, 31)), max_size=5
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_versions_never_overlap_and_keep_what_was(
    template: Engine, changes: list[tuple[int, set[int], int]]
) -> None:
    """Whatever the order of changes, each month before a change is asked for as before it."""
    months = plans.months_between(date(2025, 1, 1), date(2026, 12, 1))
    with Session(template) as writing:
        station = writing.scalars(select(Station)).first()
        assert station is not None
        for number, named, day in changes:
            start = months[number]
            before = plans.asked(writing, [month for month in months if month < start])
            ask = plan_versions.Ask(",".join(map(str, sorted(named))), day)
            plan_versions.change(writing, station.id, "snap_trap", ask, start=start)
            after = plans.asked(writing, [month for month in months if month < start])
            if len(before):
                pd.testing.assert_frame_equal(before, after)
            assert after["due"].notna().sum() == before["due"].notna().sum()
            standing = plan_versions.of(writing, station.id, "snap_trap")
            for month in months:
                holding = [each for each in standing if plan_versions.in_force([each], month)]
                assert len(holding) <= 1
                if month >= start:
                    assert plans.due(holding[0], month) == (
                        plans.due(Plan(months=ask.months, due_day=day), month)
                    )
        writing.rollback()


@pytest.fixture
def template(sqlite_engine: Engine, catalog: Catalog) -> Engine:
    with transaction(sqlite_engine) as writing:
        take_in(writing, catalog, {"snap_trap": table([snap("甲", "2026-03-10", 1)])})
    return sqlite_engine


HALVES = {"两次都报": (3, 5), "第一次零": (0, None), "第二次": (None, 2), "一月一次": (4, None)}


@pytest.fixture
def twice(engine: Engine, catalog: Catalog) -> Engine:
    """Four stations: three asked twice in May, one once; none was asked in April."""
    nights = [snap(name, "2026-04-10", 1) for name in HALVES]
    for name, counts in HALVES.items():
        days = zip(("2026-05-10", "2026-05-20"), counts, strict=True)
        nights += [snap(name, day, count) for day, count in days if count is not None]
    nights.append(snap("第一次零", "2026-05-15", 0, effective=0, habitat="公园"))
    with transaction(engine) as writing:
        take_in(writing, catalog, {"snap_trap": table(nights)}, at=at(12))
        for station in writing.scalars(select(Station)):
            times = 1 if station.name == "一月一次" else 2
            plan = {"method": "snap_trap", "months": "5,6", "due_day": 28, "times": times}
            writing.add(Plan(station_id=station.id, **plan))
    return engine


def test_two_surveys_a_month_are_two_duties(twice: Engine, catalog: Catalog) -> None:
    """One of two is half: each half has its own day, its own kind of empty, its own arrival."""
    rows = told(twice, catalog, today=date(2026, 6, 16))
    may = rows[rows["month"] == MAY].set_index(["station", "part"])
    assert may["empty"].to_dict() == {
        ("两次都报", 1): "", ("两次都报", 2): "", ("第一次零", 1): "zero",
        ("第一次零", 2): "not_reported", ("第二次", 1): "not_reported", ("第二次", 2): "",
        ("一月一次", 0): "",
    }  # fmt: skip
    assert may.loc[("第二次", 1), "due"] == date(2026, 5, 15)
    assert may.loc[("第二次", 2), "due"] == date(2026, 5, 28)
    assert may["surveys"].to_dict()["第一次零", 1] == 2
    june = rows[rows["month"] == date(2026, 6, 1)].set_index(["station", "part"])["empty"]
    assert (june["第二次", 1], june["第二次", 2], june["一月一次", 0]) == (
        "not_reported", "not_due", "not_due",
    )  # fmt: skip
    april = rows[rows["month"] == date(2026, 4, 1)]
    assert april["part"].tolist() == [0] * 4
    found = completeness.totals(rows, ["month"]).set_index("month")
    counts = ["expected", "on_time", "missing", "not_due", "unasked"]
    assert found[counts].to_numpy().tolist() == [[0, 0, 0, 0, 4], [7, 5, 2, 0, 0], [7, 0, 3, 4, 0]]
    assert found.loc[MAY, "complete"] == pytest.approx(5 / 7)


def test_a_failed_half_and_one_not_asked_are_no_missing_reports(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    with transaction(sqlite_engine) as writing:
        nights = [snap("甲", "2026-05-10", 0, effective=0), snap("乙", "2026-05-20", 1)]
        take_in(writing, catalog, {"snap_trap": table(nights)}, at=at(12))
        for station in writing.scalars(select(Station)):
            plan = {"method": "snap_trap", "months": "5", "due_day": 28, "times": 2}
            writing.add(Plan(station_id=station.id, **plan))
            station.active_from = date(2026, 5, 16) if station.name == "乙" else None
        writing.flush()
        rows = completeness.month(writing, catalog, MAY, today=date(2026, 5, 20))
    found = rows.set_index(["station", "part"])["empty"].to_dict()
    assert found == {("甲", 1): "no_effort", ("甲", 2): "not_due",
                     ("乙", 1): "not_required", ("乙", 2): ""}  # fmt: skip

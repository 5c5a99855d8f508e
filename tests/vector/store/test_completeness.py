"""The five kinds of empty, each from its own cause."""

from datetime import date

import pytest
from filled import snap, table, take_in
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.store import completeness, plans
from vector.store.engine import session, transaction
from vector.store.tables import Plan, Station

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

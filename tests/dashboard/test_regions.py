"""The page of regions: an administrator looks at what a change would do, then does it."""

import json

import pytest
from sqlalchemy import select
from visitor import as_text

from dashboard import create_app
from vector.settings import Access
from vector.store import geography
from vector.store.engine import session, transaction
from vector.store.tables import Account, Audit, Region, Station
from vector.work.charges import successions


@pytest.fixture
def app(county):
    """As everywhere, but that administrators sign in by their password alone."""
    opened = create_app(county.model_copy(update={"access": Access(second_factor=())}))
    yield opened
    opened.extensions["vector"].engine.dispose()


def order(**changed):
    asked = {
        "regions-kind.value": "merge", "regions-chosen.value": ["s0", "s1"],
        "regions-into.value": "中街", "regions-day.value": "2026-06-15",
        "regions-ground.value": "令1号", "regions-look.n_clicks": 1,
    }  # fmt: skip
    return {**asked, **changed}


LOOK = "regions-outcome.children"


def look(visitor, **changed):
    return visitor.call(LOOK, order(**changed)).get_json()["response"]


def done(visitor, asked):
    known = visitor.call("regions-done.children", {"regions-order.data": asked,
                                                   "regions-do.n_clicks": 1})  # fmt: skip
    return known.get_json()["response"]


def test_an_administrator_looks_and_then_does_it(signed_in, app):
    visitor, engine = signed_in("administrator"), app.extensions["vector"].engine
    shown = look(visitor)
    told = as_text(shown["regions-outcome"])
    assert "东街 → 中街" in told
    assert "监测点 东街 东街菜市场 → 中街 东街菜市场" in told
    assert shown["regions-do"]["disabled"] is False
    assert successions(engine).empty
    answer = done(visitor, shown["regions-order"]["data"])
    assert "已办理" in as_text(answer["regions-done"])
    assert "中街" in as_text(answer["regions-tree"])
    assert successions(engine)["became"].tolist() == ["中街", "中街"]
    with session(engine) as reading:
        assert "东街" not in set(geography.regions(reading)["name"])


def test_what_cannot_be_is_said_and_cannot_be_done(signed_in):
    shown = look(signed_in("administrator"), **{"regions-day.value": "明天"})
    assert "生效日期应写作" in as_text(shown["regions-outcome"])
    assert shown["regions-do"]["disabled"] is True
    assert shown["regions-order"]["data"] is None


def test_a_new_region_is_added_under_the_top_unless_another_is_chosen(signed_in):
    page = json.loads(signed_in("administrator").page("/regions"))
    above = next(each for each in parts(page) if each.get("id") == "region-new-above")
    assert above["data"][0]["value"] == above["value"] == "0"


def test_a_card_may_leave_out_what_is_not_known(signed_in):
    page = json.loads(signed_in("administrator").page("/regions"))
    cells = [each for each in parts(page) if each.get("className") == "person"]
    assert {each["children"]["props"]["className"] for each in cells} == {"absent"}


def test_a_region_counts_the_stations_of_all_below_it(signed_in, app):
    with transaction(app.extensions["vector"].engine) as writing:
        market = writing.scalars(select(Station).where(Station.name == "东街菜市场")).one()
        market.region_id = writing.scalars(
            select(Region.id).where(Region.parent_id.is_(None))
        ).one()
    page = json.loads(signed_in("administrator").page("/regions"))
    cells = [each["children"]["props"]["children"] for each in parts(page)
             if each.get("className") == "stations"]  # fmt: skip
    assert as_text(cells[0]).startswith('["7 ", ')
    assert "直属 1" in as_text(cells[0])
    assert sorted(cells[1:]) == ["0", "1", "2", "3"]
    assert "监测点数（含下级）" in as_text(page)


def parts(drawn):
    """The properties of every component of a page."""
    if isinstance(drawn, dict):
        yield drawn
    below = drawn.values() if isinstance(drawn, dict) else drawn if isinstance(drawn, list) else ()
    for each in below:
        yield from parts(each)


def test_only_the_own_area_can_be_changed(signed_in, app):
    with transaction(app.extensions["vector"].engine) as writing:
        west = writing.scalars(select(Region).where(Region.name == "西街")).one()
        who = select(Account).where(Account.username == "xi")
        writing.scalars(who).one().region_id = west.id
    visitor = signed_in("administrator")
    assert "只能变更自己辖区内的区划" in as_text(look(visitor)["regions-outcome"])
    whole = {"regions-chosen.value": ["s1"], "regions-into.value": "东街"}
    assert "只能变更自己辖区内的区划" in as_text(look(visitor, **whole)["regions-outcome"])
    page = visitor.page("/regions")
    assert "西街" in page
    assert "东街" not in page


def told(visitor, kind, **values):
    filled = {f"region-{kind}-{name}.value": value for name, value in values.items()}
    values = {f"region-{kind}-do.n_clicks": 1, **filled}
    answer = visitor.call(f"region-{kind}-said.children", values)
    return as_text(answer.get_json()["response"][f"region-{kind}-said"])


def test_a_grid_is_added_and_somebody_answers_for_it(signed_in, app):
    visitor, engine = signed_in("administrator"), app.extensions["vector"].engine
    page = visitor.page("/regions")
    assert "region-new-name" in page
    assert "已新增“一网格”" in told(
        visitor, "new", name="一网格", level="grid", above="s0", begun="2026-01-01"
    )
    assert "已登记" in told(
        visitor, "known", region="s0", population="12,345", counted="2025-12-31", person="赵六",
        phone="555-0199", code="450001001",
    )  # fmt: skip
    tree = as_text(visitor.shown("regions-tree.children", {"regions-noted.data": {"at": "1"}}))
    for words in ("一网格", "自 2026-01-01", "12,345", "赵六 555-0199", "450001001"):
        assert words in tree
    with session(engine) as reading:
        last = select(Audit.who).order_by(Audit.sequence.desc()).limit(1)
        assert reading.scalar(last) == "xi@cdc.example.cn"


def test_what_is_told_of_a_region_is_looked_at(signed_in, app):
    visitor = signed_in("administrator")
    assert "现为“很多”" in told(visitor, "known", region="s0", population="很多")
    assert "没有填写" in told(visitor, "known", region="s0")
    assert "没有区划“nowhere”" in told(visitor, "known", region="nowhere", population="5")
    assert "请选择区划" in told(visitor, "known", population="5")
    assert "应低于上级" in told(visitor, "new", name="甲", above="s0", level="street")
    root = told(visitor, "new", name="甲", above="0", level="street", code="450001001002")
    assert "第 10 位起不是零" in root
    values = {"region-known-do.n_clicks": 1, "region-known-region.value": "s0"}
    for role in ("manager", "staff", "office"):
        assert signed_in(role).call("region-known-said.children", values).status_code == 403

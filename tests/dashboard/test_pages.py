"""The pages on the small county: what each says, and that each person sees only their own."""

import base64
import re

import pytest
import time_machine
from small_county import add
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import as_text
from walker import components

from dashboard.pages.flag_counts import by_street
from vector.store import ledger
from vector.store.engine import transaction
from vector.store.tables import Digest, Flag, Region, Station

FLAGS = ("overview-flags.children", {"overview-group.value": ""})


@pytest.fixture
def places(app):
    """The ids of stations and streets by name."""
    with Session(app.extensions["vector"].engine) as session:
        return {
            name: number
            for table in (Station, Region)
            for name, number in session.execute(select(table.name, table.id))
        }


def test_the_overview_says_what_is_flagged_with_numbers_limit_and_reason(signed_in):
    text = as_text(signed_in("manager").shown(*FLAGS))
    for words in ("东街菜市场", "捕获率", "5.10%", "95% 区间 2.47–9.18%", "县爱卫办〔2025〕1号"):
        assert words in text
    for words in ("室内鼠迹阳性率", "15.00%", "GB/T 27770-2011", "低于 C 级", "需消杀"):
        assert words in text
    assert "西街" not in text


def test_the_overview_counts_places_by_group(signed_in):
    text = as_text(signed_in("manager").shown("overview-counts.children", FLAGS[1]))
    assert "2 项指标" in text
    assert text.count("没有标记") == 3


def test_flags_are_read_once_for_a_callback(signed_in, monkeypatch):
    asked = []
    monkeypatch.setattr("dashboard.visible.flags.standing", lambda *_, **__: asked.append(1) or [])
    for output in (FLAGS[0], "overview-likely.children"):
        asked.clear()
        signed_in("manager").shown(output, FLAGS[1])
        assert len(asked) == 1, output


def test_streets_of_as_many_flagged_places_stand_in_the_order_of_their_flags():
    flags = [Flag(region_id=at, station_id=at, evidence={"street": f"街{at}"}) for at in range(9)]
    links = by_street(flags, None).children
    assert [each.children[0] for each in links] == [f"街{at}" for at in range(9)]


def test_filters_stand_in_the_address_and_narrow_the_flags(signed_in, places):
    visitor = signed_in("manager")
    chosen = {"overview-street.value": str(places["西街"]), "overview-group.value": "rodent"}
    assert "没有需消杀" in as_text(visitor.shown(FLAGS[0], chosen))
    address = visitor.shown("overview-link.data", chosen)
    assert address == f"/?street={places['西街']}&group=rodent"
    assert f'"value": "{places["西街"]}"' in visitor.page(address)


def test_levels_are_said_only_where_inspected(signed_in):
    text = as_text(signed_in("manager").shown("overview-levels.children", {}))
    assert "近期没有检查" in text
    assert "不能判断是否达到C级" in text or "已低于C级" in text


def test_completeness_keeps_the_kinds_of_empty_apart(signed_in):
    text = as_text(signed_in("manager").shown("overview-completeness.children", {}))
    assert "2026-06 完整性" in text
    assert "工作量失效或过小 1" in text
    assert "应报未报 1" in text
    assert "6 / 7" in text
    for way in ("group=rodent&month=6", "month=6&state=no_effort", "month=6&state=missing"):
        assert f"/completeness?{way}" in text


def test_the_month_stands_in_one_figure_that_opens_to_who_has_not_reported(signed_in):
    text = as_text(signed_in("manager").shown("overview-complete.children", {}))
    assert "2026-06 已报" in text
    assert "应报 14，未报 1" in text
    assert "/completeness?month=6" in text


def test_the_levels_of_the_streets_stand_beside_each_other_and_lead_to_their_indices(
    signed_in, places
):
    text = as_text(signed_in("manager").shown("overview-levels.children", {}))
    assert f"/assessment?street={places['西街']}" in text
    assert "低于C" in text
    assert "没有查全，不能判断：" in text


def test_streets_of_one_name_have_levels_of_their_own(signed_in, app, places):
    """In a city of several counties there is more than one 城关镇."""
    with transaction(app.extensions["vector"].engine) as writing:
        west = writing.get_one(Region, places["西街"])
        county = Region(code="n", name="邻县", level="county", parent_id=west.parent_id)
        writing.add(county)
        writing.flush()
        west.name, west.parent_id = "东街", county.id
        ledger.hold(writing)
    text = as_text(signed_in("manager").shown("overview-levels.children", {}))
    east, west = (text.split(f"/assessment?street={places[each]}\"")[1].split('"Tr"')[0]
                  for each in ("东街", "西街"))  # fmt: skip
    assert "低于C" in east
    assert "低于C" not in west


def test_mail_that_failed_is_seen(signed_in, app, places, now):
    with Session(app.extensions["vector"].engine) as session:
        row = {"region_id": places["东街"], "day": now.date(), "message_id": "<1@here>"}
        session.add(Digest(**row, state="failed", due_at=now, last_error="550 no such user"))
        session.commit()
    text = as_text(signed_in("manager").shown("overview-mail.children", {}))
    assert "发送失败" in text
    assert "550 no such user" in text


def shapes(figure):
    """How many stations there are of each shape that any has."""
    drawn = {t["marker"]["symbol"]: len(t["x"]) for t in figure["data"] if t["mode"] == "markers"}
    return {symbol: count for symbol, count in drawn.items() if count}


def test_the_map_tells_flagged_calm_and_unknown_apart_by_shape(signed_in):
    figure = signed_in("manager").shown("county-map.figure", {"map-group.value": ""})
    marks = shapes(figure)
    assert marks == {"triangle-up": 1, "circle": 5, "x-thin-open": 1}
    streets = {t["name"]: t for t in figure["data"] if t["mode"] == "lines"}
    assert streets["北街"]["fillpattern"]["shape"] == "/"
    assert streets["东街"]["fillcolor"] != streets["西街"]["fillcolor"]


def test_the_map_of_another_group_shows_none_of_this_one(signed_in):
    figure = signed_in("manager").shown("county-map.figure", {"map-group.value": "fly"})
    marks = shapes(figure)
    assert marks == {"x-thin-open": 7}


def test_a_click_on_a_station_goes_to_its_page(signed_in):
    clicked = {"county-map.clickData": {"points": [{"customdata": 4}]}}
    assert signed_in("manager").shown("map-to-station.href", clicked) == "/station/4"


def test_stations_are_found_by_name_flagged_first(signed_in):
    visitor = signed_in("manager")
    everything = as_text(visitor.shown("stations-rows.children", {"stations-search.value": ""}))
    assert everything.index("东街菜市场") < everything.index("东街小区")
    found = as_text(visitor.shown("stations-rows.children", {"stations-search.value": "医院"}))
    assert "西街医院" in found
    assert "东街" not in found
    nothing = visitor.shown("stations-rows.children", {"stations-search.value": "没有的"})
    assert "没有相符的监测点" in as_text(nothing)


def test_a_station_shows_its_flags_indices_and_surveys(signed_in, places):
    visitor = signed_in("manager")
    market = str(places["东街菜市场"])
    page = visitor.page(f"/station/{market}")
    assert "东街菜市场" in page
    assert "需消杀" in page
    # Which index is shown is known with the page: its history waits for no further answer.
    chosen = next(each for each in opened(visitor, market) if each.get("id") == "station-index")
    assert chosen["value"] in {"trap_rate", "indoor_trace_rate"}
    assert chosen["value"] in {each["value"] for each in chosen["data"]}
    found = visitor.shown("station-surveys.children", {"station-id.data": market})
    assert "有效夹数 196" in as_text(found)


def opened(visitor, station):
    """The properties of all that stands on the page of a station."""
    values = {"_pages_location.pathname": f"/station/{station}", "_pages_location.search": ""}
    answer = visitor.call("_pages_content.children", values).get_json()["response"]
    return components(answer["_pages_content"]["children"])


def history(visitor, station, index, period="month"):
    values = {
        "station-id.data": str(station),
        "station-index.value": index,
        "station-period.value": period,
    }
    return visitor.call("station-history.figure", values).get_json()["response"]


def unfolded(visitor, station, index):
    """The numbers of the figure, asked for as by who unfolds them."""
    values = {"station-id.data": str(station), "station-index.value": index,
              "station-period.value": "month", "station-unfold.open": True}  # fmt: skip
    return as_text(visitor.shown("station-numbers.children", values))


def test_a_density_gets_its_action_limit_and_never_a_level(signed_in, places):
    answer = history(signed_in("manager"), places["东街菜市场"], "trap_rate")
    limit = answer["station-history"]["figure"]["layout"]["annotations"][0]
    assert limit["text"] == "行动限值 2%"
    assert limit["hovertext"].startswith("<b>行动限值 2%（县爱卫办，2025-01-01）</b><br>")
    assert "县爱卫办〔2025〕1号" in limit["hovertext"]
    facts = as_text(answer["station-facts"])
    assert "很可能超标" in facts
    assert "不分级" in facts
    assert not any(f"{letter}级" in facts for letter in "ABC")


def test_a_graded_index_gets_its_editions_limits_and_what_would_change_it(signed_in, places):
    answer = history(signed_in("manager"), places["东街菜市场"], "indoor_trace_rate")
    limits = answer["station-history"]["figure"]["layout"]["annotations"]
    assert "C级 5%" in [each["text"] for each in limits]
    assert any("C级限值 5%（GB/T 27770-2011）" in each["hovertext"] for each in limits)
    assert "可升为C级" in as_text(answer["station-facts"])


def test_a_failed_effort_is_a_mark_and_no_zero(signed_in, places):
    visitor = signed_in("manager")
    answer = history(visitor, places["河边公园"], "light_trap_density")
    drawn = {each.get("name"): each for each in answer["station-history"]["figure"]["data"]}
    curve, gaps = drawn["values"], drawn["gaps"]
    assert curve["y"][-1] is None
    assert gaps["text"][-1] == "⊘"
    assert "无区间" in as_text(answer["station-facts"])
    # Nothing was found out, and no limit is set: neither is within a limit.
    told = unfolded(visitor, places["河边公园"], "light_trap_density")
    assert "⊘" in told
    assert "○" not in told


def test_effort_is_told_in_the_words_of_the_method_that_counted(signed_in, app, places):
    add(app, "东街小区,东街,2026-06-18,cage_trap,100,100,40,,,,")
    visitor = signed_in("manager")
    answer = history(visitor, places["东街小区"], "trap_rate")
    facts = as_text(answer["station-facts"])
    assert "有效笼数 100 笼" in facts
    assert "方法不同不合计：同一时段有几种的" in facts
    assert "40.00%" in unfolded(visitor, places["东街小区"], "trap_rate")
    listed = as_text(visitor.shown("overview-flags.children", {"overview-group.value": ""}))
    assert "有效笼数 100 笼" in listed
    assert "有效夹数 100 夹" not in listed


def test_an_office_sees_its_own_street_only(signed_in, places):
    visitor = signed_in("office")
    listed = as_text(visitor.shown("stations-rows.children", {"stations-search.value": ""}))
    assert "东街小区" in listed
    assert "西街" not in listed
    figure = visitor.shown("county-map.figure", {"map-group.value": ""})
    assert "西街" not in as_text(figure)
    asked = {"station-id.data": str(places["西街医院"])}
    assert "西街医院" not in visitor.page(f"/station/{places['西街医院']}")
    assert visitor.shown("station-surveys.children", asked) is None
    assert (
        history(visitor, places["西街医院"], "trap_rate")["station-history"]["figure"]["data"] == []
    )
    street = {"overview-street.value": str(places["西街"]), "overview-group.value": ""}
    assert "西街" not in as_text(visitor.call("overview-counts.children", street).get_json())


OTHERS = ("西街", "北街", "小县.csv")
SHOWN = (
    ("overview-counts.children", {"overview-group.value": ""}),
    ("overview-levels.children", {}),
    ("overview-completeness.children", {}),
    ("overview-mail.children", {}),
    ("county-map.figure", {"map-group.value": ""}),
    ("stations-rows.children", {"stations-search.value": ""}),
)


@pytest.mark.parametrize("path", ["/", "/map", "/station", "/upload"])
def test_an_office_finds_no_other_street_on_any_page(signed_in, path):
    page = signed_in("office").page(path)
    assert not any(name in page for name in OTHERS)


@pytest.fixture
def elsewhere(app, signed_in, places, now):
    """A flag, and a digest that failed, in streets that are not the office's own."""
    with Session(app.extensions["vector"].engine) as session:
        row = {"region_id": places["西街"], "day": now.date(), "message_id": "<1@here>"}
        session.add(Digest(**row, state="failed", due_at=now, last_error="550 西街"))
        session.commit()
    rows = (
        "station,street,date,method,effective,caught\n西街医院,西街,2026-06-19,snap_trap,200,30\n"
    )
    values = {
        "upload-file.contents": "data:;base64," + base64.b64encode(rows.encode()).decode(),
        "upload-file.filename": "六月.csv",
        "upload-accept.n_clicks": 1,
        "upload-choice.value": "all",
    }
    text = as_text(signed_in("staff").call("upload-verdict.children@", values).get_json())
    assert "新标记需消杀 1 条" in text


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(("output", "values"), SHOWN, ids=[output for output, _ in SHOWN])
def test_an_office_is_answered_about_no_other_street(signed_in, output, values):
    whole, own = (
        as_text(signed_in(role).call(output, values).get_json()) for role in ("manager", "office")
    )
    assert not any(name in own for name in OTHERS)
    assert output in COUNTED or any(name in whole for name in OTHERS)


# These name no street; that they count the own one only is tested by their figures.
COUNTED = {"overview-levels.children", "overview-completeness.children"}


def test_what_is_inspected_elsewhere_does_not_decide_an_offices_levels(signed_in):
    own = as_text(signed_in("office").shown("overview-levels.children", {}))
    whole = as_text(signed_in("manager").shown("overview-levels.children", {}))
    assert own != whole


@pytest.mark.parametrize("path", ["/station/999999", "/station/abc", "/station/-1"])
def test_a_station_that_is_not_there_is_said_so(signed_in, path):
    visitor = signed_in("manager")
    page = visitor.page(path)
    assert "不在您能看到的范围内" in page
    assert "H1" in page
    surveys = visitor.shown(
        "station-surveys.children", {"station-id.data": path.rpartition("/")[2]}
    )
    assert surveys is None


# On the second of these the surveys of 12 June are a day too old for the watch.
@pytest.mark.parametrize("day", ["2027-03-01", "2026-08-13"])
def test_old_surveys_without_a_flag_are_no_good_news(signed_in, day):
    with time_machine.travel(f"{day}T04:00:00+00:00"):
        chosen = {"overview-group.value": "mosquito"}
        text = as_text(signed_in("manager").shown("overview-flags.children", chosen))
    assert "不能说没有问题" in text


def test_what_was_never_surveyed_is_no_good_news(signed_in):
    text = as_text(signed_in("manager").shown("overview-flags.children",
                                              {"overview-group.value": "fly"}))  # fmt: skip
    assert "这里还没有监测过蝇类" in text


def english(visitor, output, values):
    visitor.client.get("/language/en")
    return as_text(visitor.call(output, values).get_json()["response"])


def test_english_pages_say_in_english_what_judges_a_place(signed_in, places):
    visitor = signed_in("manager")
    flags = english(visitor, *FLAGS)
    visible = re.sub(r'"title": "[^"]*"', "", flags)
    assert "GB/T 27770-2011" in visible
    for word in ("限值", "依据", "核实", "鼠", "级", "标"):
        assert word not in visible
    values = {
        "station-id.data": str(places["东街菜市场"]),
        "station-index.value": "indoor_trace_rate",
        "station-period.value": "month",
    }
    facts = as_text(visitor.shown("station-facts.children", values))
    assert not re.search("[一-鿿]", re.sub(r'"title": "[^"]*"', "", facts))


def test_an_unknown_address_is_said_so(signed_in):
    assert "没有这个页面" in signed_in("manager").page("/nowhere")


@pytest.mark.parametrize("path", ["/", "/map", "/station", "/station/1", "/upload"])
def test_strange_filters_in_an_address_do_no_harm(signed_in, path):
    answer = signed_in("manager").page(f"{path}?street=x&group=<b>&index=nothing&period=1&more=2")
    assert "没有完成" not in answer


def test_a_failing_callback_shows_a_number_and_no_detail(signed_in, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("dashboard.visible.all_flags", broken)
    text = as_text(signed_in("manager").call(*FLAGS).get_json())
    assert "没有完成" in text
    assert "secret detail" not in text

"""The map of one index in one month: levels, chances, each kind of empty by its hatching."""

import base64
import csv
import io
import json
import re
from types import SimpleNamespace

import pandas as pd
import pytest
from small_county import add
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import as_text

from dashboard import county
from dashboard.figures.county import county_figure
from dashboard.figures.looks import HATCHINGS, SHADES, spread
from vector.store.tables import Flag, Region, Station

SQUARE = [[0, 0], [0, 2], [2, 2], [2, 0], [0, 0]]


def asked(index="indoor_trace_rate", measure="level", month=23, group=""):
    return {"map-group.value": group, "map-index.value": index, "map-measure.value": measure,
            "map-month.value": month}  # fmt: skip


def drawn(visitor, **chosen):
    answer = visitor.call("county-map.figure", asked(**chosen)).get_json()["response"]
    traces = answer["county-map"]["figure"]["data"]
    return answer, {each["name"]: each for each in traces if each.get("mode") == "lines"}, traces


def test_streets_are_shaded_by_level_and_say_it_in_words(signed_in):
    _, streets, traces = drawn(signed_in("manager"))
    assert streets["东街"]["fillcolor"] == SHADES["level.worse"]
    assert streets["西街"]["fillcolor"] == SHADES["level.B"]
    labels = as_text(next(each["text"] for each in traces if each.get("mode") == "text"))
    assert "东街<br>低于C级" in labels


def test_a_month_without_a_value_says_why_by_its_hatching(signed_in):
    visitor = signed_in("manager")
    answer, streets, _ = drawn(visitor, index="trap_rate", measure="chance")
    assert streets["北街"]["fillpattern"]["shape"] == HATCHINGS["empty.not_reported"]["shape"]
    assert "应报未报" in streets["北街"]["text"]
    _, winter, _ = drawn(visitor, index="light_trap_density", measure="chance", month=18)
    assert winter["北街"]["fillpattern"]["shape"] == HATCHINGS["empty.not_required"]["shape"]
    assert answer["map-link"]["data"] == "/map?index=trap_rate&month=2026-06&measure=chance"


def test_every_kind_of_empty_has_its_own_hatching():
    shapes = [each["shape"] for each in HATCHINGS.values()]
    assert len(set(shapes)) == len(shapes)


def test_a_chance_beyond_the_limit_is_a_percentage(signed_in):
    _, streets, traces = drawn(signed_in("manager"), index="trap_rate", measure="chance")
    labels = as_text(next(each["text"] for each in traces if each.get("mode") == "text"))
    assert "%" in labels
    assert streets["东街"]["fillcolor"] in {SHADES[f"chance.{each}"] for each in range(5)}


def test_the_months_before_are_another_picture(signed_in):
    visitor = signed_in("manager")
    _, streets, _ = drawn(visitor, month=0)
    assert "fillpattern" in streets["东街"]
    for month in (None, -5, 99):
        assert drawn(visitor, month=month)[0]["map-month-said"]["children"] >= "2024-07"


def test_stations_grow_with_effort(signed_in):
    _, _, traces = drawn(signed_in("manager"), index="light_trap_density", measure="chance")
    sizes = {each["name"]: each["marker"].get("size") for each in traces
             if each.get("mode") == "markers"}  # fmt: skip
    assert len(sizes["free"]) == 5
    assert all(8 <= each <= 20 for each in sizes["free"])


def test_an_office_sees_no_other_street_in_any_month(signed_in):
    answer, _, _ = drawn(signed_in("office"), index="trap_rate", measure="chance")
    told = as_text(answer)
    assert "东街" in told
    assert "西街" not in told
    assert "北街" not in told


def test_the_group_and_the_method_narrow_the_indices(signed_in):
    visitor = signed_in("manager")
    chosen = {"map-group.value": "rodent", "map-method.value": "snap_trap"}
    told = [each["value"] for each in visitor.shown("map-index.data", chosen)]
    assert "trap_rate" in told
    assert "light_trap_density" not in told


def test_the_neighbours_outlines_are_drawn_for_a_county_only(signed_in, app):
    shape = json.dumps({"type": "Polygon", "coordinates": [[[x + 0.2, y] for x, y in SQUARE]]})
    with Session(app.extensions["vector"].engine) as session:
        own = session.get_one(Region, 1)
        city = Region(code="city", name="大市", level="city")
        session.add(city)
        session.flush()
        own.parent_id = city.id
        session.add(
            Region(code="n", name="邻县", level="county", geometry=shape, parent_id=city.id)
        )
        session.commit()
    answer, streets, _ = drawn(signed_in("manager"))
    assert streets["邻县"]["line"]["dash"] == "dash"
    assert "fill" not in streets["邻县"]
    assert "相邻区划的边界" in as_text(answer["map-legend"])
    answer, streets, _ = drawn(signed_in("office"))
    assert "邻县" not in streets
    assert "相邻区划的边界" not in as_text(answer["map-legend"])


def test_crowded_stations_are_set_apart_and_lone_ones_stay():
    spots = pd.DataFrame(
        {"id": [1, 2, 3, 4], "longitude": [0.0, 0.0, 0.0, 1.0], "latitude": [0.0, 0.0, 0.0, 1.0]}
    )
    told = spread(spots)
    assert len(set(zip(told["longitude"].round(6), told["latitude"].round(6), strict=True))) == 4
    assert told["longitude"].iloc[3] == 1.0
    assert abs(told["longitude"].iloc[:3].mean()) < 0.01


def test_names_and_words_in_labels_are_never_markup():
    shape = json.dumps({"type": "Polygon", "coordinates": [SQUARE]})
    street = {
        "geometry": shape,
        "name": "<b>x",
        "look": "plain",
        "told": "<i>",
        "hover": "<u>",
        "flagged": 0,
    }
    spot = {"longitude": 1.0, "latitude": 1.0, "id": 1, "state": "calm", "hover": "", "effort": 1.0}
    figure = county_figure(pd.DataFrame([street]), pd.DataFrame([spot]), "")
    told = as_text([{k: v for k, v in each.items() if k != "name"} for each in figure["data"]])
    assert "&lt;i&gt;" in told
    assert "<i>" not in told
    assert "<u>" not in told


@pytest.mark.parametrize("look", [*SHADES, *HATCHINGS])
def test_every_look_can_be_drawn(look):
    shape = json.dumps({"type": "Polygon", "coordinates": [SQUARE]})
    street = {
        "geometry": shape,
        "name": "东街",
        "look": look,
        "told": "",
        "hover": "",
        "flagged": 1,
    }
    spot = pd.DataFrame([{"longitude": 1.0, "latitude": 1.0, "id": 1, "state": "calm",
                          "hover": ""}])  # fmt: skip
    trace = county_figure(pd.DataFrame([street]), spot, "")["data"][0]
    assert ("fillpattern" in trace) != ("fillcolor" in trace)


def test_flags_drawn_in_place_of_what_was_asked_for_are_said_to_be(signed_in):
    visitor = signed_in("manager")
    answer, _, _ = drawn(visitor, index="dust", measure="flags")
    assert "没有指标 dust" in as_text(answer["map-legend"]["children"])


def test_what_colours_the_streets_is_never_other_than_what_is_chosen(signed_in):
    visitor = signed_in("manager")
    for address in ("/map?measure=level", "/map?measure=chance", "/map?index=dust&measure=level"):
        assert '"value": "flags"' in visitor.page(address)
    assert "等级或分档（先选指标）" in visitor.page("/map")
    chosen = {"map-index.value": "trap_rate", "map-measure.value": "flags"}
    answer = visitor.call("map-measure.data", chosen).get_json()["response"]["map-measure"]
    assert answer["value"] == "level"
    assert "先选指标" not in as_text(answer["data"])
    cleared = {"map-index.value": None, "map-measure.value": "chance"}
    answer = visitor.call("map-measure.data", cleared).get_json()["response"]["map-measure"]
    assert answer["value"] == "flags"


def test_the_map_can_be_read_and_its_values_open_to_their_surveys(signed_in):
    answer, _, _ = drawn(signed_in("manager"))
    told = as_text(answer["map-list"]["children"])
    assert "95% 区间" in told
    assert "/sources?index=indoor_trace_rate&street=" in told
    answer, _, _ = drawn(signed_in("office"), index=None, measure="flags")
    told = as_text(answer["map-list"]["children"])
    assert "东街" in told
    assert "西街" not in told


def test_names_lie_over_the_stations_and_say_how_much_is_flagged(signed_in):
    _, _, traces = drawn(signed_in("manager"), index=None, measure="flags")
    assert traces[-1]["mode"] == "text"
    assert "东街<br>▲ 1" in traces[-1]["text"]


def marks(traces):
    """The state in which each station is drawn, by its name, and what is said of it."""
    found = {}
    for each in traces:
        if each.get("mode") == "markers":
            for said in each["text"]:
                found[said.split("｜")[0].removeprefix("<b>")] = (each["name"], said)
    return found


def expect(app, station, index, method):
    """Flag a station by what the years before let expect, as the nightly job does."""
    with Session(app.extensions["vector"].engine) as session:
        flag = session.scalars(select(Flag).where(Flag.index_id == "trap_rate")).first()
        place = session.scalars(select(Station).where(Station.name == station)).one()
        told = {"index": index, "method": method, "rule": "expected", "group": "mosquito"}
        session.add(
            Flag(
                region_id=place.region_id, station_id=place.id, index_id=index, rule="expected",
                severity=1, opened_at=flag.opened_at, observed_on=flag.observed_on,
                evidence={**flag.evidence, **told}, sentence="高于往年同期",
            )
        )  # fmt: skip
        session.commit()


def test_a_station_that_any_rule_has_flagged_is_never_drawn_as_calm(signed_in, app):
    expect(app, "西街医院", "light_trap_density", "light_trap")
    visitor = signed_in("manager")
    answer, streets, traces = drawn(visitor, index="light_trap_density")
    told = marks(traces)
    assert told["西街医院"][0] == "flagged"
    assert "高于往年同期" in told["西街医院"][1]
    assert {state for name, (state, _) in told.items() if name != "西街医院"} <= {"free", "unknown"}
    assert "需消杀 1 处" in streets["西街"]["text"]
    assert "▲ 1" in as_text(traces[-1]["text"])
    legend = as_text(answer["map-legend"])
    for words in ("需消杀（现有标记）", "没有限值可比", "超出限值，但没有标记"):
        assert words in legend
    _, _, before = drawn(visitor, index="light_trap_density", month=22)
    assert marks(before)["西街医院"][0] == "free"
    _, streets, _ = drawn(visitor, index="light_trap_density", measure="chance")
    assert streets["西街"]["fillpattern"]["shape"] == HATCHINGS["free"]["shape"]


def test_a_value_over_its_limit_that_is_not_sure_is_neither_flagged_nor_within(signed_in, app):
    add(app, "东街小区,东街,2026-06-18,snap_trap,49,49,4,,,,")
    _, _, traces = drawn(signed_in("manager"), index="trap_rate")
    told = marks(traces)
    assert {name: state for name, (state, _) in told.items() if state != "calm"} == {
        "东街菜市场": "flagged", "东街小区": "over", "北街养老院": "unknown",
    }  # fmt: skip
    assert "超出限值，没有标记" in told["东街小区"][1]
    shapes = {each["name"]: each["marker"]["symbol"] for each in traces
              if each.get("mode") == "markers"}  # fmt: skip
    assert len(set(shapes.values())) == len(shapes)


def test_in_a_past_month_the_counts_of_that_month_flag(signed_in):
    _, _, traces = drawn(signed_in("manager"), index="trap_rate", month=22)
    assert marks(traces)["东街菜市场"][0] == "flagged"


def test_a_chance_is_the_same_whoever_looks_and_of_a_street_that_of_its_one_station(signed_in, app):
    add(app, "北街养老院,北街,2026-06-10,snap_trap,200,196,4,,,,")
    _, streets, traces = drawn(signed_in("manager"), index="trap_rate", measure="chance")
    _, own_streets, own = drawn(signed_in("office"), index="trap_rate", measure="chance")
    seen = marks(own)
    assert len(seen) == 3
    assert seen.items() <= marks(traces).items()
    assert own_streets["东街"]["text"] == streets["东街"]["text"]
    chances = [re.findall(r"[<>]?\d+%", said)[-1]
               for said in (streets["北街"]["text"], marks(traces)["北街养老院"][1])]  # fmt: skip
    assert chances[0] == chances[1]


def test_a_chance_is_never_quite_none_and_never_quite_sure():
    by_chance = SimpleNamespace(measure="chance")
    told = [county.short(SimpleNamespace(p_beyond=p), by_chance) for p in (7e-6, 0.45, 0.99999)]
    assert told == ["<1%", "45%", ">99%"]


def test_the_method_is_named_where_there_are_several(signed_in, app):
    add(app, "东街小区,东街,2026-06-18,cage_trap,100,100,40,,,,")
    visitor = signed_in("manager")
    _, streets, traces = drawn(visitor, index="trap_rate")
    assert "40.00%" in streets["东街"]["text"]
    assert "笼捕法（方法不同不合计）" in streets["东街"]["text"]
    assert "有效笼数 100 笼" in streets["东街"]["text"]
    assert "夹夜法（方法不同不合计）" in marks(traces)["西街医院"][1]
    answer, _, _ = drawn(visitor, index="trap_rate")
    listed = as_text(answer["map-list"])
    assert "笼捕法" in listed
    assert "需消杀 2 处" in listed


def taken(visitor, **chosen):
    file = visitor.shown("map-taken-file.data", {**asked(**chosen), "map-taken-csv.n_clicks": 1})
    return list(csv.DictReader(io.StringIO(base64.b64decode(file["content"]).decode("utf-8-sig"))))


def test_what_is_not_known_is_no_zero_in_the_file(signed_in):
    rows = {(row["街道"], row["监测点"]): row
            for row in taken(signed_in("manager"), index=None, measure="flags")}  # fmt: skip
    assert rows["北街", ""]["状态"] == "近期没有数据"
    assert rows["北街", ""]["需消杀处数"] == ""
    assert rows["西街", ""]["需消杀处数"] == "0"
    assert (rows["东街", ""]["状态"], rows["东街", ""]["需消杀处数"]) == ("有标记", "1")
    assert rows["东街", "东街菜市场"]["状态"] == "需消杀"
    assert rows["北街", "北街养老院"]["状态"] == "近期没有监测"


def test_the_file_of_an_index_holds_every_street_and_station_that_is_drawn(signed_in):
    rows = {(row["街道"], row["监测点"]): row
            for row in taken(signed_in("manager"), index="trap_rate")}  # fmt: skip
    assert len(rows) == 11
    assert rows["北街", ""]["判定"] == rows["北街", ""]["状态"] == "应报未报"
    assert rows["北街", ""]["需消杀处数"] == rows["北街", ""]["数值"] == ""
    assert rows["东街", "东街菜市场"]["状态"] == "需消杀"
    assert rows["西街", "西街医院"]["方法"] == "夹夜法"
    assert "196" in rows["西街", "西街医院"]["工作量"]

"""The map of one index in one month: levels, chances, each kind of empty by its hatching."""

import json

import pandas as pd
import pytest
from sqlalchemy.orm import Session
from visitor import as_text

from dashboard.figures.county import county_figure
from dashboard.figures.looks import HATCHINGS, SHADES, spread
from vector.store.tables import Region

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
    assert answer["map-link"]["data"] == "?index=trap_rate&month=2026-06&measure=chance"


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
    assert len(sizes["calm"]) == 5
    assert all(8 <= each <= 20 for each in sizes["calm"])


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
    _, streets, _ = drawn(signed_in("manager"))
    assert streets["邻县"]["line"]["dash"] == "dash"
    assert "fill" not in streets["邻县"]
    assert "邻县" not in drawn(signed_in("office"))[1]


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
    street = {"geometry": shape, "name": "<b>x", "look": "plain", "told": "<i>", "hover": "<u>"}
    spot = {"longitude": 1.0, "latitude": 1.0, "id": 1, "state": "calm", "hover": "", "effort": 1.0}
    figure = county_figure(pd.DataFrame([street]), pd.DataFrame([spot]), "")
    told = as_text([{k: v for k, v in each.items() if k != "name"} for each in figure["data"]])
    assert "&lt;i&gt;" in told
    assert "<i>" not in told
    assert "<u>" not in told


@pytest.mark.parametrize("look", [*SHADES, *HATCHINGS])
def test_every_look_can_be_drawn(look):
    shape = json.dumps({"type": "Polygon", "coordinates": [SQUARE]})
    street = {"geometry": shape, "name": "东街", "look": look, "told": "", "hover": ""}
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


def test_names_lie_over_the_stations_and_say_how_much_is_flagged(signed_in):
    _, _, traces = drawn(signed_in("manager"), index=None, measure="flags")
    assert traces[-1]["mode"] == "text"
    assert "东街<br>▲ 1" in traces[-1]["text"]

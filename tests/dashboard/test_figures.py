"""The figures: what is drawn of a frame, and that a gap never becomes a zero."""

import json
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures import CONFIG, empty, folded
from dashboard.figures.composition import LOOKS, composition_figure
from dashboard.figures.county import CALM, SHADES, county_figure, rings, shade
from dashboard.figures.history import HEIGHT, LABEL_HEIGHT, Line, Words, history_figure

WORDS = Words("%", "nothing yet", "gaps")
SQUARE = [[0, 0], [0, 2], [2, 2], [2, 0], [0, 0]]


def months(values, beyond):
    start = pd.date_range("2026-01-01", periods=len(values), freq="MS")
    value = pd.Series(values, dtype=float)
    return pd.DataFrame(
        {"start": start, "value": value, "lower": value - 1, "upper": value + 2, "beyond": beyond,
         "hover": [""] * len(values)}
    )  # fmt: skip


def gaps(*kinds):
    start = pd.date_range("2026-01-01", periods=len(kinds), freq="MS")
    return pd.DataFrame({"start": start, "kind": list(kinds), "hover": [""] * len(kinds)})


def test_charts_offer_no_way_out_of_the_house():
    assert CONFIG["showSendToCloud"] is False
    assert CONFIG["displayModeBar"] is False


def test_a_missing_value_breaks_the_curve():
    figure = history_figure(months([1, None, 3], [False] * 3), gaps(), [], WORDS)
    curve = figure["data"][0]
    assert curve["y"] == [1.0, None, 3.0]
    assert curve["connectgaps"] is False
    assert curve["error_y"]["array"] == [2.0, None, 2.0]
    assert curve["error_y"]["arrayminus"] == [1.0, None, 1.0]


def test_beyond_the_limit_differs_by_shape_not_only_by_colour():
    marker = history_figure(months([1, 9], [False, True]), gaps(), [], WORDS)["data"][0]["marker"]
    assert marker["symbol"] == ["circle-open", "square"]


def test_each_kind_of_empty_has_its_own_mark():
    kinds = ("zero", "no_effort", "not_reported", "not_due", "not_required")
    figure = history_figure(months([], []), gaps(*kinds), [], WORDS)
    assert len(set(figure["data"][1]["text"])) == len(kinds)


def test_the_limit_that_decides_is_drawn_solid_with_its_words():
    lines = [Line(1.0, "A"), Line(5.0, "C"), Line(3.0, "B", decides=False)]
    layout = history_figure(months([2], [False]), gaps(), lines, WORDS)["layout"]
    assert [shape["y0"] for shape in layout["shapes"]] == [1.0, 5.0, 3.0]
    assert [shape["line"]["dash"] for shape in layout["shapes"]] == ["solid", "solid", "dot"]
    assert [note["text"] for note in layout["annotations"]] == ["A", "C", "B"]


def test_the_labels_of_limits_stand_in_the_margin_and_not_on_each_other():
    lines = [Line(5.0, "C"), Line(1.0, "A"), Line(1.2, "B")]
    layout = history_figure(months([100], [True]), gaps(), lines, WORDS)["layout"]
    assert {(note["x"], note["xanchor"]) for note in layout["annotations"]} == {(1, "left")}
    per_unit = HEIGHT / 102
    height = [note["y"] * per_unit + note["yshift"] for note in layout["annotations"]]
    upward = sorted(height)
    assert min(b - a for a, b in pairwise(upward)) >= LABEL_HEIGHT - 1e-6
    assert height[1] < height[2] < height[0]
    assert layout["margin"]["r"] > history_figure(months([1], [True]), gaps(), [], WORDS)[
        "layout"]["margin"]["r"]  # fmt: skip


def test_a_long_label_is_folded_so_that_a_phone_has_room_for_the_values():
    lines = [Line(1.0, "行动限值 10 只/(灯·夜)"), Line(1.1, "行动限值 11 只/(灯·夜)")]
    layout = history_figure(months([1], [True]), gaps(), lines, WORDS)["layout"]
    first, second = layout["annotations"]
    assert first["text"] == "行动限值 10<br>只/(灯·夜)"
    assert layout["margin"]["r"] < 100
    per_unit = HEIGHT / 2
    assert 0.1 * per_unit + second["yshift"] - first["yshift"] >= 2 * LABEL_HEIGHT - 1e-6


@pytest.mark.parametrize("unit", ["females/(lamp·night)", "µg/sheet–night–lamp"])
def test_a_latin_unit_stays_whole_whatever_signs_it_has(unit):
    assert unit in folded(f"action limit 10 {unit}", 12)


MARKUP = '<b>x</b><a href="https://evil.example">y</a>'


def texts(content):
    """Every string that plotly would read as markup, wherever it stands in a figure."""
    if isinstance(content, dict):
        return [text for key, each in content.items() if key != "name" for text in texts(each)]
    if isinstance(content, list):
        return [text for each in content for text in texts(each)]
    return [content] if isinstance(content, str) else []


def test_names_from_uploads_are_never_markup():
    streets, stations = frames(True)
    named = streets.assign(name=MARKUP, hover=MARKUP), stations.assign(hover=f"{MARKUP}\n{MARKUP}")
    values = months([1], [False]).assign(hover=f"{MARKUP}\nmore")
    hovered = gaps("zero").assign(hover=MARKUP)
    figures = (
        county_figure(*named, ""),
        history_figure(values, hovered, [Line(1.0, MARKUP, MARKUP)], WORDS),
        empty(MARKUP),
    )
    for figure in figures:
        told = texts(figure)
        assert any("&lt;a href" in text for text in told)
        assert not any("<a" in text or "<b>x" in text for text in told)


def test_nothing_to_draw_is_a_sentence():
    figure = history_figure(months([], []), gaps(), [], WORDS)
    assert figure == empty("nothing yet")


def test_the_outer_rings_of_one_and_of_many_polygons():
    one = json.dumps({"type": "Polygon", "coordinates": [SQUARE, [[9, 9]]]})
    many = json.dumps({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]})
    assert list(rings(one)) == [SQUARE]
    assert list(rings(many)) == [SQUARE, SQUARE]


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_more_flagged_is_never_paler(first, second):
    order = [CALM, *(colour for _, colour in SHADES)]
    few, many = sorted((first, second))
    assert order.index(shade(few)) <= order.index(shade(many))
    assert shade(0) == CALM


def frames(known):
    shape = json.dumps({"type": "Polygon", "coordinates": [SQUARE]})
    street = {"geometry": shape, "name": "东街", "flagged": 0, "known": known, "hover": ""}
    spot = {"longitude": 1.0, "latitude": 60.0, "id": 1, "state": "calm", "hover": ""}
    return pd.DataFrame([street]), pd.DataFrame([spot])


def test_a_street_without_data_is_hatched():
    unknown, known = (county_figure(*frames(known), "")["data"][0] for known in (False, True))
    assert unknown["fillpattern"]["shape"] == "/"
    assert "fillpattern" not in known
    assert known["fillcolor"] == CALM


def test_the_plane_is_stretched_by_the_latitude():
    layout = county_figure(*frames(True), "")["layout"]
    assert abs(layout["yaxis"]["scaleratio"] - 2.0) < 1e-9


def test_far_neighbours_leave_the_own_county_as_large_as_it_was():
    streets, stations = frames(True)
    stations["latitude"] = 1.0
    far = json.dumps({"type": "Polygon", "coordinates": [[[100 * x, y] for x, y in SQUARE]]})
    beside = pd.DataFrame([{"geometry": far, "name": "邻县"}])
    figure = county_figure(streets, stations, "", beside)
    (left, right), points = figure["layout"]["xaxis"]["range"], [x for x, _ in SQUARE]
    width = max(points) - min(points)
    assert left < min(points)
    assert max(points) < right < min(points) + 1.5 * width
    assert figure["data"][0]["name"] == "邻县"
    assert "range" not in county_figure(streets, stations, "")["layout"]["xaxis"]


def test_a_county_without_places_is_a_sentence():
    streets, stations = frames(True)
    assert county_figure(streets.iloc[:0], stations.iloc[:0], "no places") == empty("no places")


def test_hatched_species_keep_their_colours():
    names = [f"种{number}" for number in range(len(LOOKS))]
    rows = pd.DataFrame({"species": names, "period": "2026", "share": 1 / 7, "hover": ""})
    bars = composition_figure(rows, "")["data"]
    looks = [
        (bar["marker"]["pattern"]["bgcolor"], bar["marker"]["pattern"]["shape"]) for bar in bars
    ]
    assert looks == list(LOOKS)

"""The figures of seasons, forecasts and rankings: gaps stay gaps, and shape speaks with colour."""

import json

import pandas as pd

from dashboard.figures import season as seasons
from dashboard.figures.fan import Words as FanWords
from dashboard.figures.fan import fan_figure
from dashboard.figures.ranking import MOST, ranking_figure
from dashboard.figures.ranking import Words as RankWords

NAMES = [f"m{month}" for month in range(1, 13)]
WORDS = seasons.Words("%", "nothing yet", NAMES)
KINDS = ("zero", "no_effort", "not_reported", "not_due", "not_required")


def line(name, values, kinds=None):
    frame = pd.DataFrame({"line": name, "month": range(1, len(values) + 1), "value": values})
    bounds = {"lower": frame["value"] - 1, "upper": frame["value"] + 1, "hover": "said"}
    return frame.assign(**bounds, kind=kinds or [""] * len(values))


def drawn(lines, looks=None):
    shown = looks or seasons.looks(list(dict.fromkeys(lines["line"])))
    return seasons.curves_figure(lines, shown, WORDS)


def test_empty_months_break_the_curve_and_stand_as_marks_in_their_lane():
    values = [0.0, None, None, None, None, 4.0]
    figure = drawn(line("a", values, [*KINDS, ""]))
    curve, lane = figure["data"]
    assert curve["connectgaps"] is False
    # What nobody asked for is no gap; a zero that was looked for is a figure.
    assert curve["x"] == [1, 2, 3, 4, 6]
    assert curve["y"] == [0.0, None, None, None, 4.0]
    assert len(set(lane["text"])) == len(KINDS)
    assert lane["x"] == [1, 2, 3, 4, 5]
    assert lane["yaxis"] == "y2"


def test_lines_differ_by_dash_and_shape_as_well_as_colour():
    lines = pd.concat([line(name, [1.0, 2.0]) for name in "abcdef"])
    data = drawn(lines)["data"]
    assert len({(each["line"]["dash"], each["marker"]["symbol"]) for each in data}) == 6


def test_this_year_stands_out_and_its_mean_has_no_lane():
    years = ["2026", "2025", "2024", "mean of two"]
    lines = pd.concat([line(name, [1.0, None], ["", "not_reported"]) for name in years])
    data = drawn(lines, seasons.looks_of_years(years, "2026"))["data"]
    curves, lanes = data[:4], data[4:]
    assert [each["line"]["width"] for each in curves] == [2.4, 1.5, 1.5, 1.5]
    assert "error_y" in curves[0]
    assert "error_y" not in curves[1]
    assert len({each["marker"]["symbol"] for each in curves}) == 4
    assert len(lanes) == 3


def test_a_long_name_is_folded_where_its_words_end_so_that_two_fit_beside_each_other():
    names = ["2022–2025 年均值（4\u00a0年）", "urban <residential> area"]
    data = drawn(pd.concat([line(name, [1.0, 2.0]) for name in names]))["data"]
    assert [each["name"] for each in data] == [
        "2022–2025<br>年均值（4\u00a0年）", "urban<br>&lt;residential&gt;<br>area",
    ]  # fmt: skip


def test_figures_are_plain_json_and_say_when_there_is_nothing():
    for figure in (
        drawn(line("a", [1.0] * 12)),
        drawn(line("a", [])),
        seasons.circle_figure(line("a", [None] * 12), None, WORDS, ""),
    ):
        json.dumps(figure, allow_nan=False)
    assert "nothing yet" in json.dumps(drawn(line("a", [])))


def test_a_circle_without_a_season_has_neither_arrow_nor_arc():
    cells = line("a", [1.0] * 12)
    assert len(seasons.circle_figure(cells, None, WORDS, "")["data"]) == 1
    row = pd.Series({"angle": 90.0, "spread": 45.0})
    bars, arc, arrow = seasons.circle_figure(cells, row, WORDS, "mean")["data"]
    assert (arc["theta"][0], arc["theta"][-1]) == (45.0, 135.0)
    assert arrow["theta"] == [90.0, 90.0]
    assert bars["theta"][0] == 15


FAN = FanWords("%", "none", "was", "to come", {50: "a", 80: "b", 95: "c"}, "limit 3%")


def ahead(periods):
    start = pd.date_range("2026-07-01", periods=periods, freq="MS")
    frame = pd.DataFrame({"start": start, "value": 2.0, "hover": "said", "chance": "12%"})
    for share, reach in ((50, 0.5), (80, 1.0), (95, 1.5)):
        frame[f"low{share}"], frame[f"high{share}"] = 2.0 - reach, 2.0 + reach
    return frame


def test_a_fan_has_three_bands_a_limit_and_its_probability():
    past = pd.DataFrame({"start": pd.to_datetime(["2026-05-01"]), "value": [1.0], "hover": ["x"]})
    figure = fan_figure(past, ahead(3), 3.0, FAN)
    json.dumps(figure, allow_nan=False)
    assert [each["name"] for each in figure["data"]] == ["c", "b", "a", "was", "to come"]
    assert figure["layout"]["shapes"][0]["y0"] == 3.0
    texts = [each["text"] for each in figure["layout"]["annotations"]]
    assert texts == ["limit 3%", "12%", "12%", "12%"]
    alone = fan_figure(past[:0], ahead(1), None, FAN)
    assert len(set(alone["data"][0]["x"])) == 2
    assert alone["layout"]["shapes"] == []


def streets(count):
    return pd.DataFrame(
        {"street": [f"s{at}" for at in range(count)], "rank": range(1, count + 1), "value": 2.0,
         "lower": 1.0, "upper": 3.0, "board": ["black", *["middle"] * (count - 2), "red"],
         "hover": "said"}
    )  # fmt: skip


def test_a_ranking_tells_boards_apart_by_shape_and_never_draws_too_many():
    words = RankWords("%", "none", {"black": "k", "red": "r", "middle": "m"})
    data = ranking_figure(streets(6), words)["data"]
    assert len({each["marker"]["symbol"] for each in data}) == 3
    many = ranking_figure(streets(300), words)
    json.dumps(many, allow_nan=False)
    assert sum(len(each["x"]) for each in many["data"]) == MOST
    assert ranking_figure(streets(0 + 2)[:0], words)["data"] == []

"""What stands around a station's history: dated limits, expectation, fan, what happened."""

import re
from base64 import b64decode
from datetime import UTC, date, datetime
from io import BytesIO

import databases
import filled
import pandas as pd
import pytest
from sqlalchemy import Engine, select
from visitor import as_text

from dashboard import expected
from vector.catalog import load
from vector.settings import Settings
from vector.store import limits, places
from vector.store.engine import connect, transaction
from vector.store.tables import ActionLimit, Expectation, Flag, Region, Station
from vector.work import expectations, forecasts
from vector.work.revisions import Revision, revise

NOON = datetime(2026, 6, 20, 4, tzinfo=UTC)
MARKET = "东街菜市场"


def limit(**more):
    row = {"index_id": "trap_rate", "set_by": "县爱卫办", "source": "文件", "valid_to": None}
    row["set_on"] = more["valid_from"]
    return ActionLimit(**(row | more))


@pytest.fixture
def county(county: Settings) -> Settings:
    """The small county with forecasts, a limit of its own at one station, a move, and species."""
    engine = connect(county.database)
    databases.once(engine, "county around", lambda: surround(engine, county))
    engine.dispose()
    return county


def surround(engine: Engine, county: Settings) -> None:
    catalog = load()
    forecasts.refit(engine, catalog, county, NOON)
    expectations.expect(engine, catalog, county, NOON)
    with transaction(engine) as writing:
        market = writing.scalars(select(Station.id).where(Station.name == MARKET)).one()
        root = writing.scalars(select(Region.id).where(Region.parent_id.is_(None))).one()
        limits.put(writing, limit(region_id=root, value="1", valid_from=date(2026, 3, 1)))
        limits.put(writing, limit(station_id=market, value="6", valid_from=date(2026, 5, 1)))
        rows = [filled.snap(MARKET, "2026-04-20", 8, "东街", **{"species:褐家鼠": 6,
                            "species:小家鼠": 2})]  # fmt: skip
        filled.take_in(writing, catalog, {"snap_trap": filled.table(rows)}, name="种类.csv")
        known = writing.scalars(select(Expectation).where(Expectation.station_id == market))
        for row in known:
            row.alarm, row.expected, row.lower, row.upper, row.years = True, 1.0, 0.0, 2.5, 4
    moved = Revision(day=date(2026, 2, 1), longitude="0.02", latitude="0.02")
    revise(engine, catalog, county, MARKET, moved, now=NOON)


@pytest.fixture
def market(app):
    with app.extensions["vector"].engine.connect() as reading:
        return str(reading.scalar(select(Station.id).where(Station.name == MARKET)))


def shown(visitor, market, index="trap_rate"):
    values = {"station-id.data": market, "station-index.value": index,
              "station-period.value": "month"}  # fmt: skip
    return visitor.call("station-history.figure", values).get_json()["response"]


def test_the_address_names_an_index_that_was_never_counted_here(signed_in, market):
    answer = shown(signed_in("manager"), market, "fly_strip_density")
    assert "还没有这项指标的监测" in str(answer["station-history"]["figure"])
    kept = answer["station-link"]["data"]
    assert kept == f"/station/{market}?index=fly_strip_density&period=month"


def unfolded(visitor, market, opened=True):
    """The table of the figure's numbers, as its fold stands."""
    values = {"station-id.data": market, "station-index.value": "trap_rate",
              "station-period.value": "month", "station-unfold.open": opened}  # fmt: skip
    return as_text(visitor.shown("station-numbers.children", values))


def drawn(answer):
    return {each.get("name"): each for each in answer["station-history"]["figure"]["data"]}


def test_a_limit_is_drawn_where_it_held_and_a_narrower_one_takes_its_place(signed_in, market):
    layout = shown(signed_in("manager"), market)["station-history"]["figure"]["layout"]
    steps = [(each["y0"], each["x0"], each["x1"]) for each in layout["shapes"]
             if each.get("y0") == each.get("y1")]  # fmt: skip
    assert [value for value, _, _ in steps] == [6.0, 2.0, 1.0]
    assert steps[0][1] == "2026-05-01"
    assert steps[1][2] == "2026-02-28"
    assert steps[2][1:] == ("2026-03-01", "2026-04-30")


def test_an_old_value_is_held_against_the_limit_of_its_day(signed_in, market):
    curve = drawn(shown(signed_in("manager"), market))["values"]
    marks = dict(zip(curve["x"], zip(curve["y"], curve["marker"]["symbol"], strict=True),
                     strict=True))  # fmt: skip
    value, symbol = marks["2026-03-01"]
    assert 1 < value < 6
    assert symbol == "square"
    value, symbol = marks["2026-05-01"]
    assert symbol == ("square" if value > 6 else "circle-open")


def taken(visitor, market):
    """The history to take along, a row for each first day."""
    values = {"station-taken-csv.n_clicks": 1, "station-id.data": market,
              "station-index.value": "trap_rate", "station-period.value": "month"}  # fmt: skip
    answer = visitor.call("station-taken-file.data", values, "station-taken-csv.n_clicks")
    file = answer.get_json()["response"]["station-taken-file"]["data"]["content"]
    return pd.read_csv(BytesIO(b64decode(file)), index_col="起")


def test_what_is_taken_along_names_the_limit_of_its_day(signed_in, market):
    said = taken(signed_in("manager"), market)["说明"]
    assert "行动限值 2 %" in said["2026-02-01"]
    assert "行动限值 1 %" in said["2026-04-01"]
    assert "行动限值 6 %" in said["2026-05-01"]


def test_what_is_taken_along_has_the_flag_of_the_page_and_the_months_without_counts(signed_in, app):
    with transaction(app.extensions["vector"].engine) as writing:
        site = writing.scalars(select(Station.id).where(Station.name == "西街工地")).one()
        flag = writing.scalars(select(Flag).where(Flag.index_id == "trap_rate")).first()
        flag.station_id, flag.rule, flag.cleared_at = site, "expected", None
    visitor = signed_in("manager")
    answer = shown(visitor, str(site))
    assert "▲" in as_text(answer["station-facts"])
    assert unfolded(visitor, str(site)).count("应报未报") == 4
    found = taken(visitor, str(site))
    assert found["需消杀（1 是）"].iloc[-1] == 1
    assert "需消杀" in found["说明"].iloc[-1]
    assert (found["有无数据"] == "应报未报").sum() == 4


def test_the_fan_has_three_widths_one_in_another(signed_in, market):
    traces = drawn(shown(signed_in("manager"), market))
    wide, middle, narrow = (traces[f"fan{width}"]["y"] for width in (95, 80, 50))
    assert max(wide) >= max(middle) >= max(narrow)
    assert min(wide) <= min(middle) <= min(narrow)
    assert min(traces["forecast"]["x"]) > "2026-06"


def test_a_signal_is_ringed_and_told_with_its_why(signed_in, market):
    answer = shown(signed_in("manager"), market)
    assert len(drawn(answer)["signals"]["x"]) == 1
    told = as_text(answer["station-diary"])
    for words in ("异常升高", "往年同期预期 1.00%", "上限 2.50%", "依据 4 年同期"):
        assert words in told


def test_the_season_is_fitted_anew_only_where_its_own_counts_change(
    signed_in, app, county, market, monkeypatch
):
    fitted, fit = [], expected._expected
    monkeypatch.setattr(expected, "_expected", lambda *given: fitted.append(1) or fit(*given))
    visitor, running = signed_in("manager"), app.extensions["vector"]
    for station, times in (("北街养老院", 1), (MARKET, 2)):
        shown(visitor, market)
        rows = [filled.snap(station, "2026-05-21", 3, "")]
        with transaction(running.engine) as writing:
            filled.take_in(writing, running.catalog, {"snap_trap": filled.table(rows)})
        shown(visitor, market)
        assert len(fitted) == times


def test_a_move_breaks_the_curve_and_is_told(signed_in, market):
    answer = shown(signed_in("manager"), market)
    curve = drawn(answer)["values"]
    assert curve["y"][curve["x"].index("2026-02-01")] is None or curve["x"].count("2026-02-01") > 1
    notes = answer["station-history"]["figure"]["layout"]["annotations"]
    assert "迁址" in [each["text"] for each in notes]
    assert "监测点变更" in as_text(answer["station-diary"])
    assert "2026-02-01 起有变更" in as_text(answer["station-facts"])


def test_flags_stand_in_the_lane_and_the_numbers_in_a_table(signed_in, market):
    visitor = signed_in("manager")
    answer = shown(visitor, market)
    assert "▲" in drawn(answer)["events"]["text"]
    table = unfolded(visitor, market)
    assert "2026-05-01" in table
    assert "有效夹数" in table
    assert "消杀记录" in as_text(answer["station-diary"])


def test_the_numbers_are_made_when_they_are_unfolded_and_only_for_own_stations(
    signed_in, app, market
):
    visitor, office = signed_in("manager"), signed_in("office")
    assert [unfolded(visitor, market, opened) for opened in (None, False)] == ["null"] * 2
    assert "有效夹数" in unfolded(visitor, market)
    assert unfolded(visitor, "999") == unfolded(visitor, "x") == "null"
    with app.extensions["vector"].engine.connect() as reading:
        other = reading.scalar(select(Station.id).where(Station.name == "西街医院"))
    assert unfolded(visitor, str(other)) != unfolded(office, str(other)) == "null"


def test_the_stations_are_read_once_for_all_who_open_one(signed_in, app, market, monkeypatch):
    with transaction(app.extensions["vector"].engine) as writing:
        writing.get_one(Station, int(market)).habitat = None
    read, stations = [], places.stations
    monkeypatch.setattr(places, "stations", lambda *given: read.append(1) or stations(*given))
    visitor = signed_in("manager")
    page = visitor.page(f"/station/{market}")
    assert MARKET in page
    assert "NaN" not in page
    shown(visitor, market)
    unfolded(visitor, market)
    assert len(read) == 1


def test_forecast_diary_surveys_and_lists_are_taken_along(signed_in, market):
    """All that is listed comes, for the same eyes: an office takes no other street's."""
    visitor, office = signed_in("manager"), signed_in("office")
    asked = {"station-id.data": market, "station-index.value": "trap_rate"}
    for identity, words in (
        ("station-ahead", ("预计密度", "95% 预测上限")),
        ("station-events", ("设定限值", "监测点变更")),
        ("station-surveyed", ("种类.csv", "有效夹数 196 夹")),
        ("stations-taken", ("西街医院", "需消杀")),
        ("uploads-taken", ("小县.csv", "批次")),
    ):
        values = {**asked, f"{identity}-csv.n_clicks": 1}
        file = visitor.shown(f"{identity}-file.data", values, f"{identity}-csv.n_clicks")
        told = b64decode(file["content"]).decode("utf-8-sig")
        for word in words:
            assert word in told, (identity, word)
    values = {"stations-taken-csv.n_clicks": 1}
    file = office.shown("stations-taken-file.data", values, "stations-taken-csv.n_clicks")
    assert "西街医院" not in b64decode(file["content"]).decode("utf-8-sig")


def test_species_are_shares_of_what_was_caught(signed_in, market):
    values = {"station-index.value": "trap_rate", "station-id.data": market}
    told = signed_in("manager").shown("station-composition.children", values)
    text = as_text(told)
    assert "褐家鼠" in text
    assert "6（75.0%）" in text


def test_species_of_another_street_are_nobodys_business(signed_in, app):
    with app.extensions["vector"].engine.connect() as reading:
        other = reading.scalar(select(Station.id).where(Station.name == "西街医院"))
    values = {"station-index.value": "trap_rate", "station-id.data": str(other)}
    assert signed_in("office").shown("station-composition.children", values) is None


def test_surveys_say_who_handed_them_in_and_when(signed_in, market):
    values = {"station-id.data": market}
    told = as_text(signed_in("manager").call("station-surveys.children", values).get_json())
    assert "种类.csv" in told
    assert "2026-06-01 09:00" in told


def turned(visitor, station, begin):
    """The part of a station's surveys that a button asks for."""
    click = "station-surveys-turned.data"
    values = {"station-id.data": station, click: begin}
    return as_text(visitor.shown("station-surveys.children", values, click))


def test_surveys_are_turned_over_and_each_stands_in_one_part(signed_in, market):
    visitor, values = signed_in("manager"), {"station-id.data": market}
    first = as_text(visitor.shown("station-surveys.children", values))
    assert "第 1–10 个" in first
    assert '"data-label": "数字"' in first
    assert "dash_ag_grid" not in first
    parts = [first, *(turned(visitor, market, begin) for begin in (10, 20, 30))]
    months = [set(re.findall(r'"children": "(20\d\d-\d\d-\d\d)"', part)) for part in parts]
    assert min(months[0]) >= max(months[1]) >= max(months[2])
    assert "还没有监测记录" in turned(visitor, market, 400)
    assert turned(signed_in("office"), "4", 0) == "null"


def test_what_would_bring_a_density_within_its_limit_is_counted(signed_in, market):
    """10 of 196 traps; the limit of 6 % allows 11."""
    facts = as_text(shown(signed_in("manager"), market)["station-facts"])
    assert "捕获鼠数再多 2 就超过“行动限值 6%”" in facts


def test_english_says_all_of_it_in_english(signed_in, market):
    visitor = signed_in("manager")
    visitor.client.get("/language/en")
    answer = shown(visitor, market)
    told = as_text(answer["station-diary"])
    assert "raised for the season" in told
    assert "moved" in told
    assert "标记" not in told

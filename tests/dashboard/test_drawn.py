"""The legend of a station's history: only what is drawn, and why something is not."""

from datetime import UTC, datetime

import pandas as pd
import pytest
from small_county import add
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import as_text

from dashboard.figures.layers import Layers
from dashboard.pages import drawn
from vector.store.engine import transaction
from vector.store.tables import Flag, Station
from vector.work import forecasts
from vector.work.revisions import Revision, revise

NOON = datetime(2026, 6, 20, 4, tzinfo=UTC)
HOME = "北街养老院"
NO_BAND, NO_FAN = "图上没有往年同期的预期范围", "图上没有预测"


def number(app, name=HOME):
    with Session(app.extensions["vector"].engine) as session:
        return str(session.scalars(select(Station.id).where(Station.name == name)).one())


def shown(visitor, station, index="trap_rate", span="", period="month"):
    values = {"station-id.data": station, "station-index.value": index,
              "station-period.value": period, "station-span.value": span}  # fmt: skip
    answer = visitor.call("station-history.figure", values).get_json()["response"]
    names = {each.get("name") for each in answer["station-history"]["figure"]["data"]}
    return names, as_text(answer["station-legend"]["children"])


def trapped(*days, effective=196):
    return [f"{HOME},北街,{day},snap_trap,200,{effective},{min(effective, 3)},,,," for day in days]


def monthly(first, last):
    return [f"{day:%Y-%m}-10" for day in pd.date_range(first, last, freq="MS")]


def refit(app):
    running = app.extensions["vector"]
    forecasts.refit(running.engine, running.catalog, running.settings, NOON)


def test_what_is_drawn_is_explained_and_nothing_said_to_be_missing(signed_in, app):
    add(app, *trapped(*monthly("2022-01-01", "2026-06-01")))
    refit(app)
    names, told = shown(signed_in("manager"), number(app))
    assert {"expected", "fan95"} <= names
    assert "往年同期的预期范围（只据本点）" in told
    assert "预测：50%、80%、95% 区间" in told
    assert "图上没有" not in told
    for word in ("应报未报", "工作量不足", "报告为零", "▲", "◆", "✓", "◎"):
        assert word not in told


def test_each_gap_and_event_that_is_drawn_has_its_mark(signed_in, app):
    add(app, *trapped("2026-02-10", "2026-04-10"))
    add(app, *trapped("2026-05-10", effective=0))
    with transaction(app.extensions["vector"].engine) as writing:
        kept = writing.scalars(select(Flag)).first()
        kept.station_id = int(number(app))
    _, told = shown(signed_in("manager"), number(app))
    assert "应报未报" in told
    assert "⊘" in told
    assert "▲" in told
    assert "✓" not in told


def test_neither_range_nor_forecast_is_told_of_an_inspection(signed_in, app):
    names, told = shown(signed_in("manager"), number(app, "西街医院"), "indoor_trace_rate")
    assert not {"expected", "fan95"} & names
    assert "图上没有往年同期的预期范围，也没有预测：只看当次检查的结果，不按季节推算。" in told
    assert "50%、80%、95% 区间" not in told


def test_a_forecast_of_counts_that_were_corrected_away_stands_until_the_next(signed_in, app):
    add(app, *trapped("2026-06-10"))
    refit(app)
    add(app, *trapped("2026-06-10", effective=0))
    names, told = shown(signed_in("manager"), number(app))
    assert "fan95" in names
    assert f"{NO_BAND}：还没有工作量有效的监测。" in told
    assert NO_FAN not in told


def test_with_too_few_years_nothing_is_expected_while_something_is_forecast(signed_in, app):
    add(app, *trapped("2026-04-10", "2026-05-10"))
    visitor, home = signed_in("manager"), number(app)
    assert f"{NO_FAN}：预测每夜重算" in shown(visitor, home)[1]
    refit(app)
    names, told = shown(visitor, home)
    assert "fan95" in names
    assert f"{NO_BAND}：近 5 年里，同期监测过的不足 2 年。" in told
    assert NO_FAN not in told


def test_a_station_that_changed_has_too_few_years_since(signed_in, app):
    add(app, *trapped(*monthly("2022-01-01", "2026-06-01")))
    running, visitor, home = app.extensions["vector"], signed_in("manager"), number(app)
    assert NO_BAND not in shown(visitor, home)[1]
    moved = Revision(day=datetime(2025, 10, 1, tzinfo=UTC).date(), equipment="新夹")
    revise(running.engine, running.catalog, running.settings, HOME, moved, now=NOON)
    _, told = shown(visitor, home)
    assert f"{NO_BAND}：2025-10-01 起有变更" in told
    assert "此后同期监测过的不足 2 年" in told
    assert "┆" in told


def test_springs_alone_let_expect_springs_and_forecast_nothing_in_june(app, signed_in):
    springs = [day for day in monthly("2021-01-01", "2025-06-01") if day[5:7] in ("03", "04")]
    add(app, *trapped(*springs, "2026-01-10"))
    visitor, home = signed_in("manager"), number(app)
    names, told = shown(visitor, home)
    assert "expected" in names
    assert NO_BAND not in told
    assert f"{NO_FAN}：接下来的几期，历年都没有监测" in told


@pytest.fixture
def history(app):
    """What is needed of a history whose last method is the trap."""
    judged = pd.DataFrame({
        "method": ["snap_trap"], "start": [pd.Timestamp("2026-06-01")],
        "end": [pd.Timestamp("2026-06-10")],
    })  # fmt: skip
    index = app.extensions["vector"].catalog.indices["trap_rate"]
    return type("Whole", (), {"judged": judged, "index": index, "methods": ("snap_trap",)})


def band(*lower):
    starts = [f"2026-0{month}-01" for month in range(1, len(lower) + 1)]
    return pd.DataFrame({"start": starts, "expected": 1.0, "lower": lower, "upper": lower})


def test_the_other_reasons_why_nothing_is_expected(app, history):
    with app.test_request_context():
        unknown = Layers(band=band(float("nan")))
        assert "推算不出可靠的范围" in drawn._unexpected(history, unknown)
        history.methods = ("snap_trap", "cage_trap")
        assert "其他方法" in drawn._unexpected(history, unknown)
        assert "更长的时间" in drawn._unexpected(history, Layers(band=band(1.0, 2.0)))

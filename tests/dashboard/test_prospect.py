"""What models say on the pages: the forecast of a station, and early flags apart from the rest."""

from datetime import UTC, datetime

import databases
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from visitor import Visitor, as_text

from vector.catalog import load
from vector.settings import Settings
from vector.store.engine import connect, transaction
from vector.store.tables import Flag, Prediction, Station
from vector.work import forecasts, outlook

NOON = datetime(2026, 6, 20, 4, tzinfo=UTC)


@pytest.fixture
def county(county: Settings) -> Settings:
    """The small county with forecasts."""
    engine = connect(county.database)
    databases.once(engine, "county ahead", lambda: forecasts.refit(engine, load(), county, NOON))
    engine.dispose()
    return county


def station(app, name: str) -> str:
    with Session(app.extensions["vector"].engine) as session:
        return str(session.scalars(select(Station.id).where(Station.name == name)).one())


def ahead(visitor: Visitor, number: str, index: str = "trap_rate") -> str:
    chosen = {"station-index.value": index, "station-id.data": number}
    return as_text(visitor.shown("station-prospect.children", chosen))


def early(app) -> None:
    """Let the forecast of one station be sure of passing the limit."""
    engine = app.extensions["vector"].engine
    number = int(station(app, "西街医院"))
    with transaction(engine) as writing:
        own = (Prediction.station_id == number, Prediction.index_id == "trap_rate")
        writing.execute(update(Prediction).where(*own).values(p_beyond=0.7, limit="3.0"))
        outlook.evaluate(writing, load(), Settings(), on=NOON.date(), now=NOON)
        assert writing.scalars(select(Flag.rule).where(Flag.station_id == number)).all() == [
            "forecast"
        ]


def test_a_forecast_is_told_with_interval_effort_and_record(signed_in, app):
    text = ahead(signed_in("manager"), station(app, "西街医院"))
    for words in (
        "接下来的预测",
        "2026-07",
        "95% 预测区间",
        "有效夹数 196 夹",
        "用的是",
        "计算；每夜重算",
    ):
        assert words in text
    assert "%" in text


def test_of_several_methods_each_forecast_says_of_which_it_is(signed_in, app):
    number, visitor = station(app, "西街医院"), signed_in("manager")
    assert "监测方法" not in ahead(visitor, station(app, "西街学校"))
    with transaction(app.extensions["vector"].engine) as writing:
        own = Prediction.station_id == int(number), Prediction.index_id == "trap_rate"
        newest = select(Prediction).where(*own).order_by(Prediction.id.desc())
        last = writing.scalars(newest).first()
        last.method = "cage_trap"
    told = ahead(visitor, number)
    assert told.count('"children": "笼捕法"') == 1
    assert told.count('"data-label": "监测方法"') == told.count('"data-label": "时间"')
    assert "夹夜法：用的是" in told
    assert "笼捕法：用的是" in told


def test_a_forecast_is_shown_to_nobody_elses_office(signed_in, app):
    assert ahead(signed_in("office"), station(app, "西街医院")) in ("", "None", "null")
    assert "接下来的预测" in ahead(signed_in("office"), station(app, "东街小区"))


def test_where_nothing_is_forecast_the_panel_says_why(signed_in, app):
    told = ahead(signed_in("manager"), station(app, "西街医院"), "indoor_trace_rate")
    assert "这个指标在这里没有预测：历史太短" in told
    assert "图上也没有预期范围" in told


def test_early_flags_stand_apart_and_are_not_counted_as_needing_treatment(signed_in, app):
    visitor = signed_in("manager")
    before = as_text(visitor.shown("overview-counts.children", {"overview-group.value": ""}))
    early(app)
    chosen = {"overview-group.value": ""}
    told = as_text(visitor.shown("overview-early.children", chosen))
    for words in ("已提前标记的地方", "西街医院", "概率 70%", "提前标记"):
        assert words in told
    assert "西街医院" not in as_text(visitor.shown("overview-flags.children", chosen))
    assert as_text(visitor.shown("overview-counts.children", chosen)) == before


def test_english_tells_the_early_flag_from_its_numbers(signed_in, app):
    early(app)
    visitor = signed_in("manager")
    visitor.client.get("/language/en")
    told = as_text(visitor.shown("overview-early.children", {"overview-group.value": ""}))
    assert "with probability 70%; " in told


def test_the_station_page_says_what_the_early_flag_says(signed_in, app):
    early(app)
    chosen = {
        "station-index.value": "trap_rate",
        "station-period.value": "month",
        "station-id.data": station(app, "西街医院"),
    }
    told = as_text(signed_in("manager").shown("station-facts.children", chosen))
    assert "提前标记" in told
    assert "概率 70%" in told
    assert "未标记" not in told

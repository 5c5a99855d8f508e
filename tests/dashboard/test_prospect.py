"""What models say on the pages: the forecast of a station, and early flags apart from the rest."""

from datetime import UTC, datetime

import databases
import pytest
from small_county import add
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from visitor import Visitor, as_text

from vector.catalog import load
from vector.settings import Settings
from vector.store.engine import connect, transaction
from vector.store.tables import Flag, Prediction, Score, Station
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


def test_an_inspection_is_not_forecast_because_it_makes_no_series(signed_in, app):
    told = ahead(signed_in("manager"), station(app, "西街医院"), "indoor_trace_rate")
    assert "这个指标在这里没有预测：只看当次检查的结果，不按季节推算。" in told
    told = ahead(signed_in("manager"), station(app, "西街医院"), "fly_strip_density")
    assert "这个指标在这里没有预测：这个监测点还没有这项指标的监测。" in told


def trapped(day: str, effective: int = 196) -> str:
    return f"北街养老院,北街,{day},snap_trap,200,{effective},0,,,,"


@pytest.mark.parametrize(
    ("days", "effective", "why"),
    [
        (["2024-06-30"], 196, "最近 2 年没有用夹夜法监测。"),
        (["2026-06-18"], 49, "单独预测通常要有有效夹数 50 夹以上"),
        (["2026-06-18"], 0, "还没有工作量有效的监测。"),
        (["2025-04-10", "2026-04-10"], 196, "接下来的几期，历年都没有监测，不在监测季节。"),
        (["2026-06-18"], 196, "新交的监测要到下一次才算进去。"),
    ],
)
def test_where_nothing_is_forecast_the_one_reason_is_told(signed_in, app, days, effective, why):
    add(app, *(trapped(day, effective) for day in days))
    told = ahead(signed_in("manager"), station(app, "北街养老院"))
    assert why in told
    assert "太短" not in told


def test_the_record_is_a_sentence_whether_better_worse_or_the_same(signed_in, app):
    engine, number = app.extensions["vector"].engine, station(app, "西街医院")
    with transaction(engine) as writing:
        [run] = writing.scalars(
            select(Prediction.run_id)
            .where(Prediction.station_id == int(number), Prediction.index_id == "trap_rate")
            .distinct()
        ).all()
        of = writing.scalars(select(Prediction).where(Prediction.run_id == run)).first()
        writing.add(Score(
            run_id=run, region_id=of.region_id, station_id=int(number), method="snap_trap",
            index_id="trap_rate", model=of.model, horizon=0, targets=14, log_crps=0.3, wis=1.0,
            coverage80=0.8, coverage95=0.95, skill_climatology=0.21, skill_last_year=0.001,
            chosen=True,
        ))  # fmt: skip
    visitor = signed_in("manager")
    told = ahead(visitor, number)
    assert "与“历年同期”相比误差小 21%，与“去年同期”相比一样准；80% 区间实际包住 80%" in told
    visitor.client.get("/language/en")
    told = ahead(visitor, number)
    assert "its error was 21% below that of this time of year in past years" in told
    assert "the same as that of the same period last year" in told


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

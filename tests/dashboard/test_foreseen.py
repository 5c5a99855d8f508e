"""What is to be expected, on the page of seasons: the fan, its past, its record, who sees it."""

import pandas as pd
import pytest
from small_county import add
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from visitor import as_text

from dashboard.foreseen import Past, likely
from dashboard.pages.ahead import told
from vector.store.engine import transaction
from vector.store.tables import Prediction, Station

RATS = {"season-index.value": "trap_rate", "season-part.value": "years"}


def number(app, name):
    """The id of a station, as a page has it."""
    with Session(app.extensions["vector"].engine) as session:
        return str(session.scalars(select(Station.id).where(Station.name == name)).one())


def line(figure, name):
    return next(each for each in figure["data"] if each.get("name") == name)


def test_the_fan_adds_forecasts_up_as_if_they_moved_together(foretold, signed_in, app):
    visitor = signed_in("manager")
    figure = visitor.shown("season-ahead.figure", RATS)
    with Session(app.extensions["vector"].engine) as session:
        query = select(Prediction).where(Prediction.index_id == "trap_rate")
        kept = pd.DataFrame([vars(row) for row in session.scalars(query)])
    first = kept[kept["start"] == kept["start"].min()]
    expected = line(figure, "预计")
    assert expected["y"][0] == pytest.approx(first["mean"].sum() / first["effort"].sum())
    widest = figure["data"][0]["y"]
    upper = sum(row[21] for row in first["quantiles"]) / first["effort"].sum()
    assert widest[0] == pytest.approx(upper)
    text = as_text(visitor.shown("season-record.children", RATS))
    for words in (
        "由 6 处的预测合计",
        "同涨同落",
        "最可能超过限值的地方（所有方法）",
        "东街菜市场",
    ):
        assert words in text


def test_the_past_of_a_forecast_is_what_its_own_method_counted(foretold, signed_in, app):
    visitor = signed_in("manager")
    before = line(visitor.shown("season-ahead.figure", RATS), "已监测")["y"]
    add(app, "东街小区,东街,2026-06-18,cage_trap,100,100,40,,,,")
    assert line(visitor.shown("season-ahead.figure", RATS), "已监测")["y"] == before


def test_the_places_most_likely_beyond_their_limit_are_of_every_method(foretold, signed_in, app):
    """The forecast that is drawn is of the method most used; the worst place may be of another."""
    with transaction(app.extensions["vector"].engine) as writing:
        writing.execute(update(Prediction).values(p_beyond=0.1, limit="2"))
        rows = select(Prediction).where(Prediction.index_id == "trap_rate")
        rows = writing.scalars(rows.where(Prediction.station_id.is_not(None))).all()
        caged = [row for row in rows if row.station_id == rows[0].station_id]
        for row in caged:
            row.method, row.p_beyond = "cage_trap", 0.37
        worst = writing.scalars(select(Station.name).where(Station.id == rows[0].station_id)).one()
    text = as_text(signed_in("manager").shown("season-record.children", RATS))
    riskiest = text[text.index("最可能超过限值的地方") :]
    assert riskiest.index(worst) < riskiest.index("37%") < riskiest.index("10%")


def test_the_warning_stands_where_the_method_looked_at_has_no_forecast(foretold, signed_in, app):
    add(app, "东街小区,东街,2026-06-18,cage_trap,100,100,40,,,,")
    with transaction(app.extensions["vector"].engine) as writing:
        writing.execute(update(Prediction).values(p_beyond=0.37, limit="2"))
    visitor, cages = signed_in("manager"), {**RATS, "season-method.value": "cage_trap"}
    assert visitor.shown("season-ahead.figure", cages)["data"] == []
    text = as_text(visitor.shown("season-record.children", cages))
    riskiest = text[text.index("最可能超过限值的地方") :]
    for words in ("东街菜市场", "夹夜法", "37%"):
        assert words in riskiest
    one = {**cages, "season-station.value": number(app, "东街小区")}
    assert "最可能" not in as_text(visitor.shown("season-record.children", one))


def test_one_station_has_the_probability_of_passing_its_limit(foretold, signed_in, app):
    with transaction(app.extensions["vector"].engine) as writing:
        writing.execute(update(Prediction).values(p_beyond=0.314, limit="2"))
    chosen = {**RATS, "season-station.value": number(app, "东街菜市场")}
    figure = signed_in("manager").shown("season-ahead.figure", chosen)
    texts = [each["text"] for each in figure["layout"]["annotations"]]
    assert texts[0] == "限值 2%"
    assert set(texts[1:]) == {"31%"}
    assert figure["layout"]["shapes"][0]["y0"] == 2


def test_a_forecast_is_shown_to_no_other_office(foretold, signed_in, app):
    chosen = {**RATS, "season-station.value": number(app, "西街医院")}
    visitor = signed_in("office")
    assert visitor.shown("season-ahead.figure", chosen)["data"] == []
    text = as_text(visitor.shown("season-record.children", RATS))
    assert "西街" not in text
    assert "东街" in text


def test_the_record_says_where_a_simple_rule_wins():
    past = Past(3, 24, {"combined": 1, "climatology": 2}, 0.2, -0.1, 0.83)
    sentences = " ".join(told(past, 3))
    for words in (
        "过去 24 次（3 处）",
        "去年同月相比，误差小 20%",
        "历年同期平均相比，误差大 10%",
        "83%",
        "2 处直接用“历年同期”",
    ):
        assert words in sentences
    assert "小心" in "".join(told(None, 1)) or "谨慎" in "".join(told(None, 1))
    assert "无从比较" in told(Past(1, 4, {}, float("nan"), 0.0, 1.0), 1)[0]


@pytest.mark.parametrize(("p", "words"), [(0.999, ">99%"), (0.001, "<1%"), (0.5, "50%")])
def test_nothing_is_quite_certain(p, words):
    assert likely(p) == words
    assert likely(float("nan")) == ""

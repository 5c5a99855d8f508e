"""The page of seasons: curves, circle, forecast and calendar of the small county."""

import base64
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import as_text

from dashboard import seasonal
from dashboard.light import light
from dashboard.pages.curve_table import _cell
from dashboard.seasonal import Scope
from dashboard.text import LANGUAGE
from vector.catalog import load
from vector.settings import Settings
from vector.stats.season import curve
from vector.store.engine import connect
from vector.store.tables import Region, Station
from vector.work import nightly, results
from vector.work.revisions import Revision, revise

NOON = datetime(2026, 6, 20, 4, tzinfo=UTC)
RATS = {"season-index.value": "trap_rate", "season-part.value": "years"}
LAMPS = {"season-index.value": "light_trap_density", "season-part.value": "years"}


@pytest.fixture
def ids(app):
    with Session(app.extensions["vector"].engine) as session:
        return {
            name: str(number)
            for table in (Station, Region)
            for name, number in session.execute(select(table.name, table.id))
        }


def curves(visitor, **chosen):
    return visitor.shown("season-curves.figure", {**RATS, **chosen})


def by_name(figure):
    return {each["name"]: each for each in figure["data"] if "name" in each}


def test_this_year_stands_beside_the_year_before_and_the_mean(signed_in):
    lines = by_name(curves(signed_in("manager")))
    assert list(lines) == ["2026", "2025 年均值（1\u00a0年）", "2025"]
    # 东街菜市场 3 + 东街小区 1 … of June 2026, over 6 stations of 196 traps each.
    june = dict(zip(lines["2026"]["x"], lines["2026"]["y"], strict=True))[6]
    assert june == pytest.approx(
        100 * sum((13 + place) % 3 for place in range(6)) / 6 / 196 + 100 * 9 / 6 / 196
    )


def test_a_month_in_the_table_opens_to_its_surveys(signed_in):
    visitor, table = signed_in("manager"), "season-table.children"
    assert visitor.shown(table, RATS | {"season-unfold.open": False}) is None
    told = as_text(visitor.shown(table, RATS | {"season-unfold.open": True}))
    assert "/sources?index=trap_rate&start=2026-06-01&end=2026-06-30" in told


def test_a_habitat_and_a_month_of_all_years_open_to_their_surveys_too(signed_in, app):
    looked = Scope(app.extensions["vector"].catalog.indices["trap_rate"], (), "东街", street=3)
    cells = pd.DataFrame([{"month": 6, "value": 1.0, "lower": 0.5, "upper": 2.0, "kind": "",
                           "line": "农贸市场", "habitat": "market"}])  # fmt: skip
    with app.test_request_context():
        told = str(_cell(next(cells.itertuples()), looked))
    assert "/sources?index=trap_rate&street=3&month=6&habitat=market" in told
    around = as_text(signed_in("manager").shown("season-words.children", RATS))
    assert '/sources?index=trap_rate&method=snap_trap&month=6"' in around
    lamps = as_text(signed_in("manager").shown("season-words.children", LAMPS))
    assert "本月不要求" in lamps
    assert "应报未报" not in lamps


def test_what_was_not_surveyed_is_a_gap_with_a_mark_never_a_zero(signed_in, ids):
    figure = curves(
        signed_in("manager"), **{"season-station.value": ids["河边公园"]},
        **{"season-index.value": "light_trap_density"},
    )  # fmt: skip
    year = by_name(figure)["2026"]
    months = dict(zip(year["x"], year["y"], strict=True))
    assert months[6] is None
    assert months[4] > 0
    lane = next(
        each for each in figure["data"] if each.get("yaxis") == "y2" and set(each["y"]) == {"2026"}
    )
    marks = dict(zip(lane["x"], lane["text"], strict=True))
    # No effort in June, nobody asked in January, not yet due in July.
    assert (marks[6], marks[1], marks[7]) == ("⊘", "·", "◷")


def test_sentences_say_what_the_last_month_is_compared_with(signed_in):
    visitor = signed_in("manager")
    text = as_text(visitor.shown("season-compared.children", RATS))
    for words in ("2026 年 6 月", "上月", "上年同月", "往年同月均值（2025）"):
        assert words in text
    visitor.client.get("/language/en")
    assert "last year" in as_text(visitor.shown("season-compared.children", RATS))


def test_an_office_sees_the_curve_of_its_own_street(signed_in, ids):
    whole = by_name(curves(signed_in("manager"), **{"season-street.value": ids["东街"]}))
    office = signed_in("office")
    own = by_name(curves(office))
    assert own["2026"]["y"] == whole["2026"]["y"]
    stranger = curves(office, **{"season-street.value": ids["西街"]})
    assert stranger["data"] == []
    assert curves(office, **{"season-station.value": ids["西街医院"]})["data"] == []


def test_where_no_species_or_habitat_is_named_the_figure_says_so(signed_in):
    visitor = signed_in("manager")
    for part, words in (("species", "分种"), ("habitat", "生境")):
        figure = curves(visitor, **{"season-part.value": part})
        assert words in as_text(figure)
        assert figure["data"] == []


def test_species_take_the_effort_of_every_survey_that_could_have_found_them(signed_in, app):
    rows = (
        "station,street,date,method,lamps,nights,females,species:致倦库蚊,species:白纹伊蚊\n"
        "新公园,东街,2026-05-20,light_trap,1,2,6,4,2\n"
        "新公园,东街,2026-06-10,light_trap,1,4,3,3,0\n"
    )
    from vector.work import uploads

    running = app.extensions["vector"]
    uploads.accept(
        running.engine, running.catalog, running.settings, rows.encode(), "种.csv",
        by="jian", on=NOON.date(), now=NOON,
    )  # fmt: skip
    visitor = signed_in("manager")
    asked = {"season-part.value": "species", "season-index.value": "light_trap_density"}
    lines = by_name(curves(visitor, **asked))
    assert list(lines) == ["致倦库蚊", "白纹伊蚊"]
    june = {name: dict(zip(each["x"], each["y"], strict=True))[6] for name, each in lines.items()}
    assert june["致倦库蚊"] > 0
    assert june["白纹伊蚊"] == 0
    visitor.client.get("/language/en")
    assert list(by_name(curves(visitor, **asked))) == [
        "Culex pipiens<br>quinquefasciatus", "Aedes<br>albopictus",
    ]  # fmt: skip


def test_the_circle_is_withheld_where_months_are_missing_unless_declared_quiet(signed_in):
    visitor = signed_in("manager")
    plain = visitor.shown("season-words.children", LAMPS)
    assert "不显示季节" in as_text(plain)
    assert len(visitor.shown("season-circle.figure", LAMPS)["data"]) == 1
    declared = {**LAMPS, "season-quiet.checked": True}
    assert "缺" not in as_text(visitor.shown("season-words.children", declared)).split("不显示")[0]
    assert "的监测：缺测不等于零" not in as_text(visitor.shown("season-words.children", declared))


def test_the_months_of_the_circle_are_found_once_whatever_is_declared(signed_in, monkeypatch):
    asked = []
    monkeypatch.setattr(seasonal, "curve", lambda *a, **k: asked.append(k) or curve(*a, **k))
    visitor = signed_in("manager")
    for quiet in (False, True):
        visitor.shown("season-circle.figure", {**LAMPS, "season-quiet.checked": quiet})
    assert len(asked) == 1


def test_a_month_that_nobody_asks_for_is_not_missing_in_the_circle(signed_in):
    visitor = signed_in("manager")
    hovers = visitor.shown("season-circle.figure", LAMPS)["data"][0]["text"]
    winter = [hovers[month - 1] for month in (1, 2, 3, 12)]
    assert all("本月不要求" in each for each in winter)
    assert not any("应报未报" in each for each in hovers)
    for quiet in (False, True):
        file = visitor.shown("season-round-file.data", {
            **LAMPS, "season-quiet.checked": quiet, "season-round-csv.n_clicks": 1})  # fmt: skip
        table = base64.b64decode(file["content"]).decode("utf-8-sig")
        assert table.count("本月不要求") == 4
        assert ("缺测不等于零" in table) != quiet


def test_a_year_without_a_clear_season_has_no_arrow_no_day_and_no_period(app):
    from dashboard.pages.circle import drawn_season, said_of

    row = {"reason": "", "strength": "weak", "concentration": 0.12, "peak": "07-27",
           "start": "05-01", "end": "10-01", "zh": "高峰日 07-27", "en": "peak 07-27"}  # fmt: skip
    with app.test_request_context():
        assert "季节性不明显（集中程度 0.12：0 是各月一样，1 是全在同一时候）" in said_of(row)
        assert "r = " not in said_of(row)
        assert "07-27" not in said_of(row)
        assert drawn_season(row) is None
        assert said_of({**row, "strength": "strong"}) == "高峰日 07-27"
        assert drawn_season({**row, "strength": "strong"}) is not None


@pytest.mark.parametrize(
    ("spoken", "told", "hardly", "tested"),
    [
        ("zh", ("会不会是碰巧", "不像碰巧", "集中程度 0.63"), "不到 0.1%",
         "统计上叫 Rayleigh 检验"),
        ("en", ("Could it be chance?", "unlikely", "gathered 0.63"), "under 0.1%",
         "In statistics: the Rayleigh test"),
    ],
)  # fmt: skip
def test_the_facts_of_a_season_are_plain_words_and_statistics_their_help(
    app, spoken, told, hardly, tested
):
    from dashboard.pages.circle import _words

    row = {"reason": "", "strength": "strong", "concentration": 0.63, "r": 0.64, "peak": "07-27",
           "start": "05-01", "end": "10-01", "spread": 40.0, "surveys": 60, "angle": 204.0,
           "zh": "有较强的季节性", "en": "fairly strongly seasonal"}  # fmt: skip
    looked = Scope(load().indices["trap_rate"], (1,), "小县", method="snap_trap")
    with app.test_request_context(headers={"Cookie": f"{LANGUAGE}={spoken}"}):
        sure, less = (
            as_text(light(_words({**row, "adjusted_p": p}, looked, "2022–2026")))
            for p in (0.0004, 0.0234)
        )
    assert all(each in sure for each in told)
    assert hardly in sure
    assert "2.3%" in less
    assert tested in sure
    for symbol in ("r = ", "P <", "P =", "0.64", "204"):
        assert symbol not in sure + less
    assert sure.count("Rayleigh") == 1


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_thousands_of_stations_are_told_as_one_is(app, spoken):
    from dashboard.pages.circle import said_of
    from dashboard.pages.peaks import _rows, _said

    days = {"peak": "07-27", "start": "05-01", "end": "10-01", "surveys": 12}
    kinds = [("", "weak"), ("", "strong"), ("no_data", ""), ("no_catch", "weak"), ("", "weak")]
    found = pd.DataFrame(kinds, columns=["reason", "strength"]).assign(**days)
    found["concentration"] = [0.125 + number for number in range(5)]
    for column, words in {"series": "东街", "zh": "高峰日", "en": "peak"}.items():
        found[column] = [f"{words} {number}" for number in range(5)]
    looked = Scope(load().indices["trap_rate"], (1,), "小县", method="snap_trap")
    with app.test_request_context(headers={"Cookie": f"{LANGUAGE}={spoken}"}):
        assert _said(found).tolist() == [said_of(row) for row in found.to_dict("records")]
        assert _said(found.head(0)).tolist() == []
        rows = _rows(found, looked)
    assert rows["peak"].tolist() == ["—", "07-27", "07-27", "—", "—"]
    assert rows["strength"].tolist()[2] == "—"
    assert len(set(rows["said"])) == len(rows)


def test_a_month_measured_and_foreseen_says_that_the_two_are_of_other_stations(app):
    from types import SimpleNamespace

    from dashboard.pages.ahead import both

    past = pd.DataFrame({"start": pd.to_datetime(["2026-10-01", "2026-11-01"]), "value": [1, 0.9]})
    ahead = pd.DataFrame({"start": [date(2026, 11, 1), date(2026, 12, 1)]})
    with app.test_request_context():
        (told,) = both(SimpleNamespace(past=past, ahead=ahead, step="month"))
        assert told.startswith("2026-11 同时有监测值和预测")
        assert both(SimpleNamespace(past=past, ahead=ahead[1:], step="month")) == []


def test_filters_stand_in_the_address(signed_in, ids):
    visitor = signed_in("manager")
    chosen = {
        **LAMPS, "season-street.value": ids["西街"], "season-part.value": "habitat",
        "season-quiet.checked": True,
    }  # fmt: skip
    address = visitor.shown("season-link.data", chosen)
    assert address == f"/season?index=light_trap_density&street={ids['西街']}&part=habitat&quiet=1"
    page = visitor.page(address)
    for words in (
        '"value": "light_trap_density"',
        f'"value": "{ids["西街"]}"',
        '"value": "habitat"',
    ):
        assert words in page
    assert '"checked": true' in page


def test_a_group_and_a_street_bring_their_own_choices(signed_in, ids):
    visitor = signed_in("manager")
    chosen = {"season-group.value": "mosquito", "season-index.value": "trap_rate"}
    answer = visitor.call("season-index.data", chosen).get_json()["response"]["season-index"]
    assert [each["value"] for each in answer["data"]] == ["light_trap_density"]
    assert answer["value"] == "light_trap_density"
    street = {"season-street.value": ids["北街"], "season-station.value": ids["西街医院"]}
    answer = visitor.call("season-station.data", street).get_json()["response"]["season-station"]
    assert [each["label"] for each in answer["data"]] == ["北街养老院"]
    assert answer["value"] is None
    answer = visitor.call("season-station.data", {"season-street.value": None})
    answer = answer.get_json()["response"]["season-station"]
    assert (answer["data"], answer["placeholder"]) == ([], "先选街道")


def test_a_county_is_no_list_of_stations_and_one_in_an_address_brings_its_street(signed_in, ids):
    visitor = signed_in("manager")
    assert "河边公园" not in visitor.page("/season")
    alone = visitor.page(f"/season?station={ids['北街养老院']}")
    assert "北街养老院" in alone
    assert "东街小区" not in alone
    assert f'"value": "{ids["北街"]}"' in alone
    # Whose eyes a station is not for does not learn its street.
    assert "北街" not in signed_in("office").page(f"/season?station={ids['北街养老院']}")


def test_the_season_of_each_station_is_the_kept_one_of_what_may_be_seen(
    app, signed_in, ids, monkeypatch
):
    visitor = signed_in("manager")
    assert "还没有算好的结果" in as_text(visitor.shown("season-peaks.children", RATS))
    monkeypatch.setattr(nightly, "READY", nightly.READY[:1])
    running = app.extensions["vector"]
    nightly.refresh(running.engine, running.catalog, running.settings, NOON)
    whole = visitor.shown("season-peaks.children", RATS)
    assert len(whole[0]["props"]["rowData"]) == 6
    assert "2026-06-20 计算，共 6 个监测点" in as_text(whole)
    west = visitor.shown("season-peaks.children", {**RATS, "season-street.value": ids["西街"]})
    assert {row["station"][:2] for row in west[0]["props"]["rowData"]} == {"西街"}
    own = signed_in("office").shown("season-peaks.children", RATS)
    assert {row["station"][:2] for row in own[0]["props"]["rowData"]} == {"东街"}
    pressed = {**RATS, "season-peak-xlsx.n_clicks": 1}
    assert visitor.shown("season-peak-file.data", pressed)["content"]


def test_seasons_are_read_from_the_result_that_is_the_askers_own(app, signed_in, ids, monkeypatch):
    """Those of one night are made at one time, and streets of two counties may have one name."""
    monkeypatch.setattr(nightly, "READY", nightly.READY[:1])
    running = app.extensions["vector"]
    nightly.refresh(running.engine, running.catalog, running.settings, NOON)
    tables, chosen = results.tables, {**RATS, "season-street.value": ids["东街"]}

    def marked(reading, result, **asked):
        found = tables(reading, result, **asked)
        return found | {"season": found["season"].assign(surveys=result)}

    monkeypatch.setattr(results, "tables", marked)
    county, street = (
        {row["surveys"] for row in signed_in(each).shown(
            "season-peaks.children", chosen)[0]["props"]["rowData"]}
        for each in ("manager", "office")
    )  # fmt: skip
    assert len(county) == len(street) == 1
    assert county != street


def test_what_is_seen_can_be_taken_along(signed_in):
    visitor = signed_in("manager")
    for part in ("season-curve", "season-round", "season-campaigns"):
        file = visitor.shown(f"{part}-file.data", {**RATS, f"{part}-csv.n_clicks": 1})
        assert file["filename"].endswith("2026-06-20.csv")
        lines = base64.b64decode(file["content"]).decode("utf-8-sig").splitlines()
        assert "月" in lines[0].split(",")
        assert len(lines) > 12


def test_a_county_without_data_is_told_how_to_begin(sqlite_template, tmp_path):
    import shutil

    import small_county
    from visitor import Visitor

    from dashboard import create_app

    path = tmp_path / "bare.sqlite3"
    shutil.copyfile(sqlite_template, path)
    settings = Settings(database=f"sqlite:///{path}")
    engine = connect(settings.database)
    small_county.settle(engine)
    engine.dispose()
    opened = create_app(settings)
    visitor = Visitor(opened.test_client())
    visitor.sign_in(*small_county.PEOPLE["manager"][1:])
    for page, words in (("/season", "还没有可看季节"), ("/ranking", "还没有可以排名")):
        assert f"{words}的监测数据" in visitor.page(page)
    opened.extensions["vector"].engine.dispose()


def test_what_a_station_counted_before_its_lamp_changed_is_no_measure(signed_in, app, county, ids):
    only = {**RATS, "season-station.value": ids["东街菜市场"]}
    revise(app.extensions["vector"].engine, load(), county, "东街菜市场",
           Revision(date(2026, 4, 1), equipment="新夹"), now=NOON)  # fmt: skip
    visitor = signed_in("manager")
    text = as_text(visitor.shown("season-compared.children", only))
    assert "自 2026-04-01 起有变更" in text
    assert "往年同月均值（2025）" not in text
    assert list(by_name(curves(visitor, **only))) == ["2026", "2025"]
    assert "其中 1 个监测点" in as_text(visitor.shown("season-compared.children", RATS))

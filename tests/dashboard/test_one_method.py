"""One method at a time, and one span of years: every part of the page of seasons."""

import base64
import csv
import io
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from small_county import add
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from visitor import as_text

from vector.store import places
from vector.store.engine import transaction
from vector.store.results import Basis, Question, keep
from vector.store.tables import Prediction, Station
from vector.work import forecasts, nightly
from vector.work.computations import of_season

NOON = datetime(2026, 6, 20, 4, tzinfo=UTC)
RATS = {"season-index.value": "trap_rate", "season-part.value": "years"}
CAGES = {**RATS, "season-method.value": "cage_trap"}


@pytest.fixture
def caged(app, signed_in):
    """A manager of the county in which one station used cages and traps in one month."""
    add(app, "东街小区,东街,2026-06-18,cage_trap,100,100,40,,,,")
    return signed_in("manager")


def number(app, name):
    """The id of a station, as a page has it."""
    with Session(app.extensions["vector"].engine) as session:
        return str(session.scalars(select(Station.id).where(Station.name == name)).one())


def june(visitor, chosen):
    lines = {each["name"]: each for each in visitor.shown("season-curves.figure", chosen)["data"]
             if "name" in each}  # fmt: skip
    return dict(zip(lines["2026"]["x"], lines["2026"]["y"], strict=True))[6]


def taken(visitor, part, chosen):
    """The table that is fetched, as rows."""
    file = visitor.shown(f"{part}-file.data", {**chosen, f"{part}-csv.n_clicks": 1})
    text = base64.b64decode(file["content"]).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_traps_and_cages_of_one_month_are_never_one_density(signed_in, app):
    visitor = signed_in("manager")
    trapped = june(visitor, RATS)
    add(app, "东街小区,东街,2026-06-18,cage_trap,100,100,40,,,,")
    assert june(visitor, RATS) == trapped
    assert june(visitor, {**RATS, "season-method.value": "snap_trap"}) == trapped
    assert june(visitor, CAGES) == 40.0


def test_every_part_is_of_the_method_that_is_chosen_and_says_which(caged):
    for part, words in (("season-compared", "只用{}；{}另有监测"), ("season-words", "{}）")):
        plain, chosen = (as_text(caged.shown(f"{part}.children", each)) for each in (RATS, CAGES))
        assert words.format("夹夜法", "笼捕法") in plain
        assert words.format("笼捕法", "夹夜法") in chosen
    opened = {**CAGES, "season-unfold.open": True}
    table = as_text(caged.shown("season-table.children", opened))
    assert "捕获率（笼捕法），小县" in table
    assert "/sources?index=trap_rate&start=2026-06-01&end=2026-06-30&method=cage_trap" in table
    assert "只用" not in as_text(caged.shown("season-compared.children", {
        "season-index.value": "light_trap_density"}))  # fmt: skip
    around = caged.shown("season-circle.figure", CAGES)["data"][0]["r"]
    assert [value for value in around if value is not None] == [40.0]


def test_a_table_to_take_along_names_its_method_and_years(caged):
    for part in ("season-curve", "season-round"):
        rows = taken(caged, part, CAGES)
        assert {row["方法"] for row in rows} == {"笼捕法"}
        assert {row["年份"] for row in rows} == {"2026"}
        assert {row["捕获数"] for row in rows} >= {"40.0"}
        assert {row["方法"] for row in taken(caged, part, RATS)} == {"夹夜法"}
    # The calendar is of each group's own method.
    text = as_text(caged.shown("season-calendar.children", {"season-street.value": None}))
    assert "捕获率（夹夜法）" in text
    assert "诱蚊灯密度（" not in text
    rows = taken(caged, "season-campaigns", {"season-street.value": None})
    by = {row["类别"]: row["方法"] for row in rows}
    assert by == {"鼠类": "夹夜法", "蚊虫": "诱蚊灯法"}


def test_the_method_is_offered_where_several_counted_and_stands_in_the_address(caged, app):
    page = caged.page("/season?index=trap_rate&method=cage_trap")
    assert '"value": "cage_trap"' in page
    assert "夹夜法（监测最多）" in page
    assert "（监测最多）" not in caged.page("/season?index=light_trap_density")

    def offered(chosen):
        return caged.call("season-methods.hidden", chosen).get_json()["response"]

    there = offered({**RATS, "season-station.value": number(app, "东街小区")})
    assert [each["value"] for each in there["season-method"]["data"]] == ["snap_trap", "cage_trap"]
    assert there["season-methods"]["hidden"] is False
    elsewhere = {**CAGES, "season-station.value": number(app, "西街医院")}
    assert offered(elsewhere)["season-methods"]["hidden"] is True
    # Where it never counted, what did is told, and that it is all there is.
    assert "这里只用夹夜法监测" in as_text(caged.shown("season-compared.children", elsewhere))
    chosen = {**CAGES, "season-span.value": "3"}
    address = caged.shown("season-link.data", chosen)
    assert address == "/season?index=trap_rate&method=cage_trap&span=3"
    page = caged.page(address)
    assert '"value": "cage_trap"' in page
    assert '"value": "3"' in page
    # A method of another index is left behind; a span that is none is everything.
    other = {**chosen, "season-index.value": "light_trap_density"}
    assert caged.shown("season-link.data", other) == "/season?index=light_trap_density&span=3"
    assert '"value": "7"' not in caged.page("/season?index=trap_rate&span=7")


def test_the_method_most_surveyed_is_that_of_the_place_and_years(caged, app):
    add(app, *(f"新点,北街,2026-0{month}-1{day},cage_trap,50,50,1,,,," for month in (4, 5)
               for day in (1, 2)), "新点,北街,2024-04-11,snap_trap,50,50,1,,,,")  # fmt: skip
    north = {**RATS, "season-station.value": number(app, "新点")}
    for span in ("", "1"):
        asked = {**north, "season-span.value": span}
        assert "只用笼捕法" in as_text(caged.shown("season-compared.children", asked))
    add(app, *(f"新点,北街,2024-0{month}-1{day},snap_trap,50,50,1,,,," for month in (5, 6, 7)
               for day in (1, 2)))  # fmt: skip
    assert "只用夹夜法" in as_text(caged.shown("season-compared.children", north))
    lately = {**north, "season-span.value": "1"}
    assert "只用笼捕法" in as_text(caged.shown("season-compared.children", lately))
    # What is chosen stays chosen, though it did not count in these years.
    traps = {**lately, "season-method.value": "snap_trap"}
    assert "这项指标的监测" in as_text(caged.shown("season-curves.figure", traps))


def test_species_are_of_the_method_alone(caged, app):
    head = "station,street,date,method,set,effective,caught,species:褐家鼠,species:小家鼠"
    add(app, "西街医院,西街,2026-06-17,cage_trap,100,100,7,5,2",
        "西街学校,西街,2026-06-17,snap_trap,100,100,3,3,0", head=head)  # fmt: skip
    rows = taken(caged, "season-curve", {**CAGES, "season-part.value": "species"})
    assert sum(float(row["捕获数"] or 0) for row in rows) == 7
    rows = taken(caged, "season-curve", {**RATS, "season-part.value": "species"})
    assert sum(float(row["捕获数"] or 0) for row in rows) == 3


def test_the_forecast_is_of_the_method_and_says_where_another_is(county, signed_in, app):
    running, here = app.extensions["vector"], number(app, "东街小区")
    forecasts.refit(running.engine, running.catalog, county, NOON)
    add(app, "东街小区,东街,2026-06-18,cage_trap,100,100,40,,,,")
    own = Prediction.index_id == "trap_rate", Prediction.station_id != int(here)
    with transaction(running.engine) as writing:
        first = writing.scalars(select(Prediction.station_id).where(*own)).first()
        caged = update(Prediction).where(Prediction.station_id == first)
        writing.execute(caged.values(method="cage_trap"))
    visitor = signed_in("manager")
    assert "只用夹夜法；笼捕法另有预测" in as_text(visitor.shown("season-record.children", RATS))
    assert "只用笼捕法；夹夜法另有预测" in as_text(visitor.shown("season-record.children", CAGES))
    assert {row["方法"] for row in taken(visitor, "season-fan", CAGES)} == {"笼捕法"}
    there = {**CAGES, "season-station.value": here}
    assert visitor.shown("season-ahead.figure", there)["data"] == []
    told = as_text(visitor.shown("season-record.children", there))
    assert "笼捕法没有预测；夹夜法有，可在上面改选" in told


def test_the_kept_season_of_a_station_is_one_for_each_method(caged, app, monkeypatch):
    monkeypatch.setattr(nightly, "READY", nightly.READY[:1])
    running = app.extensions["vector"]
    nightly.refresh(running.engine, running.catalog, running.settings, NOON)
    traps = caged.shown("season-peaks.children", RATS)[0]["props"]["rowData"]
    cages = caged.shown("season-peaks.children", CAGES)[0]["props"]["rowData"]
    assert len(traps) == 6
    assert [row["station"] for row in cages] == ["东街 东街小区"]
    assert cages[0]["surveys"] == 1
    assert not any("混有" in row["said"] for row in traps)
    assert {row["方法"] for row in taken(caged, "season-peak", CAGES)} == {"笼捕法"}


def test_the_season_of_each_station_is_what_the_night_asked_and_no_command(caged, app, monkeypatch):
    monkeypatch.setattr(nightly, "READY", nightly.READY[:1])
    running = app.extensions["vector"]
    nightly.refresh(running.engine, running.catalog, running.settings, NOON)
    before = as_text(caged.shown("season-peaks.children", RATS))
    index, later = running.catalog.indices["trap_rate"], NOON + timedelta(hours=1)
    for more in ({"language": "en"}, {"each_year": True}, {"places": "streets"}, {"quiet": [1]}):
        with transaction(running.engine) as writing:
            asked = nightly.asks(of_season(index)[0]) | more
            question = Question("season", "trap_rate", places.root(writing), asked)
            keep(writing, question, Basis("1", "0", 0, ()), {"season": pd.DataFrame()},
                 made_at=later, made_by="somebody", most=9)  # fmt: skip
        assert as_text(caged.shown("season-peaks.children", RATS)) == before


def test_a_station_that_is_chosen_leaves_the_method_of_all_the_others(caged, app, monkeypatch):
    add(app, *(f"新点,北街,2026-0{month}-11,cage_trap,50,50,1,,,," for month in (4, 5)))
    monkeypatch.setattr(nightly, "READY", nightly.READY[:1])
    running = app.extensions["vector"]
    nightly.refresh(running.engine, running.catalog, running.settings, NOON)
    before = as_text(caged.shown("season-peaks.children", RATS))
    assert "捕获率（夹夜法）" in before
    north = {**RATS, "season-station.value": number(app, "新点")}
    assert as_text(caged.shown("season-peaks.children", north)) == before
    assert {row["方法"] for row in taken(caged, "season-peak", north)} == {"夹夜法"}


def test_a_span_of_years_holds_for_curves_circle_and_files(app, signed_in):
    add(app, "东街小区,东街,2021-06-18,snap_trap,100,100,40,,,,")
    visitor = signed_in("manager")
    years = {"": "2021–2026", "5": "2021–2026", "3": "2025–2026", "1": "2025–2026"}
    for span, told in years.items():
        asked = {**RATS, "season-span.value": span}
        for part in ("season-curve", "season-round"):
            assert {row["年份"] for row in taken(visitor, part, asked)} == {told}
    # From June of the year before on, so that June stands beside itself.
    lines = taken(visitor, "season-curve", {**RATS, "season-span.value": "1"})
    before = [int(row["月"]) for row in lines if row["曲线"] == "2025"]
    assert before == [6, 7, 8, 9, 10, 11, 12]
    text = as_text(visitor.shown("season-compared.children", {**RATS, "season-span.value": "1"}))
    assert "上年同月" in text
    assert "2025–2026 年各月合计" in as_text(visitor.shown("season-words.children", {
        **RATS, "season-span.value": "1"}))  # fmt: skip


def test_the_latest_month_is_compared_alike_whatever_years_are_looked_at(app, signed_in):
    add(app, *(f"东街小区,东街,{year}-06-18,snap_trap,100,100,{caught},,,,"
               for year, caught in ((2022, 40), (2023, 30), (2024, 20))),
        "老点,东街,2021-06-18,snap_trap,100,100,4,,,,")  # fmt: skip
    visitor = signed_in("manager")
    for chosen in (RATS, {**RATS, "season-station.value": number(app, "老点")}):
        told = {
            as_text(
                visitor.shown("season-compared.children", {**chosen, "season-span.value": each})
            )
            for each in ("", "1", "3", "5")
        }
        assert len(told) == 1
    assert "2021 年 6 月" in told.pop()


def test_a_file_of_years_names_the_years_that_its_lines_hold(app, signed_in):
    add(app, "东街小区,东街,2015-06-18,snap_trap,100,100,40,,,,")
    visitor = signed_in("manager")
    rows = taken(visitor, "season-curve", RATS)
    assert {row["年份"] for row in rows} == {"2025–2026"}


def test_a_span_narrows_the_history_of_a_station_and_its_files(app, signed_in):
    add(app, "东街小区,东街,2024-06-18,snap_trap,100,100,40,,,,",
        "老点,东街,2021-06-18,snap_trap,100,100,4,,,,")  # fmt: skip
    visitor, here = signed_in("manager"), number(app, "东街小区")
    asked = {"station-id.data": here, "station-index.value": "trap_rate",
             "station-period.value": "month"}  # fmt: skip

    def shown(output, span, **more):
        return visitor.shown(output, {**asked, "station-span.value": span, **more})

    def days(span):
        figure = shown("station-history.figure", span)
        return next(each for each in figure["data"] if each.get("name") == "values")["x"]

    assert days("")[0] == days("3")[0] == "2024-06-01"
    assert days("1")[0] == "2025-06-01"
    assert shown("station-facts.children", "1") == shown("station-facts.children", "")
    folded = {"station-unfold.open": True}
    assert "2024-06-01" in as_text(shown("station-numbers.children", "3", **folded))
    assert "2024-06-01" not in as_text(shown("station-numbers.children", "1", **folded))
    rows = taken(visitor, "station-taken", {**asked, "station-span.value": "1"})
    assert min(pd.to_datetime([row["起"] for row in rows])) == pd.Timestamp("2025-06-01")
    plain = f"/station/{here}?index=trap_rate&period=month"
    assert shown("station-link.data", "1") == f"{plain}&span=1"
    assert shown("station-link.data", "") == plain
    page = visitor.page(f"/station/{here}?index=trap_rate&span=1")
    assert '"value": "1"' in page
    old = {**asked, "station-id.data": number(app, "老点"), "station-span.value": "1"}
    answer = visitor.call("station-history.figure", old).get_json()["response"]
    assert "所选的时间里没有监测" in as_text(answer["station-history"])
    assert "4.00%" in as_text(answer["station-facts"])

"""The ranking of streets: intervals, who stands apart, boundaries, and whose eyes it is for."""

import base64
import csv
import io
from datetime import date

import numpy as np
import pandas as pd
from small_county import add
from sqlalchemy import select
from visitor import as_text

from dashboard.compared import boards
from dashboard.ranked import ends, shifted
from vector.report.numeral import half_up
from vector.store.components import components
from vector.store.engine import session, transaction
from vector.store.streets import sums
from vector.store.tables import Region, Station, StationPast

JUNE = {
    "ranking-index.value": "trap_rate", "ranking-step.value": "month",
    "ranking-period.value": "2026-06-01", "ranking-by.value": "today",
}  # fmt: skip


def rows(visitor, **chosen):
    return as_text(visitor.shown("ranking-rows.children", {**JUNE, **chosen}))


def test_the_worst_is_first_with_its_intervals_and_who_has_no_surveys_is_not_ranked(signed_in):
    visitor = signed_in("manager")
    text = rows(visitor)
    assert text.index("东街") < text.index("西街")
    # 10 + 2 + 0 caught … of three stations of 196 traps.
    for words in ("第 1 名", "有效夹数 588 夹", "3 次监测", "95% 区间"):
        assert words in text
    assert "/sources?index=trap_rate&street=" in text
    assert "start=2026-06-01&end=2026-06-30" in text
    assert "北街" not in text
    apart = as_text(visitor.shown("ranking-apart.children", JUNE))
    assert "北街" in apart
    assert "这一期没有监测" in apart


def test_the_table_is_leafed_through(signed_in, monkeypatch):
    visitor = signed_in("manager")
    monkeypatch.setattr("dashboard.pages.board.SHOWN", 1)
    first = rows(visitor)
    click = "ranking-rows-turned.data"
    turn = {**JUNE, click: 1}
    second = as_text(visitor.shown("ranking-rows.children", turn, click))
    for text, own, other in ((first, "东街", "西街"), (second, "西街", "东街")):
        assert f'{own}"' in text
        assert other not in text
    assert "第 2–2 个，共 2 个" in second


def test_a_street_with_little_effort_that_caught_nothing_is_no_good_street(signed_in, app):
    add(app, "北街养老院,北街,2026-06-10,snap_trap,20,20,0,,,,")
    visitor = signed_in("manager")
    assert "北街" not in rows(visitor)
    apart = as_text(visitor.shown("ranking-apart.children", JUNE))
    assert "工作量不足" in apart
    assert "有效夹数 20 夹" in apart


def test_too_few_streets_are_not_called_different_and_boundaries_are_said(signed_in):
    visitor = signed_in("manager")
    text = as_text(visitor.shown("ranking-said.children", JUNE))
    assert "可排名的只有 2 个" in text
    assert "按现行区划汇总" in text
    assert "2026-05" in text
    then = as_text(visitor.shown("ranking-said.children", {**JUNE, "ranking-by.value": "then"}))
    assert "按监测当时的区划汇总" in then
    told = as_text(visitor.shown("ranking-rows.children", {**JUNE, "ranking-by.value": "then"}))
    assert "&by=then" in told
    visitor.client.get("/language/en")
    assert "boundaries" in as_text(visitor.shown("ranking-said.children", JUNE))
    assert "Ranking of streets" in visitor.page("/ranking")


def test_a_neighbour_of_the_county_is_no_place_that_its_manager_does_not_see(signed_in, app):
    with transaction(app.extensions["vector"].engine) as writing:
        writing.add(Region(code="n", name="邻县", level="county"))
    text = as_text(signed_in("manager").shown("ranking-said.children", JUNE))
    assert "可排名的只有 2 个" in text
    assert "您看得到的" not in text


def test_an_office_sees_its_own_street_only(signed_in):
    visitor = signed_in("office")
    text = rows(visitor)
    assert "东街" in text
    assert "西街" not in text
    assert "西街" not in as_text(visitor.shown("ranking-apart.children", JUNE))


def test_where_low_is_bad_the_lowest_is_first(signed_in, app):
    add(
        app,
        "东街小区,东街,2026-06-10,rodent_proofing,,,,100,5,,",
        "西街医院,西街,2026-06-10,rodent_proofing,,,,100,60,,",
    )
    text = rows(signed_in("manager"), **{"ranking-index.value": "rodent_proofing_rate"})
    assert text.index("西街") < text.index("东街")
    assert "40.00%" in text
    assert "95.00%" in text


def test_a_change_is_only_called_one_when_chance_does_not_explain_it(signed_in, app):
    days = [("东街小区,东街", 5, 100), ("西街医院,西街", 5, 7)]
    for place, before, after in days:
        add(app, f"{place},2026-05-10,burrow_plug,,,,,,500,{before}",
            f"{place},2026-06-10,burrow_plug,,,,,,500,{after}")  # fmt: skip
    text = rows(signed_in("manager"), **{"ranking-index.value": "reopened_rate"})
    east, west = text.index("东街"), text.index("西街")
    assert east < text.index("变差（上期第 1 名）") < west
    assert west < text.rindex("无统计差别")


def test_what_cannot_be_ranked_is_said_in_a_sentence(signed_in):
    visitor = signed_in("manager")
    for part, value in (
        ("period", "never"), ("period", None), ("period", "2020-01-01"), ("index", "nothing"),
        ("step", "year"), ("by", "nobody"),
    ):  # fmt: skip
        assert "没有工作量足够的街道" in rows(visitor, **{f"ranking-{part}.value": value})


def test_periods_are_those_with_surveys_the_latest_first(signed_in):
    chosen = {"ranking-index.value": "trap_rate", "ranking-step.value": "week"}
    visitor = signed_in("manager")
    answer = visitor.call("ranking-period.data", chosen).get_json()["response"]["ranking-period"]
    labels = [each["label"] for each in answer["data"]]
    assert labels[0].startswith("2026-W2")
    assert labels == sorted(labels, reverse=True)
    assert answer["value"] == answer["data"][0]["value"]


def test_filters_stand_in_the_address(signed_in):
    visitor = signed_in("manager")
    address = visitor.shown("ranking-link.data", JUNE)
    assert address == "/ranking?index=trap_rate&step=month&period=2026-06-01&by=today"
    assert '"value": "2026-06-01"' in visitor.page(address)


def test_the_table_can_be_taken_along_with_the_streets_apart(signed_in):
    file = signed_in("manager").shown(
        "ranking-table-file.data", {**JUNE, "ranking-table-csv.n_clicks": 1}
    )
    text = base64.b64decode(file["content"]).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("时段,指标,方法,区划,街道,名次")
    for words in ("2026-06", "东街", "北街", "这一期没有监测", "有效夹数 588 夹"):
        assert words in text


def test_only_a_whole_interval_in_one_half_puts_a_street_on_a_board():
    frame = pd.DataFrame({"rank_lower": [1, 1, 2, 3], "rank_upper": [2, 3, 4, 4]})
    assert boards(frame) == ["black", "middle", "middle", "red"]
    assert boards(frame[:3]) == ["middle"] * 3


def test_periods_begin_and_end_where_calendars_say():
    from datetime import date

    assert shifted(date(2026, 1, 1), "month", -1) == date(2025, 12, 1)
    assert ends(date(2026, 2, 1), "month") == date(2026, 2, 28)
    assert ends(date(2026, 6, 15), "week") == date(2026, 6, 21)


def test_streets_added_up_in_the_database_are_those_of_the_surveys(app):
    """Of a station that was another's once, each survey is counted under its street of the day."""
    running = app.extensions["vector"]
    index, start, end = running.catalog.indices["trap_rate"], date(2026, 5, 20), date(2026, 6, 20)
    with transaction(running.engine) as writing:
        first = writing.scalars(select(Station).order_by(Station.id)).first()
        streets = writing.scalars(select(Region.id).where(Region.level == "street")).all()
        other = next(each for each in streets if each != first.region_id)
        before = {"region_id": other, "street_id": other, "today_id": first.region_id}
        past = {"name": first.name, "site": 1, "until": date(2026, 6, 1)}
        writing.add(StationPast(station_id=first.id, **past, **before))
    for boundaries in ("today", "then"):
        with session(running.engine) as reading:
            found = sums(reading, index, start, end, boundaries=boundaries)
            rows = components(
                reading, indices=["trap_rate"], start=start, end=end, boundaries=boundaries
            )
        month = rows["date"].dt.strftime("%Y-%m").rename("period")
        k, n = rows["numerator"].astype(float), rows["denominator"].astype(float)
        rows = rows.assign(k=k, n=n, kk=k * k, kn=k * n, nn=n * n, share=k * k / n)
        wanted = rows.groupby([rows["street"].astype(str), month])[
            ["k", "n", "kk", "kn", "nn", "share"]
        ]
        told = found.sort_values(["street", "period"]).set_index(["street", "period"])
        assert told["surveys"].sum() == len(rows)
        names = ["numerator", "denominator", "count_square", "product", "effort_square", "share"]
        assert np.allclose(told[names].to_numpy(float), wanted.sum().to_numpy(float), rtol=1e-12)


def taken(visitor, **chosen):
    file = visitor.shown(
        "ranking-table-file.data", {**JUNE, **chosen, "ranking-table-csv.n_clicks": 1}
    )
    text = base64.b64decode(file["content"]).decode("utf-8-sig")
    return {row["街道"]: row for row in csv.DictReader(io.StringIO(text))}


def test_a_street_has_one_rank_and_one_interval_whoever_looks(signed_in, app):
    add(app, "北街养老院,北街,2026-06-10,snap_trap,200,196,30,,,,")
    whole, own = taken(signed_in("manager")), taken(signed_in("office"))
    assert whole["东街"]["名次"] == "2"
    assert own["东街"] == whole["东街"]
    assert "西街" not in own
    said = as_text(signed_in("office").shown("ranking-said.children", JUNE))
    assert "全部 3 个街道" in said
    assert "只列出您看得到的 1 个" in said


def test_methods_are_not_added_together(signed_in, app):
    add(app, "东街小区,东街,2026-06-18,cage_trap,100,100,40,,,,")
    visitor = signed_in("manager")
    assert "有效夹数 588 夹" in rows(visitor)
    said = as_text(visitor.shown("ranking-said.children", JUNE))
    assert "只排夹夜法；笼捕法另有监测，方法不同不合计" in said
    cage = {"ranking-method.value": "cage_trap"}
    assert "有效笼数 100 笼" in rows(visitor, **cage)
    table = taken(visitor, **cage)
    assert (table["东街"]["数值"], table["东街"]["方法"]) == ("40.0", "笼捕法")
    assert table["西街"]["榜或未排名原因"] == "这一期只用别的方法监测"


def test_the_interval_is_the_one_that_the_map_gives_the_same_counts(signed_in):
    visitor = signed_in("manager")
    row = taken(visitor)["东街"]
    chosen = {"map-group.value": "", "map-index.value": "trap_rate", "map-measure.value": "chance",
              "map-month.value": 23}  # fmt: skip
    traces = visitor.call("county-map.figure", chosen).get_json()["response"]["county-map"]
    street = next(each for each in traces["figure"]["data"] if each["name"] == "东街")
    between = f"{half_up(float(row['95%下限']))}–{half_up(float(row['95%上限']))}%"
    assert between in street["text"]

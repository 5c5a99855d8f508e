"""Source rows: a number leads to the surveys behind it, with upload, sheet and row."""

import re

from small_county import add
from visitor import as_text


def given(**asked):
    return {f"sources-{each}.data": value for each, value in asked.items()}


def shown(visitor, **asked):
    return as_text(
        visitor.shown("sources-rows.children", given(index="trap_rate") | given(**asked))
    )


def turned(visitor, begin):
    """The part of the list that a button asks for."""
    click = "sources-rows-turned.data"
    values = given(index="trap_rate") | {click: begin}
    return as_text(visitor.shown("sources-rows.children", values, click))


def days(rows):
    """The days on which the surveys of a list were made."""
    return set(re.findall(r'"children": "(\d{4}-\d\d-\d\d)"', rows))


def test_a_flag_says_its_interval_effort_and_day_and_leads_to_its_surveys(signed_in):
    visitor = signed_in("manager")
    group = {"overview-group.value": ""}
    text = as_text(visitor.shown("overview-flags.children", group))
    assert "5.10%，超行动限值 2%" in text
    assert "95% 区间 2.47–9.18% · 有效夹数 196 夹" in text
    assert "监测至 2026-06-12" in text
    address = re.search(r'"/(sources\?index=trap_rate[^"]+)"', text)[1]
    page = visitor.page(f"/{address}")
    assert "捕获率 · 东街菜市场 · 2026-06-12 至 2026-06-12" in page
    rows = shown(visitor, **dict(re.findall(r"(\w+)=([^&]+)", address)))
    assert "有效夹数 196" in rows
    assert "小县.csv" in rows
    assert re.search(r"第 \d+ 行", rows)
    assert "共 1 次" in rows


def test_a_month_of_every_year_a_habitat_and_the_borders_of_the_day_narrow_the_rows(signed_in):
    visitor = signed_in("manager")
    assert days(shown(visitor, month="1")) == {"2026-01-12"}
    assert "这里没有监测记录" in shown(visitor, habitat="no_such_place")
    own = shown(visitor, street="3")
    assert re.search(r"共 \d+ 次", own)[0] in shown(visitor, street="3", by="then")
    page = visitor.page("/sources?index=trap_rate&month=6&by=then")
    assert "各年 6 月 · 按监测当时的街道" in page
    assert "全部日期 · 各年 6 月" in page
    assert "自 2026-06-01 起" in visitor.page("/sources?index=trap_rate&start=2026-06-01")


def test_a_number_by_one_of_several_methods_leads_to_the_surveys_by_it_alone(signed_in, app):
    add(app, "东街小区,东街,2026-06-18,cage_trap,100,100,40,,,,")
    visitor = signed_in("manager")
    asked = {"map-index.value": "trap_rate", "map-measure.value": "level", "map-month.value": 23}
    listed = as_text(visitor.shown("map-list.children", asked))
    address = re.search(r'"/(sources\?index=trap_rate[^"]+cage_trap)"', listed)[1]
    assert "捕获率 · 东街 · 2026-06-01 至 2026-06-30 · 笼捕法" in visitor.page(f"/{address}")
    rows = shown(visitor, **dict(re.findall(r"(\w+)=([^&]+)", address)))
    assert "共 1 次" in rows
    assert "有效夹数" not in rows


def test_levels_and_the_station_lead_to_their_surveys_too(signed_in):
    visitor = signed_in("manager")
    assert "/assessment?start=2026-05-12&end=2026-06-12" in as_text(
        visitor.shown("overview-levels.children", {})
    )
    body = {f"assessment-{each}.value": None for each in ("street", "station")}
    body |= {"assessment-start.value": "2026-05-01", "assessment-end.value": "2026-06-20"}
    assert "/sources?index=indoor_trace_rate&start=2026-05-01" in as_text(
        visitor.shown("assessment-body.children", body)
    )
    history = {"station-index.value": "trap_rate", "station-period.value": "month",
               "station-id.data": "1"}  # fmt: skip
    assert "/sources?index=trap_rate&station=1&start=2026-06-01" in as_text(
        visitor.shown("station-facts.children", history)
    )


def test_nobody_sees_the_surveys_of_another_street(signed_in):
    office, manager = signed_in("office"), signed_in("manager")
    assert "西街医院" in shown(manager)
    assert "有效夹数 196 夹" in shown(manager)
    assert "西街" not in shown(office)
    assert "不在您的辖区" in shown(office, station="4")
    assert "不在您的辖区" in shown(office, street="4")
    assert "西街" not in office.page("/sources?index=trap_rate&station=4")


def test_the_rows_can_be_taken_along_and_no_index_is_said_so(signed_in):
    visitor = signed_in("staff")
    asked = given(index="trap_rate", station="1", start="2026-06-01")
    taken = visitor.call("sources-taken-file.data", {"sources-taken-csv.n_clicks": 1} | asked)
    assert "原始记录" in taken.get_json()["response"]["sources-taken-file"]["data"]["filename"]
    assert "没有指明" in shown(visitor, index="nothing")
    assert "没有指明" in visitor.page("/sources?index=nothing")


def test_all_surveys_behind_a_number_are_turned_over_part_by_part(signed_in):
    visitor, rows = signed_in("manager"), []
    first = shown(visitor)
    count = int(re.search(r"共 (\d+) 次", first)[1])
    assert f"第 1–10 个，共 {count} 个" in first
    for begin in range(0, count, 10):
        part = turned(visitor, begin) if begin else first
        rows += re.findall(r"第 (\d+) 行", part)
    assert len(rows) == len(set(rows)) == count


def test_an_office_turns_over_its_own_surveys_alone(signed_in):
    told = turned(signed_in("office"), 10)
    assert "东街" in told
    assert "西街" not in told

"""Limits on the pages: where each stands, how sure we are, and by which edition it judges."""

import base64
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import as_text

from vector.store.tables import Flag, Station

FLIES = (
    "station,street,date,method,rooms,positive_rooms,flies\n"
    "东街小区,东街,2026-06-18,fly_rooms,100,20,400\n"
)
ROUTES = "station,street,date,method,km,signs\n东街小区,东街,2026-06-18,rodent_route,1,60\n"
WARNING = "GB/T 27772-2025 已于 2025-11-01 施行，内容尚未录入，暂按 GB/T 27772-2011 判定"
FLAGS = {"overview-group.value": ""}


def store(visitor, text):
    content = base64.b64encode(text.encode()).decode()
    values = {
        "upload-file.contents": f"data:;base64,{content}",
        "upload-file.filename": "检查.csv",
        "upload-accept.n_clicks": 1,
        "upload-choice.value": "all",
    }
    assert "已入库" in as_text(visitor.call("upload-verdict.children@", values).get_json())


def test_flies_judged_by_a_replaced_edition_are_said_so_in_plain_sight(signed_in):
    store(signed_in("staff"), FLIES)
    visitor = signed_in("manager")
    levels = visitor.shown("overview-levels.children", {})
    assert WARNING in words(levels)
    assert words(levels).count(WARNING) == 1
    flags = words(visitor.shown("overview-flags.children", {"overview-group.value": "fly"}))
    assert WARNING in flags
    rodents = words(visitor.shown("overview-flags.children", {"overview-group.value": "rodent"}))
    assert WARNING not in rodents


def words(content):
    """What stands on the page, without what only the mouse brings out."""
    if isinstance(content, dict):
        properties = content.get("props", content)
        return words([each for key, each in properties.items() if key not in {"title"}])
    if isinstance(content, list):
        return "\n".join(map(words, content))
    return content if isinstance(content, str) else ""


@pytest.fixture
def routes(signed_in):
    store(signed_in("staff"), ROUTES)
    return signed_in("manager")


def titles(content):
    return re.findall(r'"title": "([^"]+)"', as_text(content))


def test_a_doubtful_limit_tells_its_source_and_confidence_under_the_mouse(routes):
    flags = titles(routes.shown("overview-flags.children", FLAGS))
    assert any("出处：" in each and "（单一来源）" in each for each in flags)
    levels = titles(routes.shown("overview-levels.children", {}))
    assert any("路径指数：出处：" in each and "（单一来源）" in each for each in levels)


def station(app, name):
    with Session(app.extensions["vector"].engine) as session:
        return session.scalar(select(Station.id).where(Station.name == name))


def shown(visitor, number, index, period="month"):
    values = {
        "station-id.data": str(number),
        "station-index.value": index,
        "station-period.value": period,
    }
    return visitor.call("station-history.figure", values).get_json()["response"]


def test_a_station_tells_which_of_its_limits_are_doubtful(routes, app):
    answer = shown(routes, station(app, "东街小区"), "rodent_route_index")
    notes = answer["station-history"]["figure"]["layout"]["annotations"]
    doubted = {note["text"][:2]: "单一来源" in note["hovertext"] for note in notes}
    assert doubted == {"A级": False, "B级": True, "C级": True}
    assert "限值待核实" in words(answer["station-facts"])
    assert any("单一来源" in each for each in titles(answer["station-facts"]))


def test_a_station_says_that_its_edition_was_replaced(signed_in, app):
    store(signed_in("staff"), FLIES)
    answer = shown(signed_in("manager"), station(app, "东街小区"), "fly_room_rate")
    assert WARNING in words(answer["station-facts"])


def test_the_probability_of_a_station_is_the_one_its_flag_rests_on(signed_in, app):
    number = station(app, "东街菜市场")
    with Session(app.extensions["vector"].engine) as session:
        flag = session.scalars(
            select(Flag).where(Flag.station_id == number, Flag.index_id == "trap_rate")
        ).one()
    percent = round(flag.evidence["p_beyond"] * 100)
    facts = words(shown(signed_in("manager"), number, "trap_rate")["station-facts"])
    assert f"概率 {percent}%" in facts or (percent == 100 and "概率 >99%" in facts)
    assert flag.evidence["words"] in facts
    assert "合并同类监测点估计" in facts


def test_a_station_too_small_to_be_judged_alone_is_told_from_its_own_counts(signed_in, app):
    text = (
        "station,street,date,method,effective,caught\n北街养老院,北街,2026-06-18,snap_trap,20,1\n"
    )
    store(signed_in("staff"), text)
    number = station(app, "北街养老院")
    facts = words(shown(signed_in("manager"), number, "trap_rate")["station-facts"])
    assert "只据本监测点的数据" in facts


def test_english_words_come_with_the_watchs_verdict(signed_in, app):
    visitor = signed_in("manager")
    visitor.client.get("/language/en")
    facts = words(shown(visitor, station(app, "东街菜市场"), "trap_rate")["station-facts"])
    assert "estimated with like stations" in facts
    assert not re.search(r"标|限|需", facts.replace("县爱卫办", ""))

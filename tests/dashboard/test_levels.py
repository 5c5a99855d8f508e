"""The level board: what is said of a group by what was inspected of it, and by what was not."""

import re

import pandas as pd
import pytest
import small_county
from visitor import as_text

from dashboard.pages.level_matrix import standings
from vector.stats.judge import judge

UNSEEN = ["近期没有检查"] * 2
PARTIAL = ["…", "没有查全"]
DOUBTFUL = [*PARTIAL, "!", "限值待核实"]
CLAUSE = "station,street,date,method,places,places_with_flies"


def words(visitor):
    """What the panel says, word by word."""
    told = as_text(visitor.shown("overview-levels.children", {}))
    return re.findall(r'"children": "([^"]*)"', told)


def row(said, place):
    """What the board says of a place: read aloud, group by group."""
    begin = said.index(place) + 1
    return said[begin : begin + 10]


def test_a_group_of_which_but_a_clause_was_inspected_is_not_said_to_be_uninspected(signed_in, app):
    small_county.add(app, "东街菜市场,东街,2026-06-18,ready_food,3,1", head=CLAUSE)
    said = words(signed_in("manager"))
    assert row(said, "小县")[5:8] == ["查得不全，不能判断", "‼", "绝对条款不符合"]
    clause = "另有绝对条款不符合：直接入口食品场所有蝇"
    assert f"蝇类：查得不全，不能判断，{clause}" in said
    assert not [each for each in said if each.startswith("不能判断") and "蝇类" in each]
    reasons = said[said.index("是否达到 C 级") :]
    assert row(reasons, "蝇类")[1:3] == ["查得不全，不能判断", clause]


def test_a_clause_that_is_kept_is_no_level(signed_in, app):
    small_county.add(app, "东街菜市场,东街,2026-06-18,ready_food,3,0", head=CLAUSE)
    said = words(signed_in("manager"))
    assert row(said, "小县")[5] == "查得不全，不能判断"
    assert "‼" not in said


def test_a_street_of_which_but_a_clause_was_inspected_is_on_the_board(signed_in, app):
    assert "北街" not in words(signed_in("manager"))
    small_county.add(app, "北街养老院,北街,2026-06-18,ready_food,3,1", head=CLAUSE)
    said = words(signed_in("manager"))
    assert "绝对条款不符合" in row(said, "北街")


def test_a_street_with_a_broken_clause_is_not_folded_behind_better_ones(signed_in, app):
    rooms = "station,street,date,method,rooms,positive_rooms,flies"
    small_county.add(app, "北街养老院,北街,2026-06-18,fly_rooms,100,0,0", head=rooms)
    said = words(signed_in("manager"))
    assert said.index("西街") < said.index("北街")
    small_county.add(app, "北街养老院,北街,2026-06-18,ready_food,3,1", head=CLAUSE)
    said = words(signed_in("manager"))
    assert said.index("东街") < said.index("北街") < said.index("西街")


INSPECTED = "station,street,date,method,rooms,positive_rooms,km,signs,checked,failed"
RATS = (
    "西街医院,西街,2026-06-18,rodent_route,,,10,1,,",
    "西街医院,西街,2026-06-18,rodent_proofing,,,,,100,1",
)


def test_what_is_not_fully_inspected_is_not_said_to_meet_c(signed_in, app):
    visitor = signed_in("manager")
    assert "没有查全，不能判断：鼠类，蚊虫，蝇类，蜚蠊" in words(visitor)
    small_county.add(app, *RATS, head=INSPECTED)
    said = words(visitor)
    assert "达到 C 级：鼠类" in said
    assert "没有查全，不能判断：蚊虫，蝇类，蜚蠊" in said
    assert "分级指标齐全，达到C级" in said


def test_a_letter_of_what_is_not_fully_inspected_says_so_in_its_row(signed_in, app):
    visitor = signed_in("manager")
    said = words(visitor)
    assert row(said, "西街")[:4] == ["B", "B级", "…", "没有查全"]
    # What is worse than C is so whatever else there is.
    assert row(said, "东街")[:3] == ["✕", "低于C级", "近期没有检查"]
    assert "… 没有查全，还不能算达到 C 级" in said
    small_county.add(app, *RATS, head=INSPECTED)
    assert row(words(visitor), "西街")[:3] == ["B", "B级", "近期没有检查"]


def test_beside_a_broken_clause_no_letter_is_given_of_what_is_not_fully_inspected(signed_in, app):
    rooms = "station,street,date,method,rooms,positive_rooms,flies,places,places_with_flies"
    small_county.add(
        app, "东街菜市场,东街,2026-06-18,fly_rooms,100,0,0,,",
        "东街菜市场,东街,2026-06-18,ready_food,,,,3,1", head=rooms,
    )  # fmt: skip
    said = words(signed_in("manager"))
    assert "蝇类：查得不全，不能判断，另有绝对条款不符合：直接入口食品场所有蝇" in said


WATERS = "station,street,date,method,km,positive_sites"
SHAKY = "小型积水路径指数：出处："


def test_a_level_is_as_sure_as_the_limit_of_its_own_letter(signed_in, app):
    """Of small waters A and B are known from one source, C is certain; of rats A is certain."""
    small_county.add(app, *RATS, head=INSPECTED)
    small_county.add(app, "西街医院,西街,2026-06-18,small_water_route,10,0", head=WATERS)
    visitor = signed_in("manager")
    assert row(words(visitor), "西街") == ["B", "B级", "A", "A级", *DOUBTFUL, *UNSEEN]
    assert SHAKY in as_text(visitor.shown("overview-levels.children", {}))
    small_county.add(app, "西街医院,西街,2026-06-19,small_water_route,10,12", head=WATERS)
    assert row(words(visitor), "西街")[2:8] == ["C", "C级", *PARTIAL, *UNSEEN]
    assert SHAKY not in as_text(visitor.shown("overview-levels.children", {}))


def test_a_mark_that_only_a_street_has_is_not_said_to_be_in_the_places_reasons(signed_in, app):
    small_county.add(
        app, "西街医院,西街,2026-06-18,small_water_route,10,0",
        "东街菜市场,东街,2026-06-18,small_water_route,10,12", head=WATERS,
    )  # fmt: skip
    visitor = signed_in("manager")
    said = words(visitor)
    assert row(said, "小县")[4:8] == ["C", "C级", *PARTIAL]
    assert row(said, "西街")[4:10] == ["A", "A级", *DOUBTFUL]
    assert SHAKY not in as_text(visitor.shown("overview-levels.children", {}))
    assert "! 限值待核实，出处见依据，街道的见其达标评估" in said


FLIES = {"fly_room_rate": (5, 100), "fly_proofing_rate": (99, 100), "fly_breeding_rate": (1, 100),
         "flies_per_positive_room": (10, 5)}  # fmt: skip


@pytest.mark.parametrize("missing", [None, *FLIES])
def test_a_group_is_whole_where_the_verdict_says_so(app, catalog, missing):
    counted = {key: counts for key, counts in FLIES.items() if key != missing}
    rows = [
        {"method": catalog.indices[key].methods[0], "index": key, "street": "1", "station": "a",
         "habitat": "", "date": pd.Timestamp(2026, 6, 1), "numerator": k, "denominator": n}
        for key, (k, n) in counted.items()
    ]  # fmt: skip
    named = dict.fromkeys(("method", "index", "street", "station", "habitat"), "category")
    judged = judge(pd.DataFrame(rows).astype(named), catalog, by="street", city_rule=None)
    reason = judged.loc[judged["index"] == "group_level", "reason"].item()
    with app.test_request_context():
        assert standings(judged)["1"].whole("fly") == (missing is None)
    assert reason.startswith("分级指标齐全") == (missing is None)

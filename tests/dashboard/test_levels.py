"""The level board: what is said of a group by what was inspected of it, and by what was not."""

import re

import small_county
from visitor import as_text

CLAUSE = "station,street,date,method,places,places_with_flies"


def words(visitor):
    """What the panel says, word by word."""
    told = as_text(visitor.shown("overview-levels.children", {}))
    return re.findall(r'"children": "([^"]*)"', told)


def row(said, place):
    """What the board says of a place: read aloud, group by group."""
    begin = said.index(place) + 1
    return said[begin : begin + 8]


def test_a_group_of_which_but_a_clause_was_inspected_is_not_said_to_be_uninspected(signed_in, app):
    small_county.add(app, "东街菜市场,东街,2026-06-18,ready_food,3,1", head=CLAUSE)
    said = words(signed_in("manager"))
    assert row(said, "小县")[3:6] == ["查得不全，不能判断", "‼", "绝对条款不符合"]
    clause = "另有绝对条款不符合：直接入口食品场所有蝇"
    assert f"蝇类：查得不全，不能判断，{clause}" in said
    assert not [each for each in said if each.startswith("不能判断") and "蝇类" in each]
    reasons = said[said.index("是否达到 C 级") :]
    assert row(reasons, "蝇类")[1:3] == ["查得不全，不能判断", clause]


def test_a_clause_that_is_kept_is_no_level(signed_in, app):
    small_county.add(app, "东街菜市场,东街,2026-06-18,ready_food,3,0", head=CLAUSE)
    said = words(signed_in("manager"))
    assert row(said, "小县")[3] == "查得不全，不能判断"
    assert "‼" not in said


def test_a_street_of_which_but_a_clause_was_inspected_is_on_the_board(signed_in, app):
    assert "北街" not in words(signed_in("manager"))
    small_county.add(app, "北街养老院,北街,2026-06-18,ready_food,3,1", head=CLAUSE)
    said = words(signed_in("manager"))
    assert "绝对条款不符合" in row(said, "北街")

"""Action limits and bands: what is beyond them, with what probability, and what is flagged."""

import numpy as np
import pandas as pd
import pytest
from judging import judged, row


def test_unit_in_latin_letters_stands_apart(survey, tables):
    found = judged(tables(survey("adult_aedes", persons=1, minutes=60, females=3)))
    assert row(found, "adult_index")["reason"].endswith("要作出判定约需再增加 180 人·min")


def test_effort_is_told_in_the_unit_of_the_method_that_looked(survey, tables):
    frames = {
        method: tables(survey(method, effective=20, caught=3))[method]
        for method in ("snap_trap", "cage_trap")
    }
    found = judged(frames, action_limits={"trap_rate": "2"}).set_index("method")["reason"]
    assert "工作量不足 50 夹" in found["snap_trap"]
    assert "工作量不足 50 笼" in found["cage_trap"]


def test_reasons_in_english_have_english_units(survey, tables):
    few = tables(survey("snap_trap", effective=20, caught=3))
    lamps = tables(survey("light_trap", lamps=1, nights=4, females=30))
    said = [
        row(judged(frame, action_limits={index: "2"}, language="en"), index)["reason"]
        for frame, index in ((few, "trap_rate"), (lamps, "light_trap_density"))
    ]
    assert "effort below 50 (unit: trap)" in said[0]
    assert "action limit 2 per lamp-night" in said[1]
    assert not any("\u3400" <= sign <= "\u9fff" for each in said for sign in each)


def test_density_is_flagged_by_its_action_limit_with_enough_effort(survey, tables):
    many = tables(survey("snap_trap", effective=200, caught=12))
    few = tables(survey("snap_trap", effective=20, caught=3))
    flagged = row(judged(many, action_limits={"trap_rate": "2"}), "trap_rate")
    assert flagged["flag"] == 1
    assert flagged["p_beyond"] > 0.99
    assert "行动限值 2 %" in flagged["reason"]
    small = row(judged(few, action_limits={"trap_rate": "2"}), "trap_rate")
    assert small["p_beyond"] > 0.8
    assert small["flag"] == 0
    assert "工作量不足 50 夹" in small["reason"]
    free = row(judged(many), "trap_rate")
    assert (free["flag"], free["words"]) == (0, "")
    assert "未设行动限值" in free["reason"]


def test_limit_of_zero_is_exceeded_by_a_find_and_by_nothing_else(survey, tables):
    surveys = tables(
        survey("snap_trap", "甲", effective=100, caught=0),
        survey("snap_trap", "乙", effective=1000, caught=1),
    )
    found = judged(surveys, action_limits={"trap_rate": 0})
    clean, caught = (row(found, "trap_rate", station=each) for each in "甲乙")
    assert (clean["flag"], clean["words"]) == (0, "")
    assert np.isnan(clean["p_beyond"])
    assert (caught["flag"], caught["p_beyond"]) == (1, 1.0)


def test_narrowest_action_limit_holds(survey, tables):
    surveys = tables(
        survey("snap_trap", "甲", effective=200, caught=12),
        survey("snap_trap", "乙", effective=200, caught=12),
        survey("snap_trap", "丙", street="西街", effective=200, caught=12),
    )
    limits = {"trap_rate": 20, ("trap_rate", "东街"): "15", ("trap_rate", "东街", "乙"): 2}
    found = judged(surveys, action_limits=limits)
    said = {each: row(found, "trap_rate", station=each)["reason"] for each in "甲乙丙"}
    assert "行动限值 15 %" in said["甲"]
    assert "行动限值 2 %" in said["乙"]
    assert "行动限值 20 %" in said["丙"]


def test_action_limits_are_for_densities_only(survey, tables):
    surveys = tables(survey("snap_trap", effective=200, caught=12))
    with pytest.raises(TypeError):
        judged(surveys, action_limits={"indoor_trace_rate": 3})
    with pytest.raises(KeyError):
        judged(surveys, action_limits={"rats": 3})


def test_medium_band_flags_only_on_enough_effort(survey, tables):
    enough = row(judged(tables(survey("ovitrap", recovered=19, positive=2))), "ovitrap_index")
    assert (enough["band"], enough["profile"], enough["flag"]) == (2, "panyu", 1)
    assert "二级" in enough["reason"]
    few = row(judged(tables(survey("ovitrap", recovered=9, positive=9))), "ovitrap_index")
    assert (few["band"], few["flag"]) == (3, 0)
    assert "工作量不足" in few["reason"]


def test_boundary_side_follows_the_profile(survey, tables):
    surveys = tables(survey("household_larvae", households=100, positive_containers=10))
    panyu = row(judged(surveys), "breteau_index")
    guangdong = row(judged(surveys, profile="guangdong_2025"), "breteau_index")
    assert (panyu["band"], panyu["flag"]) == (1, 0)
    assert (guangdong["band"], guangdong["flag"]) == (2, 1)


def test_profile_that_does_not_judge_an_index_says_so(survey, tables):
    found = judged(tables(survey("ovitrap", recovered=20, positive=9)), profile="guangdong_2025")
    moi = row(found, "ovitrap_index")
    assert pd.isna(moi["band"])
    assert (moi["profile"], moi["flag"]) == ("", 0)
    assert "不评价该指标" in moi["reason"]


def test_words_follow_the_evidence_not_the_rate(survey, tables):
    limits = {"trap_rate": 20}
    few = tables(survey("snap_trap", effective=10, caught=3))
    many = tables(survey("snap_trap", effective=1000, caught=300))
    said = [row(judged(each, action_limits=limits), "trap_rate") for each in (few, many)]
    assert said[0]["value"] == said[1]["value"] == 30
    assert [each["words"] for each in said] == ["可能超标", "很可能超标"]
    assert "约需再增加" in said[0]["reason"]
    assert "再增加" not in said[1]["reason"]


def test_like_stations_lend_strength(survey, tables):
    limits = {"trap_rate": 20}
    like = [survey("snap_trap", f"站{n}", effective=200, caught=2) for n in range(12)]
    alone = judged(tables(survey("snap_trap", effective=10, caught=3)), action_limits=limits)
    among = judged(tables(survey("snap_trap", effective=10, caught=3), *like), action_limits=limits)
    other = [
        survey("snap_trap", f"站{n}", habitat="学校", effective=200, caught=2) for n in range(12)
    ]
    apart = judged(
        tables(survey("snap_trap", effective=10, caught=3), *other), action_limits=limits
    )
    alone, among, apart = (
        row(each, "trap_rate", station="甲")["p_beyond"] for each in (alone, among, apart)
    )
    assert among < alone
    assert apart == alone

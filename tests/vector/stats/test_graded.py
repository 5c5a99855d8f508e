"""Graded indices: pairs that must both hold, margins, editions and clauses beside the letter."""

from datetime import date

import numpy as np
from judging import CATALOG, judged, row

from vector.catalog.index import GradedIndex
from vector.stats.level import Limits


def test_paired_limits_must_both_hold(survey, tables):
    # 有蝇房间率 2 % alone is A; 4.5 只/阳性间 is worse than C.
    found = judged(tables(survey("fly_rooms", rooms=100, positive_rooms=2, flies=9)))
    rate, flies = row(found, "fly_room_rate"), row(found, "flies_per_positive_room")
    assert (rate["value"], rate["level"], rate["flag"]) == (2.0, "worse", 1)
    assert "阳性间蝇密度" in rate["reason"]
    assert (flies["value"], flies["level"]) == (4.5, "worse")


def test_companion_keeps_its_own_level(survey, tables):
    found = judged(tables(survey("fly_rooms", rooms=100, positive_rooms=8, flies=8)))
    assert row(found, "fly_room_rate")["level"] == "C"
    assert row(found, "flies_per_positive_room")["level"] == "A"


def test_three_limits_of_cockroaches_hold_together(survey, tables):
    rooms = {"rooms": 200, "ootheca_rooms": 0, "oothecae": 0, "trace_rooms": 0}
    found = judged(
        tables(survey("roach_rooms", live_rooms=2, small_count=4, large_count=9, **rooms))
    )
    # 1 % is A, 2 小蠊 A, 4.5 大蠊 B.
    assert row(found, "roach_live_rate")["level"] == "B"
    assert "大蠊" in row(found, "roach_live_rate")["reason"]


def test_companion_without_positives_is_satisfied(survey, tables):
    found = judged(tables(survey("dipping", dips=100, positive_dips=0, larvae=0)))
    assert row(found, "dip_positive_rate")["level"] == "A"
    larvae = row(found, "larvae_per_positive_dip")
    assert (larvae["level"], larvae["reason"]) == ("", "无阳性，不适用，视为符合")
    assert np.isnan(larvae["value"])


def test_missing_companion_leaves_the_pair_unproved(survey, tables):
    counted = {"rooms": 100, "live_rooms": 0, "small_count": 0, "large_count": 0, "trace_rooms": 0}
    found = judged(tables(survey("roach_rooms", ootheca_rooms=1, oothecae=np.nan, **counted)))
    assert "卵鞘平均每阳性间" in row(found, "ootheca_rate")["reason"]
    assert "不能判断是否达到C级" in row(found, "group_level")["reason"]


def test_places_are_counted_by_their_own_counter(survey, tables):
    found = judged(tables(survey("rodent_route", km=2000, signs=1)))
    assert "再有 2 处鼠迹即降为B级" in row(found, "rodent_route_index")["reason"]


def test_margin_stands_beside_the_level(survey, tables):
    found = judged(tables(survey("rodent_trace_indoor", rooms=100, positive_rooms=4)))
    reason = row(found, "indoor_trace_rate")["reason"]
    assert "再有 2 个鼠迹阳性房间即降为低于C级" in reason
    assert "减少 1 个鼠迹阳性房间可升为B级" in reason


def test_flies_after_the_edition_of_2025_carry_its_warning(survey, tables):
    fields = {"rooms": 100, "positive_rooms": 2, "flies": 2}
    before = judged(tables(survey("fly_rooms", date="2025-10-31", **fields)))
    after = judged(tables(survey("fly_rooms", date="2025-11-01", **fields)))
    assert "GB/T 27772-2025" not in row(before, "fly_room_rate")["reason"]
    assert "GB/T 27772-2025" in row(after, "fly_room_rate")["reason"]
    for found in (before, after):
        rate = row(found, "fly_room_rate")
        assert (rate["edition"], rate["level"]) == ("GB/T 27772-2011", "A")


def test_period_over_two_editions_says_so(survey, tables):
    fields = {"rooms": 100, "positive_rooms": 2, "flies": 2}
    found = judged(
        tables(
            survey("fly_rooms", date="2025-10-20", **fields),
            survey("fly_rooms", date="2025-11-20", **fields),
            survey("rodent_trace_indoor", date="2025-10-20", rooms=100, positive_rooms=1),
            survey("rodent_trace_indoor", date="2025-11-20", rooms=100, positive_rooms=1),
        )
    )
    reason = row(found, "fly_room_rate")["reason"]
    assert "跨越两个标准版本，以最后一次调查之日施行的 GB/T 27772-2025 为准" in reason
    assert "跨越" not in row(found, "indoor_trace_rate")["reason"]
    by_month = judged(tables(survey("fly_rooms", date="2025-11-20", **fields)), period="month")
    assert "跨越" not in row(by_month, "fly_room_rate")["reason"]


def test_uncertain_limits_are_marked(survey, tables):
    found = judged(
        tables(
            survey("rodent_trace_indoor", rooms=100, positive_rooms=1),
            survey("fly_breeding", sites=100, positive=1),
        )
    )
    assert "核实" not in row(found, "indoor_trace_rate")["reason"]
    assert "限值未经两个独立来源核实" in row(found, "fly_breeding_rate")["reason"]


def test_absolute_clause_is_pass_or_fail_beside_the_letter(survey, tables):
    found = judged(
        tables(
            survey("ready_food", "甲", places=20, places_with_flies=1),
            survey("ready_food", "乙", places=20, places_with_flies=0),
            survey("fly_rooms", "甲", rooms=100, positive_rooms=1, flies=1),
        )
    )
    broken, kept = (row(found, "ready_food_violations", station=each) for each in "甲乙")
    assert (broken["value"], broken["level"], broken["flag"]) == (1, "", 1)
    assert (kept["value"], kept["flag"]) == (0, 0)
    assert "不得有蝇：不符合" in broken["reason"]
    assert row(found, "group_level", station="甲")["level"] == "A"
    assert "绝对条款不符合" in row(found, "group_level", station="甲")["reason"]


def test_reasons_in_english(survey, tables):
    found = judged(
        tables(survey("rodent_trace_indoor", rooms=100, positive_rooms=4)), language="en"
    )
    assert (
        "2 more (rooms with traces) would lower it to worse than C"
        in (row(found, "indoor_trace_rate")["reason"])
    )


def test_every_graded_index_can_be_judged_on_every_day():
    for index in CATALOG.indices.values():
        if isinstance(index, GradedIndex):
            for day in (date(2000, 1, 1), date(2012, 4, 1), date(2026, 1, 1)):
                assert Limits(index, CATALOG.grading(index, day)).bounds


def test_probability_of_a_pair_is_that_of_the_limit_that_decides(survey, tables):
    found = judged(tables(survey("fly_rooms", rooms=100, positive_rooms=2, flies=9)))
    rate, flies = row(found, "fly_room_rate"), row(found, "flies_per_positive_room")
    assert (rate["p_beyond"], rate["words"]) == (flies["p_beyond"], "可能超标")
    both = judged(tables(survey("fly_rooms", rooms=100, positive_rooms=20, flies=61)))
    rate, flies = row(both, "fly_room_rate"), row(both, "flies_per_positive_room")
    assert rate["level"] == flies["level"] == "worse"
    assert flies["p_beyond"] < 0.66 < 0.99 < rate["p_beyond"]


def test_effort_that_would_decide_the_rate_is_not_asked_for_when_the_pair_decides(survey, tables):
    def reason(flies):
        surveys = tables(survey("fly_rooms", rooms=100, positive_rooms=8, flies=flies))
        return row(judged(surveys), "fly_room_rate")["reason"]

    assert "要作出判定约需再增加" in reason(8)
    assert "要作出判定约需再增加" not in reason(80)

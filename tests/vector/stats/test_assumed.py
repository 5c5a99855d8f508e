"""What is assumed to be put right: exact, never more than there is, and nothing else changes."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.catalog import load
from vector.stats.assumed import assume, found_bad
from vector.stats.judge import judge

CATALOG = load()
counts = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=6)


def surveys(index, pairs, method="m", day="2024-05-01"):
    return pd.DataFrame(
        [
            {"method": method, "index": index, "street": "", "station": f"s{at}", "habitat": "",
             "date": pd.Timestamp(day), "numerator": k, "denominator": n}
            for at, (k, n) in enumerate(pairs)
        ]
    )  # fmt: skip


def live_rooms(positive, rooms, insects):
    rate = surveys("roach_live_rate", zip(positive, rooms, strict=True), "roach_rooms")
    each = surveys("small_per_live_room", zip(insects, positive, strict=True), "roach_rooms")
    return pd.concat([rate, each], ignore_index=True)


@given(counts, st.integers(0, 300))
def test_positives_fall_by_just_so_many(pairs, fixed):
    found = surveys("indoor_trace_rate", [(min(pair), max(pair)) for pair in pairs])
    after = assume(found, CATALOG, {"indoor_trace_rate": fixed})
    assert after["numerator"].sum() == max(0, found["numerator"].sum() - fixed)
    assert after["numerator"].between(0, found["numerator"]).all()
    assert after["denominator"].tolist() == found["denominator"].tolist()


@given(counts, st.integers(0, 300))
def test_what_failed_passes_where_low_is_worse(pairs, fixed):
    found = surveys("rodent_proofing_rate", [(min(pair), max(pair)) for pair in pairs])
    failed = found_bad(found, CATALOG)["rodent_proofing_rate"]
    after = assume(found, CATALOG, {"rodent_proofing_rate": fixed})
    assert found_bad(after, CATALOG)["rodent_proofing_rate"] == max(0, failed - fixed)
    assert (after["numerator"] <= after["denominator"]).all()


def test_the_worst_survey_is_put_right_first_and_the_given_frame_is_left_alone():
    found = surveys("indoor_trace_rate", [(2, 50), (9, 50), (5, 50)])
    assert assume(found, CATALOG, {"indoor_trace_rate": 10})["numerator"].tolist() == [2, 0, 4]
    assert found["numerator"].tolist() == [2, 9, 5]


def test_a_count_per_positive_room_loses_the_rooms_and_with_the_last_one_everything():
    found = live_rooms([3, 1], [50, 50], [12, 4])
    some = assume(found, CATALOG, {"roach_live_rate": 2})
    assert some["denominator"].tolist() == [50, 50, 1, 1]
    assert some["numerator"].tolist() == [1, 1, 12, 4]
    fewer = assume(found, CATALOG, {"small_per_live_room": 10, "roach_live_rate": 2})
    assert fewer["numerator"].tolist() == [1, 1, 2, 4]
    none = assume(found, CATALOG, {"roach_live_rate": 99})
    assert none["numerator"].tolist() == [0, 0, 0, 0]
    assert none["denominator"].tolist() == [50, 50, 0, 0]


def test_nothing_assumed_judges_the_same():
    found = live_rooms([3, 1], [50, 50], [12, 4])
    pd.testing.assert_frame_equal(
        judge(assume(found, CATALOG, {}), CATALOG, by="all"), judge(found, CATALOG, by="all")
    )


def test_what_the_margin_says_is_what_the_assumption_does():
    """5 of 100 rooms are C; the margin asks for two fewer to be B, and two fewer are B."""
    found = surveys("indoor_trace_rate", [(5, 100)], "rodent_trace_indoor")
    before = judge(found, CATALOG, verdicts=False).iloc[0]
    assert (before["level"], "减少 2 个" in before["reason"]) == ("C", True)
    levels = [
        judge(assume(found, CATALOG, {"indoor_trace_rate": fixed}), CATALOG, verdicts=False)
        .iloc[0]["level"]
        for fixed in (1, 2)
    ]  # fmt: skip
    assert levels == ["C", "B"]


def test_what_cannot_be_is_refused():
    found = surveys("indoor_trace_rate", [(5, 100)])
    with pytest.raises(ValueError, match="negative"):
        assume(found, CATALOG, {"indoor_trace_rate": -1})
    with pytest.raises(KeyError):
        assume(found, CATALOG, {"no_such_index": 1})


def test_no_surveys_stay_no_surveys():
    assert assume(surveys("indoor_trace_rate", []).reindex(columns=surveys("x", [(1, 1)]).columns)
                  .astype({"numerator": "int64", "denominator": "int64"}),
                  CATALOG, {"indoor_trace_rate": 1}).empty  # fmt: skip

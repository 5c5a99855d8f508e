from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vector.catalog import load
from vector.catalog.index import GradedIndex
from vector.stats import interval
from vector.stats.judge import COLUMNS, components, judge
from vector.stats.level import Level, Limits, grade

CATALOG = load()
KINDS = {each.id: each.kind for each in CATALOG.indices.values()}
LIMITS = {each.id: 1 for each in CATALOG.indices.values() if each.kind == "density"}


def judged(tables, **options):
    return judge(components(tables, CATALOG, missing=True), CATALOG, **options)


def row(frame, index, **where):
    found = frame[frame["index"] == index]
    for name, value in where.items():
        found = found[found[name] == value]
    assert len(found) == 1
    return found.iloc[0]


def every_index(survey, tables, bad, effort=50.0):
    """Return one survey of every method, with everything positive or nothing."""
    surveys = []
    for method in CATALOG.methods.values():
        fields = {
            field.id: effort if field.role == "effort" else effort * bad for field in method.fields
        }
        surveys.append(survey(method.id, **fields))
    return tables(*surveys)


def test_columns_are_the_contract(survey, tables):
    found = judged(tables(survey("snap_trap", effective=100, caught=2)))
    assert tuple(found.columns) == COLUMNS
    assert ",".join(COLUMNS) == (
        "group,method,index,kind,street,station,habitat,start,end,surveys,numerator,denominator,"
        "value,unit,lower,upper,edition,level,profile,band,p_beyond,words,flag,reason"
    )


@pytest.mark.parametrize("bad", [0.0, 0.02, 1.0])
@pytest.mark.parametrize("by", ["station", "street", "habitat", "all"])
def test_only_graded_indices_ever_carry_a_letter(survey, tables, bad, by):
    found = judged(every_index(survey, tables, bad), by=by, action_limits=LIMITS, verdicts=False)
    assert set(found["index"]) == set(CATALOG.indices)
    others = found[found["kind"] != "graded"]
    assert (others["level"] == "").all()
    assert found.loc[found["kind"] != "banded", "band"].isna().all()
    rates = found[(found["kind"] == "graded") & (found["denominator"] > 0)]
    assert set(rates["level"]) <= {"A", "B", "C", "worse"}
    assert (found["kind"].astype(str) == found["index"].astype(str).map(KINDS)).all()


def test_without_effort_there_is_neither_value_nor_judgement(survey, tables):
    found = judged(every_index(survey, tables, 0.0, effort=0.0), action_limits=LIMITS)
    rows = found[found["index"].isin(CATALOG.indices)]
    assert set(rows["index"]) == set(CATALOG.indices)
    assert rows[["value", "lower", "upper", "p_beyond", "band"]].isna().all().all()
    assert (rows[["level", "words", "edition"]] == "").all().all()
    assert (rows["flag"] == 0).all()
    assert rows["reason"].astype(str).str.contains("有效工作量为0").all()
    assert (found["level"] == "").all()


def test_village_of_blanks_is_no_data_and_never_a_band(survey, tables):
    nan = float("nan")
    found = judged(
        tables(
            survey("household_larvae", "小平村", households=nan, positive_containers=nan),
            survey("ovitrap", "小平村", recovered=nan, positive=nan),
            survey("household_larvae", "大平村", households=100, positive_containers=0),
        )
    )
    blank = found[found["station"] == "小平村"]
    assert blank["band"].isna().all()
    assert blank["value"].isna().all()
    assert blank["reason"].astype(str).str.contains("无数据").all()
    assert row(found, "breteau_index", station="大平村")["band"] == 0


def test_surveys_are_pooled_before_dividing(survey, tables):
    found = judged(
        tables(
            survey("rodent_trace_indoor", rooms=10, positive_rooms=1),
            survey("rodent_trace_indoor", date="2024-05-20", rooms=990, positive_rooms=50),
        )
    )
    rate = row(found, "indoor_trace_rate")
    assert (rate["numerator"], rate["denominator"], rate["surveys"]) == (51, 1000, 2)
    assert (rate["value"], rate["level"], rate["flag"]) == (5.1, "worse", 1)


def test_interval_widens_where_replicates_scatter(survey, tables):
    counts = [0, 0, 40, 0]
    found = judged(
        tables(
            *(
                survey("light_trap", date=f"2024-05-0{day}", lamps=2, nights=1, females=count)
                for day, count in enumerate(counts, start=1)
            )
        )
    )
    density = row(found, "light_trap_density")
    plain = interval.garwood(40, 8)
    assert density["value"] == 5
    assert density["lower"] < plain[0] - 1
    assert density["upper"] > plain[1] + 1


def test_paired_limits_must_both_hold(survey, tables):
    # 有蝇房间率 2 % alone is A; 4.5 只/阳性间 is worse than C.
    found = judged(tables(survey("fly_rooms", rooms=100, positive_rooms=2, flies=9)))
    rate, flies = row(found, "fly_room_rate"), row(found, "flies_per_positive_room")
    assert (rate["value"], rate["level"], rate["flag"]) == (2.0, "worse", 1)
    assert "阳性间蝇密度" in rate["reason"]
    assert (flies["value"], flies["level"]) == (4.5, "worse")


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


def test_unit_in_latin_letters_stands_apart(survey, tables):
    found = judged(tables(survey("adult_aedes", persons=1, minutes=60, females=3)))
    assert row(found, "adult_index")["reason"].endswith("要作出判定约需再增加 180 人·min")


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


def test_weeks_begin_on_monday(survey, tables):
    found = judged(
        tables(
            survey("snap_trap", date="2024-05-12", effective=100, caught=1),
            survey("snap_trap", date="2024-05-13", effective=100, caught=2),
            survey("snap_trap", date="2024-05-19", effective=100, caught=3),
        ),
        period="week",
    )
    assert found["start"].dt.strftime("%m-%d").tolist() == ["05-06", "05-13"]
    assert found["end"].dt.strftime("%m-%d").tolist() == ["05-12", "05-19"]
    assert found["numerator"].tolist() == [1, 5]


def test_stations_of_one_name_in_two_streets_are_two(survey, tables):
    surveys = tables(
        survey("snap_trap", street="东街", effective=100, caught=1),
        survey("snap_trap", street="西街", effective=100, caught=2),
    )
    assert len(judged(surveys)) == 2
    assert judged(surveys, by="all")["numerator"].tolist() == [3]
    assert judged(surveys, by="street")["station"].tolist() == ["", ""]


def test_a_survey_keeps_its_habitat(survey, tables):
    surveys = tables(
        survey("snap_trap", habitat="餐饮", effective=100, caught=1),
        survey("snap_trap", habitat="学校", effective=100, caught=2),
    )
    assert sorted(judged(surveys, period="survey")["habitat"]) == ["学校", "餐饮"]
    assert judged(surveys)["habitat"].tolist() == [""]


def test_survey_without_a_field_says_nothing_of_its_index(survey, tables):
    found = components(tables(survey("sticky_trap", effective=30, caught=2, rooms=np.nan)), CATALOG)
    assert sorted(found["index"]) == ["roach_density"]


def test_reasons_in_english(survey, tables):
    found = judged(
        tables(survey("rodent_trace_indoor", rooms=100, positive_rooms=4)), language="en"
    )
    assert (
        "2 more (rooms with traces) would lower it to worse than C"
        in (row(found, "indoor_trace_rate")["reason"])
    )


def test_no_surveys_give_no_rows():
    found = judged({})
    assert tuple(found.columns) == COLUMNS
    assert found.empty


def test_unknown_profile_is_refused(survey, tables):
    with pytest.raises(KeyError):
        judged(tables(survey("snap_trap", effective=1, caught=0)), profile="none")


COUNTS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 3), st.integers(0, 60)),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60)
@given(COUNTS, st.sampled_from(["survey", "week", "month", "all"]))
def test_rows_hold_the_sums_of_their_surveys(counts, period):
    frame = pd.DataFrame(counts, columns=["n", "k", "station", "day"])
    frame["k"] = frame[["k", "n"]].min(axis=1)
    frame = frame.drop_duplicates(["station", "day"])
    table = pd.DataFrame(
        {
            "station": frame["station"].astype(str),
            "street": "",
            "habitat": "",
            "date": pd.Timestamp("2024-03-04") + pd.to_timedelta(frame["day"], unit="D"),
            "rooms": frame["n"].astype(float),
            "positive_rooms": frame["k"].astype(float),
        }
    )
    found = judged({"rodent_trace_indoor": table}, period=period, verdicts=False)
    assert found["numerator"].sum() == frame["k"].sum()
    assert found["denominator"].sum() == frame["n"].sum()
    assert found["surveys"].sum() == len(frame)
    index = CATALOG.indices["indoor_trace_rate"]
    limits = Limits(index, CATALOG.grading(index, date(2024, 3, 4)))
    for each in found.itertuples():
        if each.denominator == 0:
            assert (each.level, each.edition) == ("", "")
            assert np.isnan(each.value)
        else:
            level = Level(int(grade(limits, [each.numerator], [each.denominator])[0]))
            assert each.level == level.label
            assert each.value == pytest.approx(
                float(Fraction(100 * each.numerator, each.denominator))
            )


def test_every_graded_index_can_be_judged_on_every_day():
    for index in CATALOG.indices.values():
        if isinstance(index, GradedIndex):
            for day in (date(2000, 1, 1), date(2012, 4, 1), date(2026, 1, 1)):
                assert Limits(index, CATALOG.grading(index, day)).bounds

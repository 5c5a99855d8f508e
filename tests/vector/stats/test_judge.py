"""Rows of judgements: the contract of their columns, pooling, places, periods, and no data."""

from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import CATALOG, judged, row

from vector.stats import interval
from vector.stats.judge import COLUMNS, components
from vector.stats.level import Level, Limits, grade

KINDS = {each.id: each.kind for each in CATALOG.indices.values()}
LIMITS = {each.id: 1 for each in CATALOG.indices.values() if each.kind == "density"}


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

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.catalog import load
from vector.stats.judge import components
from vector.stats.series import Labels, gather, keyed

CATALOG = load()
AXIS = st.lists(st.integers(0, 5), min_size=8, max_size=8)


@pytest.mark.parametrize("sizes", [(6, 6, 6), (1 << 40, 1 << 40, 1 << 40), (1 << 61, 6, 1 << 61)])
@given(codes=st.tuples(AXIS, AXIS, AXIS))
def test_keys_keep_the_order_of_their_codes(sizes, codes):
    arrays = [np.array(each) for each in codes]
    key = keyed(*zip(arrays, sizes, strict=True))
    rows = list(zip(*codes, strict=True))
    assert [sorted(set(key.tolist())).index(each) for each in key.tolist()] == [
        sorted(set(rows)).index(each) for each in rows
    ]


def test_missing_and_empty_names_are_one():
    column = pd.Series(pd.Categorical(["东街", None, ""], categories=["", "东街"]))
    labels = Labels.of(column)
    assert labels.names[labels.codes].tolist() == ["东街", "", ""]


def test_a_blank_survey_is_not_counted(survey, tables):
    surveys = tables(
        survey("snap_trap", effective=100, caught=1),
        survey("snap_trap", date="2024-05-20", effective=np.nan, caught=np.nan),
        survey("snap_trap", "乙", effective=np.nan, caught=np.nan),
    )
    series = gather(components(surveys, CATALOG, missing=True), CATALOG, "station", "all")
    names = series.names["station"][series.codes["station"]]
    assert dict(zip(names, series.surveys.tolist(), strict=True)) == {"甲": 1, "乙": 0}
    assert dict(zip(names, series.missing.tolist(), strict=True)) == {"甲": False, "乙": True}


def test_a_survey_without_a_date_cannot_be_pooled(survey, tables):
    found = components(tables(survey("snap_trap", effective=100, caught=1)), CATALOG)
    found["date"] = pd.NaT
    with pytest.raises(ValueError):
        gather(found, CATALOG, "station", "all")


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("survey", "2024-12-30", "2024-12-30"),
        ("week", "2024-12-30", "2025-01-05"),
        ("month", "2024-12-01", "2024-12-31"),
        ("year", "2024-01-01", "2024-12-31"),
        ("all", "2024-12-30", "2024-12-30"),
    ],
)
def test_periods_have_their_first_and_last_day(survey, tables, period, start, end):
    surveys = tables(survey("snap_trap", date="2024-12-30", effective=100, caught=1))
    series = gather(components(surveys, CATALOG), CATALOG, "station", period)
    assert (str(series.start[0]), str(series.end[0])) == (start, end)


def test_like_stations_share_habitat_and_calendar_month(survey, tables):
    surveys = tables(
        survey("snap_trap", "甲", "2023-05-13", effective=100, caught=1),
        survey("snap_trap", "乙", "2024-05-14", effective=100, caught=1),
        survey("snap_trap", "丙", "2024-06-14", effective=100, caught=1),
        survey("snap_trap", "丁", "2024-05-14", habitat="学校", effective=100, caught=1),
    )
    series = gather(components(surveys, CATALOG), CATALOG, "station", "month")
    names = series.names["station"][series.codes["station"]]
    like = dict(zip(names, series.like.tolist(), strict=True))
    assert like["甲"] == like["乙"]
    assert len({like["甲"], like["丙"], like["丁"]}) == 3


def test_like_stations_share_the_method(survey, tables):
    surveys = tables(
        survey("snap_trap", "甲", effective=100, caught=1),
        survey("snap_trap", "乙", effective=100, caught=1),
        survey("cage_trap", "丙", effective=100, caught=1),
    )
    series = gather(components(surveys, CATALOG), CATALOG, "station", "month")
    rates = series.names["index"][series.codes["index"]] == "trap_rate"
    names = series.names["station"][series.codes["station"]][rates]
    like = dict(zip(names, series.like[rates].tolist(), strict=True))
    assert like["甲"] == like["乙"] != like["丙"]

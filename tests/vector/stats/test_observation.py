"""Where in the year a row lies, and which cells are refused."""

import re
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.errors import VectorError
from vector.stats.catch import every_species, whole_catch
from vector.stats.observation import calendar, days, observations

some_day = st.dates(date(1950, 1, 1), date(2199, 12, 31))


@given(some_day)
def test_a_week_is_that_of_iso(day: date) -> None:
    place = calendar(np.array([day], "M8[D]"), "week")
    year, week, weekday = day.isocalendar()
    assert (place.year[0], place.part[0] + 1) == (year, week)
    thursday = day + timedelta(4 - weekday)
    length = 366 if date(year, 12, 31).timetuple().tm_yday == 366 else 365
    noon = thursday.timetuple().tm_yday - 0.5
    assert place.angle[0] == pytest.approx(360 * noon / length)


@given(some_day)
def test_a_month_is_at_the_middle_of_its_days(day: date) -> None:
    place = calendar(np.array([day], "M8[D]"))
    period = pd.Period(day, "M")
    length = 366 if period.is_leap_year else 365
    middle = period.day_of_year - (period.days_in_month) / 2
    assert (place.year[0], place.part[0] + 1) == (day.year, day.month)
    assert place.angle[0] == pytest.approx(360 * middle / length)


def test_the_middles_of_the_months_are_those_the_papers_print() -> None:
    """To two decimals, as printed beside 360°/365 = 0.9863° a day: 15.29°, 44.38°, 73.48° …"""
    place = calendar(np.arange("2023-01", "2024-01", dtype="M8[M]").astype("M8[D]"))
    assert place.angle[:4].round(2).tolist() == [15.29, 44.38, 73.48, 103.56]


@pytest.mark.parametrize(
    "written",
    ["2024-05-13", "2024/5/13", "2024.5.13", "2024年5月13日", "20240513", "2024-W20", "2024W20",
     "2024-05-13 00:00:00", "2024-05-13T08:30", date(2024, 5, 13),
     pd.Timestamp("2024-05-13 09:00"), datetime(2024, 5, 13, tzinfo=UTC)],
)  # fmt: skip
def test_days_are_read_as_people_write_them(written: object) -> None:
    assert days(pd.Series([written], dtype=object)).tolist() == [date(2024, 5, 13)]


@pytest.mark.parametrize(
    "written",
    ["May 2024", "2024", "5月", "2024-13", "2024-02-30", "24-05", "2024-W54", "", None, np.nan,
     202405, 45000.0, True, pd.NaT, "2024109"],
)  # fmt: skip
def test_what_may_be_two_days_or_none_is_refused(written: object) -> None:
    with pytest.raises(VectorError, match="第 1 行的 period"):
        days(pd.Series([written], dtype=object))


def test_a_sheets_own_row_numbers_are_told() -> None:
    frame = pd.DataFrame({"row": [7, 8], "period": ["2024-05", "五月"], "count": [1, 2]})
    with pytest.raises(VectorError, match="第 8 行"):
        observations(frame)
    with pytest.raises(VectorError, match="第 7 行的 count"):
        observations(frame.assign(count=[-1, 2], period="2024-05"))


@pytest.mark.parametrize("beyond", [np.inf, 1e13, 1e300, 1e-300, -1.0])
def test_numbers_that_no_survey_can_have_are_refused_as_people_write_them(beyond: float) -> None:
    frame = pd.DataFrame({"period": "2024-05", "count": [1, 2], "effort": [5, beyond]})
    with pytest.raises(VectorError, match=f"第 2 行的 effort 是“{re.escape(str(beyond))}”") as told:
        observations(frame)
    assert "np.float64" not in str(told.value)


@pytest.mark.parametrize("blank", [None, np.nan, "", pd.NA])
def test_a_blank_is_missing_and_a_zero_is_a_zero(blank: object) -> None:
    frame = pd.DataFrame({"period": "2024-05", "count": [blank, 0], "effort": [5, 5]}, dtype=object)
    seen = observations(frame)
    assert seen.usable.tolist() == [False, True]
    assert np.isnan(seen.count[0])
    assert seen.count[1] == 0


def test_whole_and_single_species_agree_on_counts_and_effort() -> None:
    random = np.random.default_rng(3)
    rows = [
        {"series": f"点{place}", "period": f"2024-{month:02d}", "species": name,
         "count": int(random.poisson(3)), "effort": 100 + 10 * place}
        for place in range(4) for month in range(1, 13) for name in "甲乙丙"
        if random.random() < 0.6
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    whole, each = whole_catch(frame), every_species(frame)
    assert whole["count"].sum() == each["count"].sum() == frame["count"].sum()
    for name in "甲乙丙":
        of = each[each["species"] == name]
        assert of.groupby("series")["effort"].sum().equals(whole.groupby("series")["effort"].sum())


def test_a_species_that_is_missing_in_one_row_makes_the_catch_missing() -> None:
    frame = pd.DataFrame(
        {"period": "2024-05", "species": ["甲", "乙"], "count": [3, np.nan], "effort": 10}
    )
    assert np.isnan(whole_catch(frame)["count"].item())
    assert every_species(frame, ())["count"].isna().tolist() == [False, True]

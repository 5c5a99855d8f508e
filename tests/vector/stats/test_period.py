"""Periods as people write them."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.cli.history import numbered
from vector.forecast.calendar import label
from vector.stats.observation import calendar
from vector.stats.outbreak.calendar import Calendar
from vector.stats.period import Days, Step, first_day, number_of, starts

some_day = st.dates(date(1950, 1, 1), date(2199, 12, 31))


@given(some_day, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"]))
def test_a_day_is_itself(day: date, form: str) -> None:
    assert first_day(day.strftime(form)) == day


@given(some_day, st.sampled_from(["%Y-%m", "%Y年%m月", "%Y%m"]))
def test_a_month_is_its_first_day(day: date, form: str) -> None:
    assert first_day(day.strftime(form)) == day.replace(day=1)


@given(some_day, st.sampled_from(["{}-W{:02d}", "{}W{}", "{}年第{}周", "{}年{}周"]))
def test_a_week_is_its_monday(day: date, form: str) -> None:
    year, week, weekday = day.isocalendar()
    assert first_day(form.format(year, week)) == day - timedelta(weekday - 1)


@pytest.mark.parametrize(
    "text", ["2024109", "2024", "5月", "2024-13", "2024年13月", "2024-02-30", "2023-W53", ""]
)
def test_what_is_no_period(text: str) -> None:
    assert first_day(text) is None


def days(*told: date | None) -> Days:
    return np.array(told, "datetime64[D]")


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_months_and_weeks_are_those_of_the_calendar(day: date) -> None:
    """Checked by Python's own calendar, which counts in another way."""
    year, week, _ = day.isocalendar()
    assert number_of(days(day), "month").tolist() == [(day.year - 1970) * 12 + day.month - 1]
    assert starts(number_of(days(day), "month"), "month").tolist() == [day.replace(day=1)]
    number = number_of(days(day), "week")
    assert starts(number, "week").tolist() == [date.fromisocalendar(year, week, 1)]
    assert number.tolist() == [(day - date(1970, 1, 5)).days // 7]


@pytest.mark.parametrize(
    ("last", "first", "apart"),
    [
        # 2020 and 2026 have a 53rd week by ISO 8601; it reaches into January.
        ("2020-W52", "2020-W53", 1),
        ("2020-W53", "2021-W01", 1),
        ("2021-W52", "2022-W01", 1),
        ("2026-W53", "2027-W01", 1),
        ("2020-12-31", "2021-01-03", 0),
        ("2021-01-03", "2021-01-04", 1),
        ("2019-12-29", "2019-12-30", 1),
        ("2019-12-30", "2020-01-05", 0),
    ],
)
def test_weeks_run_on_over_the_end_of_the_year(last: str, first: str, apart: int) -> None:
    told = [first_day(each) for each in (last, first)]
    assert None not in told
    numbers = number_of(days(*told), "week")
    assert int(numbers[1] - numbers[0]) == apart


def test_a_year_has_52_weeks_or_53() -> None:
    mondays = days(*(date.fromisocalendar(year, 1, 1) for year in range(1990, 2051)))
    weeks = np.diff(number_of(mondays, "week"))
    assert [1990 + at for at in np.flatnonzero(weeks == 53).tolist()] == [
        1992, 1998, 2004, 2009, 2015, 2020, 2026, 2032, 2037, 2043, 2048,
    ]  # fmt: skip
    assert set(weeks.tolist()) == {52, 53}


ENDS = ["2020-12-27", "2020-12-28", "2020-12-31", "2021-01-01", "2021-01-03", "2021-01-04"]


@pytest.mark.parametrize(("step", "season"), [("month", 12), ("week", 52), ("week", 53)])
def test_every_part_of_the_program_counts_alike(step: Step, season: int) -> None:
    told = pd.Series(ENDS)
    number = number_of(np.array(ENDS, "datetime64[D]"), step)
    begins = starts(number, step)
    assert numbered(told, season, "f.csv").tolist() == number.tolist()
    written = [label(each, step) for each in number.tolist()]
    assert [len(each) for each in written] == [7 if step == "month" else 10] * len(ENDS)
    assert [first_day(each) for each in written] == begins.tolist()
    place = calendar(np.array(ENDS, "datetime64[D]"), step)
    parts = list(zip(place.year.tolist(), place.part.tolist(), strict=True))
    assert [each == parts[0] for each in parts] == (number == number[0]).tolist()
    if season != 53:
        found = Calendar.of(told, season)
        assert found.numbers(told).tolist() == number.tolist()
        assert found.labels(number).tolist() == begins.tolist()


def test_plain_numbers_are_no_months() -> None:
    assert numbered(pd.Series([7, 8]), 12, "f.csv").tolist() == [7, 8]
    assert label(7, "number") == "7"

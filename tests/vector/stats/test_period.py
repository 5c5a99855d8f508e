"""Periods as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.stats.period import first_day

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

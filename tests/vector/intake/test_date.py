"""Survey dates as people type them."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.intake.date import DAY_ZERO, EARLIEST, SINCE_1904, day

TODAY = date(2026, 1, 31)
FIRST_OF_AUGUST = date(2025, 8, 1)


@pytest.mark.parametrize(
    "cell",
    [
        FIRST_OF_AUGUST,
        datetime(2025, 8, 1, 9, 30),  # noqa: DTZ001
        "2025-08-01",
        "2025-8-1",
        "2025/8/1",
        "2025.8.1",
        "20250801",
        20250801.0,
        "2025年8月1日",
        "２０２５年８月１日",
        "2025-08-01 09:30",
        "2025-08-01T00:00:00",
        "2025-8-1 10:00",
        "2025-8-1　10:00",
        "2025年8月1日10:00",
        "2025 年 8 月 1 日",
        "20250801 9:05",
    ],
)
def test_a_day_is_read(cell):
    assert day(cell, TODAY) == (FIRST_OF_AUGUST, "")


@pytest.mark.parametrize("cell", [45870, 45870.0, "45870", 45870.5])
def test_a_serial_number_is_read_with_a_caution(cell):
    assert day(cell, TODAY) == (FIRST_OF_AUGUST, "date_serial")


@pytest.mark.parametrize("cell", ["", "—", "/", "无"])
def test_missing(cell):
    assert day(cell, TODAY) == (None, "")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2016109", "date_ambiguous"),
        (2016109.0, "date_ambiguous"),
        (0, "date_blank"),
        ("0", "date_blank"),
        (date(1899, 12, 30), "date_blank"),
        (datetime(1900, 1, 1), "date_blank"),  # noqa: DTZ001
        (time(0, 0), "date_blank"),
        ("1900-01-00", "date_blank"),
        (date(1949, 12, 31), "date_early"),
        (date(2026, 2, 1), "date_future"),
        (90000, "date_future"),
        ("2025-02-30", "date_unreal"),
        ("8月1日", "date_no_year"),
        ("25/8/1", "date_no_year"),
        ("8/1/2025", "date_no_year"),
        ("2025年8月", "date_no_day"),
        ("昨天", "date_text"),
        ("2025-8-1 1", "date_text"),
        ("2025-8-1 25:00", "date_text"),
        ("2025-8-110:00", "date_text"),
        ("2025-07-31T16:00:00Z", "date_text"),
        ("2025-8-1²", "date_text"),
        ("2025-8-①", "date_text"),
        ("#REF!", "cell_error"),
    ],
)
def test_what_is_no_day_has_its_own_fault(cell, code):
    assert day(cell, TODAY) == (None, code)


@given(st.dates(EARLIEST, TODAY))
def test_every_way_of_writing_a_day_gives_that_day(wanted):
    chinese = f"{wanted.year}年{wanted.month}月{wanted.day}日"
    for cell in (wanted, wanted.isoformat(), f"{wanted:%Y%m%d}", f"{wanted:%Y/%m/%d}", chinese):
        assert day(cell, TODAY) == (wanted, "")
    assert day((wanted - DAY_ZERO) // timedelta(days=1), TODAY) == (wanted, "date_serial")


@given(
    st.dates(EARLIEST, TODAY),
    st.times(),
    st.sampled_from("-/."),
    st.sampled_from(["%H:%M", "%-H:%M", "%H:%M:%S"]),
    st.sampled_from([" ", "  ", "T", "\u3000", "\xa0", "\n"]),
    st.booleans(),
)
def test_a_clock_never_changes_the_day(wanted, hour, mark, clock, between, padded):
    month, number = (f"{part:02d}" if padded else str(part) for part in (wanted.month, wanted.day))
    typed = mark.join((str(wanted.year), month, number))
    assert day(typed + between + hour.strftime(clock), TODAY) == (wanted, "")


@given(st.dates(EARLIEST, TODAY), st.integers(0, 9999))
def test_digits_after_a_blank_never_join_the_day(wanted, digits):
    assert day(f"{wanted.year}-{wanted.month}-{wanted.day} {digits}", TODAY) == (None, "date_text")


@pytest.mark.parametrize("cell", [44408, 44408.0, "44408"])
def test_a_serial_number_of_the_1904_system_is_1462_days_later(cell):
    assert (SINCE_1904 - DAY_ZERO).days == 1462
    assert day(cell, TODAY, SINCE_1904) == (FIRST_OF_AUGUST, "date_serial")

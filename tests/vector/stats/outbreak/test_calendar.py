from datetime import date

import numpy as np
import pandas as pd
import pytest

from vector.errors import VectorError
from vector.stats.outbreak.calendar import Calendar


def test_weeks_begin_on_monday_and_stay_in_their_season():
    days = pd.Series(pd.date_range("2020-01-01", "2026-12-31"))
    calendar = Calendar.of(days, 52)
    numbers = calendar.numbers(days)
    labels = calendar.labels(numbers)
    assert (pd.DatetimeIndex(labels).day_of_week == 0).all()
    assert (days.to_numpy("datetime64[D]") - labels <= np.timedelta64(6, "D")).all()
    phase = calendar.phase(numbers)
    assert ((phase >= 0) & (phase < 1)).all()


@pytest.mark.parametrize(
    "periods",
    [
        pd.Series(["2026-02-01", "2026-03-31"]),
        pd.Series(pd.to_datetime(["2026-02-03", "2026-03-09"])),
        pd.Series(pd.PeriodIndex(["2026-02", "2026-03"], freq="M")),
        pd.Series(["2026-02", "2026-03"], dtype="category"),
        pd.Series(["2026年2月", "202603"]),
        pd.Series([pd.Timestamp("2026-02-03"), date(2026, 3, 9)], dtype=object),
        pd.Series([np.datetime64("2026-02-03"), "2026-W11"], dtype=object),
    ],
)
def test_months_in_whatever_form(periods):
    calendar = Calendar.of(periods, 12)
    assert calendar.labels(calendar.numbers(periods)).astype(str).tolist() == [
        "2026-02-01",
        "2026-03-01",
    ]


def test_half_a_period_is_refused():
    with pytest.raises(VectorError, match=r"1\.5"):
        Calendar.of(pd.Series([1.5]), 12).numbers(pd.Series([1.5]))
    with pytest.raises(VectorError, match="2"):
        Calendar.of(pd.Series([1]), 1)


@pytest.mark.parametrize("cell", [None, pd.NaT, 3, "昨天"])
def test_a_cell_that_is_no_day_is_refused(cell):
    periods = pd.Series(["2026-02", cell], dtype=object)
    with pytest.raises(VectorError, match="第 2 行"):
        Calendar.of(periods, 12).numbers(periods)

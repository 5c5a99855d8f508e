"""Arrival: every survey that was asked for arrived in exactly one way."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vector.stats.arrival import EXPECTED, Arrival, arrive
from vector.stats.empty import classify

DAY = date(2026, 5, 28)
DAYS = st.integers(-40, 40).map(lambda days: DAY + timedelta(days))


@given(st.booleans(), st.booleans(), DAYS, DAYS, DAYS, st.sampled_from([0, 5, np.nan]),
       st.none() | DAYS)  # fmt: skip
def test_asked_is_the_sum_of_its_kinds(required, came, due, reported, today, effort, since):
    empty = classify(required, due < today, came, effort, 0)
    [kind] = arrive([required], [empty], [due], [reported if came else "NaT"], since)
    assert (kind in {each.value for each in EXPECTED}) == required
    if required and (not came or np.isnan(effort)):
        assert kind in (Arrival.MISSING, Arrival.NOT_DUE)
    elif required:
        before = since is not None and due < since
        expected = (
            Arrival.UNDATED if before else Arrival.ON_TIME if reported <= due else Arrival.LATE
        )
        assert kind == expected


def test_the_due_day_itself_is_on_time():
    assert arrive([True], [""], [DAY], [DAY], None).tolist() == ["on_time"]

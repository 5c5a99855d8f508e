import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vector.stats.empty import Empty, classify

NAN = float("nan")


def test_a_zero_is_reported_and_a_blank_is_not():
    found = classify([True] * 4, [True] * 4, [True] * 4, [200, 0, NAN, 200], [0, 0, NAN, 3])
    assert found.tolist() == [Empty.ZERO, Empty.NO_EFFORT, Empty.NOT_REPORTED, Empty.FILLED]


def test_what_nobody_asked_for_is_not_missing():
    found = classify([False, True, True], [True, False, True], [False] * 3, NAN, NAN)
    assert found.tolist() == [Empty.NOT_REQUIRED, Empty.NOT_DUE, Empty.NOT_REPORTED]


def test_a_survey_nobody_asked_for_still_counts():
    assert classify(False, False, True, 50, 2).item() == Empty.FILLED


def test_count_without_effort_is_no_figure():
    assert classify(True, True, True, 0, 5).item() == Empty.NO_EFFORT
    assert classify(True, True, True, 50, NAN).item() == Empty.NOT_REPORTED


@given(
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.one_of(st.just(NAN), st.integers(0, 5)),
    st.one_of(st.just(NAN), st.integers(0, 5)),
)
def test_a_figure_needs_a_report_with_effort(required, due, reported, denominator, numerator):
    kind = classify(required, due, reported, denominator, numerator).item()
    shown = kind in (Empty.FILLED, Empty.ZERO)
    assert shown == (reported and denominator > 0 and not np.isnan(numerator))

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.stats.efficacy import abbott, corrected, reduction, rpi

DENSITY = st.floats(0.01, 1e6)


def test_the_published_trial():
    # Treated -94.36 %, control -69.29 %.
    assert rpi(100, 100 - 69.29, 100, 100 - 94.36) == pytest.approx(18.37, abs=0.005)
    assert corrected(100, 30.71, 100, 5.64) == pytest.approx(81.63, abs=0.005)


def test_what_cannot_be_computed_is_nan_and_a_rise_is_not_clipped():
    assert np.isnan(reduction(0, 0))
    assert reduction(10, 25) == -150
    assert reduction(10, 0) == 100
    assert corrected(10, 5, 10, 20) == -300
    zeros = rpi([0, 10, 10, 10], [10, 0, 10, 10], [10, 10, 0, 10], [1, 1, 1, 0])
    assert np.isnan(zeros[:3]).all()
    assert zeros[3] == 0
    assert np.isnan(reduction([-1, np.nan, 5, np.inf], [1, 1, -1, 1])).all()
    assert np.isnan(abbott(0, 1))


@given(DENSITY, DENSITY, DENSITY, DENSITY)
def test_relations_between_the_indices(cb, ca, tb, ta):
    assert corrected(cb, ca, tb, ta) == pytest.approx(100 - rpi(cb, ca, tb, ta), abs=1e-9)
    # Without a change in the control the corrected efficacy is the reduction, and, with the same
    # density before, Abbott's.
    assert corrected(cb, cb, tb, ta) == pytest.approx(float(reduction(tb, ta)), rel=1e-9, abs=1e-9)
    assert corrected(tb, ca, tb, ta) == pytest.approx(float(abbott(ca, ta)), rel=1e-9, abs=1e-9)
    assert corrected(cb, ca, cb, ca) == pytest.approx(0, abs=1e-9)


def test_thousands_of_pairs_at_once():
    before = np.arange(1, 5001.0)
    np.testing.assert_allclose(reduction(before, before / 4), 75)

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from vector.stats.outbreak.quantile import exceedance, quantile


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, 400),
    st.floats(0.01, 200),
    st.floats(0.05, 50),
    st.floats(0.001, 0.999),
)
def test_tails_and_quantiles_are_scipys(count, mean, size, p):
    law = stats.nbinom(size, size / (size + mean))
    np.testing.assert_allclose(exceedance(count, mean, size), law.sf(count - 1), rtol=1e-9)
    found = float(quantile(p, mean, size))
    assert law.cdf(found) >= p * (1 - 1e-12)
    assert found == 0 or law.cdf(found - 1) < p * (1 + 1e-12)
    poisson = float(quantile(p, mean, np.inf))
    assert stats.poisson.cdf(poisson, mean) >= p * (1 - 1e-12)


def test_alarm_by_p_and_by_the_upper_bound_are_the_same():
    counts = np.arange(200.0)
    upper = quantile(0.99, 12.3, 2.2)
    assert ((counts > upper) == (exceedance(counts, 12.3, 2.2) <= 0.01)).all()


def test_vast_means_join_on_to_the_others():
    for size in (np.inf, 1e12, 3.0):
        below, above = (float(quantile(0.99, 2.0**40 * part, size)) for part in (1, 1 + 1e-9))
        assert abs(above / below - 1) < 1e-8
    assert abs(float(quantile(0.99, 1e80, 1e79)) / 1e80 - 1) < 1e-6


def test_what_is_no_count_has_no_quantile():
    found = quantile(0.99, [np.nan, np.inf, 1e5, 0.0], [1.0, 1.0, 1e-300, 1.0])
    assert np.isnan(found).tolist() == [True, True, True, False]
    assert found[3] == 0
    assert np.isnan(exceedance([np.nan], 1.0, 1.0)).all()

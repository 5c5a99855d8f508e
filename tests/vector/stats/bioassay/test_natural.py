import numpy as np
import pytest
from scipy import optimize, special

from vector.stats.bioassay import Reason, fit, fit_natural, gather

DOSE = np.array([0, 1, 2, 4, 8.0])
NUMBER = np.full(5, 100.0)


def peer(dead):
    """Maximise the same likelihood by a simplex."""

    def loss(at):
        intercept, slope, logit = at
        base = special.expit(logit)
        line = base + (1 - base) * special.ndtr(intercept + slope * np.log10(DOSE[1:]))
        share = np.r_[base, line]
        return -(special.xlogy(dead, share) + special.xlog1py(NUMBER - dead, -share)).sum()

    options = {"xatol": 1e-10, "fatol": 1e-13, "maxiter": 10_000, "maxfev": 10_000}
    found = optimize.minimize(loss, [-1, 3, -2], method="Nelder-Mead", options=options)
    return [*found.x[:2], special.expit(found.x[2])]


@pytest.mark.parametrize("dead", [[10, 19, 46, 83, 98], [4, 9, 30, 72, 95], [18, 25, 50, 80, 97]])
def test_the_same_maximum_as_a_general_optimiser(dead):
    dead = np.array(dead, float)
    curve = fit_natural(gather([0] * 5, DOSE, NUMBER, dead))
    found = [curve.intercept[0], curve.slope[0], curve.natural[0]]
    np.testing.assert_allclose(found, peer(dead), rtol=2e-5)
    assert curve.df[0] == 2


def test_a_control_without_deaths_and_a_line_from_nothing_leave_the_plain_fit():
    dead = [0, 2, 33, 80, 99]
    rows = gather([0] * 5, DOSE, NUMBER, dead)
    plain, natural = fit(rows), fit_natural(rows)
    np.testing.assert_allclose(natural.slope, plain.slope, rtol=1e-4)
    assert natural.natural[0] < 1e-6


def test_without_a_control_the_line_is_fitted_as_it_is():
    rows = gather([0] * 4, DOSE[1:], NUMBER[1:], [10, 30, 70, 95])
    np.testing.assert_array_equal(fit_natural(rows).slope, fit(rows).slope)


def test_degenerate_ones_stand_beside_sound_ones():
    codes = np.repeat([0, 1, 2], 5)
    dead = np.r_[[10, 19, 46, 83, 98], [10, 10, 10, 100, 100], [0, 0, 0, 0, 0]]
    curve = fit_natural(gather(codes, np.tile(DOSE, 3), np.tile(NUMBER, 3), dead))
    assert curve.reasons.tolist() == ["", Reason.ALL_OR_NONE, Reason.NO_DEATHS]
    alone = fit_natural(gather(codes[:5], DOSE, NUMBER, dead[:5]))
    np.testing.assert_allclose(curve.slope[0], alone.slope[0], rtol=1e-6)


def test_corrected_deaths_are_not_corrected_again(catalog):
    rule = catalog.abbott_rules["who"]
    with pytest.raises(ValueError, match="already"):
        fit_natural(gather([0] * 5, DOSE, NUMBER, [10, 19, 46, 83, 98], rule=rule))

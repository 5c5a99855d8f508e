import numpy as np
import pytest
import statsmodels.api as sm
from assaying import random_rows

from vector.stats.bioassay.link import Link, predictor, share, steepness
from vector.stats.bioassay.scoring import Trials, invert, solve

PEERS = {
    Link.PROBIT: sm.families.links.Probit(),
    Link.LOGIT: sm.families.links.Logit(),
    Link.CLOGLOG: sm.families.links.CLogLog(),
    Link.LOGLOG: sm.families.links.LogLog(),
}


@pytest.mark.parametrize("link", list(Link))
def test_links_are_their_own_inverse_and_slope(link):
    shares = np.linspace(0.001, 0.999, 41)
    eta = predictor(link, shares)
    np.testing.assert_allclose(share(link, eta), shares, rtol=1e-12)
    step = 1e-6
    rise = (share(link, eta + step) - share(link, eta - step)) / (2 * step)
    np.testing.assert_allclose(steepness(link, eta), rise, rtol=1e-6)


@pytest.mark.parametrize("link", list(Link))
def test_many_regressions_at_once_agree_with_statsmodels_one_by_one(link):
    codes, dose, number, dead = random_rows(12)
    design = np.column_stack([np.ones(len(dose)), np.log10(dose)])
    found = solve(Trials(12, codes, design, number * 1.0, dead * 1.0), link)
    assert found.converged.all()
    for each in range(12):
        rows = codes == each
        counts = np.column_stack([dead, number - dead])[rows]
        family = sm.families.Binomial(link=PEERS[link])
        peer = sm.GLM(counts, design[rows], family=family).fit(tol=1e-13)
        np.testing.assert_allclose(found.coefficients[each], peer.params, rtol=1e-6)
        np.testing.assert_allclose(found.covariance[each], peer.cov_params(), rtol=1e-5)
        np.testing.assert_allclose(found.deviance[each], peer.deviance, rtol=1e-8)
        np.testing.assert_allclose(found.pearson[each], peer.pearson_chi2, rtol=1e-5)
        np.testing.assert_allclose(found.loglik[each], peer.llf, rtol=1e-8)


def test_what_cannot_be_solved_is_nan_beside_what_can():
    codes, dose, number, dead = random_rows(1)
    twice = np.concatenate([codes, codes + 2])
    same = np.column_stack([np.ones(10), np.r_[np.log10(dose), np.ones(5)]])
    rows = Trials(4, twice, same, np.tile(number, 2) * 1.0, np.tile(dead, 2) * 1.0)
    found = solve(rows, Link.LOGIT)
    assert found.converged.tolist() == [True, False, False, False]
    assert np.isnan(found.coefficients[1:]).all()
    assert np.isfinite(found.coefficients[0]).all()


def test_inverse_of_badly_scaled_information():
    matrix = np.array([[1e-12, 2e-7], [2e-7, 1.0]])
    np.testing.assert_allclose(invert(matrix[None])[0] @ matrix, np.eye(2), atol=1e-9)

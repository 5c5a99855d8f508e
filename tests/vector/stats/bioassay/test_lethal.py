import numpy as np
import pytest
from assaying import assays_of, random_rows
from scipy import stats

from vector.stats.bioassay import Link, Reason, fit, gather, lethal


def quadratic(curve, each, log10, quantile, factor):
    """Fieller's limits as roots of (c - a - b m)² = t² h (v_a + 2 m v_ab + m² v_b)."""
    target = curve.intercept[each] + curve.slope[each] * log10
    a, b, square = target - curve.intercept[each], curve.slope[each], quantile**2 * factor
    return np.sort(
        np.roots(
            [
                b**2 - square * curve.var_slope[each],
                -2 * a * b - 2 * square * curve.covariance[each],
                a**2 - square * curve.var_intercept[each],
            ]
        )
    )


@pytest.mark.parametrize("link", list(Link))
def test_fiducial_limits_solve_fiellers_quadratic(link):
    curve = fit(gather(*random_rows(30, seed=4)), link)
    found = lethal(curve, [50, 95])
    checked = 0
    for row in found.itertuples():
        if row.reason not in ("", Reason.EXTRAPOLATED):
            continue
        roots = quadratic(curve, row.assay, row.log10, row.quantile, row.factor)
        limits = np.log10([row.fiducial_lower, row.fiducial_upper])
        np.testing.assert_allclose(limits, roots, rtol=1e-6)
        checked += 1
    assert checked > 40


def test_heterogeneity_widens_by_the_factor_and_by_t():
    curve = fit(assays_of("deguelin"))
    plain, mended = lethal(curve, [50], heterogeneity=0), lethal(curve, [50])
    factor = curve.pearson[0] / curve.df[0]
    assert curve.p[0] == pytest.approx(stats.chi2.sf(curve.pearson[0], 4))
    assert mended["factor"][0] == pytest.approx(factor)
    assert mended["quantile"][0] == pytest.approx(stats.t.ppf(0.975, 4))
    assert mended["se_log10"][0] == pytest.approx(plain["se_log10"][0] * np.sqrt(factor))
    assert mended["g"][0] == pytest.approx(
        plain["g"][0] * factor * (stats.t.ppf(0.975, 4) / stats.norm.ppf(0.975)) ** 2
    )


def test_where_the_slope_is_too_uncertain_there_are_no_finite_limits():
    curve = fit(gather([0] * 3, [1, 2, 4], [8] * 3, [3, 4, 6]), flat_level=0.5)
    found = lethal(curve, [50]).iloc[0]
    assert found["g"] >= 1
    assert found["reason"] == Reason.NO_FINITE_LIMITS
    assert np.isnan(found[["fiducial_lower", "fiducial_upper"]].astype(float)).all()
    assert np.isfinite(found["dose"])


def test_a_dose_that_was_not_tested_is_an_extrapolation():
    curve = fit(assays_of("finney_rotenone"))
    found = lethal(curve, [1, 50, 99])
    assert found["reason"].tolist() == [Reason.EXTRAPOLATED, "", Reason.EXTRAPOLATED]


def test_two_doses_have_a_line_but_no_test():
    curve = fit(gather([0, 0], [1, 4], [50, 50], [8, 41]))
    assert curve.df[0] == 0
    assert np.isnan(curve.p[0])
    assert lethal(curve, [50])["dose"][0] == pytest.approx(
        4 ** (stats.norm.ppf(0.84) / (stats.norm.ppf(0.84) + stats.norm.ppf(0.82)))
    )


@pytest.mark.parametrize("percent", [0, 100, -5, 120])
def test_there_is_no_such_percentage(percent):
    with pytest.raises(ValueError, match="does not exist"):
        lethal(fit(assays_of("budworm_male")), [percent])


def test_lethal_doses_rise_with_the_percentage():
    found = lethal(fit(gather(*random_rows(50))), [10, 50, 90, 99])
    doses = found.pivot_table(index="assay", columns="percent", values="dose").to_numpy()
    assert (np.diff(doses, axis=1) > 0).all()

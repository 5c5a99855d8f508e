import numpy as np
import pytest
import statsmodels.api as sm
from assaying import assays_of, random_rows, rows_of

from vector.stats.bioassay import (
    Reason,
    against_baseline,
    fit,
    gather,
    lethal,
    parallelism,
    resistance_ratio,
)


def test_a_strain_against_itself_is_one_and_turned_round_is_the_inverse():
    male, female = fit(assays_of("budworm_male")), fit(assays_of("budworm_female"))
    same = resistance_ratio(male, male)
    assert same["ratio"].tolist() == [1, 1, 1]
    assert not same["significant"].any()
    one, other = resistance_ratio(female, male), resistance_ratio(male, female)
    np.testing.assert_allclose(one["ratio"] * other["ratio"], 1)
    np.testing.assert_allclose(one["lower"] * other["upper"], 1)


def test_heterogeneity_can_be_taken_in():
    field, susceptible = fit(assays_of("finney_rotenone")), fit(assays_of("deguelin"))
    plain = resistance_ratio(field, susceptible, [50]).iloc[0]
    mended = resistance_ratio(field, susceptible, [50], heterogeneity=0.15).iloc[0]
    assert mended["ratio"] == plain["ratio"]
    assert mended["lower"] < plain["lower"]


def test_without_a_susceptible_result_there_is_no_ratio():
    field = fit(assays_of("budworm_female", "flat"))
    found = resistance_ratio(field, fit(assays_of("all_or_none")), [50])
    assert found["reason"].tolist() == [Reason.NO_REFERENCE, Reason.FLAT]
    assert found["ratio"].isna().all()
    assert not found["significant"].any()


def test_one_susceptible_strain_serves_many_and_other_sizes_do_not_pair():
    many = fit(gather(*random_rows(5)))
    one = fit(assays_of("budworm_male"))
    assert len(resistance_ratio(many, one, [50, 90])) == 10
    with pytest.raises(ValueError, match="susceptible"):
        resistance_ratio(one, many.take(np.array([0, 1])))


def test_against_a_published_dose():
    found = lethal(fit(assays_of("budworm_male")), [50])
    ratio = against_baseline(found, 0.47).iloc[0]
    assert ratio["ratio"] == pytest.approx(found["dose"][0] / 0.47)
    assert ratio["lower"] == pytest.approx(found["fiducial_lower"][0] / 0.47)
    assert ratio["significant"]
    with pytest.raises(ValueError, match="positive"):
        against_baseline(found, 0)


def test_parallelism_agrees_with_nested_models_of_statsmodels():
    parts = [rows_of("budworm_female"), rows_of("budworm_male")]
    dose = np.log10(np.concatenate([part["dose"] for part in parts]))
    dead = np.concatenate([part["dead"] for part in parts])
    alive = np.concatenate([part["number"] for part in parts]) - dead
    second = np.repeat([0.0, 1.0], 6)
    one = np.ones(12)
    designs = [[one, dose], [one, dose, second], [one, dose, second, dose * second]]
    family = sm.families.Binomial(link=sm.families.links.Probit())
    fits = [
        sm.GLM(np.column_stack([dead, alive]), np.column_stack(each), family=family).fit(tol=1e-13)
        for each in designs
    ]
    found = parallelism(assays_of("budworm_female"), assays_of("budworm_male")).iloc[0]
    assert found["lr_parallel"] == pytest.approx(2 * (fits[2].llf - fits[1].llf), rel=1e-6)
    assert found["lr_equal"] == pytest.approx(2 * (fits[2].llf - fits[0].llf), rel=1e-6)
    shift = fits[1].params[2] / fits[1].params[1]
    assert found["potency"] == pytest.approx(10**shift, rel=1e-5)


def test_lines_that_do_not_exist_are_not_compared():
    found = parallelism(assays_of("all_or_none", "flat"), assays_of("budworm_male", "flat"))
    assert found["reason"].tolist() == [Reason.ALL_OR_NONE, ""]
    assert np.isnan(found["p_parallel"][0])
    assert found["p_equal"][1] == pytest.approx(1)
    with pytest.raises(ValueError, match="paired"):
        parallelism(assays_of("flat"), assays_of("flat", "flat"))

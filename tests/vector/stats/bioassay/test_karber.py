import numpy as np
import pytest
from assaying import random_rows
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import isotonic_regression

from vector.stats.bioassay import Reason, gather, karber


def test_untrimmed_by_the_textbook_sum():
    dose, number = np.array([1, 2, 4, 8, 16.0]), np.full(5, 20)
    dead = np.array([0, 4, 10, 16, 20])
    share, log10 = dead / number, np.log10(dose)
    mean = (np.diff(share) * (log10[1:] + log10[:-1]) / 2).sum()
    half = (log10[2:] - log10[:-2]) / 2
    variance = (half**2 * (share * (1 - share) / (number - 1))[1:-1]).sum()
    found = karber(gather([0] * 5, dose, number, dead)).iloc[0]
    assert found["log10"] == pytest.approx(mean)
    assert found["se_log10"] == pytest.approx(np.sqrt(variance))


def trimmed_mean(share, log10, alpha):
    """Integrate the inverse of the polygon between the trims."""
    value, _ = quad(lambda u: np.interp(u, share, log10), alpha, 1 - alpha, points=share)
    return value / (1 - 2 * alpha)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.05, 0.3))
def test_trimmed_by_integration_and_its_variance_by_differences(alpha):
    dose, number = np.array([1, 2, 4, 8, 16.0]), np.full(5, 40)
    dead = np.array([2, 9, 17, 30, 38])
    share, log10 = dead / number, np.log10(dose)
    found = karber(gather([0] * 5, dose, number, dead), alpha).iloc[0]
    assert found["log10"] == pytest.approx(trimmed_mean(share, log10, alpha), abs=1e-6)
    step = 1e-4
    slopes = [
        (
            trimmed_mean(share + step * each, log10, alpha)
            - trimmed_mean(share - step * each, log10, alpha)
        )
        / (2 * step)
        for each in np.eye(5)
    ]
    variance = (np.square(slopes) * share * (1 - share) / (number - 1)).sum()
    assert found["se_log10"] == pytest.approx(np.sqrt(variance), rel=1e-3)


def test_shares_that_fall_are_pooled_as_isotonic_regression_does():
    dead = np.array([0, 6, 4, 15, 12, 20])
    dose, number = 2.0 ** np.arange(6), np.full(6, 20)
    share = isotonic_regression(dead / number).x
    mean = (np.diff(share) * (np.log10(dose[1:]) + np.log10(dose[:-1])) / 2).sum()
    assert karber(gather([0] * 6, dose, number, dead))["log10"][0] == pytest.approx(mean)


def test_a_response_that_does_not_run_through_needs_a_trim():
    rows = gather([0] * 4, [1, 2, 4, 8], [20] * 4, [3, 8, 15, 18])
    plain, least = karber(rows).iloc[0], karber(rows, "least").iloc[0]
    assert plain["reason"] == Reason.NOT_TRIMMED
    assert np.isnan(plain["dose"])
    assert plain["needed"] == pytest.approx(0.15)
    assert least["reason"] == ""
    assert 2 < least["dose"] < 4


@pytest.mark.parametrize(
    ("dead", "reason"),
    [
        ([0, 0, 20, 20], Reason.ALL_OR_NONE),
        ([0, 0, 0, 0], Reason.NO_DEATHS),
        ([20, 20, 20, 20], Reason.ALL_DEAD),
        ([12, 11, 10, 9], Reason.FLAT),
        ([11, 15, 18, 20], Reason.NOT_TRIMMED),
    ],
)
def test_what_has_no_mean_dose(dead, reason):
    found = karber(gather([0] * 4, [1, 2, 4, 8], [20] * 4, dead), "least").iloc[0]
    assert found["reason"] == reason
    assert np.isnan([found["dose"], found["lower"], found["upper"]]).all()


def test_many_at_once_with_replicates_and_empty_ones():
    codes, dose, number, dead = random_rows(300)
    twice = gather(
        np.tile(codes, 2), np.tile(dose, 2), np.tile(number, 2), np.tile(dead, 2), size=301
    )
    once = gather(codes, dose, number, dead, size=301)
    double, single = karber(twice, "least"), karber(once, "least")
    np.testing.assert_allclose(double["log10"], single["log10"])
    assert single["reason"].iloc[300] == Reason.NO_INSECTS
    with pytest.raises(ValueError, match="trim"):
        karber(once, 0.5)


@pytest.mark.parametrize(
    ("dose", "number", "reason"),
    [([3], [20], Reason.ONE_DOSE), ([3, 3], [20, 20], Reason.ONE_DOSE), ([3], [0], "no_insects")],
)
def test_assays_of_a_single_dose_alone_in_their_table_get_a_reason(dose, number, reason):
    found = karber(gather([0] * len(dose), dose, number, [n // 3 for n in number]), "least")
    assert found["reason"].tolist() == [reason]
    assert found[["dose", "lower", "upper"]].isna().all(axis=None)


def test_no_assays_at_all_are_no_rows():
    assert len(karber(gather([], [], [], []))) == 0

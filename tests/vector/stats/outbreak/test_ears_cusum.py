import numpy as np
import pytest

from vector.stats.outbreak import cusum, ears
from vector.stats.outbreak.cusum import standardised


def test_c1_by_hand():
    past = np.array([3, 1, 4, 1, 5, 9, 2], float)
    found = ears(np.append(past, 20), "C1").iloc[0]
    assert found["upper"] == pytest.approx(past.mean() + 3.090232306167813 * past.std(ddof=1))
    assert found["alarm"]


def test_c3_adds_what_went_before():
    counts = np.array([3, 1, 4, 1, 5, 9, 2, 0, 0, 12, 12, 5], float)
    found = ears(counts, "C3").iloc[0]
    score = [
        (counts[t] - counts[t - 9 : t - 2].mean()) / counts[t - 9 : t - 2].std(ddof=1)
        for t in (9, 10)
    ]
    base = counts[2:9]
    z = 1.959963984540054 - sum(max(0, each - 1) for each in score)
    assert found["upper"] == pytest.approx(max(0, 5 + base.std(ddof=1) * z))


def test_equal_counts_leave_c3_without_an_answer_unless_sigma_has_a_floor():
    counts = np.append(np.ones(9), [1, 1, 2])
    assert ears(counts, "C3")["alarm"].isna().all()
    assert ears(counts, "C3", min_sigma=0.5)["alarm"].notna().all()


def test_equal_counts_are_not_said_to_be_missing():
    assert ears(np.ones(12), "C3")["reason"].eq("no_spread").all()
    with_hole = ears([1, 1, 1, 1, np.nan, 1, 1, 1, 1, 1, 1, 1], "C3")
    assert with_hole["reason"].eq("missing").all()


@pytest.mark.parametrize("kind", ["C1", "C2", "C3"])
def test_short_and_missing_histories_are_told(kind):
    assert (ears([1, 2, 3], kind, periods=[2])["reason"] == "history_short").all()
    assert len(ears([1, 2, 3], kind)) == 0
    holes = np.append(np.full(12, np.nan), 3)
    assert (ears(holes, kind, periods=[12])["reason"] == "missing").all()


def test_ears_refuses_what_makes_no_sense():
    with pytest.raises(ValueError, match="baseline"):
        ears([1, 2, 3], baseline=2)
    with pytest.raises(ValueError, match="sigma"):
        ears([1, 2, 3], min_sigma=-1)


@pytest.mark.parametrize("transform", ["rossi", "standard", "anscombe"])
def test_the_bound_of_a_cusum_is_where_the_sum_reaches_h(transform):
    random = np.random.default_rng(5)
    counts = random.poisson(6, (160, 4))
    found = cusum(counts, 110, transform=transform)
    beyond = found["observed"] >= found["upper"] - 1e-9
    assert (beyond == found["alarm"].astype(bool)).all()


def test_rossis_scale_is_nearly_standard_normal():
    counts = np.random.default_rng(1).poisson(5, 20_000).astype(float)
    found = standardised(counts, np.full(20_000, 5.0), "rossi")
    assert abs(found.mean()) < 0.15
    assert found.std() == pytest.approx(1, abs=0.1)


def test_a_missing_count_leaves_the_sum_as_it_is():
    found = cusum([2, 2, 2, 2, 9, np.nan, 2], 4, mean="mean")
    assert found["cusum"][0] == found["cusum"][1]
    assert found["reason"].tolist() == ["", "missing", ""]


def test_a_history_that_cannot_be_fitted_gives_no_alarm():
    found = cusum(np.array([1, np.nan, np.nan, 50.0]), 3)
    assert found["alarm"].isna().all()
    assert found["reason"].tolist() == ["history_short"]
    with pytest.raises(ValueError, match="history"):
        cusum([1, 2, 3], 0)


def test_a_given_mean_is_used():
    assert cusum([0, 0, 7], 2, mean=1.0)["expected"].tolist() == [1.0]


def test_a_history_without_a_case_has_no_mean_to_stand_on():
    found = cusum([0, 0, 0, 1, 0], 3, mean="mean")
    assert found["alarm"].isna().all()
    assert found[["upper", "cusum"]].isna().all(axis=None)
    assert found["reason"].tolist() == ["no_cases", "no_cases"]


@pytest.mark.parametrize("mean", [0, -1.0, float("nan"), float("inf")])
def test_a_given_mean_must_be_above_zero(mean):
    with pytest.raises(ValueError, match="above 0"):
        cusum([1, 2, 3], 2, mean=mean)


def test_a_series_with_a_history_is_judged_beside_those_without():
    counts = np.column_stack([[2, 3, 2, 9], [0, 0, 0, 9], [np.nan, np.nan, np.nan, 9]])
    found = cusum(counts, 3, mean="mean")
    assert found["reason"].tolist() == ["", "no_cases", "history_short"]
    assert found["alarm"].isna().tolist() == [False, True, True]

"""The circular distribution: textbook and published figures, exact probabilities, invariants."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import integrate, special, stats

from vector.stats.season import (
    circular,
    day_of_year,
    rayleigh,
    rayleigh_of_rates,
    watson_williams,
)

# Zar, Biostatistical Analysis, chapters on circular distributions: trees, grouped data, birds.
TREES = [45, 55, 81, 96, 110, 117, 132, 154]
GROUPED = [0, 6, 9, 13, 15, 22, 17, 12, 8, 3, 0, 0]
BIRDS = (
    [94, 65, 45, 52, 38, 47, 73, 82, 90, 40, 87],
    [77, 70, 61, 45, 50, 35, 48, 65, 36],
)
MIDDLES = np.arange(12) * 30 + 15.0

counts = st.lists(st.integers(0, 500), min_size=12, max_size=12)


def test_the_leaning_trees_of_the_textbook() -> None:
    found = circular(np.ones(8), TREES, 8)
    assert found.angle == pytest.approx(99, abs=0.5)
    assert found.r == pytest.approx(0.82522, abs=1e-5)
    assert found.spread == pytest.approx(36, abs=0.5)
    assert found.z == pytest.approx(5.448, abs=5e-4)
    assert 0.001 < found.p < 0.002


def test_the_grouped_data_of_the_textbook() -> None:
    plain = circular(GROUPED, MIDDLES, sum(GROUPED))
    corrected = circular(GROUPED, MIDDLES, sum(GROUPED), spacing=30)
    assert plain.angle == pytest.approx(162, abs=0.5)
    assert plain.r == pytest.approx(0.55064, abs=1e-5)
    assert corrected.r / plain.r == pytest.approx(1.01152, abs=1e-5)
    assert corrected.z > plain.z


# Published r, s and mean angle, and the days and z drawn from them: 青岛 mosquitoes 2017–2020
# (中国媒介生物学及控制杂志 2022, 33(2): 230–233); 深圳光明 rotavirus (中国医药科学 2013(7)).
def test_the_qingdao_mosquitoes() -> None:
    angle, spread = 223.2981, np.degrees(np.sqrt(-2 * np.log(0.8051)))
    assert spread == pytest.approx(37.7281, abs=0.005)
    assert day_of_year([angle, angle - 37.7281, angle + 37.7281]).tolist() == [
        "08-15",
        "07-08",
        "09-22",
    ]
    z, p = rayleigh(0.8051, 19951.328 / 0.8051**2)
    assert z == pytest.approx(19951.328)
    assert p < 0.01


def test_the_half_width_of_the_shenzhen_season() -> None:
    spread = np.degrees(np.sqrt(-2 * np.log(0.512)))
    assert spread == pytest.approx((221.28 - 88.75) / 2, abs=0.1)


@given(counts, st.floats(0, 360))
def test_scipy_finds_the_same_of_the_individuals_one_by_one(caught: list[int], turn: float) -> None:
    assume(sum(caught) > 0)
    angles = (MIDDLES + turn) % 360
    found = circular(caught, angles)
    assume(found.r > 1e-6)
    each = np.radians(np.repeat(angles, caught))
    mean = np.degrees(stats.circmean(each))
    assert abs((found.angle - mean + 180) % 360 - 180) < 1e-6
    assert found.spread == pytest.approx(np.degrees(stats.circstd(each)), abs=1e-5)
    assert found.r == pytest.approx(1 - stats.circvar(each), abs=1e-9)


@given(counts, st.integers(1, 11))
def test_turning_the_year_turns_the_mean_and_nothing_else(caught: list[int], months: int) -> None:
    before, after = circular(caught, MIDDLES, 50), circular(np.roll(caught, months), MIDDLES, 50)
    np.testing.assert_allclose(after.r, before.r, atol=1e-12)
    if before.r > 1e-9:
        gap = (after.angle - before.angle - 30 * months + 180) % 360 - 180
        assert abs(gap) < 1e-5


@pytest.mark.parametrize("n", [8, 15, 40])
@pytest.mark.parametrize("z", [0.5, 1.5, 3.0, 4.5])
def test_the_probability_is_that_of_a_random_walk(n: int, z: float) -> None:
    """Kluyver: P(R > x) = 1 - x ∫ J0(t)^n J1(x t) dt, exactly."""
    x = np.sqrt(n * z)
    walk, _ = integrate.quad(lambda t: x * special.j0(t) ** n * special.j1(x * t), 0, 60, limit=400)
    assert rayleigh(np.sqrt(z / n), n)[1] == pytest.approx(1 - walk, abs=2e-3)


def test_a_million_million_individuals_lose_no_digits() -> None:
    z, p = rayleigh(1e-6, 1e12)
    assert (z, p) == (pytest.approx(1.0), pytest.approx(np.exp(-1.0), rel=1e-9))


@given(st.lists(st.integers(0, 300), min_size=12, max_size=12), st.integers(1, 500))
def test_with_equal_effort_the_test_of_rates_is_rayleighs(caught: list[int], effort: int) -> None:
    assume(sum(caught) > 0)
    z, _ = rayleigh_of_rates(caught, [effort] * 12, MIDDLES)
    usual = circular(caught, MIDDLES, sum(caught)).z
    np.testing.assert_allclose(z, usual, atol=1e-9 * sum(caught))


def test_the_test_of_rates_keeps_its_level_with_unequal_effort_and_clusters() -> None:
    random = np.random.default_rng(7)
    effort = random.integers(20, 400, (4000, 12))
    clusters = random.poisson(0.05 * effort)
    _, right = rayleigh_of_rates(4 * clusters, effort, MIDDLES, 4)
    _, wrong = rayleigh_of_rates(4 * clusters, effort, MIDDLES)
    assert np.mean(right < 0.05) == pytest.approx(0.05, abs=0.015)
    assert np.mean(wrong < 0.05) > 0.4


def test_the_test_of_rates_leaves_out_what_was_not_surveyed() -> None:
    random = np.random.default_rng(8)
    effort = np.tile([0, 0, 0, 90, 30, 60, 60, 200, 60, 60, 30, 0], (4000, 1))
    _, p = rayleigh_of_rates(random.poisson(0.2 * effort), effort, MIDDLES)
    assert np.mean(p < 0.05) == pytest.approx(0.05, abs=0.015)


def test_the_birds_of_the_textbook_fly_the_same_way() -> None:
    parts = [circular(np.ones(len(each)), each) for each in BIRDS]
    angle, r = [part.angle for part in parts], [part.r for part in parts]
    test = watson_williams(angle, r, [11, 9])
    assert test.f == pytest.approx(1.61, abs=0.005)
    assert 0.2 < test.p < 0.25
    assert test.sound


@given(st.integers(2, 5))
def test_equal_samples_have_equal_means(samples: int) -> None:
    test = watson_williams(np.full(samples, 40.0), np.full(samples, 0.8), np.full(samples, 30))
    assert abs(test.f) < 1e-9
    assert test.p == pytest.approx(1)


def test_nothing_caught_has_no_direction() -> None:
    found = circular(np.zeros((2, 12)), MIDDLES, [0, 0])
    assert all(np.isnan(each).all() for each in found)
    level = circular(np.ones(12), MIDDLES, 12)
    assert np.isnan(level.angle)
    assert level.p == pytest.approx(1)


def test_a_missing_month_is_not_a_zero() -> None:
    assert np.isnan(circular([1, np.nan, 3], [0, 120, 240]).r)


def test_a_negative_catch_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        circular([-1, 2], [0, 90])


@pytest.mark.parametrize("angle", [0.0, -1e-15, 359.9999999, 720.0, -360.0])
def test_every_angle_has_a_day(angle: float) -> None:
    assert day_of_year(angle).item() in {"01-01", "12-31"}


def test_no_angle_has_no_day() -> None:
    assert day_of_year([np.nan, np.inf]).tolist() == ["", ""]


def test_watson_williams_of_one_sample_is_no_test() -> None:
    assert np.isnan(watson_williams([40, np.nan], [0.8, 0.5], [30, 30]).f)

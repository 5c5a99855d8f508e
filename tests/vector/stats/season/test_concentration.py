"""Concentration M as the papers write it out, and seasonal indices against statsmodels."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.tsa.seasonal import seasonal_decompose

from vector.catalog import load
from vector.stats.season import (
    concentration,
    ratio_to_moving_average,
    seasonal_index,
    strength,
)

months = st.lists(st.integers(0, 10_000), min_size=12, max_size=12)


def as_papers_write_it(caught: list[int]) -> float:
    r = [0.0, *(each / sum(caught) for each in caught)]
    root = 3**0.5 / 2
    rx = (r[2] + r[6] - r[8] - r[12]) / 2 + root * (r[3] + r[5] - r[9] - r[11]) + (r[4] - r[10])
    ry = (r[3] - r[5] - r[9] + r[11]) / 2 + root * (r[2] - r[6] - r[8] + r[12]) + (r[1] - r[7])
    return (rx * rx + ry * ry) ** 0.5


@given(months)
def test_m_is_the_formula_of_the_papers(caught: list[int]) -> None:
    assume(sum(caught) > 0)
    assert concentration(caught) == pytest.approx(as_papers_write_it(caught), abs=1e-12)


@given(months, st.integers(0, 11), st.integers(1, 1000))
def test_m_knows_neither_the_scale_nor_the_first_month(
    caught: list[int], turn: int, times: int
) -> None:
    assume(sum(caught) > 0)
    moved = np.roll(caught, turn) * times
    np.testing.assert_allclose(concentration(moved), concentration(caught), atol=1e-12)


def test_m_of_an_empty_or_incomplete_year_is_missing() -> None:
    assert np.isnan(concentration([np.zeros(12), [np.nan, *range(11)]])).all()


@pytest.mark.parametrize("values", [np.ones(11), np.ones(52), [-1.0] * 12])
def test_m_of_something_else_is_refused(values: np.ndarray) -> None:
    with pytest.raises(ValueError):
        concentration(values)


# M as printed, and the words the papers put to it (青岛, 深圳光明, 康保).
@pytest.mark.parametrize(
    ("m", "word"),
    [(0.8074, "很强"), (0.514, "较强"), (0.3305, "一定"), (0.95, "严格"), (0.1, "不明显")],
)
def test_the_words_are_those_of_the_papers(m: float, word: str) -> None:
    bands = sorted(load().season_bands.values(), key=lambda band: band.least)
    assert word in bands[strength(m, bands)].zh


@given(st.floats(0, 1))
def test_a_stronger_season_never_has_a_weaker_word(m: float) -> None:
    bands = load().season_bands.values()
    assert strength(m, bands) <= strength(min(1.0, m + 0.1), bands)


@given(months)
def test_indices_average_one(caught: list[int]) -> None:
    assume(sum(caught) > 0)
    assert seasonal_index(caught).mean() == pytest.approx(1)


@pytest.mark.parametrize(("parts", "first"), [(12, 0), (12, 6), (7, 0)])
def test_the_ratio_to_the_moving_average_is_that_of_statsmodels(parts: int, first: int) -> None:
    random = np.random.default_rng(3)
    time = np.arange(parts * 6)
    values = (5 + 0.05 * time) * (2 + np.sin(2 * np.pi * time / parts)) * random.gamma(20, 0.05, 1)
    values = values * random.gamma(30, 1 / 30, len(values))
    theirs = seasonal_decompose(pd.Series(values), model="multiplicative", period=parts).seasonal
    ours = ratio_to_moving_average(values, parts, first)
    np.testing.assert_allclose(np.roll(ours, -first), theirs[:parts], rtol=1e-10)


def test_series_by_the_thousand_are_taken_at_once() -> None:
    random = np.random.default_rng(4)
    values = random.gamma(3, 1, (3000, 48))
    values[0, 5] = np.nan
    found = ratio_to_moving_average(values)
    np.testing.assert_allclose(found[7], ratio_to_moving_average(values[7]))
    np.testing.assert_allclose(np.nanmean(found, axis=1), 1)


def test_too_short_a_series_has_no_index() -> None:
    assert np.isnan(ratio_to_moving_average(np.ones(12))).all()
    assert np.isnan(ratio_to_moving_average(np.zeros(48))).all()

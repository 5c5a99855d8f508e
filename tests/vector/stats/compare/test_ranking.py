"""Ranks with intervals, and whether the first few truly stand out."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from vector.errors import VectorError
from vector.stats.compare import differences, ranking, ranks, said
from vector.stats.compare.shrinkage import SPREADS, spread


def streets(counts: list[float], effort: object = 500) -> pd.DataFrame:
    names = [f"{each}街" for each in "甲乙丙丁戊"[: len(counts)]]
    return pd.DataFrame({"series": names, "period": "2024-05", "count": counts, "effort": effort})


places = st.lists(st.tuples(st.integers(0, 80), st.integers(1, 900)), min_size=1, max_size=12)


@given(places)
def test_a_rank_lies_within_the_places_and_its_interval(given_: list[tuple[int, int]]) -> None:
    count, effort = np.array(given_).T
    found = ranks(np.zeros(len(count), int), count, effort, draws=200)
    expected = stats.rankdata(-(count / effort), method="min")
    assert found.rank.tolist() == expected.tolist()
    assert (found.lower >= 1).all()
    assert (found.upper <= len(count)).all()
    assert (found.lower <= found.upper).all()
    if len(count) > 3:
        assert found.top.sum() == pytest.approx(3)


def test_the_interval_is_that_of_a_simulation_one_place_at_a_time() -> None:
    count, effort, phi = np.array([140, 60, 58, 15]), np.array([500, 450, 500, 300]), 2.0
    k, size = count / phi, effort / phi
    random, drawn = np.random.default_rng(9), []
    found = spread(np.zeros(4, int), k, size)
    for tau, weight, mean in zip(SPREADS, found.weight[:, 0], found.mean[:, 0], strict=True):
        prior = stats.gamma(1 / tau**2, scale=tau**2 * mean)
        shape, rate = prior.args[0], 1 / prior.kwds["scale"]
        many = (round(40_000 * weight), 4)
        own = stats.gamma(k + shape, scale=1 / (size + rate))
        drawn.append(own.rvs(many, random_state=random))
    place = stats.rankdata(-np.concatenate(drawn), axis=1)
    low, high = np.quantile(place, [0.025, 0.975], axis=0, method="inverted_cdf")
    rows = ranks(np.zeros(4, int), count, effort, phi, draws=20_000)
    assert rows.lower.tolist() == low.tolist() == [1, 2, 2, 3]
    assert rows.upper.tolist() == high.tolist() == [1, 3, 4, 4]
    assert rows.top == pytest.approx((place <= 3).mean(axis=0), abs=0.01)


def test_groups_are_ranked_apart() -> None:
    count, effort = [9, 30, 4, 5, 0], [100] * 5
    found = ranks([1, 0, 1, 0, 0], count, effort)
    assert found.rank.tolist() == [1, 1, 2, 2, 3]
    together = ranks([0, 0, 0], [30, 5, 0], [100] * 3)
    assert found.upper[[1, 3, 4]].tolist() == together.upper.tolist()


def test_equal_densities_share_the_better_rank() -> None:
    assert ranks([0, 0, 0], [5, 10, 2], [50, 100, 50]).rank.tolist() == [1, 1, 3]


def test_scatter_widens_the_rank_interval() -> None:
    sure = ranks(np.zeros(5, int), [90, 60, 40, 20, 5], 500)
    unsure = ranks(np.zeros(5, int), [90, 60, 40, 20, 5], 500, 15.0)
    assert (unsure.upper - unsure.lower).sum() > (sure.upper - sure.lower).sum()


def test_the_same_seed_gives_the_same_intervals() -> None:
    frame = streets([9, 8, 7, 6, 5])
    pd.testing.assert_frame_equal(ranking(frame), ranking(frame))


@pytest.mark.parametrize(
    ("counts", "top", "sentence"),
    [
        ([90, 88, 85, 80, 5], 3, "前三名与第四名无统计差别"),
        ([90, 88, 85, 10, 5], 3, "前三名均高于第四名，差别有统计学意义"),
        ([300, 50, 45, 44, 5], 3, "前三名中，甲街 高于第四名；乙街、丙街 与第四名无统计差别"),
        ([90, 10], 1, "第一名高于第二名，差别有统计学意义"),
        ([90, 89], 1, "第一名与第二名无统计差别"),
        ([90, 10, 5], 3, "可排名的只有 3 个，不足以比较前三名与其后"),
    ],
)
def test_the_sentence_of_the_first_few(counts: list[float], top: int, sentence: str) -> None:
    assert said(ranking(streets(counts), top=top), top=top) == [sentence]


def test_the_sentence_in_english() -> None:
    assert said(ranking(streets([9, 8, 8, 7])), language="en") == [
        "the first 3 do not differ statistically from number 4"
    ]


@given(places, st.integers(1, 3))
def test_who_is_said_to_be_like_the_next_has_an_interval_that_meets_its_own(
    given_: list[tuple[int, int]], top: int
) -> None:
    frame = pd.DataFrame(given_, columns=["count", "effort"]).assign(period="2024-05")
    found = ranking(frame.assign(series=[f"<{each}>" for each in frame.index]), top=top, draws=200)
    (sentence,) = said(found, top=top)
    if len(found) <= top:
        assert "可排名的只有" in sentence
        return
    first, begins = found.iloc[:top], found["rank_lower"].iloc[top]
    apart = set(first.loc[first["rank_upper"] < begins, "series"])
    alike = set(first["series"]) - apart
    assert (bool(apart), bool(alike)) == ("高于" in sentence, "无统计差别" in sentence)
    if apart and alike:
        told = [set(re.findall("<[0-9]+>", part)) for part in sentence.split("；")]
        assert told == [apart, alike]


@pytest.mark.parametrize("phi", [1, 4])
@pytest.mark.parametrize("size", [5, 17])
def test_streets_that_are_all_alike_are_seldom_told_apart(size: int, phi: int) -> None:
    random = np.random.default_rng(10)
    within = np.repeat(np.arange(200), size)
    count = phi * random.poisson(20 / phi, len(within))
    found = ranks(within, count, 500, phi, draws=1000)
    one_half = (found.upper <= size / 2) | (found.lower > size / 2)
    assert one_half.reshape(200, size).any(axis=1).mean() <= 0.05


def test_the_interval_holds_the_true_rank_of_streets_that_differ() -> None:
    random = np.random.default_rng(11)
    within, true = np.repeat(np.arange(100), 17), np.exp(random.normal(0, 0.5, 1700))
    rank = stats.rankdata(-true.reshape(100, 17), axis=1).ravel()
    found = ranks(within, random.poisson(10 * true), 1, draws=1000)
    held = (found.lower <= rank) & (rank <= found.upper)
    assert held.mean() >= 0.95
    assert held[rank == 1].mean() >= 0.9
    assert (found.upper < 17).mean() > 0.3


def test_a_place_without_effort_has_no_rank() -> None:
    found = ranking(streets([5, 9, 3], [100, 0, 50]))
    assert found["rank"].isna().tolist() == [False, False, True]
    assert np.isnan(found["density"].iloc[2])


def test_each_group_gets_its_own_ranking_and_sentence() -> None:
    frame = pd.concat([streets([90, 88, 85, 80]).assign(species="褐家鼠"),
                       streets([1, 90, 88, 85]).assign(species="小家鼠")])  # fmt: skip
    found = ranking(frame, ("species",))
    assert found["rank"].tolist() == [1, 2, 3, 4] * 2
    assert len(said(found, ("species",))) == 2
    assert said(found, ("species",)) == [
        "小家鼠：前三名均高于第四名，差别有统计学意义",
        "褐家鼠：前三名与第四名无统计差别",
    ]


def test_methods_do_not_mix_in_one_ranking() -> None:
    frame = streets([9, 8]).assign(method=["夹夜法", "笼夜法"])
    with pytest.raises(VectorError, match="笼夜法"):
        ranking(frame)
    assert len(ranking(frame, ("method",))) == 2


def test_a_missing_column_is_named() -> None:
    with pytest.raises(VectorError, match="habitat"):
        ranking(streets([1, 2]), ("habitat",))


def test_no_places_give_no_ranking() -> None:
    assert ranking(streets([])).empty
    assert ranks([], [], []).rank.shape == (0,)


def test_habitats_are_tested_against_each_other() -> None:
    frame = streets([30, 60, 90]).assign(habitat=["居民区", "菜市场", "医院"])
    found = differences(frame, "habitat").iloc[0]
    theirs = stats.chisquare([30, 60, 90])
    assert found["statistic"] == pytest.approx(theirs.statistic)
    assert found["p"] == pytest.approx(theirs.pvalue)
    assert (found["groups"], found["freedom"], found["test"]) == (3, 2, "chi_square")
    assert "有统计学意义" in found["zh"]


def test_clusters_among_surveys_divide_chi_square() -> None:
    frame = pd.concat([streets([0, 0]), streets([0, 0]), streets([45, 90])])
    frame["habitat"] = frame["series"]
    found = differences(frame, "habitat").iloc[0]
    assert found["dispersion"] > 20
    assert found["p"] > 0.05


def test_small_tables_say_which_test_was_used() -> None:
    frame = streets([1, 5], 12).assign(habitat=["居民区", "菜市场"])
    found = differences(frame, "habitat", family="proportion").iloc[0]
    assert found["test"] == "fisher"
    assert "Fisher" in found["zh"]
    assert found["p"] == pytest.approx(stats.fisher_exact([[1, 5], [11, 7]]).pvalue)
    few = differences(streets([1, 0, 2]).assign(habitat=list("abc")), "habitat").iloc[0]
    assert few["test"] == "multinomial_random"


def test_one_test_for_each_group() -> None:
    frame = pd.concat(
        [streets([30, 60]).assign(species="a"), streets([30, 31]).assign(species="b")]
    )
    found = differences(frame, by=("species",))
    assert found["species"].tolist() == ["a", "b"]
    assert (found["p"] < 0.05).tolist() == [True, False]


def test_nothing_to_test_is_said() -> None:
    found = differences(streets([5])).iloc[0]
    assert found["test"] == ""
    assert np.isnan(found["p"])
    assert "不检验" in found["zh"]
    assert differences(streets([])).empty

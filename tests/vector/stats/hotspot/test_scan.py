"""The scan against SaTScan's published output and against trying every cylinder by hand."""

from itertools import pairwise
from math import hypot, log
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vector.stats.hotspot import Reason, Search, scan, study
from vector.stats.scatter import Scatter

GOLDEN = Path(__file__).parents[3] / "golden" / "hotspot"
POISSON = {"null": "poisson"}


def table(count, effort=100, period=None, seed=0):
    count = np.asarray(count)
    places, periods = count.shape if count.ndim == 2 else (len(count), 1)
    x, y = np.random.default_rng(seed).random((2, places)) * 20
    rows = pd.DataFrame(
        {
            "place": np.repeat([f"p{k:03d}" for k in range(places)], periods),
            "x": np.repeat(x, periods),
            "y": np.repeat(y, periods),
            "count": count.ravel(),
            "effort": np.broadcast_to(effort, count.shape).ravel(),
        }
    )
    return rows.assign(period=np.tile(np.arange(periods), places)) if count.ndim == 2 else rows


@pytest.mark.parametrize("coordinates", ["cartesian", "longlat"])
def test_equals_satscan_on_leukaemia_in_new_york(coordinates):
    rows = pd.read_csv(GOLDEN / "ny_leukemia.csv", dtype={"place": str})
    if coordinates == "cartesian":
        rows = rows.rename(columns={"latitude": "x", "longitude": "y"})
    satscan = pd.read_csv(GOLDEN / "satscan.csv", dtype={"centre": str})
    satscan = satscan[satscan["coordinates"] == coordinates].reset_index(drop=True)
    found = scan(study(rows), Search(null="poisson")).clusters
    # The older run by great circles does not list 266, 281 and 265 (11 cases, 2.12 km).
    listed = found["centre"].isin(satscan["centre"])
    assert found.loc[~listed, "centre"].head(1).isin(["266", "171"]).all()
    found = found[listed].reset_index(drop=True)
    assert found["centre"].tolist() == satscan["centre"].tolist()
    assert found["places"].tolist() == satscan["places"].tolist()
    assert found["count"].tolist() == satscan["count"].tolist()
    np.testing.assert_allclose(found["llr"], satscan["llr"], atol=5.1e-7)
    np.testing.assert_allclose(found["expected"], satscan["expected"], atol=5.1e-3)
    np.testing.assert_allclose(found["relative_risk"], satscan["relative_risk"], atol=5.1e-3)
    # Both p come from 999 simulations: within four of their standard errors.
    error = np.sqrt(satscan["p"] * (1 - satscan["p"]) / 999 * 2)
    assert (abs(found["p"] - satscan["p"]) < 4 * error + 1e-3).all()


def ratio_by_hand(c, e, caught, direction):
    side = {"high": c > e, "low": c < e, "both": True}[direction]
    if not side or not 0 < e < caught:
        return 0.0
    inside = c * log(c / e) if c else 0
    outside = (caught - c) * log((caught - c) / (caught - e)) if c < caught else 0
    return inside + outside


def by_hand(rows, share, longest, alive, direction):
    """Return every cylinder's places, periods and ratio, the greatest first."""
    spot = rows.groupby("place")[["x", "y"]].first()
    count = rows.pivot(index="place", columns="period", values="count")
    effort = rows.pivot(index="place", columns="period", values="effort")
    caught, periods = int(count.to_numpy().sum()), len(count.columns)
    spans = [
        (first, last)
        for first in range(periods)
        for last in range(first, periods)
        if last - first + 1 <= max(1, int(longest * periods)) and (last == periods - 1 or not alive)
    ]
    found = {}
    for centre in spot.index:
        away = {p: hypot(*(spot.loc[p] - spot.loc[centre])) for p in spot.index}
        for radius in sorted(set(away.values())):
            inside = frozenset(p for p in away if away[p] <= radius)
            part = effort.loc[list(inside)].to_numpy().sum() / effort.to_numpy().sum()
            for first, last in spans if part <= share else []:
                cells = list(inside), slice(first, last + 1)
                c = int(count.loc[cells[0]].iloc[:, cells[1]].to_numpy().sum())
                e = effort.loc[cells[0]].iloc[:, cells[1]].to_numpy().sum()
                e = e * caught / effort.to_numpy().sum()
                found[inside, first, last] = ratio_by_hand(c, e, caught, direction)
    return sorted(found.items(), key=lambda item: -item[1])


@settings(max_examples=20, deadline=None)
@given(
    st.integers(3, 8),
    st.integers(1, 4),
    st.booleans(),
    st.sampled_from(["high", "low", "both"]),
    st.integers(0, 10_000),
)
def test_finds_what_trying_every_cylinder_finds(places, periods, alive, direction, seed):
    random = np.random.default_rng(seed)
    count = random.poisson(random.gamma(1, 3, (places, periods)))
    count[0, 0] += 1
    rows = table(count, random.integers(50, 200, count.shape), seed=seed)
    search = Search(share=0.4, alive=alive, direction=direction, replicates=1, **POISSON)
    clusters = scan(study(rows), search).clusters
    expected, used = [], set()
    for (members, first, last), ratio in by_hand(rows, 0.4, 0.5, alive, direction):
        if ratio > 1e-9 and not members & used:
            expected.append((members, first, last, ratio))
            used |= members
    expected = expected[: search.most]
    np.testing.assert_allclose(clusters["llr"], [ratio for *_, ratio in expected], rtol=1e-9)
    ratios = [ratio for *_, ratio in expected]
    if all(b < a * (1 - 1e-9) for a, b in pairwise(ratios)):
        for row, (members, first, last, _) in zip(clusters.itertuples(), expected, strict=True):
            assert set(row.members) == members
            assert (row.start, row.end) == (first, last)


def test_p_is_uniform_when_there_is_nothing():
    random = np.random.default_rng(5)
    p = [
        scan(
            study(table(random.poisson(8, 25), seed=k)), Search(replicates=99, seed=k, **POISSON)
        ).clusters["p"][0]
        for k in range(60)
    ]
    assert 0.35 < np.mean(p) < 0.65
    assert np.mean(np.array(p) <= 0.1) < 0.2


def test_clumped_counts_are_no_cluster_unless_chance_is_taken_as_poisson():
    random = np.random.default_rng(3)
    hits = {"poisson": 0, "auto": 0}
    for k in range(20):
        rows = table(random.negative_binomial(2, 2 / 12, 40), seed=k)
        for null in hits:
            found = scan(study(rows), Search(replicates=99, null=null, seed=k))
            hits[null] += found.clusters["p"][0] <= 0.05
            assert found.clumped == (null == "auto")
    assert hits["poisson"] >= 18
    assert hits["auto"] <= 3


def test_a_planted_cluster_is_found_and_placed():
    random = np.random.default_rng(2)
    rows = table(np.zeros((60, 12), int))
    near = np.hypot(rows["x"] - 6, rows["y"] - 6) < 4
    mean = np.where(near & (rows["period"] >= 9), 12, 4)
    rows["count"] = random.negative_binomial(4, 4 / (4 + mean))
    found = scan(study(rows), Search(alive=True, replicates=199))
    first = found.clusters.iloc[0]
    assert first["p"] <= 0.01
    assert first["start"] >= 8
    wanted = set(rows.loc[near, "place"])
    assert len(wanted & set(first["members"])) >= 0.7 * len(wanted)


def test_the_same_search_gives_the_same_answer_and_another_seed_another_p():
    rows = table(np.random.default_rng(9).poisson(5, 30))
    one, two = (scan(study(rows), Search(replicates=99)) for _ in range(2))
    pd.testing.assert_frame_equal(one.clusters, two.clusters)
    assert one.p_scatter == two.p_scatter


def test_rows_may_come_in_any_order():
    rows = table(np.random.default_rng(4).poisson(5, (12, 3)))
    mixed = rows.sample(frac=1, random_state=1)
    search = Search(replicates=49)
    one, two = scan(study(rows), search), scan(study(mixed), search)
    pd.testing.assert_frame_equal(one.clusters, two.clusters)


def test_a_known_dispersion_is_used():
    rows = table(np.random.default_rng(4).poisson(5, 30))
    found = scan(study(rows), Search(replicates=19, dispersion=Scatter(0.3, 0.4)))
    assert found.scatter == (0.3, 0.4)
    assert found.clumped


def test_no_cluster_is_an_empty_table_of_the_same_types():
    none = scan(study(table([5] * 12)), Search(replicates=9)).clusters
    some = scan(study(table([5] * 11 + [60])), Search(replicates=9)).clusters
    assert none.empty
    numbers = ["rank", "count", "expected", "llr", "p", "p_gumbel"]
    assert none[numbers].dtypes.tolist() == some[numbers].dtypes.tolist()


def test_low_rates_are_found_too():
    count = np.full(30, 20)
    count[:3] = 0
    rows = table(count)
    rows.loc[:2, ["x", "y"]] = [[50, 50], [50.1, 50], [50, 50.1]]
    found = scan(study(rows), Search(direction="low", replicates=99, **POISSON)).clusters.iloc[0]
    assert (found["kind"], found["places"], found["relative_risk"]) == ("low", 3, 0)


def test_places_at_one_distance_enter_together():
    rows = pd.DataFrame({"place": list("abcde"), "x": [0, 1, -1, 9, 10], "y": 0})
    rows = rows.assign(count=[9, 9, 0, 1, 1], effort=10)
    clusters = scan(study(rows), Search(share=0.4, replicates=9, **POISSON)).clusters
    assert clusters["members"][0] in {("a",), ("b",), ("b", "a")}
    assert ("a", "b") not in set(clusters["members"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"count": -1}, Reason.INVALID),
        ({"count": 0.5}, Reason.INVALID),
        ({"count": 1e12}, Reason.INVALID),
        ({"effort": -5}, Reason.INVALID),
        ({"effort": 0}, Reason.UNEXPECTED),
        ({"count": 0}, Reason.NOTHING),
        ({"x": 1.0, "y": 1.0}, Reason.ONE_SPOT),
        ({"place": "one"}, Reason.MOVED),
        ({"count": np.nan}, Reason.TOO_FEW),
        ({"x": np.inf}, Reason.TOO_FEW),
    ],
)
def test_what_cannot_be_searched_has_a_reason(change, reason):
    found = scan(study(table([3, 4, 5, 6]).assign(**change)))
    assert found.reason is reason
    assert found.clusters.empty


def test_nothing_at_all_has_a_reason():
    found = scan(study(table([3, 4, 5]).head(0)))
    assert found.reason is Reason.TOO_FEW


def test_a_radius_that_holds_no_allowed_circle_has_a_reason():
    rows = table([3, 4, 50], effort=[1, 1, 1])
    assert scan(study(rows), Search(share=0.2)).reason is Reason.NO_WINDOW


def test_wrong_searches_are_refused():
    for wrong in ({"share": 0.6}, {"longest": 0}, {"radius": 0}, {"replicates": 0}):
        with pytest.raises(ValueError, match="must be"):
            Search(**wrong)


def test_huge_totals_need_no_table():
    rows = table(np.random.default_rng(1).poisson(200_000, 12))
    found = scan(study(rows), Search(replicates=9, **POISSON))
    assert 0 < found.clusters["p"][0] <= 1


def test_a_thousand_places_at_once():
    random = np.random.default_rng(1)
    rows = table(random.poisson(3, 1000))
    found = scan(study(rows), Search(share=0.1, replicates=29))
    assert found.windows > 50_000
    assert found.clusters["p"].between(0, 1).all()

import numpy as np
import pytest
from visiting import cells, drawn

from vector.stats.efficacy import bootstrap, gather


def test_limits_as_from_drawing_stations_one_by_one():
    rows = drawn(1, 12, visits=2, seed=6)
    found = bootstrap(gather(rows), replicates=4000)
    generator = np.random.default_rng(99)
    sums = rows.groupby(["arm", "station", "phase"])["count"].sum().unstack()
    ratios = []
    for _ in range(4000):
        rate = {}
        for arm in ("treated", "control"):
            part = sums.loc[arm].to_numpy()[generator.integers(0, 12, 12)].sum(axis=0)
            rate[arm] = part[0] / part[1]  # columns are after, before
        ratios.append(rate["treated"] / rate["control"])
    expected = np.quantile(ratios, [0.025, 0.975])
    np.testing.assert_allclose([found.lower[0], found.upper[0]], expected, rtol=0.06)


def test_the_same_seed_gives_the_same_limits_whatever_else_is_in_the_table():
    rows = drawn(40, 9, seed=7)
    together = bootstrap(gather(rows), replicates=300)
    alone = bootstrap(gather(rows[rows["trial"] == "17"]), replicates=300)
    other = bootstrap(gather(rows), replicates=300, seed=1)
    assert together.lower[17] == pytest.approx(alone.lower[0])
    assert together.lower[17] != other.lower[17]


def test_few_stations_and_nothing_before_give_no_limits():
    assert np.isnan(bootstrap(gather(cells(20, 5, 20, 19)))[0]).all()
    rows = drawn(1, 9)
    rows.loc[(rows["phase"] == "before") & (rows["arm"] == "treated"), "count"] = 0
    found = bootstrap(gather(rows), replicates=200)
    assert np.isnan([found.lower[0], found.upper[0]]).all()
    assert found.computed[0] == 0


def test_stations_that_are_alike_leave_no_width():
    rows = drawn(1, 8)
    rows["count"] = np.where(rows["phase"] == "after", 5, 20)
    found = bootstrap(gather(rows), control=False, replicates=200)
    np.testing.assert_allclose([found.lower[0], found.upper[0]], 0.25)

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from visiting import cells, drawn

from vector.stats.efficacy import Basis, Sign, contrast, dispersion, gather

NEVER = 10**6


def peer(rows):
    """Fit the rate model of one trial with statsmodels."""
    treated = (rows["arm"] == "treated").to_numpy(float)
    after = (rows["phase"] == "after").to_numpy(float)
    design = np.column_stack([np.ones(len(rows)), treated, after, treated * after])
    model = sm.GLM(
        rows["count"].to_numpy(float),
        design,
        family=sm.families.Poisson(),
        offset=np.log(rows["effort"].to_numpy(float)),
    )
    return model.fit(scale="X2", tol=1e-12)


def test_difference_in_differences_by_visit_agrees_with_quasi_poisson_regression():
    rows = drawn(20, 3, visits=3, seed=2)
    rows["effort"] = np.random.default_rng(0).uniform(5, 20, len(rows))
    found = contrast(gather(rows), least_stations=NEVER)
    assert set(found.basis) == {Basis.VISIT}
    for trial, part in rows.groupby("trial", sort=False):
        each, fitted = int(trial), peer(part)
        assert found.ratio[each] == pytest.approx(np.exp(fitted.params[3]), rel=1e-6)
        assert found.dispersion[each] == pytest.approx(max(fitted.scale, 1), rel=1e-6)
        assert found.df[each] == fitted.df_resid
        if fitted.scale > 1:
            assert found.se[each] == pytest.approx(fitted.bse[3], rel=1e-6)


def test_jackknife_agrees_with_refitting_without_each_station():
    rows = drawn(1, 6, visits=2, seed=3, rate=60)
    found = contrast(gather(rows))
    whole = peer(rows).params[3]
    parts = []
    for arm in ("treated", "control"):
        moved = [
            peer(rows[~((rows["arm"] == arm) & (rows["station"] == each))]).params[3] - whole
            for each in range(6)
        ]
        parts.append(5 / 6 * np.square(moved).sum())
    assert found.basis[0] == Basis.STATION
    assert found.se[0] == pytest.approx(np.sqrt(sum(parts)), rel=1e-6)
    freedom = sum(parts) ** 2 / sum(each**2 / 5 for each in parts)
    assert found.df[0] == pytest.approx(freedom, rel=1e-6)


def test_stations_that_look_alike_do_not_beat_chance():
    rows = drawn(1, 4)
    rows["count"] = np.where(rows["phase"] == "after", 9, 30)
    rows.loc[0, "count"] = 31
    found = contrast(gather(rows))
    assert found.basis[0] == Basis.STATION
    assert found.se[0] == pytest.approx(np.sqrt(1 / 121 + 1 / 36 + 1 / 120 + 1 / 36))


def test_intervals_by_station_cover_and_no_effect_is_found_no_more_often_than_promised():
    for effect in (0.3, 1.0):
        found = contrast(gather(drawn(600, 8, visits=2, effect=effect, seed=11)))
        inside = (found.lower <= effect) & (found.upper >= effect)
        assert 0.92 <= inside.mean() <= 0.98
    assert (found.p < 0.05).mean() < 0.08


def test_bare_counts_have_the_poisson_interval():
    found = contrast(gather(cells(200, 12, 180, 90)))
    se = np.sqrt(1 / 200 + 1 / 12 + 1 / 180 + 1 / 90)
    assert found.ratio[0] == pytest.approx((12 / 200) / (90 / 180))
    assert found.basis[0] == Basis.COUNT
    assert found.se[0] == pytest.approx(se)
    assert found.lower[0] == pytest.approx(found.ratio[0] * np.exp(-1.959964 * se), rel=1e-6)


def test_nothing_caught_after_is_all_gone_with_an_interval():
    found = contrast(gather(cells(40, 0, 40, 38)))
    assert found.ratio[0] == 0
    assert found.lower[0] == 0
    assert 0 < found.upper[0] < 1
    assert found.padded[0]
    assert found.p[0] < 0.01


@pytest.mark.parametrize(
    "counts", [(0, 5, 20, 20), (20, 5, 0, 20), (20, 5, 20, 0), (20, 5, None, 20), (20, None, 5, 5)]
)
def test_where_a_course_is_unknown_nothing_is_computed(counts):
    found = contrast(gather(cells(*counts)))
    assert np.isnan([found.ratio[0], found.lower[0], found.upper[0], found.p[0]]).all()
    assert found.basis[0] == Basis.NONE


def test_the_control_may_fall_to_nothing_on_its_own():
    found = contrast(gather(cells(20, 5, 20, 0)), Sign.CONTROL)
    assert found.ratio[0] == 0
    assert contrast(gather(cells(20, 5, 20, 0)), Sign.TREATED).ratio[0] == 0.25


@settings(max_examples=30)
@given(st.floats(0.1, 50), st.integers(0, 1000))
def test_effort_unit_and_naming_of_arms(scale, seed):
    rows = drawn(1, 4, seed=seed, rate=30)
    here = contrast(gather(rows))
    scaled = contrast(gather(rows.assign(effort=rows["effort"] * scale)))
    turned = rows.assign(arm=rows["arm"].map({"treated": "control", "control": "treated"}))
    other = contrast(gather(turned))
    np.testing.assert_allclose(scaled.ratio, here.ratio, rtol=1e-9)
    np.testing.assert_allclose(scaled.se, here.se, rtol=1e-6)
    np.testing.assert_allclose(other.ratio * here.ratio, 1, rtol=1e-9)
    np.testing.assert_allclose(other.se, here.se, rtol=1e-9)


def test_one_trial_does_not_change_another():
    rows = drawn(2000, 5, seed=4)
    together = contrast(gather(rows))
    alone = contrast(gather(rows[rows["trial"] == "1234"]))
    for name in ("ratio", "lower", "upper", "p"):
        assert getattr(together, name)[1234] == pytest.approx(getattr(alone, name)[0], rel=1e-12)


def test_no_visits_at_all():
    empty = gather(cells(20, 5).iloc[:0])
    assert contrast(empty).ratio.shape == (0,)
    nothing = pd.concat([cells(0, 0, 0, 0)])
    phi, df = dispersion(gather(nothing))
    assert (phi.tolist(), df.tolist()) == ([1.0], [0.0])

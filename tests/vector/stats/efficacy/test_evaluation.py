import numpy as np
import pandas as pd
import pytest
from visiting import cells, drawn

from vector.stats.efficacy import corrected, evaluate, reduction


def test_the_published_trial_from_counts(catalog):
    found = evaluate(cells(100_000, 5640, 100_000, 30_710), catalog).iloc[0]
    assert found["reduction"] == pytest.approx(94.36)
    assert found["control_reduction"] == pytest.approx(69.29)
    assert found["rpi"] == pytest.approx(18.37, abs=0.005)
    assert found["rpi_lower"] < 18.37 < found["rpi_upper"] < 20
    assert found["criteria"].startswith("相对种群指数（RPI）低于 20：达到。")
    assert "单一来源" in found["criteria"]


def test_indices_are_those_of_the_pooled_densities(catalog):
    rows = drawn(30, 4, visits=2, seed=9)
    found = evaluate(rows, catalog)
    sums = rows.groupby(["trial", "arm", "phase"])[["count", "effort"]].sum()
    density = (sums["count"] / sums["effort"]).unstack([1, 2]).loc[found["trial"]]
    treated, control = density["treated"], density["control"]
    np.testing.assert_allclose(found["reduction"], reduction(treated["before"], treated["after"]))
    np.testing.assert_allclose(
        found["corrected"],
        corrected(control["before"], control["after"], treated["before"], treated["after"]),
    )
    np.testing.assert_allclose(found["corrected"], 100 - found["rpi"])


def test_a_criterion_that_the_interval_spans_is_not_claimed(catalog):
    found = evaluate(cells(30, 4, 30, 28), catalog)["criteria"][0]
    assert "按估计值达到，但区间跨过标准" in found
    poor = evaluate(cells(300, 250, 300, 280), catalog, language="en")["criteria"][0]
    assert "not met." in poor


def test_only_the_criteria_asked_for_are_judged(catalog):
    found = evaluate(cells(900, 4, 900, 900), catalog, criteria=["emergency_adult_99"])
    assert found["criteria"][0].startswith("疫点应急处理")
    with pytest.raises(KeyError):
        evaluate(cells(9, 4), catalog, criteria=["none"])


def test_without_a_control_the_change_is_told_and_nothing_is_corrected(catalog):
    found = evaluate(cells(100, 20), catalog).iloc[0]
    assert found["reduction"] == pytest.approx(80)
    assert np.isnan([found["rpi"], found["corrected"], found["control_reduction"]]).all()
    assert found["p"] < 0.001
    assert found["criteria"] == ""


def test_without_visits_before_abbott_alone_is_given(catalog):
    found = evaluate(cells(None, 10, None, 40), catalog).iloc[0]
    assert found["abbott"] == pytest.approx(75)
    assert found["abbott_lower"] < 75 < found["abbott_upper"]
    assert np.isnan(found["reduction"])
    assert np.isnan(evaluate(cells(20, 10, 20, 40), catalog)["abbott"][0])


def test_every_interval_holds_its_estimate(catalog):
    found = evaluate(drawn(200, 5, seed=10), catalog)
    for name in ("reduction", "corrected", "rpi"):
        assert (found[f"{name}_lower"] <= found[name]).all()
        assert (found[name] <= found[f"{name}_upper"]).all()


def test_whatever_is_given_limits_stand_about_the_estimate(catalog):
    generator = np.random.default_rng(21)
    size = 4000
    rows = pd.DataFrame(
        {
            "trial": generator.integers(0, 600, size),
            "station": generator.integers(0, 4, size),
            "arm": generator.choice(["treated", "control"], size),
            "phase": generator.choice(["before", "after"], size),
            "count": generator.choice([0, 0, 1, 5, 100, np.nan], size),
            "effort": generator.choice([0, 1, 10, np.nan, 1e6], size, p=[0.1, 0.4, 0.3, 0.1, 0.1]),
        }
    )
    found = evaluate(rows, catalog)
    for name in ("reduction", "corrected", "rpi", "control_reduction"):
        known = found[found[name].notna()]
        assert len(known) > 30
        assert (known[f"{name}_lower"] <= known[name] + 1e-9).all()
        assert (known[name] <= known[f"{name}_upper"] + 1e-9).all()


def test_an_empty_table_has_no_trials(catalog):
    assert len(evaluate(cells(20, 5).iloc[:0], catalog)) == 0


def test_thousands_of_trials(catalog):
    found = evaluate(pd.concat([drawn(2000, 3, seed=12), cells(0, 0, 0, 0)]), catalog)
    assert len(found) == 2001
    assert found["reduction"].iloc[-1] != found["reduction"].iloc[-1]

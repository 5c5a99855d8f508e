"""Annual trends against a regression with a level for each month, and their edges."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from vector.stats.compare import annual_trend, trends


def history(years: int = 6, seed: int = 1, ratio: float = 0.9) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    periods = pd.period_range("2018-01", periods=12 * years, freq="M")
    effort = random.integers(100, 900, len(periods))
    mean = effort * 0.05 * (1.2 + np.sin(np.arange(len(periods)) * np.pi / 6))
    mean = mean * ratio ** (periods.year - 2018)
    return pd.DataFrame(
        {"series": "东街", "period": periods.astype(str), "count": random.poisson(mean),
         "effort": effort}
    )  # fmt: skip


def regression(frame: pd.DataFrame) -> tuple[float, float, list[tuple[float, float]]]:
    """Return β, its Poisson error, and φ with df of cells and years, from statsmodels."""
    period = pd.PeriodIndex(frame["period"], freq="M")
    design = pd.get_dummies(period.month, dtype=float).set_index(frame.index)
    design["year"] = period.year - 2018.0
    model = sm.GLM(frame["count"], design, sm.families.Poisson(), offset=np.log(frame["effort"]))
    fit = model.fit(tol=1e-12)
    years = pd.DataFrame({"count": frame["count"], "fitted": fit.fittedvalues})
    years = years.groupby(np.asarray(period.year)).sum()
    chi = ((years["count"] - years["fitted"]) ** 2 / years["fitted"]).sum()
    of_years = (chi / (len(years) - 2), len(years) - 2)
    of_cells = (fit.pearson_chi2 / fit.df_resid, fit.df_resid)
    return fit.params["year"], fit.bse["year"], [of_cells, of_years]


@pytest.mark.parametrize("seed", range(4))
def test_the_slope_is_that_of_the_regression(seed: int) -> None:
    frame = history(seed=seed).drop(index=[3, 17, 18, 40])
    frame.loc[frame.index[::9], "count"] *= 1 + seed
    slope, error, scatters = regression(frame)
    found = trends(frame).iloc[0]
    assert np.log(found["ratio"]) == pytest.approx(slope, rel=1e-6)
    assert found["dispersion"] == pytest.approx(max(1.0, *(phi for phi, _ in scatters)), rel=1e-6)
    errors = [(error, np.inf), *((error * phi**0.5, nu) for phi, nu in scatters)]
    half = max(stats.t.ppf(0.975, nu) * each for each, nu in errors)
    assert np.log(found["upper"]) == pytest.approx(slope + half, rel=1e-5)
    p = max(2 * stats.t.sf(abs(slope) / each, nu) for each, nu in errors)
    assert found["p"] == pytest.approx(p, rel=1e-5)


def test_one_stratum_is_the_plain_log_linear_trend() -> None:
    year, count, effort = np.arange(2016, 2024), [9, 14, 8, 19, 15, 30, 22, 35], np.arange(8) + 50
    found = annual_trend(np.zeros(8), np.zeros(8), year, count, effort, 1)
    fit = sm.GLM(
        count, sm.add_constant(year - 2016.0), sm.families.Poisson(), offset=np.log(effort)
    ).fit(scale="X2")
    assert np.log(found.ratio[0]) == pytest.approx(fit.params[1], rel=1e-7)
    assert found.dispersion[0] == pytest.approx(fit.pearson_chi2 / 6)
    assert found.p[0] == pytest.approx(2 * stats.t.sf(abs(fit.tvalues[1]), 6), rel=1e-6)


def test_a_year_surveyed_only_in_summer_is_no_bad_year() -> None:
    frame = history(ratio=1.0, seed=5)
    month = pd.PeriodIndex(frame["period"], freq="M").month
    year = pd.PeriodIndex(frame["period"], freq="M").year
    partial = frame[(year < 2023) | month.isin([10, 11, 12])]
    found = trends(partial).iloc[0]
    totals = partial.groupby(pd.PeriodIndex(partial["period"], freq="M").year)[["count", "effort"]]
    crude = totals.sum().eval("count / effort")
    assert crude[2023] < 0.5 * crude[2022]
    assert found["ratio"] == pytest.approx(1, abs=0.06)


def test_the_level_of_a_flat_trend_is_kept() -> None:
    random = np.random.default_rng(8)
    series, month, year = (each.ravel() for each in np.indices((1500, 12, 5)))
    good_year = random.gamma(10, 0.1, (1500, 5))[series, year]
    count = random.poisson(6 * good_year)
    found = annual_trend(series, month, year, count, np.ones(len(series)), 1500)
    assert np.mean(found.p < 0.05) < 0.075


def test_a_true_trend_is_found() -> None:
    found = trends(history(ratio=0.7)).iloc[0]
    assert found["lower"] < 0.7 < found["upper"] < 1
    assert "每年下降" in found["zh"]
    assert "down" in found["en"]


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ({"2022-05": 3, "2023-05": 5}, "trend_too_short"),
        ({"2021-05": 0, "2022-05": 0, "2023-05": 0}, "trend_no_catch"),
        ({"2021-05": 0, "2022-05": 0, "2023-05": 9}, "trend_one_end"),
        ({"2021-05": 9, "2022-05": 0, "2023-05": 0}, "trend_one_end"),
        ({"2021-05": 9, "2022-06": 7, "2023-07": 6}, "trend_no_common"),
        ({"2021-05": 9, "2022-05": np.nan, "2023-05": 6}, "trend_too_short"),
    ],
)
def test_where_there_is_no_trend_a_reason_stands(counts: dict[str, float], reason: str) -> None:
    frame = pd.DataFrame({"period": list(counts), "count": list(counts.values()), "effort": 100})
    found = trends(frame).iloc[0]
    assert found["reason"] == reason
    assert np.isnan(found["ratio"])
    assert found["zh"]
    assert "nan" not in found["zh"]


def test_a_new_lamp_ends_the_past() -> None:
    frame = history().assign(equipment=np.repeat(["紫外灯", "光催化灯"], [24, 48]))
    found = trends(frame).iloc[0]
    assert (found["years"], found["left_out"], found["first"]) == (4, 2, 2020)
    alone = trends(frame.iloc[24:]).iloc[0]
    assert found["ratio"] == pytest.approx(alone["ratio"])
    assert "2 年未计入" in found["zh"]


def test_thousands_of_series_are_each_as_alone() -> None:
    frames = [history(seed=seed).assign(series=f"点{seed}") for seed in range(200)]
    together = trends(pd.concat(frames)).set_index("series")
    alone = trends(frames[137]).set_index("series")
    pd.testing.assert_series_equal(together.loc["点137"], alone.loc["点137"])


def test_a_steep_series_beside_an_even_one_converges() -> None:
    year = np.tile(np.arange(5), 2)
    count = [1, 100, 10_000, 10**6, 10**8, 5, 5, 5, 5, 5]
    found = annual_trend(np.repeat([0, 1], 5), np.zeros(10), year, count, np.ones(10), 2)
    assert found.ratio[0] == pytest.approx(100, rel=1e-3)
    assert found.ratio[1] == pytest.approx(1)


def test_an_empty_frame_has_no_trends() -> None:
    assert trends(pd.DataFrame({"series": [], "period": [], "count": [], "effort": []})).empty

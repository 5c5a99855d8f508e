"""Seasons of series: dates, reasons instead of dates, and curves that keep their gaps."""

import numpy as np
import pandas as pd
import pytest

from vector.errors import VectorError
from vector.stats.interval import garwood
from vector.stats.season import circular, concentration, curve, season

# Snap-traps: abundant from autumn to spring.
WINTER = [60, 40, 25, 10, 6, 4, 3, 4, 8, 20, 40, 60]


def monthly(count: list[float], effort: object = 500, start: str = "2022-01") -> pd.DataFrame:
    periods = pd.period_range(start, periods=len(count), freq="M").astype(str)
    return pd.DataFrame({"series": "东街", "period": periods, "count": count, "effort": effort})


def test_a_winter_season_crosses_the_new_year() -> None:
    row = season(monthly(WINTER)).iloc[0]
    assert row["peak"].startswith(("12", "01"))
    assert row["start"] > row["end"]
    assert row["spans_new_year"]
    assert "至次年" in row["zh"]
    assert "next year" in row["en"]


def test_a_summer_season_does_not() -> None:
    row = season(monthly(list(np.roll(WINTER, 6)))).iloc[0]
    assert not row["spans_new_year"]
    assert row["start"] < row["peak"] < row["end"]
    assert "次年" not in row["zh"]


def test_equal_effort_goes_by_the_counts_and_the_papers_figures() -> None:
    row = season(monthly(WINTER)).iloc[0]
    days = pd.to_datetime("2022-01-01") + pd.to_timedelta(range(365), "D")
    length = days.month.value_counts().sort_index().to_numpy()
    middle = (np.cumsum(length) - length / 2) * 360 / 365
    same = circular(WINTER, middle, sum(WINTER))
    assert row["basis"] == "count"
    assert row[["angle", "r", "spread", "z"]].tolist() == pytest.approx(
        [float(each) for each in (same.angle, same.r, same.spread, same.z)]
    )
    assert row["concentration"] == pytest.approx(concentration(WINTER))


def test_unequal_effort_goes_by_density() -> None:
    effort = np.array([100, 900] * 6)
    row = season(monthly(list(effort * 0.1), effort)).iloc[0]
    assert row["basis"] == "density"
    assert row["r"] < 0.02
    assert row["reason"] == "even"
    by_count = season(monthly(list(effort * 0.1), effort), basis="count").iloc[0]
    assert by_count["basis"] == "count"


def test_the_effort_does_not_move_a_season_by_density() -> None:
    random = np.random.default_rng(5)
    density = np.array(WINTER) / 500
    for _ in range(20):
        effort = random.integers(1, 40, 12) * 500.0
        row = season(monthly(list(density * effort), effort), basis="density").iloc[0]
        even = season(monthly(WINTER), basis="density").iloc[0]
        assert row["angle"] == pytest.approx(even["angle"])
        assert row["concentration"] == pytest.approx(even["concentration"])


def test_a_month_without_survey_is_missing_not_zero() -> None:
    frame = monthly(WINTER).drop(index=[1, 6])
    row = season(frame).iloc[0]
    assert row["reason"] == "months_missing"
    assert np.isnan(row["r"])
    assert np.isnan(row["concentration"])
    assert row["peak"] == row["strength"] == ""
    assert "2月、7月" in row["zh"]
    blank = season(monthly([*WINTER[:5], np.nan, *WINTER[6:]])).iloc[0]
    assert blank["reason"] == "months_missing"
    failed = season(monthly(WINTER, [500] * 11 + [0])).iloc[0]
    assert failed["reason"] == "months_missing"


@pytest.mark.parametrize("first", [0, 1])
def test_six_months_evenly_round_the_year_stand_for_it(first: int) -> None:
    """A smooth year: the arrows of every second month point where those of all twelve do."""
    angles = 2 * np.pi * (np.arange(12) - 0.5) / 12
    smooth = np.round(1000 * (1 + 0.8 * np.cos(angles))).astype(int).tolist()
    whole = season(monthly(smooth)).iloc[0]
    half = season(monthly(smooth).iloc[first::2]).iloc[0]
    assert half["reason"] == ""
    assert half["angle"] == pytest.approx(whole["angle"], abs=1)
    assert half["r"] == pytest.approx(whole["r"], abs=0.01)
    assert half["concentration"] == pytest.approx(whole["concentration"], abs=0.01)
    assert "隔月监测" in half["zh"]
    assert "every second month" in half["en"]


def test_a_failed_month_between_is_missing() -> None:
    frame = monthly(WINTER, [500, 0] + [500] * 10).drop(index=[3, 5, 7, 9, 11])
    assert season(frame).iloc[0]["reason"] == "months_missing"


def test_declared_quiet_months_count_as_zero_and_are_said() -> None:
    summer = monthly([0, 0, 0, 5, 20, 60, 90, 80, 50, 20, 5, 0]).iloc[3:11]
    row = season(summer, quiet=[12, 1, 2, 3]).iloc[0]
    whole = season(monthly([0, 0, 0, 5, 20, 60, 90, 80, 50, 20, 5, 0])).iloc[0]
    assert row["reason"] == ""
    assert row["angle"] == pytest.approx(whole["angle"])
    assert row["concentration"] == pytest.approx(whole["concentration"])
    assert "1–3月、12月 声明为无活动" in row["zh"]


def test_a_quiet_month_that_was_surveyed_keeps_its_figures() -> None:
    row = season(monthly(WINTER), quiet=[1]).iloc[0]
    assert row["concentration"] == pytest.approx(concentration(WINTER))


@pytest.mark.parametrize(
    ("count", "reason"),
    [
        ([0] * 12, "no_catch"),
        ([np.nan] * 12, "no_data"),
        ([5, 4, 6, 5, 5, 4, 6, 5, 5, 5, 4, 6], "even"),
        ([2, 5, 60, 90, 60, 5, 2, 5, 60, 90, 60, 5], "two_peaks"),
    ],
)
def test_where_a_date_would_mean_nothing_the_reason_stands(count: list[float], reason: str) -> None:
    row = season(monthly(count)).iloc[0]
    assert row["reason"] == reason
    assert row["peak"] == row["start"] == row["end"] == ""
    assert row["zh"]
    assert row["en"]


def test_clustered_catches_do_not_make_a_season() -> None:
    """Sixty rats in one night of January, none on its other nights: Rayleigh is fooled."""
    frames = [monthly([6] * 12, 50) for _ in range(9)] + [monthly([150, *[6] * 11], 50)]
    row = season(pd.concat(frames)).iloc[0]
    assert row["p"] < 1e-6
    assert row["dispersion"] > 8
    assert row["adjusted_p"] > 0.05
    assert row["reason"] == "even"


def test_years_are_pooled_or_apart() -> None:
    frame = monthly(WINTER * 3)
    assert season(frame)["years"].tolist() == ["2022、2023、2024"]
    apart = season(frame, each_year=True)
    assert apart["years"].tolist() == ["2022", "2023", "2024"]
    assert apart["concentration"].nunique() == 1
    assert apart["angle"].iloc[2] != apart["angle"].iloc[0]  # a leap year


def test_a_year_from_july_keeps_the_winter_in_one_piece() -> None:
    frame = monthly(list(np.roll(WINTER, 6)) * 2, start="2022-07")
    found = season(frame, each_year=True, year_start=7)
    assert found["years"].tolist() == ["2022/23", "2023/24"]
    assert (found["reason"] == "").all()
    split = season(frame, each_year=True)
    assert (split["reason"] == "months_missing").sum() == 2


def test_weeks_go_around_the_year_as_well() -> None:
    weeks = pd.date_range("2021-01-04", periods=52 * 3, freq="7D")
    day = weeks.day_of_year.to_numpy()
    count = np.round(40 + 38 * np.cos(2 * np.pi * (day - 200) / 365))
    frame = pd.DataFrame({"series": "东街", "period": weeks, "count": count, "effort": 10})
    row = season(frame, "week").iloc[0]
    assert row["reason"] == ""
    assert row["peak"][:4] in ("07-1", "07-2")
    assert np.isnan(row["concentration"])
    assert row["strength"] == "some"
    short = season(frame.iloc[:30], "week").iloc[0]
    assert short["reason"] == "months_missing"
    assert "第31–52周" in short["zh"]


def test_a_thousand_series_at_once_are_each_as_alone() -> None:
    random = np.random.default_rng(6)
    frames = [
        monthly(list(random.poisson(WINTER)), list(random.integers(50, 500, 12))).assign(
            series=f"监测点{number}"
        )
        for number in range(1000)
    ]
    found = season(pd.concat(frames))
    alone = season(frames[417])
    together = found[found["series"] == "监测点417"].reset_index(drop=True)
    pd.testing.assert_frame_equal(together, alone)


def test_an_empty_frame_gives_an_empty_table() -> None:
    empty = pd.DataFrame({"series": [], "period": [], "count": [], "effort": []})
    assert season(empty).empty
    assert curve(empty).empty


def test_a_curve_pools_before_it_divides_and_keeps_gaps() -> None:
    frame = pd.concat([monthly([3, 0, 9], [100, 50, 0]), monthly([1], [300], "2023-01")])
    found = curve(frame, per=100)
    assert len(found) == 12
    january = found.iloc[0]
    assert (january["count"], january["effort"], january["surveys"]) == (4, 400, 2)
    assert january["density"] == pytest.approx(1.0)
    assert found["kind"].tolist()[:4] == ["", "zero", "no_effort", "not_reported"]
    assert found["density"].isna().tolist()[:4] == [False, False, True, True]
    assert curve(frame, quiet=[4]).loc[3, "kind"] == "not_required"


def test_the_interval_of_a_curve_is_garwoods_or_wider() -> None:
    single = curve(monthly(WINTER))
    lower, upper = garwood(WINTER, 500)
    np.testing.assert_allclose(single[["lower", "upper"]], np.column_stack([lower, upper]))
    twice = pd.concat([monthly(WINTER), monthly([2 * each for each in WINTER])])
    wider = curve(twice)
    assert (wider["dispersion"] > 1).all()
    lower, _ = garwood(3 * np.array(WINTER), 1000)
    assert (wider["lower"] < lower).all()


def test_the_dispersion_is_pearsons_about_each_month() -> None:
    random = np.random.default_rng(9)
    frame = pd.concat([monthly(list(random.poisson(WINTER)), 500) for _ in range(6)])
    month = pd.to_datetime(frame["period"]).dt.month
    mean = frame.groupby(month)["count"].transform("mean")
    expected = ((frame["count"] - mean) ** 2 / mean).sum() / (72 - 12)
    assert curve(frame)["dispersion"].iloc[0] == pytest.approx(max(1.0, expected))


def test_a_species_is_sought_in_every_survey() -> None:
    frame = pd.DataFrame(
        {
            "series": "东街",
            "habitat": ["居民区", "居民区", "居民区", "菜市场"],
            "period": ["2024-05-02", "2024-05-02", "2024-05-20", "2024-05-02"],
            "species": ["褐家鼠", "小家鼠", "褐家鼠", "小家鼠"],
            "count": [3, 1, 1, 2],
            "effort": [100, 100, 100, 50],
        }
    )
    found = curve(frame, by=("habitat", "species")).query("month == 5")
    figures = found.set_index(["habitat", "species"])[["count", "effort"]]
    assert figures.loc[("居民区", "褐家鼠")].tolist() == [4, 200]
    assert figures.loc[("居民区", "小家鼠")].tolist() == [1, 200]
    assert len(figures) == 3
    whole = curve(frame).query("month == 5").iloc[0]
    assert (whole["count"], whole["effort"], whole["surveys"]) == (7, 250, 3)


def test_a_survey_without_counts_is_missing_for_every_species() -> None:
    frame = pd.DataFrame(
        {
            "period": ["2024-05-02", "2024-05-20"],
            "species": ["褐家鼠", "小家鼠"],
            "count": [3, np.nan],
            "effort": [100, 100],
        }
    )
    found = curve(frame, by=("species",)).query("month == 5").set_index("species")
    assert found.loc["褐家鼠", "effort"] == 100
    assert found.loc["小家鼠", ["count", "effort"]].tolist() == [0, 100]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("count", -1, "第 2 行的 count"),
        ("count", "未捕到", "未捕到"),
        ("effort", np.inf, "第 2 行的 effort"),
        ("period", "五月", "五月"),
        ("period", None, "period"),
        ("period", "2024-13", "2024-13"),
        ("period", "2023-W60", "2023-W60"),
    ],
)
def test_what_is_no_figure_is_refused_with_its_row(column: str, value: object, said: str) -> None:
    frame = monthly(WINTER).astype(object)
    frame.loc[1, column] = value
    with pytest.raises(VectorError, match=said):
        season(frame)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(VectorError, match="habitat"):
        season(monthly(WINTER), by=("habitat",))
    with pytest.raises(VectorError, match="period"):
        season(pd.DataFrame({"count": [1]}))


def test_species_of_one_survey_share_its_effort() -> None:
    frame = monthly([1, 2]).assign(period="2024-05", species=["a", "b"], effort=[10, 20])
    with pytest.raises(VectorError, match="effort"):
        curve(frame)


def test_order_of_rows_and_kind_of_periods_do_not_matter() -> None:
    frame = monthly(WINTER)
    shuffled = frame.sample(frac=1, random_state=1)
    as_dates = frame.assign(period=pd.to_datetime(frame["period"]))
    as_periods = frame.assign(period=pd.PeriodIndex(frame["period"], freq="M"))
    for other in (shuffled, as_dates, as_periods):
        pd.testing.assert_frame_equal(season(other), season(frame))


def test_methods_that_should_not_be_pooled_are_named() -> None:
    frame = monthly(WINTER * 2).assign(method=["夹夜法"] * 12 + ["笼夜法"] * 12)
    row = season(frame).iloc[0]
    assert set(row["mixed"].split("、")) == {"夹夜法", "笼夜法"}
    assert "请分开计算" in row["zh"]
    apart = season(frame, by=("method",))
    assert apart["mixed"].tolist() == ["", ""]
    assert curve(frame)["mixed"].iloc[0] == row["mixed"]


def test_figures_written_together_are_dates() -> None:
    dashed = monthly(WINTER)
    together = dashed.assign(period=dashed["period"].str.replace("-", ""))
    chinese = dashed.assign(period=dashed["period"].str.replace("-", "年") + "月")
    for other in (together, chinese, dashed.assign(period=together["period"] + "15")):
        pd.testing.assert_frame_equal(season(other), season(dashed))

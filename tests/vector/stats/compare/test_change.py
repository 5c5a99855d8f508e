"""Months and years compared: which base, with what reason, across which break."""

import numpy as np
import pandas as pd
import pytest

from vector.errors import VectorError
from vector.stats.compare import changes, newcombe, rate_ratio, risk_ratio


def yearly(counts: dict[str, float], **columns: object) -> pd.DataFrame:
    frame = pd.DataFrame({"period": list(counts), "count": list(counts.values())})
    return frame.assign(**{"series": "东街", "effort": 500, **columns})


def row(frame: pd.DataFrame, against: str, **options: object) -> pd.Series:
    found = changes(frame, against=[against], latest=True, **options)
    assert len(found) == 1
    return found.iloc[0]


@pytest.mark.parametrize(
    ("base", "against"), [("2024-04", "previous"), ("2023-05", "year"), ("2023-05", "mean")]
)
def test_each_comparison_takes_its_own_base(base: str, against: str) -> None:
    found = row(yearly({base: 8, "2024-05": 24}), against)
    same = rate_ratio(24, 500, 8, 500)
    assert found["reason"] == ""
    assert base[:4] in found["base"]
    assert found[["ratio", "lower", "upper", "p"]].tolist() == pytest.approx(
        [float(each) for each in same]
    )
    assert found["percent"] == pytest.approx(200)
    assert "上升 200%" in found["zh"]
    assert "up 200%" in found["en"]


def test_january_follows_december() -> None:
    found = row(yearly({"2023-12": 8, "2024-01": 9}), "previous")
    assert (found["base"], found["ratio"]) == ("2023-12", pytest.approx(9 / 8))
    assert "可以由偶然解释" in found["zh"]


@pytest.mark.parametrize(
    ("last", "next_"),
    [("2020-W53", "2021-W01"), ("2021-W52", "2022-W01"), ("2021-W08", "2021-W09")],
)
def test_the_first_week_follows_the_last_of_its_year(last: str, next_: str) -> None:
    found = changes(yearly({last: 8, next_: 9}), "week", ["previous"], latest=True).iloc[0]
    assert (found["base"], found["reason"]) == (last, "")
    assert "上周" in found["zh"]


def test_the_mean_pools_its_years_and_names_them() -> None:
    frame = yearly({f"{year}-05": year - 2010 for year in range(2015, 2025)})
    found = row(frame, "mean")
    assert found["base"] == "2019、2020、2021、2022、2023"
    assert found["base_years"] == 5
    assert found["base_count"] == 9 + 10 + 11 + 12 + 13
    assert found["base_effort"] == 2500
    assert "不足" not in found["zh"]


def test_fewer_years_are_said() -> None:
    found = row(yearly({"2020-05": 6, "2022-05": 8, "2024-05": 9}), "mean")
    assert found["base"] == "2020、2022"
    assert "只有 2 年，不足 5 年" in found["zh"]
    assert "only 2 of 5 years" in found["en"]


def test_the_mean_of_uneven_years_is_less_sure() -> None:
    level = row(yearly({f"{year}-05": 20 for year in range(2019, 2024)} | {"2024-05": 40}), "mean")
    wild = {"2019-05": 1, "2020-05": 45, "2021-05": 3, "2022-05": 50, "2023-05": 1, "2024-05": 40}
    uneven = row(yearly(wild), "mean")
    assert uneven["ratio"] == level["ratio"]
    assert uneven["dispersion"] > 5
    assert level["p"] < 0.05 < uneven["p"]


def test_scatter_among_surveys_widens_the_interval() -> None:
    alone = yearly({"2023-05": 8, "2024-05": 40})
    many = pd.concat([yearly({"2023-05": each, "2024-05": 5 * each}) for each in (0, 0, 24)])
    found = row(many, "year")
    assert found["ratio"] == row(alone, "year")["ratio"]
    assert found["dispersion"] > 10
    assert found["lower"] < 1
    assert "未能估计聚集" in row(alone, "year")["zh"]
    assert "未能估计聚集" not in found["zh"]


@pytest.mark.parametrize(
    ("counts", "effort", "reason"),
    [
        ({"2022-05": 3, "2024-05": 3}, 500, "no_base"),
        ({"2023-05": np.nan, "2024-05": 3}, 500, "no_base"),
        ({"2023-05": 3, "2024-05": 3}, [0, 500], "no_base"),
        ({"2023-05": 0, "2024-05": 0}, 500, "both_zero"),
    ],
)
def test_a_base_that_is_no_base_is_a_reason(
    counts: dict[str, float], effort: object, reason: str
) -> None:
    found = row(yearly(counts, effort=effort), "year")
    assert found["reason"] == reason
    assert np.isnan(found["ratio"])
    assert found["zh"]


def test_a_period_without_data_and_one_without_effort_are_told_apart() -> None:
    frame = yearly({"2023-05": 3, "2024-05": np.nan, "2024-06": 2}, effort=[500, 500, 0])
    found = changes(frame, against=["year"])
    assert found["reason"].tolist() == ["no_base", "not_reported", "no_effort"]
    assert found["count"].isna().tolist() == [False, True, True]


def test_a_rise_from_zero_has_a_lower_bound() -> None:
    found = row(yearly({"2023-05": 0, "2024-05": 12}), "year")
    assert found["ratio"] == np.inf
    assert found["lower"] > 1
    assert "为零" in found["zh"]
    assert "至少" in found["zh"]
    few = row(yearly({"2023-05": 0, "2024-05": 1}), "year")
    assert "可以由偶然解释" in few["zh"]


@pytest.mark.parametrize("column", ["method", "equipment", "habitat"])
def test_a_change_of_method_lamp_or_habitat_is_not_compared(column: str) -> None:
    frame = yearly({"2023-05": 8, "2024-05": 24}, **{column: ["甲", "乙"]})
    found = row(frame, "year")
    assert found["reason"] == "break"
    assert np.isnan(found["ratio"])
    assert np.isnan(found["base_count"])
    assert "甲 → 乙" in found["zh"]
    assert row(frame, "year", watched=())["reason"] == ""


def test_years_across_a_break_are_left_out_of_the_mean_and_said() -> None:
    counts = {f"{year}-05": 9 for year in range(2019, 2025)}
    frame = yearly(counts, equipment=["紫外灯"] * 3 + ["光催化灯"] * 3)
    found = row(frame, "mean")
    assert found["base"] == "2022、2023"
    assert "未计入" in found["zh"]
    assert "紫外灯 → 光催化灯" in found["zh"]


def test_proportions_have_their_own_interval() -> None:
    frame = yearly({"2023-05": 8, "2024-05": 24}, effort=60)
    found = row(frame, "year", family="proportion")
    same = risk_ratio(24, 60, 8, 60)
    gap = newcombe(24, 60, 8, 60)
    columns = ["difference", "difference_lower", "difference_upper"]
    assert found[columns].tolist() == pytest.approx([float(each) for each in gap])
    assert found["method"] == "miettinen_nurminen"
    assert found[["lower", "upper"]].tolist() == pytest.approx(
        [float(same.lower), float(same.upper)]
    )
    with pytest.raises(VectorError, match="多于检查数"):
        row(yearly({"2024-05": 70}, effort=60), "year", family="proportion")


def test_species_are_pooled_and_their_effort_counts_once() -> None:
    frame = yearly({"2024-05": 3}).assign(species="a")
    both = pd.concat([frame, frame.assign(species="b", count=4)])
    found = row(both, "year")
    assert (found["count"], found["effort"]) == (7, 500)


def test_every_period_of_every_series_is_compared_in_order() -> None:
    frame = pd.concat(
        [yearly({"2024-05": 3, "2024-04": 2}).assign(series=name) for name in ("西街", "东街")]
    )
    found = changes(frame)
    assert len(found) == 12
    assert found["series"].tolist() == ["东街"] * 6 + ["西街"] * 6
    assert found["against"].tolist()[:3] == ["previous", "year", "mean"]
    assert found.columns[-2:].tolist() == ["zh", "en"]


def test_a_thousand_series_are_each_as_alone() -> None:
    random = np.random.default_rng(3)
    periods = pd.period_range("2019-01", periods=72, freq="M").astype(str)
    frame = pd.DataFrame(
        {
            "series": np.repeat([f"点{each}" for each in range(1000)], 72),
            "period": np.tile(periods, 1000),
            "count": random.poisson(4, 72_000),
            "effort": random.integers(50, 200, 72_000),
        }
    )
    found = changes(frame, latest=True)
    one = frame[frame["series"] == "点417"]
    alone = changes(one, latest=True)
    together = found[found["series"] == "点417"].reset_index(drop=True)
    pd.testing.assert_frame_equal(together, alone)


def test_nothing_to_compare_is_an_empty_table() -> None:
    empty = pd.DataFrame({"series": [], "period": [], "count": [], "effort": []})
    assert changes(empty).empty
    assert changes(empty, latest=True).empty
    unreported = yearly({"2024-05": np.nan})
    assert changes(unreported, latest=True).empty


def test_too_few_surveys_do_not_print_an_interval_that_says_nothing() -> None:
    frame = pd.DataFrame(
        {
            "series": "东街",
            "period": ["2023-05", "2023-05", "2024-05", "2024-05"],
            "count": [0, 8, 0, 9],
            "effort": 10,
        }
    )
    found = row(frame, "year")
    assert found["lower"] < 0.001
    assert found["upper"] > 1000
    assert "说不出是上年同月（2023-05）的几倍" in found["zh"]
    assert "too few surveys" in found["en"]


def test_a_catch_is_a_whole_number() -> None:
    assert "本期捕获 1，" in row(yearly({"2023-05": 0, "2024-05": 1}), "year")["zh"]


def test_every_second_month_is_compared_with_the_survey_before() -> None:
    months = {"2023-09": 5, "2023-11": 8, "2024-01": 24}
    found = row(yearly(months), "previous")
    assert (found["base"], found["ratio"]) == ("2023-11", pytest.approx(3))
    assert "隔月监测的上一次（2023-11）" in found["zh"]
    assert "two months before (2023-11)" in found["en"]
    even = row(yearly({"2023-08": 5, "2023-10": 6, "2023-12": 8, "2024-02": 8}), "previous")
    assert even["base"] == "2023-12"


def test_two_surveys_two_months_apart_are_no_programme() -> None:
    found = row(yearly({"2023-11": 8, "2024-01": 24}), "previous")
    assert (found["base"], found["reason"]) == ("2023-12", "no_base")

"""Weather beside counts: columns of the file itself or of a weather file, by day, week or month."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import reports
from sqlalchemy import Engine

from vector.cli import run

MONTHS = pd.period_range("2018-01", "2023-12", freq="M")
HEAT = np.random.default_rng(3).normal(size=len(MONTHS) + 2)

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Six stations whose counts follow the heat, in the folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    random = np.random.default_rng(4)
    rows = [
        (f"s{place}", str(month), random.poisson(12 * np.exp(0.5 * heat)), 100, round(heat, 3))
        for place in range(6)
        for month, heat in zip(MONTHS, HEAT, strict=False)
    ]
    table = pd.DataFrame(rows, columns=["station", "month", "count", "effort", "heat"])
    table.drop(columns="heat").to_csv("counts.csv", index=False)
    future = [(f"s{place}", "2024-01", "", "", 2.0) for place in range(6)]
    pd.concat([table, pd.DataFrame(future, columns=table.columns)]).to_csv("both.csv", index=False)
    days = pd.date_range("2018-01-01", "2024-01-31", freq="D")
    month = (days.year - 2018) * 12 + days.month - 1
    daily = pd.DataFrame({"date": days, "heat": HEAT[month] - 40, "rain": 1.0 * (days.day % 7)})
    daily.assign(note="fine").to_csv("weather.csv", index=False)

    def called(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            run([*arguments])
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return called


def _means(out: str) -> dict[tuple[str, str], float]:
    found: list[dict[str, Any]] = json.loads(out)
    return {(row["series"], row["time"]): row["mean"] for row in found}


def test_a_column_of_the_file_is_weather_and_rows_without_counts_are_its_future(call: Call) -> None:
    options = ("--horizon", "2", "--format", "json")
    code, out, err = call("forecast", "both.csv", "--covariate", "heat", *options)
    plain = _means(call("forecast", "both.csv", *options)[1])
    assert code == 0
    assert "heat（滞后 0）：2024-02 起没有给出，这些期按常年天气预测" in err
    for (series, time), mean in _means(out).items():
        assert (
            mean == plain[series, time] if time == "2024-02" else mean > 1.3 * plain[series, time]
        )


def test_a_daily_weather_file_is_pooled_to_the_month(call: Call) -> None:
    words = ("--weather", "weather.csv", "--horizon", "1", "--format", "json", "--lang", "en")
    code, out, err = call("forecast", "counts.csv", *words, "--covariate", "heat")
    assert code == 0
    assert len(_means(out)) == 6
    assert "Weather used: heat (lag 0)" in err
    assert "climatology" not in err


def test_every_column_of_numbers_is_used_unless_named(call: Call) -> None:
    words = ("--weather", "weather.csv", "--horizon", "1", "--lang", "en")
    assert "Weather used: heat, rain (lag 0)" in call("forecast", "counts.csv", *words)[2]


def test_a_backtest_says_what_weather_is_worth_and_does_not_look_ahead(call: Call) -> None:
    words = ("backtest", "counts.csv", "--weather", "weather.csv", "--covariate", "heat")
    code, _, honest = call(*words, "--horizon", "1", "--lang", "en")
    assert code == 0
    assert "taken as unknown" in honest
    assert "(+0.0 %" in honest
    perfect = call(*words, "--horizon", "1", "--lang", "en", "--perfect-weather")[2]
    worth = perfect.rpartition("without (")[2].partition(" %")[0]
    assert float(worth) < -15


WEEKS = [f"a,2023-W{week:02d},{week},10" for week in range(1, 50)]
BAD = [
    ("time,heat\n2018-01,1\n", (), "no column of time"),
    ("date,place\n2018-01,x\n", (), "no column of weather"),
    ("date,heat\n2018-01,1\n2018-02,warm\n", (), "B3 (heat): “warm”; expected a number"),
    ("date,heat\n2018-01,1\n2018-02,-9999\n", (), "without codes such as -9999"),
    ("date,heat\n2018-01,1\nlast year,2\n", (), "row 3: “last year” is no period"),
    ("date,heat\n2018-01,1\n", ("--covariate", "rain"), "no column “rain”. Its header: date, heat"),
    ("date,heat\n2018-01,1\n2018-02,3\n", (), "overlaps the history in 2 periods"),
    ("date,heat\n2001-01,1\n2002-02,3\n", (), "overlaps the history in 0 periods"),
    ("station,date,heat\nx,2018-01,1\n", (), "None of the stations of bad.csv (x …)"),
    ("date,heat\n" + "".join(f"{month},7\n" for month in MONTHS), (), "is 7 throughout"),
    ("date,heat\n", (), "no column of weather"),
    ("", (), "empty"),
]


@pytest.mark.parametrize(("text", "options", "sentence"), BAD)
@pytest.mark.parametrize("command", ["forecast", "backtest"])
def test_bad_weather_is_refused_with_its_place(
    call: Call, command: str, text: str, options: tuple[str, ...], sentence: str
) -> None:
    Path("bad.csv").write_text(text, encoding="utf-8")
    code, out, err = call(command, "counts.csv", "--weather", "bad.csv", "--lang", "en", *options)
    assert (code, out) == (2, "")
    assert sentence in err


def test_months_of_weather_do_not_go_with_weeks(call: Call) -> None:
    Path("weeks.csv").write_text("\n".join(["series,week,count,effort", *WEEKS]), encoding="utf-8")
    text = "month,heat\n" + "".join(f"{month},{number}\n" for number, month in enumerate(MONTHS))
    Path("months.csv").write_text(text, encoding="utf-8")
    code, _, err = call("forecast", "weeks.csv", "--season", "52", "--weather", "months.csv")
    assert (code, "是逐月的" in err) == (2, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("counts.csv", "--lag", "1"), "--lag"),
        (("counts.csv", "--weather", "missing.csv"), "没有这个文件"),
        (("counts.csv", "--weather", "."), "这是一个文件夹"),
    ],
)
def test_weather_options_go_together(call: Call, words: tuple[str, ...], sentence: str) -> None:
    code, _, err = call("forecast", *words)
    assert code == 2
    assert sentence in err


def test_plain_numbers_stay_numbers_and_go_with_no_days(call: Call) -> None:
    """Nobody knows which month number 72 is: it is told as the number it is."""
    counts = pd.read_csv("counts.csv")
    counts["month"] = counts.groupby("station").cumcount()
    counts.rename(columns={"month": "period"}).to_csv("numbered.csv", index=False)
    code, out, _ = call("forecast", "numbered.csv", "--horizon", "1", "--format", "json")
    assert code == 0
    assert {time for _, time in _means(out)} == {str(len(MONTHS))}
    code, _, err = call("forecast", "numbered.csv", "--weather", "weather.csv", "--lang", "en")
    assert (code, "tell time in different ways" in err) == (2, True), err


def test_counts_of_the_store_with_weather_beside_them(
    call: Call, sqlite_engine: Engine, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hot months catch five times as much: the month told to be hot is expected so."""
    monkeypatch.setenv("VECTOR_DATABASE", sqlite_url)
    random, days = np.random.default_rng(5), pd.date_range("2022-01-11", "2024-12-11", freq="MS")
    hot = random.permutation(np.arange(len(days)) % 2)
    rows = [
        reports.form(day.date(), "snap_trap", station=f"{place}号点", set=200, effective=200,
                     caught=int(random.poisson(4 + 16 * heat)))
        for place in range(3)
        for day, heat in zip(days, hot, strict=True)
    ]  # fmt: skip
    reports.accept(sqlite_engine, *rows, on=days[-1].date())
    means = {}
    for heat in (0, 1):
        months = [*days, days[-1] + pd.offsets.MonthBegin()]
        weather = pd.DataFrame({"month": months, "heat": [*hot, heat]})
        weather.assign(month=weather["month"].dt.strftime("%Y-%m")).to_csv("w.csv", index=False)
        words = ("--weather", "w.csv", "--horizon", "1", "--format", "json")
        code, out, err = call("forecast", "store:trap_rate", *words)
        assert code == 0, err
        means[heat] = _means(out)
    assert {time for _, time in means[0]} == {"2025-01"}
    assert len(means[0]) == 3
    for key, mean in means[0].items():
        assert means[1][key] > 2 * mean
    code, _, err = call("forecast", "store:trap_rate", "--covariate", "heat")
    assert (code, "--weather" in err) == (2, True), err

"""``vector backtest FILE``: what past forecasts would have been worth, beside simple rules."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from vector.cli.figures import need
from vector.cli.forecast import SeasonOption
from vector.cli.language import Language, LanguageOption, headed, listed, note, say
from vector.cli.output import Format, FormatOption, OutputOption, progress, write
from vector.cli.weather import CovariateOption, LagOption, Weather, WeatherOption
from vector.cli.weather import weather as read_weather

if TYPE_CHECKING:
    import pandas as pd

    from vector.forecast import Backtest

READ = (
    "series", "horizon", "model", "targets", "log_crps", "wis", "mase", "in_80", "calibration",
    "skill_climatology", "skill_last_year", "sentence",
)  # fmt: skip
PARTS = ("in_80", "skill_climatology", "skill_last_year")


class By(StrEnum):
    """What the scores are averaged by."""

    ALL = "all"
    HORIZON = "horizon"
    SERIES = "series"
    CHOICE = "choice"


def backtest(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="历史表。 A sheet of counts.")],
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    season: SeasonOption = 12,
    horizon: Annotated[
        int, typer.Option(min=1, max=104, help="最远提前期数。 Longest horizon.")
    ] = 3,
    by: Annotated[
        By,
        typer.Option(help="总计、按提前期、按点，或各点宜用的模型。 Overall, by, or the choice."),
    ] = By.ALL,
    weather: WeatherOption = None,
    covariate: CovariateOption = None,
    lag: LagOption = None,
    perfect: Annotated[
        bool,
        typer.Option("--perfect-weather", help="当作未来天气已知。 Take later weather as known."),
    ] = False,
    language: LanguageOption = Language.ZH,
) -> None:
    """Score past forecasts of every station beside simple rules."""
    from vector.cli.history import history as read_history
    from vector.forecast import backtest as tested
    from vector.forecast import choose

    history = read_history(file, season)
    found = read_weather(file, weather, covariate, lag, history)
    known = history.rows
    beside, steps = known if found is None else found.beside(known), list(range(1, horizon + 1))
    leads = {} if found is None or perfect else found.leads
    with progress(say("working_backtest")):
        done = tested(beside, season=season, horizons=steps, leads=leads)
        plain = done if found is None else tested(known, season=season, horizons=steps)
    if by is By.CHOICE:
        table = choose(done, language.value)
    else:
        columns = {By.HORIZON: ["horizon"], By.SERIES: ["series", "horizon"]}.get(by, [])
        table = done.scores(columns)
    write(readable(table, language.value) if form is Format.TABLE else table, form, output)
    if found is not None:
        _tell(found, done, plain, perfect=perfect)
    note("versions", model=done.model_version, data=done.data[:12])
    need(table, "log_crps", "combined")


def _tell(found: Weather, done: "Backtest", plain: "Backtest", *, perfect: bool) -> None:
    """Say what weather was used, whether as known ahead, and what it was worth."""
    note("weather_used", names=listed(found.names), lags=listed(found.lags))
    note("weather_perfect" if perfect else "weather_ahead")
    scores = [each.scores().set_index("model")["log_crps"]["combined"] for each in (done, plain)]
    with_it, without = (float(score) for score in scores)
    change = f"{100 * (with_it / without - 1):+.1f}" if without > 0 else "0"
    note("weather_worth", with_it=f"{with_it:.4f}", without=f"{without:.4f}", change=change)


def readable(table: "pd.DataFrame", language: Literal["zh", "en"] = "zh") -> "pd.DataFrame":
    """Return the columns that people read on a screen."""
    from vector.forecast import sentence

    shown = table.assign(model=[sentence.say("model", each, language) for each in table["model"]])
    for name in (name for name in PARTS if name in shown):
        shown[name] = [f"{100 * part:.0f}%" if part == part else "" for part in table[name]]
    return headed(shown, "backtest", READ)

"""``vector forecast FILE``: counts and densities ahead, with intervals and chances of a limit."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from vector.cli.figures import need
from vector.cli.language import Language, LanguageOption, headed, refusal
from vector.cli.language import say as telling
from vector.cli.output import Format, FormatOption, OutputOption, progress, write
from vector.cli.weather import CovariateOption, LagOption, Weather, WeatherOption, tell
from vector.cli.weather import weather as read_weather

if TYPE_CHECKING:
    import pandas as pd

    from vector.cli.history import History, Step
    from vector.forecast import Prediction

SeasonOption = Annotated[
    int, typer.Option(min=1, help="一年的期数：月 12，周 52。 Periods of a year.")
]
DENSITIES = ("density", "lower", "upper")
# Columns people read.
READ = (
    "series", "time", "effort", "mean", "density", "lower", "upper", "probability", "model",
    "reason",
)  # fmt: skip


def forecast(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="历史表。 A sheet of counts.")],
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    season: SeasonOption = 12,
    horizon: Annotated[int, typer.Option(min=1, max=104, help="预测期数。 Periods ahead.")] = 3,
    effort: Annotated[
        float | None, typer.Option(min=0, help="计划工作量，缺省按各点常例。 Planned effort.")
    ] = None,
    limit: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[SERIES=]VALUE",
            help="密度限值，可重复，可只对一点。 Limit of the density, of all or of one series.",
        ),
    ] = None,
    best: Annotated[
        bool,
        typer.Option(
            "--best", help="先回测，简单规则更准的点改用它。 Use a simple rule that wins."
        ),
    ] = False,
    weather: WeatherOption = None,
    covariate: CovariateOption = None,
    lag: LagOption = None,
    language: LanguageOption = Language.ZH,
) -> None:
    """Forecast counts and densities of every station."""
    from vector.cli.history import history
    from vector.cli.stored import measure

    per = measure(file).per
    known = history(file, season)
    limits = _limits(limit or [], set(known.rows["series"]))
    found = read_weather(file, weather, covariate, lag, known)
    known = known if found is None else known._replace(rows=found.beside(known.rows))
    prediction = _predicted(known, horizon, effort, best=best, weather=found)
    frame = _told(prediction, known.step, limits, per)
    write(readable(frame, language.value) if form is Format.TABLE else frame, form, output)
    if limits:
        for sentence in _sentences(prediction, known.step, limits, per):
            typer.echo(sentence, err=True)
    need(frame, "mean")


def _predicted(
    history: "History",
    horizon: int,
    effort: float | None,
    *,
    best: bool,
    weather: Weather | None,
) -> "Prediction":
    from vector.forecast import backtest, choose, rules_of
    from vector.forecast.calendar import ahead
    from vector.forecast.weather import predict_as_known

    known, season, step = history
    leads = {} if weather is None else weather.leads
    rules = {}
    if best:
        with progress(telling("working_backtest")):
            steps = range(1, min(horizon, 4) + 1)
            rules = rules_of(
                choose(backtest(known, season=season, horizons=list(steps), leads=leads))
            )
    future = ahead(known, horizon, season=season, effort=effort)
    if weather is not None:
        future = weather.beside(future)
        tell(weather, known, future, step)
    return predict_as_known(known, future, [*leads], season=season, rules=rules)


def _told(
    prediction: "Prediction", step: "Step", limits: dict[str, float], per: float
) -> "pd.DataFrame":
    """Return the forecast with the time as it is written, and the chance of the limit."""
    from vector.forecast import exceedance
    from vector.forecast.calendar import label

    frame = prediction.frame()
    times = [label(period, step) for period in frame["period"]]
    frame.insert(2, "time", times)
    frame = frame.assign(**{name: frame[name] * per for name in DENSITIES})
    if limits:
        chance = exceedance(prediction, _of_one(limits, per))
        frame = frame.assign(limit=chance["limit"] * per, probability=chance["probability"])
    return frame


def readable(frame: "pd.DataFrame", language: Literal["zh", "en"] = "zh") -> "pd.DataFrame":
    """Return the columns that people read on a screen."""
    from vector.forecast.sentence import say

    shown = frame.assign(
        model=[say("model", each, language) for each in frame["model"]],
        reason=[say("reason", each or "none", language) for each in frame["reason"]],
    )
    kept = (name for name in READ if name != "reason" or (shown["reason"] != "").any())
    return headed(shown, "forecast", kept)


def _limits(told: list[str], series: set[str]) -> dict[str, float]:
    """Read limits: VALUE is that of every series, SERIES=VALUE of one."""
    limits: dict[str, float] = {}
    for text in sorted(told, key=lambda each: "=" in each):
        name, _, value = text.rpartition("=")
        number = _number(value, text)
        if name and name not in series:
            raise refusal("limit_unknown", text=text, series=name)
        limits |= {name: number} if name else dict.fromkeys(series, number)
    return limits


def _number(value: str, text: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise refusal("limit_wrong", text=text)
    return number


def _of_one(limits: dict[str, float], per: float) -> dict[str, float]:
    """Return limits of the count of one unit of effort."""
    return {series: limit / per for series, limit in limits.items()}


def _sentences(
    prediction: "Prediction", step: "Step", limits: dict[str, float], per: float
) -> list[str]:
    from vector.forecast import first_beyond
    from vector.forecast.calendar import label

    passing = first_beyond(prediction, _of_one(limits, per)).dropna(subset=["first"])
    columns = (passing[name].tolist() for name in ("series", "first", "probability"))
    return [
        telling(
            "first_beyond",
            series=series,
            time=label(int(first), step),
            limit=f"{limits[series]:g}",
            chance=f"{100 * chance:.0f}",
        )
        for series, first, chance in zip(*columns, strict=True)
    ]

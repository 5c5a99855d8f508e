"""``vector backtest FILE``: what past forecasts would have been worth, beside simple rules."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from vector.cli.figures import need
from vector.cli.forecast import SeasonOption
from vector.cli.language import Language, LanguageOption, headed, note, say
from vector.cli.output import Format, FormatOption, OutputOption, progress, write

if TYPE_CHECKING:
    import pandas as pd

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
    language: LanguageOption = Language.ZH,
) -> None:
    """Score past forecasts of every station beside simple rules."""
    from vector.cli.history import history
    from vector.forecast import backtest as tested
    from vector.forecast import choose

    known = history(file, season)
    with progress(say("working_backtest")):
        done = tested(known, season=season, horizons=list(range(1, horizon + 1)))
    if by is By.CHOICE:
        table = choose(done, language.value)
    else:
        columns = {By.HORIZON: ["horizon"], By.SERIES: ["series", "horizon"]}.get(by, [])
        table = done.scores(columns)
    write(readable(table, language.value) if form is Format.TABLE else table, form, output)
    note("versions", model=done.model_version, data=done.data[:12])
    need(table, "log_crps", "combined")


def readable(table: "pd.DataFrame", language: Literal["zh", "en"] = "zh") -> "pd.DataFrame":
    """Return the columns that people read on a screen."""
    from vector.forecast import sentence

    shown = table.assign(model=[sentence.say("model", each, language) for each in table["model"]])
    for name in (name for name in PARTS if name in shown):
        shown[name] = [f"{100 * part:.0f}%" if part == part else "" for part in table[name]]
    return headed(shown, "backtest", READ)

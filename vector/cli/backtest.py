"""``vector backtest FILE``: what past forecasts would have been worth, beside simple rules."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.figures import need
from vector.cli.forecast import SeasonOption
from vector.cli.output import Format, FormatOption, OutputOption, progress, write

if TYPE_CHECKING:
    import pandas as pd

READ = {
    "series": "监测点", "horizon": "提前期", "model": "模型", "targets": "目标数",
    "log_crps": "对数评分", "wis": "加权区间评分", "mase": "相对误差", "in_80": "80%区间命中",
    "calibration": "校准差", "skill_climatology": "较历年同期", "skill_last_year": "较去年同期",
}  # fmt: skip
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
) -> None:
    """Score past forecasts of every station beside simple rules."""
    from vector.cli.history import history
    from vector.forecast import backtest as tested
    from vector.forecast import choose

    known = history(file, season)
    with progress("回测"):
        done = tested(known, season=season, horizons=list(range(1, horizon + 1)))
    if by is By.CHOICE:
        table = choose(done)
    else:
        columns = {By.HORIZON: ["horizon"], By.SERIES: ["series", "horizon"]}.get(by, [])
        table = done.scores(columns)
    write(readable(table) if form is Format.TABLE and by is not By.CHOICE else table, form, output)
    typer.echo(f"模型版本 {done.model_version}，数据版本 {done.data[:12]}。", err=True)
    need(table, "log_crps", "combined")


def readable(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return the columns that people read on a screen."""
    from vector.forecast.sentence import say

    shown = table.assign(model=[say("model", each) for each in table["model"]])
    for name in PARTS:
        shown[name] = [f"{100 * part:.0f}%" if part == part else "" for part in table[name]]
    names = {name: zh for name, zh in READ.items() if name in shown}
    return shown[list(names)].rename(columns=names)

"""``vector season FILE``: when in the year vectors are abundant, and how strongly."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vector.cli.figures import need
from vector.cli.language import Language, LanguageOption
from vector.cli.output import Format, FormatOption, OutputOption, write
from vector.cli.series import (
    PLACES,
    FileArgument,
    PerOption,
    Place,
    Section,
    SectionOption,
    counts,
    months,
    readable,
)

if TYPE_CHECKING:
    from vector.work.computations import Parameters, Tables

SUMMARY = (
    *PLACES, "years", "surveys", "count", "basis", "concentration", "r", "angle", "spread",
    "adjusted_p", "peak", "start", "end",
)  # fmt: skip
CURVE = (
    *PLACES, "year", "month", "week", "surveys", "count", "effort", "density", "lower", "upper",
    "index", "kind",
)  # fmt: skip

# A season has one of the first, a curve the last.
FIGURES = ("concentration", "r", "density")


class Show(StrEnum):
    """What is computed."""

    SEASON = "season"
    CURVE = "curve"


class Basis(StrEnum):
    """What weighs a month."""

    AUTO = "auto"
    COUNT = "count"
    DENSITY = "density"


def season(
    file: FileArgument,
    show: Annotated[
        Show, typer.Option(help="季节特征，或逐月曲线。 The season, or the curve.")
    ] = Show.SEASON,
    section: SectionOption = Section.MONTH,
    by: Annotated[
        list[Place] | None,
        typer.Option(
            help="按什么分开，可重复；缺省按监测点，库中的指标有几种方法的再按方法。"
            " What tells curves apart."
        ),
    ] = None,
    each_year: Annotated[
        bool, typer.Option("--each-year", help="逐年计算，不合并。 One season a year.")
    ] = False,
    year_start: Annotated[
        int, typer.Option(min=1, max=12, help="年度从几月开始。 The month a year begins with.")
    ] = 1,
    quiet: Annotated[
        str, typer.Option(help="声明无活动的月份，如 12,1,2。 Months without activity.")
    ] = "",
    basis: Annotated[
        Basis, typer.Option(help="以只数或密度为权重。 What weighs a month.")
    ] = Basis.AUTO,
    grouped: Annotated[
        bool, typer.Option("--grouped", help="r 作分组校正。 Correct r for grouping.")
    ] = False,
    per: PerOption = None,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    language: LanguageOption = Language.ZH,
) -> None:
    """Find the season of every series."""
    from vector.catalog import load
    from vector.cli.kept import answered
    from vector.cli.stored import apart, measure
    from vector.work import computations

    asked: dict[str, Any] = {
        "show": show.value, "section": section.value, "quiet": months(quiet),
        "by": [each.value for each in by] if by else apart(file),
        "each_year": each_year, "year_start": year_start,
    }  # fmt: skip
    if show is Show.CURVE:
        asked |= {"per": measure(file).per if per is None else per}
    else:
        asked |= {"basis": basis.value, "grouped": grouped}
    found = answered(
        file, "season", "series", asked,
        ready=lambda table: counts(file, table),
        compute=lambda table: computations.season(table, asked, load()),
    )  # fmt: skip
    tell(found, asked, form, output, language)
    need(found[show.value], *FIGURES)


def tell(
    found: "Tables", asked: "Parameters", form: Format, output: Path | None, language: Language
) -> None:
    """Write the season, or the curve, as it is read or as other programs take it."""
    show = asked["show"]
    columns = CURVE if show == "curve" else SUMMARY
    table = found[show]
    write(readable(table, columns, language.value) if form is Format.TABLE else table, form, output)

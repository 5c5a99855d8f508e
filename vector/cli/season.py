"""``vector season FILE``: when in the year vectors are abundant, and how strongly."""

from enum import StrEnum
from typing import Annotated

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
        typer.Option(help="按什么分开，可重复，缺省按监测点。 What tells curves apart."),
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
    from vector.cli.stored import measure
    from vector.stats import season as seasons

    table, groups = counts(file), [each.value for each in by or [Place.SERIES]]
    still = months(quiet)
    if show is Show.CURVE:
        found = seasons.curve(
            table, section.value, groups, each_year=each_year, year_start=year_start,
            quiet=still, per=measure(file).per if per is None else per,
        )  # fmt: skip
    else:
        found = seasons.season(
            table, section.value, groups, basis=basis.value, each_year=each_year,
            year_start=year_start, quiet=still, grouped=grouped,
        )  # fmt: skip
    columns = CURVE if show is Show.CURVE else SUMMARY
    write(readable(found, columns, language.value) if form is Format.TABLE else found, form, output)
    need(found, *FIGURES)

"""``vector compare FILE``: periods with earlier ones, places with each other, years in a row."""

from collections.abc import Callable
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
    readable,
)

if TYPE_CHECKING:
    import pandas as pd

    from vector.work.computations import Parameters, Tables

COLUMNS = {
    "changes": (
        "series", "year", "part", "count", "effort", "density", "against", "base",
        "base_density", "ratio", "lower", "upper", "p",
    ),
    "trend": ("series", "first", "last", "count", "effort", "ratio", "lower", "upper", "p"),
    "rank": (
        *PLACES[1:], "rank", "series", "count", "effort", "density", "lower", "upper",
        "rank_lower", "rank_upper",
    ),
    "difference": (*PLACES, "groups", "count", "effort", "statistic", "freedom", "p"),
    "breaks": ("series", "year", "part", "what", "before", "after"),
}  # fmt: skip


class Show(StrEnum):
    """What is compared."""

    CHANGES = "changes"
    TREND = "trend"
    RANK = "rank"
    DIFFERENCE = "difference"
    BREAKS = "breaks"


# What is a density, and not a ratio, in each table.
DENSITIES: dict[Show, tuple[str, ...]] = {
    Show.CHANGES: (
        "density",
        "base_density",
        "difference",
        "difference_lower",
        "difference_upper",
    ),
    Show.TREND: (),
    Show.RANK: ("density", "lower", "upper"),
    Show.DIFFERENCE: (),
    Show.BREAKS: (),
}
# Without one of these nothing was compared; breaks are looked for, and none is an answer.
FIGURES: dict[Show, tuple[str, ...]] = {
    Show.CHANGES: ("ratio", "difference"),
    Show.TREND: ("ratio",),
    Show.RANK: ("rank",),
    Show.DIFFERENCE: ("p",),
}


# What each table depends on.
ASKED: dict[Show, tuple[str, ...]] = {
    Show.CHANGES: ("section", "every", "family", "per"),
    Show.TREND: ("section",),
    Show.RANK: ("by", "top", "seed", "per"),
    Show.DIFFERENCE: ("by", "among", "family", "seed"),
    Show.BREAKS: ("section",),
}


class Family(StrEnum):
    """Whether counts are bounded by their effort."""

    RATE = "rate"
    PROPORTION = "proportion"


def compare(
    file: FileArgument,
    show: Annotated[
        Show,
        typer.Option(help="环比同比、年度趋势、排名、差异检验、断点。 What is compared."),
    ] = Show.CHANGES,
    section: SectionOption = Section.MONTH,
    every: Annotated[
        bool, typer.Option("--every", help="每个时段都比，缺省只比最近一个。 Every period.")
    ] = False,
    family: Annotated[
        Family | None,
        typer.Option(help="数量可超过工作量，或为其一部分；缺省 rate。 Rates or proportions."),
    ] = None,
    by: Annotated[
        list[Place] | None,
        typer.Option(help="排名与检验按什么分开，可重复。 What is ranked or tested apart."),
    ] = None,
    among: Annotated[
        Place, typer.Option(help="检验什么之间的差异。 Between what differences are tested.")
    ] = Place.SERIES,
    top: Annotated[
        int, typer.Option(min=1, help="前几名与其后一名比较。 How many are compared with the next.")
    ] = 3,
    per: PerOption = None,
    seed: Annotated[int | None, typer.Option(min=0, help="随机种子。 Seed.")] = None,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    language: LanguageOption = Language.ZH,
) -> None:
    """Compare periods, years and places."""
    from vector.cli.kept import answered
    from vector.cli.stored import measure

    known = measure(file)
    asked = _asked(show, {
        "section": section.value, "every": every, "by": [each.value for each in by or []],
        "family": known.family if family is None else family.value, "among": among.value,
        "top": top, "seed": seed, "per": known.per if per is None else per,
    })  # fmt: skip
    found = answered(
        file, "compare", "series", asked,
        ready=lambda table: counts(file, table),
        compute=lambda table: {show.value: _compared(table, asked)},
    )  # fmt: skip
    tell(found, asked, form, output, language)
    if show is not Show.BREAKS:
        need(found[show.value], *FIGURES[show])


def _asked(show: Show, options: dict[str, Any]) -> dict[str, Any]:
    """Return what a comparison depends on, and nothing else."""
    return {"show": show.value} | {name: options[name] for name in ASKED[show]}


def tell(
    found: "Tables", asked: "Parameters", form: Format, output: Path | None, language: Language
) -> None:
    """Say whether the first of a ranking stand out, and write what was compared."""
    from vector.stats.compare import said

    show = asked["show"]
    table = found[show]
    if show == Show.RANK.value:
        for sentence in said(table, asked["by"], top=asked["top"], language=language.value):
            typer.echo(sentence, err=True)
    shown = readable(table, COLUMNS[show], language.value) if form is Format.TABLE else table
    write(shown, form, output)


def _compared(table: "pd.DataFrame", asked: "Parameters") -> "pd.DataFrame":
    show = Show(asked["show"])
    found = COMPARISONS[show](table, asked)
    densities = [name for name in DENSITIES[show] if name in found]
    return found.assign(**{name: found[name] * asked["per"] for name in densities})


def _ranked(table: "pd.DataFrame", asked: "Parameters") -> "pd.DataFrame":
    from vector.stats.compare import ranking
    from vector.stats.compare.rank import SEED

    seed = SEED if asked["seed"] is None else asked["seed"]
    return ranking(table, asked["by"], top=asked["top"], seed=seed)


def _differing(table: "pd.DataFrame", asked: "Parameters") -> "pd.DataFrame":
    from vector.stats.compare import differences
    from vector.stats.compare.table import SEED

    seed = SEED if asked["seed"] is None else asked["seed"]
    return differences(table, asked["among"], asked["by"], family=asked["family"], seed=seed)


def _changed(table: "pd.DataFrame", asked: "Parameters") -> "pd.DataFrame":
    from vector.stats.compare import changes

    every, family = asked["every"], asked["family"]
    return changes(table, asked["section"], family=family, latest=not every)


def _trending(table: "pd.DataFrame", asked: "Parameters") -> "pd.DataFrame":
    from vector.stats.compare import trends

    return trends(table, asked["section"])


def _broken(table: "pd.DataFrame", asked: "Parameters") -> "pd.DataFrame":
    from vector.stats.compare import breaks, segments

    return breaks(segments(table, asked["section"]))


COMPARISONS: "dict[Show, Callable[[pd.DataFrame, Parameters], pd.DataFrame]]" = {
    Show.CHANGES: _changed,
    Show.TREND: _trending,
    Show.RANK: _ranked,
    Show.DIFFERENCE: _differing,
    Show.BREAKS: _broken,
}

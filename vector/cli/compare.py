"""``vector compare FILE``: periods with earlier ones, places with each other, years in a row."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

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
    from vector.cli.stored import measure

    known = measure(file)
    family = family or Family(known.family)
    table, groups = counts(file), [each.value for each in by or []]
    if show is Show.RANK:
        found = _ranked(table, groups, top, seed, language)
    elif show is Show.DIFFERENCE:
        found = _differing(table, among.value, groups, family, seed)
    else:
        found = _over_time(table, show, section, family, every=every)
    chosen = COLUMNS[show.value]
    times = known.per if per is None else per
    found = found.assign(**{name: found[name] * times for name in DENSITIES[show] if name in found})
    write(readable(found, chosen, language.value) if form is Format.TABLE else found, form, output)
    if show is not Show.BREAKS:
        need(found, *FIGURES[show])


def _ranked(
    table: "pd.DataFrame", groups: list[str], top: int, seed: int | None, language: Language
) -> "pd.DataFrame":
    from vector.stats.compare import ranking, said
    from vector.stats.compare.rank import SEED

    found = ranking(table, groups, top=top, seed=SEED if seed is None else seed)
    for sentence in said(found, groups, top=top, language=language.value):
        typer.echo(sentence, err=True)
    return found


def _differing(
    table: "pd.DataFrame", among: str, groups: list[str], family: Family, seed: int | None
) -> "pd.DataFrame":
    from vector.stats.compare import differences
    from vector.stats.compare.table import SEED

    chosen = SEED if seed is None else seed
    return differences(table, among, groups, family=family.value, seed=chosen)


def _over_time(
    table: "pd.DataFrame", show: Show, section: Section, family: Family, *, every: bool
) -> "pd.DataFrame":
    from vector.stats.compare import breaks, changes, segments, trends

    if show is Show.BREAKS:
        return breaks(segments(table, section.value))
    if show is Show.TREND:
        return trends(table, section.value)
    return changes(table, section.value, family=family.value, latest=not every)

"""``vector assess FILE…``: from files of counts to judged indices, without a database."""

from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.language import Language as Language
from vector.cli.language import LanguageOption, refusal, say, titled
from vector.cli.output import Format, FormatOption, OutputOption, write
from vector.cli.readable import readable
from vector.cli.sheets import merged, read_all, tell, with_blanks
from vector.cli.standing import standing
from vector.cli.stored import is_stored
from vector.told import listed

if TYPE_CHECKING:
    import pandas as pd

    from vector.catalog import Catalog
    from vector.stats.threshold import LimitKey

PARTLY = 1


class Boundaries(StrEnum):
    """Whose borders decide the street of a survey in the database."""

    TODAY = "today"
    THEN = "then"


class By(StrEnum):
    """What is pooled into one row."""

    STATION = "station"
    STREET = "street"
    HABITAT = "habitat"
    ALL = "all"


class Period(StrEnum):
    """Over what time it is pooled."""

    SURVEY = "survey"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"


def assess(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="监测表，可有多个。 Sheets of counts.")
    ],
    by: Annotated[
        By, typer.Option(help="按监测点、街道、生境汇总，或全部合并。 What is pooled.")
    ] = By.STATION,
    period: Annotated[
        Period, typer.Option(help="按次、周、月、年汇总，或不分时段。 Over what time.")
    ] = Period.ALL,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    profile: Annotated[
        str, typer.Option(help="风险等级方案的编号。 Band profile of the Aedes indices.")
    ] = "panyu",
    limit: Annotated[
        list[str] | None,
        typer.Option(
            metavar="INDEX=VALUE",
            help="监测密度的行动限值，可重复，例如 trap_rate=1。 Action limit of a density.",
        ),
    ] = None,
    city_rule: Annotated[
        str, typer.Option(help="卫生城市规则的编号，none 表示不判。 City rule, or none.")
    ] = "hygiene_city_2021",
    population: Annotated[
        int | None,
        typer.Option(min=1, help="人口数（人），核对抽样数量。 Check the survey sizes."),
    ] = None,
    language: LanguageOption = Language.ZH,
    all_faults: Annotated[
        bool, typer.Option("--all-faults", help="逐条列出全部问题。 List every fault.")
    ] = False,
    boundaries: Annotated[
        Boundaries,
        typer.Option(
            help="FILE 为 store: 或 store:@区划 时：按现行（today）或当时（then）的区划。"
            " Of the database (store:): today's boundaries or those of each survey's day."
        ),
    ] = Boundaries.TODAY,
) -> None:
    """Judge sheets of counts without a database."""
    from vector.catalog import load
    from vector.report.judged import natural
    from vector.stats.judge import components, judge

    catalog = load()
    limits = action_limits(limit or [], catalog)
    _known("profile", profile, catalog.profiles)
    rule = None if city_rule == "none" else city_rule
    if rule is not None:
        _known("city_rule", rule, catalog.city_rules)
    tables: dict[str, pd.DataFrame] = {}
    if any(map(is_stored, files)):
        counted, whole = standing(files, boundaries.value), True
    else:
        readings, whole = read_all(files, catalog, every=all_faults)
        tables = merged(readings)
        shown = with_blanks(tables, readings)
        if not shown:
            raise refusal("no_surveys_left")
        counted = components(shown, catalog, missing=True)
    judged = judge(
        counted,
        catalog,
        by=by.value,
        period=period.value,
        profile=profile,
        city_rule=rule,
        action_limits=limits,
        language=language.value,
    )
    write(
        readable(judged, catalog) if form is Format.TABLE else natural(judged, catalog),
        form,
        output,
    )
    if population is not None:
        _tell_sizes(tables, catalog, population, language)
    if not whole:
        raise typer.Exit(PARTLY)


def _known(what: str, name: str, rows: Iterable[str]) -> None:
    if name not in rows:
        called, usable = titled("assess", what), listed(rows)
        raise refusal("unknown_choice", what=called, found=name, expected=usable)


def action_limits(texts: list[str], catalog: "Catalog") -> dict["LimitKey", Fraction]:
    """Read action limits written as INDEX=VALUE, the index by id or by name.

    Parameters
    ----------
    texts : list of str
        As the user wrote them; the value in the index's unit, as a decimal.
    catalog : Catalog
        The catalogue.

    Raises
    ------
    VectorError
        When there is no such index, it is no monitoring density, or the value is no number.

    Examples
    --------
    >>> from vector.catalog import load
    >>> action_limits(["trap_rate=1.5"], load())
    {'trap_rate': Fraction(3, 2)}
    """
    from vector.catalog.index import DensityIndex

    named = {each.zh: each for each in catalog.indices.values()} | dict(catalog.indices)
    limits: dict[LimitKey, Fraction] = {}
    for text in texts:
        name, _, value = text.partition("=")
        index = named.get(name.strip())
        if index is None:
            raise refusal("limit_no_index", text=text, name=name)
        if not isinstance(index, DensityIndex):
            raise refusal("limit_no_density", text=text, index=index)
        try:
            limits[index.id] = Fraction(value.strip())
        except (ValueError, ZeroDivisionError) as error:
            raise refusal("limit_no_number", text=text, value=value) from error
        if limits[index.id] < 0:
            raise refusal("limit_negative", text=text)
    return limits


def _tell_sizes(
    tables: dict[str, "pd.DataFrame"], catalog: "Catalog", population: int, language: Language
) -> None:
    """Say which habitats were surveyed less than the standards ask for, by group."""
    from vector.stats.sampling import adequacy, shortfalls

    found = adequacy(tables, catalog, population)
    for group, sizes in found.groupby("group", sort=False):
        name = getattr(catalog.groups[str(group)], language.value)
        enough = int(sizes["enough"].sum())
        counts = {"population": population, "kinds": len(sizes), "enough": enough}
        tell(say("sizes_enough", group=name, **counts))
        for sentence in shortfalls(sizes, language.value):
            tell(f"  {sentence}")

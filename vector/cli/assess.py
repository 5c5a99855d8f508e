"""``vector assess FILE…``: from files of counts to judged indices, without a database."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vector.cli.language import Language as Language
from vector.cli.language import LanguageOption, refusal, say, spoken, titled, why
from vector.cli.output import Format, FormatOption, OutputOption, progress, write
from vector.cli.standing import standing
from vector.cli.stored import is_stored
from vector.errors import VectorError
from vector.told import listed

if TYPE_CHECKING:
    import pandas as pd

    from vector.catalog import Catalog
    from vector.intake import Reading
    from vector.stats.threshold import LimitKey

PARTLY = 1
# So many sentences of one kind are shown before the rest is only counted.
SHOWN = 5
NAMES = ("sheet", "street", "station", "habitat")


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
        readable(judged, catalog, language) if form is Format.TABLE else natural(judged, catalog),
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


def read_all(
    files: list[Path], catalog: "Catalog", *, every: bool = False
) -> tuple[list["Reading"], bool]:
    """Read the files, telling what is wrong with each; a file given twice is read once.

    Returns
    -------
    readings : list of Reading
    whole : bool
        Whether every row of every file was taken in.
    """
    from vector.intake import read

    readings: dict[str, Reading] = {}
    whole = True
    for path in files:
        try:
            with progress(say("reading_file", name=path.name)) as report:
                reading = read(
                    _content(path), path.name, catalog, progress=lambda _, a, b: report(a, b)
                )
        except VectorError as error:
            _tell(error.told(spoken()))
            whole = False
            continue
        if reading.sha256 in readings:
            _tell(say("same_file", name=path.name, other=readings[reading.sha256].name))
            continue
        readings[reading.sha256] = reading
        whole &= not reading.held
        tell_faults(reading, every=every)
    return list(readings.values()), whole


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise refusal("unreadable", path=path, reason=why(error)) from error


def _tell(sentence: str) -> None:
    typer.echo(sentence, err=True)


def tell_faults(reading: "Reading", *, every: bool = False) -> None:
    """Say on standard error what is wrong with a file: counts, then the sentences by kind."""
    faults = reading.faults
    kinds = Counter(faults["severity"])
    skipped = sum(reading.skipped.values())
    unsaid = sum(map(len, reading.blanks.values()))
    counts = {
        "rows": reading.rows,
        "held": reading.held,
        "skipped": skipped,
        "taken": reading.rows - reading.held - skipped,
        "blank": say("rows_unsaid", count=unsaid) if unsaid else "",
    }
    _tell(
        say(
            "file_read",
            name=reading.name,
            errors=kinds["error"],
            warnings=kinds["warning"],
            **counts,
        )
    )
    for _, group in faults.groupby(["severity", "code"], sort=True, observed=True):
        shown = group if every else group.head(SHOWN)
        for sentence in reading.told(spoken(), shown):
            _tell(f"  {sentence}")
        if len(group) > len(shown):
            _tell("  " + say("faults_more", count=len(group) - len(shown)))


def merged(readings: list["Reading"]) -> dict[str, "pd.DataFrame"]:
    """Return one table per method; where files give the same survey, the later file counts."""
    parts: dict[str, list[pd.DataFrame]] = {}
    for reading in readings:
        for method, table in reading.tables.items():
            parts.setdefault(method, []).append(table)
    return {
        method: tables[0] if len(tables) == 1 else _corrected(method, tables)
        for method, tables in parts.items()
    }


def with_blanks(
    tables: dict[str, "pd.DataFrame"], readings: list["Reading"]
) -> dict[str, "pd.DataFrame"]:
    """Return the tables together with the rows that give no number: their places have no data."""
    parts = {method: [table] for method, table in tables.items()}
    for reading in readings:
        for method, blank in reading.blanks.items():
            parts.setdefault(method, []).append(blank)
    return {method: _together(each) for method, each in parts.items()}


def _corrected(method: str, tables: list["pd.DataFrame"]) -> "pd.DataFrame":
    together = _together(tables)
    earlier = together.duplicated(["street", "station", "habitat", "date"], keep="last")
    if earlier.any():
        _tell(say("surveys_again", method=method, count=int(earlier.sum())))
    return together[~earlier]


def _together(tables: list["pd.DataFrame"]) -> "pd.DataFrame":
    """Put tables under one another; their names stay categories."""
    import pandas as pd
    from pandas.api.types import union_categoricals

    if len(tables) == 1:
        return tables[0]
    joined = pd.concat([table.drop(columns=[*NAMES]) for table in tables], ignore_index=True)
    for name in NAMES:
        joined[name] = union_categoricals([_texts(table[name]) for table in tables])
    return joined


def _texts(column: Any) -> Any:
    """Return a column of names whose categories are texts, also where there is none."""
    return column.cat.rename_categories(column.cat.categories.astype(object))


def readable(
    judged: "pd.DataFrame", catalog: "Catalog", language: Language = Language.ZH
) -> "pd.DataFrame":
    """Return the columns that people read on a screen, under the names they use."""
    names = {each.id: getattr(each, language.value) for each in catalog.indices.values()}
    bands = {each.band: each.zh for each in _bands(judged, catalog)}
    said = judged["level"].astype(str).map(lambda level: LEVELS.get(level, level))
    band = judged["band"].map(lambda number: bands.get(number, ""), na_action=None)
    columns: dict[str, Any] = {
        "街道": judged["street"],
        "监测点": judged["station"],
        "生境": judged["habitat"],
        "起": judged["start"],
        "止": judged["end"],
        "指标": judged["index"].astype(str).map(lambda each: names.get(each, VERDICTS.get(each))),
        "数值": judged["value"],
        "下限": judged["lower"],
        "上限": judged["upper"],
        "单位": judged["unit"],
        "等级": said.where(said != "", band),
        "超标可能": judged["words"],
        "标记": judged["flag"].map({1: "需消杀", 0: ""}),
        "说明": judged["reason"],
    }
    import pandas as pd

    shown = pd.DataFrame(columns)
    empty = [each for each in ("街道", "监测点", "生境") if (shown[each].astype(str) == "").all()]
    return shown.drop(columns=empty)


LEVELS = {"worse": "低于C", "pass": "符合", "fail": "不符合"}
VERDICTS = {
    "group_level": "类别等级",
    "place_level": "总体等级",
    "hygiene_city": "卫生城市",
    "place_band": "蚊媒密度分级",
}


def _bands(judged: "pd.DataFrame", catalog: "Catalog") -> tuple[Any, ...]:
    used = [each for each in judged["profile"].cat.categories if each]
    return catalog.profiles[used[0]].bands if used else ()


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
        _tell(say("sizes_enough", group=name, **counts))
        for sentence in shortfalls(sizes, language.value):
            _tell(f"  {sentence}")

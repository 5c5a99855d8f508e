"""``vector quality FILE``: how well stations were monitored, point by point."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.assess import Language
from vector.cli.figures import need
from vector.cli.output import Format, FormatOption, OutputOption, write
from vector.errors import VectorError

if TYPE_CHECKING:
    import pandas as pd

    from vector.catalog import Catalog
    from vector.catalog.quality import QualityRules
    from vector.stats.quality import Quality

NAMES = {"station": "监测点", "method": "方法", "habitat": "生境", "period": "时段"}
POINTS = {
    "completeness": "完整", "timeliness": "及时", "effort": "工作量", "digits": "末位数字",
    "repeats": "重复表", "zeros": "连续为零", "steadiness": "过于平稳",
}  # fmt: skip
DUTIES = ("completeness", "timeliness", "effort")


class Period(StrEnum):
    """Over what time it is scored."""

    YEAR = "year"
    QUARTER = "quarter"
    ALL = "all"


class Counted(StrEnum):
    """Whether counts are bounded by their effort."""

    RATE = "rate"
    PROPORTION = "proportion"


def quality(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="监测记录表。 A sheet of surveys.")],
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    period: Annotated[
        Period, typer.Option(help="按年、按季，或不分时段。 Over what time.")
    ] = Period.YEAR,
    points: Annotated[
        bool, typer.Option("--points", help="逐项列出依据。 Every point with its reason.")
    ] = False,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="评到哪一天。 The last day that is judged."),
    ] = None,
    counted: Annotated[
        Counted | None,
        typer.Option(
            "--family", help="数量可超过工作量，或为其一部分；缺省 rate。 Rates or proportions."
        ),
    ] = None,
    national: Annotated[
        bool,
        typer.Option("--national", help="按全国方案判定应监测的月份。 Months of the programme."),
    ] = False,
    language: Annotated[
        Language, typer.Option("--lang", help="用语。 Language of the reasons.")
    ] = Language.ZH,
) -> None:
    """Score the quality of monitoring."""
    from vector.catalog import load
    from vector.cli.stored import measure
    from vector.stats.quality import quality as scored

    catalog = load()
    table = surveys(file, catalog)
    found = scored(
        table,
        catalog.quality,
        plan=programme(catalog) if national else None,
        period=period.value,
        until=None if until is None else until.date(),
        family=counted.value if counted else measure(file).family,
    )
    chosen = found.points if points else found.scores
    if form is Format.TABLE:
        chosen = readable_points(chosen, language) if points else readable(chosen, catalog)
    write(chosen, form, output)
    for sentence in told(found, catalog.quality, language):
        typer.echo(sentence, err=True)
    need(found.scores, "score")


def surveys(file: Path, catalog: "Catalog") -> "pd.DataFrame":
    """Read a file of surveys; methods known to the catalogue by their id.

    Raises
    ------
    VectorError
        When a column is missing or a cell is at fault.
    """
    from vector.cli.contract import contract, read

    table = read(file, "quality")
    lacking = [contract("quality")[each].zh for each in ("count", "effort") if each not in table]
    if lacking:
        raise VectorError(f"文件 {file.name} 中没有所需的列：{'、'.join(lacking)}。")
    if "method" in table:
        named = {text: catalog.find_method(text) for text in table["method"].unique() if text}
        ids = {text: method.id for text, method in named.items() if method is not None}
        table["method"] = table["method"].map(lambda text: ids.get(text, text))
    return table


def programme(catalog: "Catalog") -> "pd.DataFrame":
    """Return when the catalogue's programmes ask for a survey: method, month, times."""
    import pandas as pd

    rows = [
        (each.method, month, each.times)
        for each in catalog.programmes.values()
        for month in each.months
    ]
    return pd.DataFrame(rows, columns=["method", "month", "times"])


def readable(scores: "pd.DataFrame", catalog: "Catalog") -> "pd.DataFrame":
    """Return the columns that people read on a screen, the lowest scores first."""
    import pandas as pd

    methods = {each.id: each.zh for each in catalog.methods.values()}
    bands = {each.id: each.zh for each in catalog.quality.band}
    shown = pd.DataFrame({zh: scores[name] for name, zh in NAMES.items()})
    shown["方法"] = scores["method"].map(lambda name: methods.get(name, name))
    shown["得分"] = scores["score"].astype(float).round(0)
    shown["评语"] = scores["band"].map(bands)
    for name in DUTIES:
        shown[POINTS[name]] = [_percent(each) for each in scores[name]]
    shown["请核对"] = [
        "、".join(zh for name, zh in POINTS.items() if name not in DUTIES and row[name] == 0)
        for _, row in scores.iterrows()
    ]
    order = scores["score"].astype(float).sort_values(kind="stable").index
    return shown.loc[order].drop(columns=[zh for zh in NAMES.values() if (shown[zh] == "").all()])


def _percent(share: float) -> str:
    return "" if share != share else f"{100 * share:.0f}%"


def readable_points(points: "pd.DataFrame", language: Language) -> "pd.DataFrame":
    """Return the points as people read them."""
    shown = points[[*NAMES]].rename(columns=NAMES)
    shown["项目"] = points["point"].map(POINTS)
    shown["得分率"] = [_percent(each) for each in points["share"]]
    shown["依据"] = points[language.value]
    return shown.drop(columns=[zh for zh in NAMES.values() if (shown[zh] == "").all()])


def told(found: "Quality", rules: "QualityRules", language: Language) -> list[str]:
    """Return what is said of the whole: how many to check, and how sure that is."""
    from vector.stats.quality.telling import say

    scores = found.scores
    said = [say("left_out", language.value, rows=found.left_out)] if found.left_out else []
    if scores.empty:
        return [*said, say("none", language.value)]
    summary = say(
        "summary",
        language.value,
        series=len(scores[["station", "method", "habitat"]].drop_duplicates()),
        periods=scores["period"].nunique(),
        rows=len(scores),
        checks=int(scores["check"].sum()),
        error=f"{100 * rules.error:g}%",
        fdr=f"{100 * rules.false_discovery:g}%",
    )
    return [*said, summary, rules.source]

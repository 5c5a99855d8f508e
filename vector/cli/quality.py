"""``vector quality FILE``: how well stations were monitored, point by point."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.figures import need
from vector.cli.language import Language, LanguageOption, headed, listed, spoken, words
from vector.cli.output import Format, FormatOption, OutputOption, write

if TYPE_CHECKING:
    import pandas as pd

    from vector.catalog import Catalog
    from vector.catalog.quality import QualityRules
    from vector.work.computations import Parameters, Tables

NAMES = ("station", "method", "habitat", "period")
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
    language: LanguageOption = Language.ZH,
) -> None:
    """Score the quality of monitoring."""
    from vector.catalog import load
    from vector.cli.kept import answered
    from vector.cli.stored import measure
    from vector.work import computations

    asked = {
        "period": period.value,
        "until": None if until is None else until.date().isoformat(),
        "national": national,
        "family": counted.value if counted else measure(file).family,
    }
    found = answered(
        file, "quality", "quality", asked,
        ready=lambda table: whole(table, file),
        compute=lambda table: computations.quality(table, asked, load()),
    )  # fmt: skip
    tell(found, asked, form, output, language, points=points)
    need(found["scores"], "score")


def tell(
    found: "Tables", asked: "Parameters", form: Format, output: Path | None, language: Language,
    *, points: bool = False,
) -> None:  # fmt: skip
    """Write the scores, or every point, and say what they come to."""
    from vector.catalog import load

    catalog = load()
    chosen = found["points" if points else "scores"]
    if form is Format.TABLE:
        chosen = readable_points(chosen, language) if points else readable(chosen, catalog)
    write(chosen, form, output)
    for sentence in told(found, catalog.quality, language):
        typer.echo(sentence, err=True)


def whole(table: "pd.DataFrame", file: Path) -> "pd.DataFrame":
    """Return a table of surveys that has all its columns.

    Raises
    ------
    VectorError
        When one is missing.
    """
    from vector.cli.contract import require

    require(table, "quality", ("count", "effort"), file)
    return table


def readable(scores: "pd.DataFrame", catalog: "Catalog") -> "pd.DataFrame":
    """Return the columns that people read on a screen, the lowest scores first."""
    import pandas as pd

    said, points = spoken(), words("quality_points")
    methods = {each.id: getattr(each, said) for each in catalog.methods.values()}
    bands = {each.id: getattr(each, said) for each in catalog.quality.band}
    shown = scores.assign(
        method=scores["method"].map(lambda name: methods.get(name, name)),
        score=scores["score"].astype(float).round(0),
        band=scores["band"].map(bands),
        check=[
            listed(points[name] for name in points if name not in DUTIES and row[name] == 0)
            for _, row in scores.iterrows()
        ],
    )
    shown = shown.assign(**{name: scores[name].map(_percent) for name in DUTIES})
    order = scores["score"].astype(float).sort_values(kind="stable").index
    named = headed(shown.loc[order], "quality", _told(shown))
    duties = headed(shown.loc[order], "quality_points", DUTIES)
    return pd.concat([named, duties, headed(shown.loc[order], "quality", ["check"])], axis=1)


def _told(shown: "pd.DataFrame") -> list[str]:
    """Return the columns that tell rows apart, without those that are all blank, and the score."""
    kept = [name for name in NAMES if not (shown[name] == "").all()]
    return [*kept, *(name for name in ("score", "band") if name in shown)]


def _percent(share: float) -> str:
    return "" if share != share else f"{100 * share:.0f}%"


def readable_points(points: "pd.DataFrame", language: Language) -> "pd.DataFrame":
    """Return the points as people read them."""
    meant = words("quality_points")
    shown = points.assign(
        point=points["point"].map(meant),
        share=points["share"].map(_percent),
        reason=points[language.value],
    )
    kept = [name for name in _told(points) if name in NAMES]
    return headed(shown, "quality", [*kept, "point", "share", "reason"])


def told(found: "Tables", rules: "QualityRules", language: Language) -> list[str]:
    """Return what is said of the whole: how many to check, and how sure that is."""
    from vector.stats.quality.telling import say

    scores, left_out = found["scores"], int(found["left_out"]["rows"].iloc[0])
    said = [say("left_out", language.value, rows=left_out)] if left_out else []
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
    return [*said, summary, rules.source_en if language is Language.EN else rules.source]

"""``vector outbreak FILE``: which surveys are beyond what their own past lets expect."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vector.cli.figures import need_any
from vector.cli.language import Language, LanguageOption, headed, words
from vector.cli.output import Format, FormatOption, OutputOption, write

if TYPE_CHECKING:
    import pandas as pd

    from vector.work.computations import Parameters, Tables

READ = (
    "series", "period", "count", "effort", "density", "expected", "lower", "upper", "p", "alarm",
    "years", "cusum", "sentence",
)  # fmt: skip
# What the service's own test gives as densities; the others give counts.
DENSITIES = ("density", "expected", "lower", "upper")
UNJUDGED = ("history_short", "not_converged", "no_cases", "no_spread")


class Method(StrEnum):
    """The test."""

    OWN = "own"
    FARRINGTON = "farrington"
    NOUFAILY = "noufaily"
    C1 = "c1"
    C2 = "c2"
    C3 = "c3"
    CUSUM = "cusum"


class Unit(StrEnum):
    """What a period is."""

    MONTH = "month"
    WEEK = "week"


class Which(StrEnum):
    """Which periods are judged."""

    LAST = "last"
    ALL = "all"


def outbreak(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="监测数据表。 A sheet of counts by series and period."),
    ],
    method: Annotated[
        Method, typer.Option("--method", "-m", help="检验方法，own 为本系统的。 The test.")
    ] = Method.OWN,
    unit: Annotated[
        Unit, typer.Option("--period", help="按月或按周归期。 By month or by week.")
    ] = Unit.MONTH,
    judged: Annotated[
        Which, typer.Option("--judge", help="判定最近一期，或每一期。 The last period, or all.")
    ] = Which.LAST,
    years: Annotated[
        int | None,
        typer.Option(min=1, max=20, help="用几年历史（own 以外）。 Years of reference."),
    ] = None,
    density_unit: Annotated[
        str | None,
        typer.Option("--unit", help="密度单位，写入说明；库中的指标有其单位。 Unit of a density."),
    ] = None,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    language: LanguageOption = Language.ZH,
) -> None:
    """Judge which surveys are beyond what their own past lets expect."""
    from vector.cli.kept import answered
    from vector.cli.series import surveys
    from vector.cli.stored import measure

    known = measure(file)
    asked = {
        "method": method.value, "period": unit.value, "judge": judged.value, "years": years,
        "per": known.per, "unit": known.unit if density_unit is None else density_unit,
    }  # fmt: skip
    found = answered(
        file, "outbreak", "series", asked,
        ready=lambda table: surveys(file, table),
        compute=lambda table: {"outbreak": _judged(table, asked)},
    )  # fmt: skip
    tell(found, asked, form, output, language)
    need_any(not found["outbreak"]["reason"].isin(UNJUDGED).all())


def _judged(table: "pd.DataFrame", asked: "Parameters") -> "pd.DataFrame":
    from vector.stats.outbreak import judge_by

    season = 12 if asked["period"] == "month" else 52
    which, years = asked["judge"], asked["years"]
    found = judge_by(asked["method"], table, season=season, judged=which, years=years)
    if asked["method"] != Method.OWN.value:
        return found
    return found.assign(**{name: found[name] * asked["per"] for name in DENSITIES})


def tell(
    found: "Tables", asked: "Parameters", form: Format, output: Path | None, language: Language
) -> None:
    """Write what was judged, each period with its sentence."""
    table = found["outbreak"]
    table = table.assign(sentence=_sentences(table, asked, language))
    write(readable(table) if form is Format.TABLE else table, form, output)


def _sentences(found: "pd.DataFrame", asked: "Parameters", language: Language) -> list[str]:
    if asked["method"] == Method.OWN.value:
        from vector.stats.outbreak import sentences

        numbered = found["period"].dtype.kind == "i"
        periods: Any = "number" if numbered else asked["period"]
        return sentences(found, unit=asked["unit"], periods=periods, language=language.value)
    known = words("outbreak_words")
    return [known.get(each, "") for each in found["reason"].astype(str)]


def readable(found: "pd.DataFrame") -> "pd.DataFrame":
    """Return the columns people read, under the names they use."""
    alarm = found["alarm"].astype("boolean")
    said = {True: words("outbreak_words")["raised"], False: ""}
    shown = found.assign(alarm=alarm.map(said).astype(object).where(alarm.notna(), "—"))
    if "p" in found:
        shown["p"] = [_probability(each) for each in found["p"]]
    return headed(shown, "outbreak", READ)


def _probability(p: float) -> str:
    if p != p:
        return ""
    return "<0.0001" if p < 0.0001 else f"{p:.4f}"

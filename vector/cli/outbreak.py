"""``vector outbreak FILE``: which surveys are beyond what their own past lets expect."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from vector.cli.assess import Language
from vector.cli.figures import need_any
from vector.cli.output import Format, FormatOption, OutputOption, write

if TYPE_CHECKING:
    import pandas as pd

NAMES = {
    "series": "监测点", "period": "时期", "count": "捕获数", "effort": "工作量",
    "density": "密度", "expected": "预期", "lower": "下限", "upper": "上限", "p": "P",
    "alarm": "异常", "years": "同期年数", "cusum": "累积和",
}  # fmt: skip
WORDS = {
    "history_short": ("历史太短", "history too short"),
    "missing": ("缺少监测数据", "surveys are missing"),
    "not_converged": ("算不出预期", "no expectation"),
    "too_few_cases": ("近期数量太少", "too few cases lately"),
}
# What the service's own test gives as densities; the others give counts.
DENSITIES = ("density", "expected", "lower", "upper")
UNJUDGED = ("history_short", "not_converged")


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
    language: Annotated[
        Language, typer.Option("--lang", help="用语。 Language of the sentences.")
    ] = Language.ZH,
) -> None:
    """Judge which surveys are beyond what their own past lets expect."""
    from vector.cli.series import surveys
    from vector.cli.stored import measure
    from vector.stats.outbreak import judge_by

    table = surveys(file)
    season = 12 if unit is Unit.MONTH else 52
    which: Literal["last", "all"] = "last" if judged is Which.LAST else "all"
    found = judge_by(method.value, table, season=season, judged=which, years=years)
    known = measure(file)
    if method is Method.OWN:
        found = found.assign(**{name: found[name] * known.per for name in DENSITIES})
    numbered = table["period"].dtype.kind == "i"
    said = known.unit if density_unit is None else density_unit
    found["sentence"] = _sentences(
        found, method, said, "number" if numbered else unit.value, language
    )
    write(readable(found) if form is Format.TABLE else found, form, output)
    need_any(not found["reason"].isin(UNJUDGED).all())


def _sentences(
    found: "pd.DataFrame", method: Method, unit: str, periods: str, language: Language
) -> list[str]:
    if method is Method.OWN:
        from vector.stats.outbreak import sentences

        return sentences(
            found,
            unit=unit,
            periods=cast(Literal["month", "week", "number"], periods),
            language=language.value,
        )
    place = 0 if language is Language.ZH else 1
    return [WORDS[each][place] if each in WORDS else "" for each in found["reason"].astype(str)]


def readable(found: "pd.DataFrame") -> "pd.DataFrame":
    """Return the columns people read, under the names they use."""
    import pandas as pd

    shown = pd.DataFrame({NAMES[name]: found[name] for name in NAMES if name in found})
    alarm = found["alarm"].astype("boolean")
    shown["异常"] = alarm.map({True: "异常", False: ""}).astype(object).where(alarm.notna(), "—")
    if "p" in found:
        shown["P"] = [_probability(each) for each in found["p"]]
    shown["说明"] = found["sentence"]
    return shown


def _probability(p: float) -> str:
    if p != p:
        return ""
    return "<0.0001" if p < 0.0001 else f"{p:.4f}"

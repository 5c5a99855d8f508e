"""``vector effort INDEX``: how much effort to plan so that a place is told from its limit."""

from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from vector.cli.figures import need
from vector.cli.language import Language, LanguageOption, headed, refusal, words
from vector.cli.output import Format, FormatOption, OutputOption, write
from vector.cli.stored import unit as units
from vector.errors import Said

if TYPE_CHECKING:
    import pandas as pd

    from vector.catalog import Catalog
    from vector.catalog.index import Index
    from vector.stats.power import Planned

READ = ("level", "limit", "expected", "effort", "unit", "power", "sentence")


def effort(
    index: Annotated[
        str, typer.Argument(metavar="INDEX", help="指标的编号或名称。 An index's id or name.")
    ],
    limit: Annotated[
        list[float] | None,
        typer.Option(help="限值，可重复；分级指标缺省为其各级限值。 A limit, in the index's unit."),
    ] = None,
    expected: Annotated[
        list[float] | None,
        typer.Option(help="设想的真值，可重复，缺省由限值推出。 What the truth may be."),
    ] = None,
    power: Annotated[
        float, typer.Option(help="多大把握判得出，0 至 1。 How sure to tell it.")
    ] = 0.8,
    error: Annotated[
        float, typer.Option(help="判错的概率上限，0 至 1。 Chance of judging wrongly.")
    ] = 0.05,
    dispersion: Annotated[
        float, typer.Option(help="离散 φ，各次监测相差越大越大。 Over-dispersion, at least 1.")
    ] = 1.0,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="按哪一天有效的标准，缺省今天。 Edition of a day."),
    ] = None,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    language: LanguageOption = Language.ZH,
) -> None:
    """Say how much effort to plan for a decision."""
    from vector.catalog import load
    from vector.work.densities import index_named

    _possible(power, error, dispersion)
    catalog = load()
    chosen = index_named(catalog, index)
    limits = _limits(catalog, chosen, limit or [], on or datetime.now().astimezone())
    pairs = [
        (level, bound, truth)
        for level, bound in limits
        for truth in (expected or _usual(chosen, bound))
    ]
    table = planned(catalog, chosen, pairs, power=power, error=error, dispersion=dispersion)
    table["sentence"] = told(table, chosen, language.value)
    write(readable(table) if form is Format.TABLE else table, form, output)
    need(table, "effort")


def _possible(power: float, error: float, dispersion: float) -> None:
    if not 0 < power < 1 or not 0 < error < 1:
        raise refusal("power_wrong")
    if not 1 <= dispersion < float("inf"):
        raise refusal("phi_wrong")


def _limits(
    catalog: "Catalog", index: "Index", given: list[float], day: datetime
) -> list[tuple[str, float]]:
    """Return the limits with their levels: those given, else those of the standard in force."""
    from vector.catalog.index import Family, GradedIndex

    if index.family is Family.COUNT:
        raise refusal("nothing_to_plan", index=Said(index.zh, index.en))
    if any(not 0 < each < float("inf") for each in given):
        raise refusal("plan_limit_wrong")
    if not given and isinstance(index, GradedIndex):
        rows = catalog.grading(index, day.date()).limits
        return [(row.level, float(row.value)) for row in rows]
    if not given:
        raise refusal("plan_limit_needed", index=Said(index.zh, index.en))
    return [("", each) for each in given]


def _usual(index: "Index", limit: float) -> list[float]:
    """Return true values worth asking for: none at all, half of the bad, and twice as bad."""
    from vector.catalog.index import Family

    whole = float(index.times)
    if index.worse == "low":
        return [whole, (whole + limit) / 2, max(2 * limit - whole, 0.0)]
    twice = 2 * limit
    return [0.0, limit / 2, min(twice, whole) if index.family is Family.PROPORTION else twice]


def planned(
    catalog: "Catalog",
    index: "Index",
    pairs: Sequence[tuple[str, float, float]],
    *,
    power: float,
    error: float,
    dispersion: float,
) -> "pd.DataFrame":
    """Return the effort to plan for each limit and true value.

    Parameters
    ----------
    catalog : Catalog
    index : Index
    pairs : sequence of (level, limit, true value)
        Both in the index's unit.
    power, error, dispersion : float
        As for :func:`vector.stats.power.to_plan`.

    Returns
    -------
    DataFrame
        index, name, level, limit, expected, side (below, above), effort (in ``unit``), unit,
        deciding (count), power reached, reason; missing where no effort within reach does.
    """
    from vector.stats.power import to_plan

    times = float(index.multiplier)
    truths = [truth / times for _, _, truth in pairs]
    limits = [limit / times for _, limit, _ in pairs]
    found = to_plan(
        index.family, truths, limits, power=power, error=error, dispersion=dispersion
    )  # fmt: skip
    return _table(catalog, index, pairs, found)


def _table(
    catalog: "Catalog", index: "Index", pairs: Sequence[tuple[str, float, float]], found: "Planned"
) -> "pd.DataFrame":
    import pandas as pd

    from vector.stats.finding import effort_unit
    from vector.stats.power import NEVER

    unit, scale = effort_unit(index, catalog)
    table = pd.DataFrame(pairs, columns=["level", "limit", "expected"])
    reached = pd.Series(found.effort != NEVER)
    table.insert(0, "index", index.id)
    table.insert(1, "name", index.zh)
    table["side"] = ["below" if low else "above" for low in table["expected"] < table["limit"]]
    table["effort"] = pd.Series(found.effort / scale).where(reached)
    table["unit"] = units(unit)
    table["deciding"] = pd.Series(found.deciding).astype("Int64").where(reached)
    table["power"] = found.power
    table["reason"] = [_reason(index, *row) for row in zip(reached, *_values(table), strict=True)]
    return table


def _values(table: "pd.DataFrame") -> tuple[list[float], list[float]]:
    return table["limit"].tolist(), table["expected"].tolist()


def _reason(index: "Index", reached: bool, limit: float, truth: float) -> str:
    """Return why there is no effort to plan."""
    from vector.catalog.index import Family

    if reached:
        return ""
    if truth == limit:
        return "same"
    whole = float(index.times) if index.family is Family.PROPORTION else float("inf")
    return "far" if 0 <= truth <= whole and limit < whole else "impossible"


def told(table: "pd.DataFrame", index: "Index", language: str) -> list[str]:
    """Return what each row of a plan says, as one sentence."""
    words: Literal["zh", "en"] = "zh" if language == "zh" else "en"
    return [_sentence(row, index, words) for row in table.to_dict("records")]


def _sentence(row: "dict[Hashable, Any]", index: "Index", language: Literal["zh", "en"]) -> str:
    from vector.stats.sentence import say

    there = not row["reason"]
    return say(
        f"plan_{row['reason'] or row['side']}",
        language,
        name=getattr(index, language),
        limit=f"{row['limit']:g} {units(index.unit)}".strip(),
        expected=f"{row['expected']:g} {units(index.unit)}".strip(),
        effort=f"{row['effort']:,.10g} {row['unit']}" if there else "",
        deciding=row["deciding"],
        power=f"{100 * row['power']:.0f}%" if there else "",
    )


def readable(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return the columns that people read on a screen."""
    shown = table.assign(
        power=[f"{100 * each:.0f}%" if each == each else "" for each in table["power"]],
        level=table["level"].replace("worse", words("effort_words")["worse"]),
    )
    kept = (name for name in READ if name != "level" or (table["level"] != "").any())
    return headed(shown, "effort", kept)

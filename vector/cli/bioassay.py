"""``vector bioassay FILE``: lethal doses, mortalities, resistance ratios and their classes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from vector.cli.figures import need
from vector.cli.kept import of_assays
from vector.cli.language import Language, LanguageOption, listed, note, refusal, spoken, titled
from vector.cli.output import Format, FormatOption, OutputOption, write
from vector.stats.sentence import either

if TYPE_CHECKING:
    import pandas as pd

    from vector.catalog import Catalog
    from vector.stats.bioassay import Settings
    from vector.work.computations import Parameters, Tables

T = TypeVar("T")


class LinkName(StrEnum):
    """The form of the line."""

    PROBIT = "probit"
    LOGIT = "logit"
    CLOGLOG = "cloglog"


class Natural(StrEnum):
    """What is done about natural mortality."""

    ABBOTT = "abbott"
    FIT = "fit"
    NONE = "none"


def bioassay(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="生物测定表，或 store: 读数据库。 A sheet of assays, or store:."
        ),
    ],
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    link: Annotated[
        LinkName, typer.Option(help="概率单位、逻辑斯蒂或互补双对数。 Form of the line.")
    ] = LinkName.PROBIT,
    percent: Annotated[
        list[float] | None,
        typer.Option(help="致死百分率，可重复，缺省 50、90、95。 Which lethal doses."),
    ] = None,
    natural: Annotated[
        Natural, typer.Option(help="自然死亡：Abbott 校正、随线估计、不处理。 Natural mortality.")
    ] = Natural.ABBOTT,
    abbott: Annotated[
        str | None, typer.Option(metavar="RULE", help="对照死亡率的规则。 Rule for the control.")
    ] = None,
    scheme: Annotated[
        list[str] | None,
        typer.Option(help="分级方案的编号，可重复。 Class scheme, of mortality or ratio."),
    ] = None,
    reference: Annotated[
        str, typer.Option(metavar="STRAIN", help="敏感品系的名称。 The susceptible strain.")
    ] = "",
    baseline: Annotated[
        float | None,
        typer.Option(help="公布的敏感品系 LC50（同单位）。 Published LC50 of that strain."),
    ] = None,
    heterogeneity: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="异质性检验的水平，0 为不用。 Level of heterogeneity."),
    ] = None,
    karber: Annotated[
        bool, typer.Option("--karber", help="另列寇氏法。 Add Spearman–Kärber.")
    ] = False,
    symbol: Annotated[
        str, typer.Option(help="致死剂量的记号，缺省 LC，按时间为 KT。 LC, LD, EC or KT.")
    ] = "",
    species: Annotated[str, typer.Option(help="只算这一种类。 Only this species.")] = "",
    insecticide: Annotated[str, typer.Option(help="只算这一杀虫剂。 Only this insecticide.")] = "",
    place: Annotated[
        str, typer.Option(help="只算这一地点；读数据库时也可为区划。 Only this site or region.")
    ] = "",
    known_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="读数据库时：按当日所知。 As known on this day."),
    ] = None,
    language: LanguageOption = Language.ZH,
) -> None:
    """Judge assays of insecticides."""
    from vector.catalog import load
    from vector.cli.assay_rows import Wanted, assays, chosen_among, is_strain

    catalog = load()
    asked = {
        "link": link.value, "percents": list(_percents(percent)), "natural": natural.value,
        "rule": abbott, "schemes": scheme or [], "reference": reference,
        "baseline": _positive(baseline), "heterogeneity": heterogeneity, "karber": karber,
        "symbol": symbol,
    }  # fmt: skip
    chosen = _chosen(catalog, abbott, scheme or [])
    wanted = Wanted(species, insecticide, place, reference)
    rows, store = assays(file, wanted, known_on)
    if reference and not is_strain(rows, reference).any():
        raise refusal("strain_unknown", strain=reference)
    if several := chosen_among(rows, reference):
        note("strain_several", strain=reference, assays=listed(several))

    def compute() -> "Tables":
        return {"bioassay": _judged(rows, catalog, asked, chosen)}

    if store is None:
        found = compute()
    else:
        day = None if known_on is None else f"{known_on:%Y-%m-%d}"
        told = asked | vars(wanted) | {"known_on": day, "language": spoken()}
        found = of_assays(store, rows, told, compute)
    tell(found, asked, form, output, language)
    need(found["bioassay"], "value")


def tell(
    found: "Tables", asked: "Parameters", form: Format, output: Path | None, language: Language
) -> None:
    """Write the lethal doses and mortalities as they are read or as other programs take them."""
    from vector.cli.assay_table import readable

    table = found["bioassay"]
    write(readable(table) if form is Format.TABLE else table, form, output)


def _judged(
    rows: "pd.DataFrame",
    catalog: "Catalog",
    asked: "Parameters",
    chosen: Mapping[str, object],
) -> "pd.DataFrame":
    """Judge the assays by dose, then those by time."""
    from vector.cli.assay_rows import kinds, referred

    names = ("link", "percents", "natural", "baseline")
    options = {name: asked[name] for name in names} | {"language": spoken(), **chosen}
    options["percents"] = tuple(asked["percents"])
    if asked["heterogeneity"] is not None:
        options["heterogeneity"] = asked["heterogeneity"]
    parts = (referred(part, asked["reference"]) for part in kinds(rows))
    return _joined(
        _one_kind(part, catalog, options, asked["symbol"], karber=asked["karber"]) for part in parts
    )


def _one_kind(
    rows: "pd.DataFrame",
    catalog: "Catalog",
    options: dict[str, object],
    symbol: str,
    *,
    karber: bool,
) -> "pd.DataFrame":
    """Judge assays that are all by dose, or all by time."""
    from vector.cli.assay_table import together, with_karber
    from vector.stats.bioassay import assess

    timed = bool(rows.attrs["timed"])
    settings = _settings(catalog, options | {"repeated": timed})
    symbol = symbol or ("KT" if timed else "LC")
    table = together(assess(rows, settings, catalog), symbol)
    return with_karber(table, rows, settings, symbol) if karber else table


def _joined(tables: "Iterable[pd.DataFrame]") -> "pd.DataFrame":
    import pandas as pd

    parts = [table.astype(object) for table in tables]
    return pd.concat(parts, ignore_index=True).infer_objects()


def _percents(percent: list[float] | None) -> tuple[float, ...]:
    wanted = tuple(percent or (50.0, 90.0, 95.0))
    if any(not 0 < each < 100 for each in wanted):
        raise refusal("percent_wrong")
    return wanted


def _positive(baseline: float | None) -> float | None:
    if baseline is not None and not 0 < baseline < float("inf"):
        raise refusal("baseline_wrong")
    return baseline


def _settings(catalog: "Catalog", chosen: dict[str, object]) -> "Settings":
    from vector.stats.bioassay import Link, Settings

    return Settings.of(catalog, **(chosen | {"link": Link(str(chosen["link"]))}))


def _chosen(catalog: "Catalog", abbott: str | None, schemes: list[str]) -> dict[str, object]:
    """Return the rule and the schemes that were asked for, by what they are for."""
    found: dict[str, object] = {}
    if abbott is not None:
        found["rule"] = _row("rule", abbott, catalog.abbott_rules)
    for name in schemes:
        scheme = _row("scheme", name, catalog.resistance_schemes)
        found[f"{scheme.measure}_scheme"] = scheme
    return found


def _row(what: str, name: str, rows: Mapping[str, T]) -> T:
    if name not in rows:
        raise refusal(
            "unknown_choice", what=titled("bioassay", what), found=name, expected=either(rows)
        )
    return rows[name]

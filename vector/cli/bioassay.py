"""``vector bioassay FILE``: lethal doses, mortalities, resistance ratios and their classes."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from vector.cli.figures import need
from vector.cli.language import Language, LanguageOption, refusal, titled
from vector.cli.output import Format, FormatOption, OutputOption, write
from vector.stats.sentence import either

if TYPE_CHECKING:
    import pandas as pd

    from vector.catalog import Catalog
    from vector.stats.bioassay import Settings

T = TypeVar("T")
# What tells assays apart; without the strain and the place, what a susceptible strain must share.
IDENTITY = ("species", "strain", "site", "year", "insecticide", "method")
SHARED = ("species", "insecticide", "method")


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
    file: Annotated[Path, typer.Argument(metavar="FILE", help="生物测定表。 A sheet of assays.")],
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
    language: LanguageOption = Language.ZH,
) -> None:
    """Judge assays of insecticides."""
    from vector.catalog import load
    from vector.cli.assay_table import readable, together, with_karber
    from vector.cli.contract import read
    from vector.stats.bioassay import assess

    catalog = load()
    rows = labelled(read(file, "bioassay"), reference)
    chosen = {
        "link": link.value,
        "percents": _percents(percent),
        "natural": natural.value,
        "repeated": bool(rows.attrs["timed"]),
        "baseline": _positive(baseline),
        "language": language.value,
        **({} if heterogeneity is None else {"heterogeneity": heterogeneity}),
        **_chosen(catalog, abbott, scheme or []),
    }
    settings = _settings(catalog, chosen)
    found = assess(rows, settings, catalog)
    symbol = symbol or ("KT" if rows.attrs["timed"] else "LC")
    table = together(found, symbol)
    if karber:
        table = with_karber(table, rows, settings, symbol)
    write(readable(table) if form is Format.TABLE else table, form, output)
    need(table, "value")


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


def labelled(rows: "pd.DataFrame", reference: str) -> "pd.DataFrame":
    """Return the rows with the name of their assay and of its susceptible assay.

    Parameters
    ----------
    rows : DataFrame
        As read under the contract.
    reference : str
        The susceptible strain; empty for none.

    Raises
    ------
    VectorError
        When the rows have neither doses nor minutes, or both, or the strain is not among them.
    """
    timed = "minute" in rows
    if timed == ("dose" in rows):
        raise refusal("dose_or_minute")
    texts = [name for name in IDENTITY if name in rows]
    named = rows.assign(
        dose=rows["minute"] if timed else rows["dose"],
        assay=_label(rows, texts),
        **{name: "" for name in IDENTITY if name not in rows},
    )
    named.attrs["timed"] = timed
    return _referred(named, reference) if reference else named


def _label(rows: "pd.DataFrame", texts: list[str]) -> list[str]:
    if not texts:
        return [""] * len(rows)
    cells = zip(*(rows[name] for name in texts), strict=True)
    return [" · ".join(text for text in row if text) for row in cells]


def _referred(rows: "pd.DataFrame", reference: str) -> "pd.DataFrame":
    """Name, for every field assay, the assay of the susceptible strain that was tested alike."""
    import pandas as pd

    susceptible = rows["strain"] == reference
    if not susceptible.any():
        raise refusal("strain_unknown", strain=reference)
    keys = pd.MultiIndex.from_frame(rows[list(SHARED)])
    known = rows[susceptible].drop_duplicates(list(SHARED)).set_index(list(SHARED))["assay"]
    named = pd.Series(known.reindex(keys).to_numpy(), index=rows.index, dtype=object)
    return rows.assign(reference=named.where(~susceptible))

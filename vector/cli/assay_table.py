"""How findings of bioassays are laid out: one row per figure, and the columns people read."""

from typing import Any

import pandas as pd

from vector.cli.language import headed, word
from vector.stats.bioassay import Findings, Settings, explain, gather, karber

COLUMNS = (
    "assay",
    "measure",
    "value",
    "lower",
    "upper",
    "delta_lower",
    "delta_upper",
    "g",
    "slope",
    "se_slope",
    "chi2",
    "df",
    "p",
    "factor",
    "natural",
    "ratio",
    "ratio_lower",
    "ratio_upper",
    "parallel_p",
    "class",
    "class_name",
    "scheme",
    "scheme_name",
    "reason",
    "told",
)
MORTALITY = "mortality_percent"
# What people read; the figures among it, and what is left out where it is nowhere told.
FIGURES = (
    "value", "lower", "upper", "slope", "p", "g", "ratio", "ratio_lower", "ratio_upper",
)  # fmt: skip
READ = ("assay", "measure", *FIGURES, "class_name", "scheme_name", "told")
SELDOM = ("assay", "ratio", "ratio_lower", "ratio_upper")


def together(found: Findings, symbol: str) -> pd.DataFrame:
    """Return lethal doses and mortalities as one table, a row per figure.

    Parameters
    ----------
    found : Findings
    symbol : str
        What a lethal dose is called: LC, LD, EC or KT.
    """
    fiducial = {"dose": "value", "fiducial_lower": "lower", "fiducial_upper": "upper"}
    lines = found.lines.drop(columns="measure", errors="ignore").rename(columns=fiducial)
    lines["measure"] = [f"{symbol}{percent:g}" for percent in lines["percent"]]
    parts = [lines, found.tests.assign(measure=MORTALITY)]
    kept = [part.reindex(columns=list(COLUMNS)) for part in parts if len(part)]
    return pd.concat([part.astype(object) for part in kept], ignore_index=True).infer_objects()


def with_karber(
    table: pd.DataFrame, rows: pd.DataFrame, settings: Settings, symbol: str
) -> pd.DataFrame:
    """Add the mean lethal dose of every assay with several doses by the Kärber method.

    Parameters
    ----------
    table : DataFrame
        As :func:`together` returns it.
    rows : DataFrame
        What it was made from.
    settings : Settings
    symbol : str
        What a lethal dose is called.
    """
    lines = table.loc[table["measure"] != MORTALITY, "assay"].unique()
    used = rows[rows["assay"].isin(lines)]
    codes = pd.Index(lines).get_indexer(used["assay"])
    rule = None if settings.natural == "none" else settings.rule
    assays = gather(codes, used["dose"], used["number"], used["dead"], size=len(lines), rule=rule)
    found = karber(assays, "least")
    words = {
        "rule": getattr(rule, settings.language, ""),
        "repeat_above": settings.rule.repeat_above,
    }
    told = [
        explain(reason, settings.language, **words, trim=f"{needed:.2f}")
        for reason, needed in zip(found["reason"], found["needed"], strict=True)
    ]
    cut = [f"{trim:.3g}" for trim in found["trim"]]
    added = found.assign(
        assay=lines,
        measure=f"{symbol}50 Kärber",
        value=found["dose"],
        told=[text or f"α = {trim}" for text, trim in zip(told, cut, strict=True)],
    ).reindex(columns=list(COLUMNS))
    return pd.concat(
        [table.astype(object), added.astype(object)], ignore_index=True
    ).infer_objects()


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that people read on a screen, under the names they use.

    Parameters
    ----------
    table : DataFrame
        As :func:`together` returns it.
    """
    told = {name: table[name].fillna("") for name in ("class_name", "scheme_name", "told")}
    shown = table.assign(**{name: _figures(table[name]) for name in FIGURES}, **told)
    shown["measure"] = shown["measure"].replace(MORTALITY, word("bioassay", MORTALITY))
    empty = [name for name in SELDOM if (shown[name] == "").all()]
    return headed(shown, "bioassay", [name for name in READ if name not in empty])


def _figures(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return numbers with four figures: a dose may be far below 0.01."""
    return column.map(lambda value: "" if value != value or value is None else f"{value:.4g}")

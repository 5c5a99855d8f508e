"""How findings of bioassays are laid out: one row per figure, and the columns people read."""

from typing import Any

import pandas as pd

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
    names = {MORTALITY: "校正死亡率 %"}
    columns = {
        "试验": table["assay"],
        "指标": table["measure"].map(lambda name: names.get(name, name)),
        "数值": _figures(table["value"]),
        "下限": _figures(table["lower"]),
        "上限": _figures(table["upper"]),
        "斜率": _figures(table["slope"]),
        "χ² 的 P": _figures(table["p"]),
        "g": _figures(table["g"]),
        "抗性倍数": _figures(table["ratio"]),
        "倍数下限": _figures(table["ratio_lower"]),
        "倍数上限": _figures(table["ratio_upper"]),
        "等级": table["class_name"].fillna(""),
        "分级方案": table["scheme_name"].fillna(""),
        "说明": table["told"].fillna(""),
    }
    shown = pd.DataFrame(columns)
    empty = [
        name for name in ("试验", "抗性倍数", "倍数下限", "倍数上限") if (shown[name] == "").all()
    ]
    return shown.drop(columns=empty)


def _figures(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return numbers with four figures: a dose may be far below 0.01."""
    return column.map(lambda value: "" if value != value or value is None else f"{value:.4g}")

"""Files of counts by series and period, and what their tables are called on a screen."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vector.cli.language import headed, note, refusal, words
from vector.errors import Said, VectorError

if TYPE_CHECKING:
    import pandas as pd

TEXTS = ("species", "habitat", "method", "equipment", "site")
PLACES = ("series", *TEXTS)
APART = ("method", "equipment", "site")
PARTS = ("year", "month", "week")
WORDED = ("against", "basis", "kind", "what")
# Cells that may list several.
LISTED = ("years", "base", "method", "equipment", "habitat", "before", "after")


class Section(StrEnum):
    """By which part of the year."""

    MONTH = "month"
    WEEK = "week"


class Place(StrEnum):
    """What tells one row from another."""

    SERIES = "series"
    SPECIES = "species"
    HABITAT = "habitat"
    METHOD = "method"
    EQUIPMENT = "equipment"


FileArgument = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="监测数据表。 A sheet of counts by series and period."),
]
PerOption = Annotated[
    float | None,
    typer.Option(
        min=0, help="密度按多少工作量计，如 100；库中的指标按其定义。 Effort a density is for."
    ),
]
SectionOption = Annotated[Section, typer.Option(help="按月或按周。 By month or by week.")]


def counts(file: Path, read_already: "pd.DataFrame | None" = None) -> "pd.DataFrame":
    """Read a file of counts; a column of names that is all blank is as good as none.

    Parameters
    ----------
    file : Path
        As :func:`vector.cli.contract.read` takes it.
    read_already : DataFrame, optional
        What that returned.

    Returns
    -------
    DataFrame
        The columns of the contract, with ``period`` as :func:`vector.cli.period.period` reads it
        from the file's own period, or its year with a month or a week.

    Raises
    ------
    VectorError
        When the file cannot be read, lacks a column, or a cell is at fault.
    """
    from vector.cli.contract import read

    table = read(file, "series") if read_already is None else read_already
    blank = [name for name in (*PLACES, "kind") if name in table and (table[name] == "").all()]
    read_as = table.assign(period=timed(table, file.name))
    return read_as.drop(columns=[*blank, *(name for name in PARTS if name in table)])


def timed(table: "pd.DataFrame", file: str) -> "pd.Series[Any]":
    """Return the period of every row, from its own column or its year with a month or a week.

    Raises
    ------
    VectorError
        When there is no column of time, or a cell of it is at fault.
    """
    return _periods(table, _times(table, file), file)


def _times(table: "pd.DataFrame", file: str) -> "pd.Series[str]":
    """Return the words each row's time is told by; a bare month or week belongs to its year."""
    given = [name for name in ("month", "week") if {"year", name} <= set(table.columns)]
    if "period" in table and not any(table["period"].equals(table[name]) for name in given):
        return table["period"]
    if not given:
        raise refusal("no_time", file=file)
    year = table["year"].str.removesuffix("年")
    if given[0] == "week":
        return year + "-W" + table["week"].str.removeprefix("第").str.removesuffix("周")
    return year + "年" + table["month"].str.removesuffix("份").str.removesuffix("月") + "月"


def _periods(table: "pd.DataFrame", times: "pd.Series[str]", file: str) -> "pd.Series[Any]":
    import pandas as pd

    from vector.cli.period import period

    codes, distinct = pd.factorize(times)
    found: list[str | int] = []
    for place, text in enumerate(distinct):
        try:
            found.append(period(text))
        except VectorError as error:
            row = int(table["row"].iloc[int((codes == place).argmax())])
            said = Said(error.told("zh"), error.told("en"))
            raise refusal("at_row", file=file, row=row, sentence=said) from error
    if len({type(each) for each in found}) > 1:
        raise refusal("periods_mixed", file=file)
    kind = "int64" if isinstance(found[0], int) else object
    return pd.Series(found, dtype=kind).iloc[codes].set_axis(table.index)


def surveys(file: Path, read_already: "pd.DataFrame | None" = None) -> "pd.DataFrame":
    """Read a file of counts as whole surveys: the effort counts once, whatever species it caught.

    Where a place was looked at by several methods or lamps, each of them is a series of its own.

    Returns
    -------
    DataFrame
        ``series``, ``period``, ``count``, ``effort`` (1 where the file has none) and ``kind``:
        the file's own, else method and habitat, where it has any.

    Raises
    ------
    VectorError
        As :func:`counts`, and when the species of one survey give different efforts.
    """
    from vector.stats.catch import whole_catch

    found = whole_catch(counts(file, read_already))
    if "series" not in found:
        found["series"] = ""
    if "effort" not in found:
        found["effort"] = 1.0
    found = apart(found)
    told = [name for name in ("method", "habitat") if name in found]
    if "kind" not in found and told:
        found["kind"] = found[told].agg("/".join, axis=1)
    return found


def apart(table: "pd.DataFrame") -> "pd.DataFrame":
    """Tell the methods and lamps of one place apart, and say so: their catches are not alike.

    Examples
    --------
    >>> import pandas as pd
    >>> used = pd.DataFrame({"series": ["甲", "甲", "乙"], "method": ["灯诱", "帐诱", "灯诱"]})
    >>> apart(used)["series"].tolist()
    ['甲（灯诱）', '甲（帐诱）', '乙']
    """
    series = table["series"]
    for name in APART:
        if name in table:
            several = table.groupby(series)[name].transform("nunique") > 1
            series = series.where(~several, series + "（" + table[name].astype(str) + "）")
    split = table.loc[series != table["series"], "series"].unique()
    if len(split):
        note("methods_apart", places=len(split))
    return table.assign(series=series)


def months(text: str) -> list[int]:
    """Read months written as ``12,1,2``.

    Raises
    ------
    VectorError
        When one is no month.

    Examples
    --------
    >>> months("12, 1,2"), months("")
    ([12, 1, 2], [])
    """
    parts = [part.strip() for part in text.replace("，", ",").replace("、", ",").split(",")]
    found = [int(part) if part.isdecimal() else 0 for part in parts if part]
    if any(not 1 <= each <= 12 for each in found):
        raise refusal("months_wrong", found=text)
    return found


def readable(table: "pd.DataFrame", columns: tuple[str, ...], language: str) -> "pd.DataFrame":
    """Return the columns people read, under the names they use, and the remarks last."""
    meant = words("series_words")
    shown = table[[name for name in columns if name in table]].copy()
    for name in shown:
        if name in WORDED:
            shown[name] = table[name].map(lambda each: meant.get(each, each))
        elif name in LISTED and language == "en":
            shown[name] = table[name].astype(str).str.replace("、", ", ")
        elif str(name).endswith("p") and table[name].dtype.kind == "f":
            shown[name] = [probability(each) for each in table[name]]
    if language in table:
        shown["told"] = table[language]
    return headed(shown, "series", shown.columns)


def probability(p: float) -> str:
    """Return a probability as it is printed; "" where there is none.

    Examples
    --------
    >>> probability(1e-9), probability(0.0312), probability(float("nan"))
    ('<0.001', '0.031', '')
    """
    if p != p:
        return ""
    return "<0.001" if p < 0.001 else f"{p:.3f}"

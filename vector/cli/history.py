"""A history from a file: which month or week each row belongs to, and what is ahead of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from vector.cli.contract import read
from vector.errors import VectorError

if TYPE_CHECKING:
    import pandas as pd

LEAST_YEAR, LAST_WEEK = 1900, 53


def history(file: Path, season: int) -> "pd.DataFrame":
    """Read a history: series, period, count, effort, and kind where the file has it.

    Raises
    ------
    VectorError
        When the file is at fault, or says no time that goes with the season.
    """
    table = read(file, "forecast")
    table = table[table["count"].notna() & table["effort"].notna()]
    columns = ["series", "count", "effort"] + (["kind"] if "kind" in table else [])
    kept = table[columns].assign(period=_periods(table, season, file.name))
    return kept.groupby(["series", "period"], as_index=False, sort=True).agg(
        {name: "sum" if name in ("count", "effort") else "first" for name in columns[1:]}
    )


def _periods(table: "pd.DataFrame", season: int, file: str) -> "pd.Series[int]":
    if "period" in table and table["period"].notna().all():
        return table["period"].astype("int64")
    import pandas as pd

    from vector.forecast.calendar import MONTHS, WEEKS, periods_of

    days = _days(table, file)
    if days is None or season not in (MONTHS, *WEEKS):
        raise VectorError(
            f"文件 {file} 没有可用的时间：请给出期号，或日期、年和月、年和周之一"
            "（后三者只用于 --season 12 或 52）。"
        )
    return pd.Series(periods_of(days, season), index=table.index)


def _days(table: "pd.DataFrame", file: str) -> "pd.Series[pd.Timestamp] | None":
    """Return a day of each row's period; None where the file says no time."""
    import pandas as pd

    if "date" in table and table["date"].notna().all():
        return table["date"]
    for name, form, most in (("month", "%Y-%m-%d", 12), ("week", "%G-%V-%u", LAST_WEEK)):
        if not {"year", name} <= set(table.columns):
            continue
        wrong = ~table[name].between(1, most) | ~(table["year"] >= LEAST_YEAR)
        if wrong.any():
            row = int(table.loc[wrong, "row"].iloc[0])
            raise VectorError(f"文件 {file} 第 {row} 行的年、月或周不是有效的时间。")
        text = [
            f"{year:04.0f}-{part:02.0f}-1"
            for year, part in zip(table["year"], table[name], strict=True)
        ]
        days = pd.to_datetime(pd.Series(text, table.index), format=form, errors="coerce")
        if days.isna().any():
            row = int(table.loc[days.isna(), "row"].iloc[0])
            raise VectorError(f"文件 {file} 第 {row} 行的那一年没有这一周。")
        return days
    return None

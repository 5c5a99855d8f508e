"""A history from a file of counts: the month or week of each survey, as forecasts number them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from vector.cli.language import refusal

if TYPE_CHECKING:
    import pandas as pd


def history(file: Path, season: int) -> "pd.DataFrame":
    """Read a history: series, period, count, effort, and kind where the file has it.

    Raises
    ------
    VectorError
        When the file is at fault, or its days go with no season of months or weeks.
    """
    from vector.cli.series import surveys

    table = surveys(file)
    table = table[table["count"].notna() & table["effort"].notna()]
    columns = ["series", "count", "effort"]
    if "kind" in table:
        # A street, or a station with several habitats, is of the kind of all of them together.
        kinds = table.groupby("series")["kind"].transform(lambda each: "、".join(sorted({*each})))
        table, columns = table.assign(kind=kinds), [*columns, "kind"]
    kept = table[columns].assign(period=numbered(table["period"], season, file.name))
    return kept.groupby(["series", "period"], as_index=False, sort=True).agg(
        {name: "sum" if name in ("count", "effort") else "first" for name in columns[1:]}
    )


def numbered(periods: "pd.Series[Any]", season: int, file: str) -> "pd.Series[int]":
    """Return periods by the numbers that forecasts count them with.

    Raises
    ------
    VectorError
        When days go with no season of months or weeks.
    """
    import pandas as pd

    from vector.forecast.calendar import MONTHS, WEEKS, periods_of

    if periods.dtype.kind == "i":
        return periods.astype("int64")
    if season not in (MONTHS, *WEEKS):
        raise refusal("days_need_season", file=file)
    return pd.Series(periods_of(pd.to_datetime(periods), season), index=periods.index)

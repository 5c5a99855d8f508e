"""A history from a file of counts: the month or week of each survey, as forecasts number them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from vector.cli.language import refusal

if TYPE_CHECKING:
    import pandas as pd

Step = Literal["month", "week", "number"]


class History(NamedTuple):
    """A history: series, period, count, effort, and kind where the file has it.

    ``season`` is how many periods make a year, ``step`` what the number of one counts: months,
    weeks, or, where the file numbers its periods itself, those.
    """

    rows: "pd.DataFrame"
    season: int
    step: Step


def history(file: Path, season: int) -> History:
    """Read a history.

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
    rows = kept.groupby(["series", "period"], as_index=False, sort=True).agg(
        {name: "sum" if name in ("count", "effort") else "first" for name in columns[1:]}
    )
    return History(rows, season, step_of(table["period"], season, file.name))


def step_of(periods: "pd.Series[Any]", season: int, file: str) -> Step:
    """Return what the periods of a file are: numbers of its own, or months or weeks of days.

    Raises
    ------
    VectorError
        When days go with no season of months or weeks.
    """
    from vector.forecast.calendar import STEPS

    if periods.dtype.kind == "i":
        return "number"
    if season not in STEPS:
        raise refusal("days_need_season", file=file)
    return STEPS[season]


def numbered(periods: "pd.Series[Any]", season: int, file: str) -> "pd.Series[int]":
    """Return periods by their numbers; raises as :func:`step_of`."""
    import pandas as pd

    from vector.stats.period import number_of

    step = step_of(periods, season, file)
    if step == "number":
        return periods.astype("int64")
    days = pd.to_datetime(periods).to_numpy().astype("datetime64[D]")
    return pd.Series(number_of(days, step), index=periods.index)

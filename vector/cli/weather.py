"""Weather for forecasts: from the file of counts itself or one of its own, pooled to the step."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from vector.cli.language import listed, note, refusal

if TYPE_CHECKING:
    import pandas as pd

    from vector.cli.history import History, Step

WeatherOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="天气表：时间与各天气列。 A table of weather by time."),
]
CovariateOption = Annotated[
    list[str] | None,
    typer.Option(help="用作天气的列，可重复。 A column to use as weather; repeatable."),
]
LagOption = Annotated[
    list[int] | None,
    typer.Option(min=0, max=104, help="天气在几期后起作用，可重复，缺省 0。 Periods of delay."),
]


class Weather(NamedTuple):
    """Departures of weather from its climatology, which columns they are, and how late they act."""

    table: "pd.DataFrame"
    names: list[str]
    lags: list[int]

    @property
    def leads(self) -> dict[str, int]:
        """How many periods ahead each covariate is known."""
        from vector.forecast.weather import leads

        return leads(self.names, self.lags)

    def beside(self, rows: "pd.DataFrame") -> "pd.DataFrame":
        """Return rows of a history or a future with their weather."""
        from vector.forecast.weather import attach

        place = places(rows["series"], self.table)
        found = attach(rows.assign(series=place), self.table, self.names, self.lags)
        return found.assign(series=rows["series"])


def places(series: "pd.Series[str]", table: "pd.DataFrame") -> "pd.Series[str]":
    """Return whose weather each series has: its own, or its station's where methods are apart.

    Examples
    --------
    >>> import pandas as pd
    >>> weather = pd.DataFrame({"series": ["甲"]})
    >>> places(pd.Series(["甲（灯诱）", "乙"]), weather).tolist()
    ['甲', '乙']
    """
    if "series" not in table:
        return series
    return series.where(series.isin(table["series"]), series.str.partition("（")[0])


def weather(
    counts: Path,
    file: Path | None,
    names: list[str] | None,
    lags: list[int] | None,
    known: "History",
) -> Weather | None:
    """Read the weather that was asked for; None where none was.

    Parameters
    ----------
    counts : Path
        The file of counts, which may hold the weather itself.
    file : Path or None
        A weather file.
    names : list of str or None
        The columns; all that hold numbers unless given.
    lags : list of int or None
        Periods after which it acts.
    known : History
        What was counted.

    Raises
    ------
    VectorError
        When a column is not there, a cell is no number, or the weather tells nothing about the
        time of the history.
    """
    from vector.cli.stored import is_stored
    from vector.forecast.weather import departures

    if file is None and not names:
        if lags:
            raise refusal("lag_alone")
        return None
    if file is None and is_stored(counts):
        raise refusal("weather_needed")
    found, columns = _read(file or counts, names or [], known)
    _check(found, columns, known, (file or counts).name)
    return Weather(departures(found, columns, known.season), columns, sorted({*(lags or [0])}))


def _read(file: Path, names: list[str], known: "History") -> tuple["pd.DataFrame", list[str]]:
    """Return the weather by number of the period, and its columns."""
    from vector.cli.contract import read
    from vector.cli.further import further
    from vector.cli.history import numbered, step_of
    from vector.cli.series import timed

    columns = further(file, "weather", names)
    table = read(file, "weather", columns)
    times = timed(table, file.name)
    _check_step(times, known.season, file.name)
    if step_of(times, known.season, file.name) != known.step:
        raise refusal("weather_numbered", file=file.name)
    table = table.assign(period=numbered(times, known.season, file.name))
    if "series" in table and (table["series"] == "").all():
        table = table.drop(columns="series")
    return table, [column.id for column in columns]


def _check_step(times: "pd.Series[Any]", season: int, file: str) -> None:
    """Refuse months where weeks are forecast: a month is no week."""
    from vector.forecast.calendar import STEPS

    first = times.astype(str).str.endswith("-01") & (times.dtype.kind != "i")
    if STEPS.get(season) == "week" and times.nunique() > 2 and first.all():
        raise refusal("weather_coarse", file=file)


def _check(found: "pd.DataFrame", names: list[str], history: "History", file: str) -> None:
    known, season = history.rows, history.season
    if "series" in found and not places(known["series"], found).isin(found["series"]).any():
        series = listed(found["series"].unique()[:3])
        raise refusal("weather_elsewhere", file=file, found=series)
    inside = found[found["period"].between(known["period"].min(), known["period"].max())]
    for name in names:
        value = inside[name].dropna()
        periods = inside.loc[value.index, "period"].nunique()
        if periods < season:
            raise refusal("weather_short", file=file, name=name, found=periods, needed=season)
        if value.nunique() < 2:
            raise refusal("weather_constant", file=file, name=name, found=f"{value.iloc[0]:g}")


def tell(found: Weather, history: "pd.DataFrame", future: "pd.DataFrame", step: "Step") -> None:
    """Say what weather was used, and from when on its climatology stands for it."""
    from vector.forecast.calendar import label

    note("weather_used", names=listed(found.names), lags=listed(found.lags))
    for name, lag in found.leads.items():
        column, gaps = name.rpartition(":")[0], int(history[name].isna().sum())
        if gaps:
            note("weather_gaps", name=column, lag=lag, rows=gaps, of=len(history))
        told = future.groupby("period")[name].count()
        if (told == 0).any():
            first = label(int(told.index[told == 0][0]), step)
            note("weather_usual", name=column, lag=lag, first=first)

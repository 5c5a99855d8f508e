"""Seasonal curves 季节消长曲线: the density of each month or week, by species, habitat or both."""

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.stats.empty import Empty
from vector.stats.interval import garwood
from vector.stats.observation import Flags, Floats, Section
from vector.stats.season.cell import Cells, gather
from vector.stats.season.concentration import seasonal_index

UNSURVEYED = (Empty.NOT_REPORTED.value, Empty.NOT_REQUIRED.value)

# The month in which the Thursday of ISO week 1, 2 … 53 falls in a common year, on average.
WEEK_MONTH = np.minimum((np.arange(53) * 7 + 3.5) // (365 / 12), 11).astype(np.int64)


def curve(
    frame: pd.DataFrame,
    section: Section | str = Section.MONTH,
    by: Iterable[str] = ("series",),
    *,
    each_year: bool = False,
    year_start: int = 1,
    quiet: Collection[int] = (),
    per: float = 1.0,
) -> pd.DataFrame:
    """Return the density of every group in every part of the year, empty parts included.

    Density = per · Σ count / Σ effort over the surveys of the part (of all years, unless each
    year is asked for). The interval is Garwood's, of a sample φ times smaller where the surveys
    scatter φ times more than independent animals would. A species' effort is that of all surveys
    that could have found it.

    Parameters
    ----------
    frame : DataFrame
        Columns ``series, period, count, effort`` and those of ``by``.
    section : {"month", "week"}
        By which part of the year.
    by : iterable of str
        The columns that tell curves apart, e.g. ``("species", "habitat")``.
    each_year, year_start
        As :func:`vector.stats.season.cell.gather` takes them.
    quiet : collection of int
        Months (1..12) the programme does not survey: their empty cells are "not required".
    per : float
        Effort the density is for: 100 for 只/100 夹夜.

    Returns
    -------
    DataFrame
        ``by``, (``year``,) ``month`` or ``week``, ``surveys, count, effort, density, lower,
        upper, index, dispersion, mixed, kind``. ``index`` is the seasonal index over the parts
        surveyed; ``mixed`` names the methods or equipments where a group has several, whose
        densities should not have been pooled; ``kind`` is one of the five kinds of empty, "" for
        a figure. A week 53 is only listed where it was surveyed.

    References
    ----------
    Garwood (1936), Biometrika 28, 437–442.

    Examples
    --------
    >>> found = curve(pd.DataFrame({"series": "东街", "period": ["2023-05", "2024-05", "2024-06"],
    ...     "count": [3, 1, 0], "effort": [50, 50, 40]}), per=100)
    >>> found.loc[4:5, ["month", "surveys", "density", "kind"]].values.tolist()
    [[5, 2, 4.0, ''], [6, 1, 0.0, 'zero']]
    """
    cells = gather(frame, section, by, each_year=each_year, year_start=year_start)
    table = _long(cells, _intervals(cells), quiet_parts(cells.section, quiet), per)
    if cells.section is Section.MONTH:
        return table
    extra = (table[cells.section.value] == 53) & table["kind"].isin(UNSURVEYED)
    return table[~extra].reset_index(drop=True)


def quiet_parts(section: Section, months: Collection[int]) -> Flags:
    """Return which parts of the year lie in months declared quiet."""
    quiet = np.isin(np.arange(12), np.array(sorted(months), np.int64) - 1)
    return quiet if section is Section.MONTH else quiet[WEEK_MONTH]


def _intervals(cells: Cells) -> tuple[Floats, Floats]:
    phi = cells.scatter.cautious[:, None]
    return garwood(cells.count / phi, cells.effort / phi)


def _long(cells: Cells, bounds: tuple[Floats, Floats], quiet: Flags, per: float) -> pd.DataFrame:
    groups, parts = cells.count.shape
    surveyed = cells.surveys > 0
    density = cells.density
    table = cells.keys.take(np.repeat(np.arange(groups), parts)).reset_index(drop=True)
    columns: dict[str, NDArray[np.generic]] = {
        cells.section.value: np.tile(np.arange(1, parts + 1), groups),
        "surveys": cells.surveys.ravel(),
        "count": np.where(surveyed, cells.count, np.nan).ravel(),
        "effort": np.where(surveyed, cells.effort, np.nan).ravel(),
        "density": (density * per).ravel(),
        "lower": (bounds[0] * per).ravel(),
        "upper": (bounds[1] * per).ravel(),
        "index": seasonal_index(density).ravel(),
        "dispersion": np.repeat(cells.scatter.phi, parts),
        "mixed": np.repeat(np.array(cells.mixed, object), parts),
        "kind": cells.kinds(quiet).ravel().astype(object),
    }
    return pd.concat([table, pd.DataFrame(columns)], axis=1)

"""The season of each series: concentration, circular distribution, peak day and high season.

Where something stands in the way (months missing, no catch, two peaks, an even year) it is named
instead of a date that would mean nothing.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog import Catalog, load
from vector.stats.observation import Flags, Floats, Section
from vector.stats.season.cell import Cells, gather
from vector.stats.season.circular import CANCELLED, Circular, of_resultant, rayleigh_of_rates
from vector.stats.season.concentration import MONTHS, concentration, strength
from vector.stats.season.curve import quiet_parts
from vector.stats.season.day import day_of_year, quiet_directions
from vector.stats.season.telling import tell

Basis = Literal["auto", "count", "density"]


class Reason(StrEnum):
    """Why a season has no peak day; NONE where it has one."""

    NONE = ""
    NO_DATA = "no_data"
    NO_CATCH = "no_catch"
    MONTHS_MISSING = "months_missing"
    TWO_PEAKS = "two_peaks"
    EVEN = "even"
    WHOLE_YEAR = "whole_year"


def season(
    frame: pd.DataFrame,
    section: Section | str = Section.MONTH,
    by: Iterable[str] = ("series",),
    *,
    basis: Basis = "auto",
    each_year: bool = False,
    year_start: int = 1,
    quiet: Collection[int] = (),
    grouped: bool = False,
    catalog: Catalog | None = None,
) -> pd.DataFrame:
    """Return when each group is abundant, how strongly, and between which days.

    The weights of the parts of the year are counts of individuals (as published) or densities;
    ``auto`` takes densities where the effort differs from part to part. High season is mean
    angle ± one circular standard deviation; it may span the new year. A day is the one the angle
    falls in: floor(angle/360 · 365) + 1, in a year of 365 days.

    Parameters
    ----------
    frame : DataFrame
        Columns ``series, period, count, effort`` and those of ``by``.
    section : {"month", "week"}
        By which part of the year; M is only defined for months.
    by : iterable of str
        What makes a group.
    basis : {"auto", "count", "density"}
        What the arrows are long by.
    each_year, year_start
        One season a year; years that begin in another month than January.
    quiet : collection of int
        Months (1..12) declared to be without activity: unsurveyed ones count as 0. Months are not
        missed where all surveys were made every second month: six stand for the year.
    grouped : bool
        Correct r for grouping into parts (c = 1.0115 for months).
    catalog : Catalog, optional
        For the words of strength and the level of significance.

    Returns
    -------
    DataFrame
        ``by``, ``years, mixed, surveys, count, effort, basis, concentration, strength, angle, r,
        spread, z, p, dispersion, adjusted_z, adjusted_p, peak, start, end, spans_new_year,
        reason, zh, en``. z and p are Rayleigh's with n individuals, as papers give them: too sure
        of themselves for animals caught together. adjusted_z and adjusted_p use densities and the
        dispersion φ among surveys, and decide. Days are ``MM-DD``.

    References
    ----------
    Zar, Biostatistical Analysis, chapters 26–27; 中国媒介生物学及控制杂志 2022, 33(2): 230–233.

    Examples
    --------
    >>> months = pd.DataFrame({"period": pd.period_range("2023-01", periods=12, freq="M"),
    ...     "count": [0, 0, 2, 9, 30, 60, 90, 99, 50, 20, 4, 0], "effort": 100})
    >>> season(months)[["strength", "peak", "start", "end"]].values.tolist()
    [['very_strong', '07-27', '06-12', '09-10']]
    """
    facts = load() if catalog is None else catalog
    cells = gather(frame, section, by, each_year=each_year, year_start=year_start)
    still = quiet_parts(cells.section, quiet)
    weights, density = _weights(cells, basis)
    found = _circular(cells, weights, density, grouped)
    tested, doubled = _tested(cells), _tested(cells, turns=2)
    table = _table(cells, weights, density, found, tested, facts)
    spaced = _every_second(cells)
    missing = _missing(cells, still) & ~spaced[:, None]
    level = facts.comparison.significance
    # A second peak counts when it stands out of chance as well as out of the first.
    twofold = (found.second > found.r + CANCELLED) & (doubled[1] < level)
    reason = _reasons(cells, missing, found, tested[1] < level, twofold)
    dated = _dated(table, found, reason)
    declared = (cells.rows == 0) & still & ~spaced[:, None]
    return tell(dated, missing, declared, spaced, cells.section, facts)


def _missing(cells: Cells, still: Flags) -> Flags:
    """Return the parts without a usable survey; a week 53 is in few years and is not missed."""
    absent: Flags = (cells.surveys == 0) & ~(still[None, :] & (cells.rows == 0))
    absent[:, 52:] = False
    return absent


def _every_second(cells: Cells) -> Flags:
    """Return the groups surveyed every second month, as programmes ask of rodents.

    Six arrows evenly round the year point where twelve would; no row tells of the months between.
    """
    if cells.section is not Section.MONTH:
        return np.zeros(len(cells.keys), bool)
    surveyed, told = cells.surveys > 0, cells.rows > 0
    spaced = [
        surveyed[:, first::2].all(axis=1) & ~told[:, 1 - first :: 2].any(axis=1) for first in (0, 1)
    ]
    return np.asarray(spaced[0] | spaced[1])


def _weights(cells: Cells, basis: Basis) -> tuple[Floats, Flags]:
    """Return the length of each arrow, and which groups go by density."""
    lowest = np.where(cells.surveys > 0, cells.effort, np.inf).min(axis=1, initial=np.inf)
    unequal = cells.effort.max(axis=1, initial=0.0) > lowest
    density = unequal if basis == "auto" else np.full(len(cells.keys), basis == "density")
    by_density = np.where(cells.surveys > 0, np.nan_to_num(cells.density), 0.0)
    return np.where(density[:, None], by_density, cells.count), density


def _circular(cells: Cells, weights: Floats, density: Flags, grouped: bool) -> Circular:
    arrows = quiet_directions(cells.direction, cells.section)
    first = np.where(density, (weights * arrows).sum(axis=1), cells.first)
    twice = np.where(density, (weights * arrows**2).sum(axis=1), cells.twice)
    spacing = 360 / (MONTHS if cells.section is Section.MONTH else 365 / 7) if grouped else 0.0
    individuals = cells.count.sum(axis=1)
    return of_resultant(first, twice, weights.sum(axis=1), individuals, spacing=spacing)


def _tested(cells: Cells, turns: int = 1) -> tuple[Floats, Floats]:
    angles = turns * np.degrees(np.angle(cells.direction))
    phi, freedom = cells.scatter
    return rayleigh_of_rates(cells.count, cells.effort, angles, phi, freedom)


def _table(
    cells: Cells,
    weights: Floats,
    density: Flags,
    found: Circular,
    tested: tuple[Floats, Floats],
    facts: Catalog,
) -> pd.DataFrame:
    monthly = cells.section is Section.MONTH
    strong = concentration(weights) if monthly else np.full(len(weights), np.nan)
    bands = sorted(facts.season_bands.values(), key=lambda band: band.least)
    names = np.array([*(band.id for band in bands), ""], object)
    columns: dict[str, NDArray[Any] | list[str]] = {
        "years": cells.years,
        "mixed": cells.mixed,
        "surveys": cells.surveys.sum(axis=1),
        "count": cells.count.sum(axis=1),
        "effort": cells.effort.sum(axis=1),
        "basis": np.where(density, "density", "count").astype(object),
        "concentration": strong,
        "strength": names[strength(strong if monthly else found.r, bands)],
        "angle": found.angle,
        "r": found.r,
        "spread": found.spread,
        "z": found.z,
        "p": found.p,
        "dispersion": cells.scatter.phi,
        "adjusted_z": tested[0],
        "adjusted_p": tested[1],
    }
    keys = cells.keys.drop(columns="year", errors="ignore")
    return pd.concat([keys, pd.DataFrame(columns)], axis=1)


def _reasons(
    cells: Cells, missing: Flags, found: Circular, uneven: Flags, twofold: Flags
) -> NDArray[np.str_]:
    caught = cells.count.sum(axis=1)
    kinds = [
        (cells.surveys.sum(axis=1) == 0, Reason.NO_DATA),
        (caught == 0, Reason.NO_CATCH),
        (missing.any(axis=1), Reason.MONTHS_MISSING),
        # Two equal peaks half a year apart look even to the first test: they are looked for first.
        (twofold, Reason.TWO_PEAKS),
        (~uneven | np.isnan(found.angle), Reason.EVEN),
        (found.spread >= 180, Reason.WHOLE_YEAR),
    ]
    return np.select([where for where, _ in kinds], [kind.value for _, kind in kinds], "")


def _dated(table: pd.DataFrame, found: Circular, reason: NDArray[np.str_]) -> pd.DataFrame:
    """Add the days; withhold every figure that the missing months would falsify."""
    given = reason == Reason.NONE
    start, end = found.angle - found.spread, found.angle + found.spread
    days = {"peak": found.angle, "start": start, "end": end}
    for name, angle in days.items():
        table[name] = np.where(given, day_of_year(angle), "")
    table["spans_new_year"] = given & ((start < 0) | (end >= 360))
    withheld = np.isin(reason, [Reason.NO_DATA, Reason.NO_CATCH, Reason.MONTHS_MISSING])
    for name in ("concentration", "angle", "r", "spread", "z", "p"):
        table[name] = table[name].where(~withheld)
    table["strength"] = np.where(withheld, "", table["strength"])
    return table.assign(reason=reason.astype(object))

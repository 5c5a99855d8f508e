"""Days of the year: from an angle back to a date, as a reader writes it."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vector.stats.observation import Section, calendar

COMMON_YEAR = 365
DAYS = np.array([str(day)[5:] for day in np.arange("2023-01-01", "2024-01-01", dtype="M8[D]")])
Arrows = NDArray[np.complex128]


def day_of_year(angle: ArrayLike) -> NDArray[np.str_]:
    """Return the day an angle falls in, as ``MM-DD`` of a year of 365 days; "" for NaN.

    Day number floor(angle/360 · 365) + 1, counted from 1 January; angles beyond one turn fall in
    the year before or after.

    Examples
    --------
    >>> day_of_year([223.2981, 223.2981 - 37.7281, 223.2981 + 37.7281]).tolist()
    ['08-15', '07-08', '09-22']
    """
    degrees = np.asarray(angle, dtype=np.float64)
    known = np.isfinite(degrees)
    number = np.floor(np.where(known, degrees, 0.0) % 360.0 / 360 * COMMON_YEAR)
    whole = np.minimum(number, COMMON_YEAR - 1).astype(np.int64)
    return np.where(known, DAYS[whole], "")


def quiet_directions(direction: Arrows, section: Section) -> Arrows:
    """Return the directions with those of unsurveyed parts filled from a common year."""
    first = np.datetime64("2023-01-05", "D") if section is Section.WEEK else None
    months = np.arange("2023-01", "2024-01", dtype="M8[M]").astype("M8[D]")
    days = months if first is None else first + 7 * np.arange(section.parts)
    usual = np.exp(1j * np.radians(calendar(days, section).angle))
    return np.where(direction == 0, usual[None, :], direction)

"""Which past weeks a week is compared with, and into which parts of the year they fall.

A week's reference is the same week of each past year with a half window around it. Between these
windows the rest of the year may be used too, cut into blocks, so that level, trend and scatter
rest on more weeks (Noufaily et al. 2013). Positions count from 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]
Days = NDArray[np.datetime64]
NONE = -1
WEEK = 7
WEEKS, MONTHS = 52, 12


@dataclass(frozen=True)
class Reference:
    """The reference of one period.

    Attributes
    ----------
    position : int64 array
        The positions used, in order of time.
    layer : int64 array
        The part of the year of each; the window around the same season is the last part.
    """

    position: Positions
    layer: Positions


def anniversaries(now: int, years: int, frequency: int, days: Days | None = None) -> list[int]:
    """Return the positions of the same season in this year and each of the past years.

    Parameters
    ----------
    now : int
        The position of the period that is judged.
    years : int
        How many years back.
    frequency : int
        Periods a year; used where no days are given.
    days : datetime64[D] array, optional
        The day of each period. Then the same season is the same date a year ago; for weeks the
        nearest one on the same day of the week.

    Returns
    -------
    list of int
        Newest first, ``now`` itself the first; a period outside the series is negative or, with
        days, :data:`NONE`.

    Examples
    --------
    >>> anniversaries(110, 2, 52)
    [110, 58, 6]
    """
    if days is None:
        return [now - year * frequency for year in range(years + 1)]
    return _places(days, _anniversaries(days[now], years, frequency))


def _anniversaries(day: np.datetime64, years: int, frequency: int) -> list[np.datetime64]:
    wanted = [_years_before(day, year) for year in range(years + 1)]
    return [_same_weekday(each, day) for each in wanted] if frequency == WEEKS else wanted


def _places(days: Days, wanted: list[np.datetime64]) -> list[int]:
    """Return where in the series each day stands."""
    place = {day: position for position, day in enumerate(days.astype(np.int64).tolist())}
    return [place.get(int(day.astype(np.int64)), NONE) for day in wanted]


def _years_before(day: np.datetime64, years: int) -> np.datetime64:
    """Return the same date of an earlier year; 29 February becomes 1 March."""
    month = day.astype("datetime64[M]")
    past = (month - 12 * years).astype("datetime64[D]")
    return np.datetime64(past + (day - month.astype("datetime64[D]")), "D")


def _same_weekday(day: np.datetime64, like: np.datetime64) -> np.datetime64:
    off = int((like - day).astype(np.int64)) % WEEK
    return day + (off if off <= WEEK // 2 else off - WEEK)


def windows(now: int, years: int, half: int, frequency: int, days: Days | None = None) -> Reference:
    """Return the windows around the same season of past years, as far as the series reaches.

    Parameters
    ----------
    now, years, frequency, days
        As for :func:`anniversaries`.
    half : int
        Half the width of a window, in periods.

    Examples
    --------
    >>> windows(110, 2, 1, 52).position.tolist()
    [5, 6, 7, 57, 58, 59]
    """
    around = range(-half, half + 1)
    if days is None:
        centres = anniversaries(now, years, frequency)[:0:-1]
        places = [centre + step for centre in centres for step in around]
    else:
        same_day = _anniversaries(days[now], years, frequency)[:0:-1]
        places = _places(
            days, [_moved(day, step, frequency) for day in same_day for step in around]
        )
    found = np.array([place for place in places if place >= 0], dtype=np.int64)
    return Reference(found, np.zeros(len(found), np.int64))


def _moved(day: np.datetime64, steps: int, frequency: int) -> np.datetime64:
    """Return the day so many periods later: months keep the day of the month."""
    if frequency != MONTHS:
        return day + steps * (WEEK if frequency == WEEKS else 1)
    month = day.astype("datetime64[M]")
    first = (month + steps).astype("datetime64[D]")
    return np.datetime64(first + (day - month.astype("datetime64[D]")), "D")


def blocks(
    now: int, places: Sequence[int], half: int, parts: int, left_out: int
) -> Reference | None:
    """Return windows around the same season and, with several parts, the blocks between them.

    The weeks between two windows are shared out among ``parts - 1`` blocks as evenly as can be,
    the first ones taking what is left over. The newest ``left_out`` periods and the judged one
    are not used: an outbreak that is rising must not raise what is expected.

    Parameters
    ----------
    now : int
        The position of the period that is judged.
    places : sequence of int
        As :func:`anniversaries` returns them.
    half : int
        Half the width of a window.
    parts : int
        Parts of a year, the window being one; 1 uses the windows alone.
    left_out : int
        Periods before the judged one that are left out.

    Returns
    -------
    Reference or None
        None where the history does not reach back to the oldest window.

    Raises
    ------
    ValueError
        When a year has too few periods for so many parts.

    Examples
    --------
    >>> found = blocks(25, [25, 13, 1], 1, 4, 3)
    >>> found.position[:8].tolist(), found.layer[:8].tolist()
    ([0, 1, 2, 3, 4, 5, 6, 7], [3, 3, 3, 0, 0, 0, 1, 1])
    """
    if min(places) < 0 or places[-1] - half < -1:
        return None
    layer = np.full(now + half + 1, NONE, dtype=np.int64)
    layer[now - half : now + 1] = parts - 1
    for newer, older in pairwise(places):
        layer[max(older - half, 0) : older + half + 1] = parts - 1
        if parts > 1:
            _share(layer, older + half + 1, newer - half, parts, 2 * half + 1)
    layer[max(now - left_out, 0) :] = NONE
    used = np.flatnonzero(layer != NONE)
    return Reference(used, layer[used])


def _share(layer: Positions, start: int, stop: int, parts: int, width: int) -> None:
    """Number the blocks between two windows of a width."""
    if stop - start < parts - width:
        raise ValueError(
            f"{stop - start} periods between the windows are too few for {parts} parts"
        )
    short, rest = divmod(stop - start, parts - 1)
    for part in range(parts - 1):
        size = short + (part < rest)
        # A block without a period runs backwards over its border, as in the established program;
        # where the windows overlap its length is even negative.
        low, high = sorted((start, start + size - 1))
        layer[low : high + 1] = part
        start += size

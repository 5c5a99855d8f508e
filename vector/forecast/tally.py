"""Running tallies: counts beside what the profile expects, recent ones weighing more.

Where few are caught a log rate says little of a single period; the sum over several does. A
tally is ln((Σ w·count + c) / (Σ w·expected + c)), its weights w fading period by period, or year
by year for one time of year.
"""

import numpy as np

from vector.forecast.panel import Array

# What is left of a count's weight after one period.
FADES = (0.5, 0.85, 0.97)
YEARLY = 0.9
# Animals that both sums are begun with.
BEGUN, BEGUN_YEARLY = 1.0, 2.0


def running(count: Array, expected: Array, fade: float) -> Array:
    """Return the tally of every period and series, this period included.

    Parameters
    ----------
    count, expected : ndarray, shape (T, S)
        Counts and what was expected, both 0 where nothing was observed.
    fade : float
        What is left of a weight after one period.

    Returns
    -------
    ndarray, shape (T, S)
        Log ratios; 0 before anything was observed.

    Examples
    --------
    >>> running(np.array([[3.0], [0.0]]), np.array([[1.0], [1.0]]), 0.5).round(2).tolist()
    [[0.69], [0.0]]
    """
    tally = np.empty_like(expected)
    caught, due = np.zeros(count.shape[1]), np.zeros(count.shape[1])
    for period in range(len(count)):
        caught = fade * caught + count[period]
        due = fade * due + expected[period]
        tally[period] = (caught + BEGUN) / (due + BEGUN)
    return np.log(tally)


def yearly(count: Array, expected: Array, season: int) -> Array:
    """Return the tally of every period and series over this time of all years so far.

    Parameters
    ----------
    count, expected : ndarray, shape (T, S)
        As :func:`running`.
    season : int
        Periods of a year.

    Returns
    -------
    ndarray, shape (T, S)
        Log ratios.

    Examples
    --------
    >>> yearly(np.array([[2.0], [9.0], [2.0]]), np.ones((3, 1)), 2)[2].round(2).tolist()
    [0.4]
    """
    caught, due = count.copy(), expected.copy()
    for period in range(season, len(caught)):
        caught[period] += YEARLY * caught[period - season]
        due[period] += YEARLY * due[period - season]
    return np.asarray(np.log((caught + BEGUN_YEARLY) / (due + BEGUN_YEARLY)))

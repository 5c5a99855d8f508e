"""The bootstrap over stations: intervals without a law for the counts.

Stations of each arm are drawn with replacement, with all their visits. The draws depend on the
seed, the arm and the number of stations only, so a trial's interval does not depend on which
other trials stand in the table.
"""

from typing import NamedTuple

import numpy as np

from vector.stats.density import Floats
from vector.stats.efficacy.trial import CELLS, Trials

REPLICATES = 1000
SEED = 20130607
# So many sums are held in memory at once.
AT_ONCE = 4_000_000


class Bootstrap(NamedTuple):
    """Limits of the ratio of rates, and the share of samples in which it could be computed."""

    lower: Floats
    upper: Floats
    computed: Floats


def bootstrap(
    trials: Trials,
    *,
    control: bool = True,
    least_stations: int = 8,
    replicates: int = REPLICATES,
    seed: int = SEED,
    confidence: float = 0.95,
) -> Bootstrap:
    """Return percentile limits of (Ta/Tb)/(Ca/Cb) over resampled stations.

    Parameters
    ----------
    trials : Trials
    control : bool
        False for the treated arm alone, Ta/Tb.
    least_stations : int
        Fewer stations in an arm give no limits.
    replicates, seed : int
        How many samples, and from where the draws begin.
    confidence : float
        The coverage of the limits.

    Returns
    -------
    Bootstrap
        NaN where an arm has too few stations, or where less than 95 % of the samples could be
        computed; with few stations the limits are somewhat too narrow.

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, sections 8.3 and 13.3.

    Examples
    --------
    >>> import pandas as pd
    >>> from vector.stats.efficacy.trial import gather
    >>> rows = pd.DataFrame({"trial": "一", "station": [*range(8)] * 2, "arm": "treated",
    ...     "phase": ["before"] * 8 + ["after"] * 8, "effort": 10,
    ...     "count": [20, 25, 18, 30, 22, 27, 21, 26, 2, 3, 1, 4, 2, 3, 2, 1]})
    >>> bootstrap(gather(rows), control=False).upper.round(2).tolist()
    [0.12]
    """
    arms = 2 if control else 1
    rate = np.stack([_rates(trials, arm, replicates, seed, least_stations) for arm in range(arms)])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = rate[0] / rate[1] if control else rate[0]
    ratio[~np.isfinite(ratio)] = np.nan
    computed = np.isfinite(ratio).mean(axis=1)
    enough = computed >= 0.95
    tail = (1 - confidence) / 2
    limits = np.full((2, trials.size), np.nan)
    limits[:, enough] = np.nanquantile(ratio[enough], [tail, 1 - tail], axis=1)
    return Bootstrap(limits[0], limits[1], computed)


def _rates(trials: Trials, arm: int, replicates: int, seed: int, least: int) -> Floats:
    """Return after/before of one arm in every sample, shape (trials, samples)."""
    sums = np.concatenate(
        [trials.by_station(trials.count), trials.by_station(trials.effort)], axis=1
    )
    own = np.flatnonzero(trials.station_arm == arm)
    own = own[np.argsort(trials.station_trial[own], kind="stable")]
    number = np.bincount(trials.station_trial[own], minlength=trials.size)
    start = np.cumsum(number) - number
    found = np.full((trials.size, replicates), np.nan)
    for size in np.unique(number[number >= least]):
        draw = np.random.default_rng([seed, arm, int(size)])
        weight = draw.multinomial(size, np.full(size, 1 / size), replicates).astype(np.float64)
        alike = np.flatnonzero(number == size)
        step = max(1, AT_ONCE // (replicates * CELLS))
        for part in np.split(alike, range(step, len(alike), step)):
            stations = own[start[part][:, None] + np.arange(size)]
            found[part] = _after_over_before(np.einsum("bn,gnk->gbk", weight, sums[stations]))
    return found


def _after_over_before(sums: Floats) -> Floats:
    """Return the ratio of rates from counts and efforts, each before and after."""
    count_before, count_after, effort_before, effort_after = np.moveaxis(sums, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((count_after / effort_after) / (count_before / effort_before))

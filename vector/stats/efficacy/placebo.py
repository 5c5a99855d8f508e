"""The placebo check 安慰检验: before the treatment a pretended date must show no effect."""

import numpy as np
import pandas as pd

from vector.stats.efficacy.contrast import Contrast, Sign, contrast
from vector.stats.efficacy.trial import Trials


def placebo(trials: Trials, *, least_stations: int = 3) -> Contrast:
    """Compare the later half of the visits before the treatment with the earlier half.

    The pretended date lies in the middle of a trial's days of visit before the treatment (with an
    odd number the middle day counts as before). Where treated and control already went
    different ways, the difference after the treatment is not the treatment's.

    Parameters
    ----------
    trials : Trials
    least_stations : int
        As for :func:`~vector.stats.efficacy.contrast.contrast`.

    Returns
    -------
    Contrast
        The ratio of ratios at the pretended date; NaN with fewer than two days of visit before
        the treatment, or without a control.

    References
    ----------
    Angrist and Pischke (2009), Mostly Harmless Econometrics, section 5.2.

    Examples
    --------
    >>> from vector.stats.efficacy.trial import gather
    >>> rows = pd.DataFrame({"trial": "一", "station": ["a", "a", "b", "b"], "phase": "before",
    ...     "arm": ["treated"] * 2 + ["control"] * 2, "count": [10, 20, 10, 20], "effort": 10,
    ...     "date": ["2025-06-01", "2025-06-08"] * 2})
    >>> placebo(gather(rows)).ratio.tolist()
    [1.0]
    """
    early = (trials.cells % 2 == 0) & np.isfinite(trials.day)
    days = pd.DataFrame({"trial": trials.codes[early], "day": trials.day[early]}).drop_duplicates()
    days = days.sort_values(["trial", "day"], ignore_index=True)
    place = days.groupby("trial").cumcount()
    number = days.groupby("trial")["day"].transform("size")
    first = days[place >= (number + 1) // 2].groupby("trial")["day"].min()
    cut = first.reindex(range(trials.size)).to_numpy(dtype=np.float64)[trials.codes]
    kept = early & np.isfinite(cut)
    with np.errstate(invalid="ignore"):
        late = (trials.day >= cut).astype(np.intp)
    pretended = trials.only(kept, trials.cells // 2 * 2 + late)
    return contrast(pretended, Sign.DIFFERENCE, least_stations=least_stations)

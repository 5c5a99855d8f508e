"""Are two dose–response lines parallel, or the same? Likelihood-ratio tests, and the potency."""

import numpy as np
import pandas as pd
from scipy import special

from vector.stats.bioassay.assays import Assays
from vector.stats.bioassay.curve import fit
from vector.stats.bioassay.lethal import power
from vector.stats.bioassay.link import Link
from vector.stats.bioassay.reason import Reason, give
from vector.stats.bioassay.scoring import Solution, Trials, solve
from vector.stats.density import Floats

# R's own default, with which the published tests were made; the potency depends on it from the
# seventh digit on.
DEFAULT = 1e-8


def parallelism(
    first: Assays, second: Assays, link: Link = Link.PROBIT, *, flat_level: float = 1.0
) -> pd.DataFrame:
    """Test whether the lines of paired assays are parallel, and whether they are one.

    Twice the loss of log likelihood when both share one slope (χ² with 1 degree of freedom), and
    when they share the whole line (2). Under a common slope b the relative potency is
    LC_first/LC_second = 10^((a_second - a_first)/b), one figure for every percentage.

    Parameters
    ----------
    first, second : Assays
        Of one size, paired by position.
    link : Link
        Probit unless another is given.
    flat_level : float
        As for :func:`~vector.stats.bioassay.curve.fit`; flat lines are compared unless less than
        1 is given.

    Returns
    -------
    DataFrame
        ``assay, lr_parallel, p_parallel, lr_equal, p_equal, potency, reason``; no figures where
        either assay has no line.

    Raises
    ------
    ValueError
        When the sizes do not pair.

    References
    ----------
    Finney (1971), section 6.2; Robertson et al. (2017), section 3.4.

    Examples
    --------
    >>> from vector.stats.bioassay import gather
    >>> doses, tested = [1, 2, 4, 8, 16, 32], [20] * 6
    >>> female = gather([0] * 6, doses, tested, [0, 2, 6, 10, 12, 16])
    >>> male = gather([0] * 6, doses, tested, [1, 4, 9, 13, 18, 20])
    >>> parallelism(female, male)[["p_parallel", "potency"]].round(3).values.tolist()
    [[0.18, 2.047]]
    """
    if first.size != second.size:
        raise ValueError(f"{first.size} assays cannot be paired with {second.size}")
    link = Link(link)
    lines = [fit(each, link, flat_level=flat_level) for each in (first, second)]
    reasons = lines[0].reasons.copy()
    bare = lines[1].reasons != Reason.FINE.value
    reasons = np.where((reasons == Reason.FINE.value) & bare, lines[1].reasons, reasons)
    apart = lines[0].loglik + lines[1].loglik
    common, one = _shared(first, second, link, reasons)
    give(reasons, ~(common.converged & one.converged), Reason.NOT_CONVERGED)
    given = np.where(reasons == Reason.FINE.value, 1.0, np.nan)
    parallel = np.maximum(2 * (apart - common.loglik), 0) * given
    equal = np.maximum(2 * (apart - one.loglik), 0) * given
    columns = {
        "assay": np.arange(first.size),
        "lr_parallel": parallel,
        "p_parallel": special.chdtrc(1, parallel),
        "lr_equal": equal,
        "p_equal": special.chdtrc(2, equal),
        "potency": _potency(common) * given,
        "reason": reasons,
    }
    return pd.DataFrame(columns)


def _shared(
    first: Assays, second: Assays, link: Link, reasons: np.ndarray
) -> tuple[Solution, Solution]:
    """Return the fits with one slope and two intercepts, and with one line."""
    codes = np.concatenate([first.codes, second.codes])
    dose = np.concatenate([first.dose, second.dose])
    number = np.concatenate([first.number, second.number])
    dead = np.concatenate([first.dead, second.dead])
    rows = reasons[codes] == Reason.FINE.value
    middle = np.bincount(codes, dose, first.size) / np.maximum(
        np.bincount(codes, minlength=first.size), 1
    )
    line = (dose - middle[codes])[rows]
    is_second = (np.arange(len(codes)) >= len(first.codes))[rows]
    both = np.column_stack([~is_second, is_second, line]).astype(np.float64)
    single = np.column_stack([np.ones(len(line)), line])
    fits = (
        solve(Trials(first.size, codes[rows], design, number[rows], dead[rows]), link, DEFAULT)
        for design in (both, single)
    )
    return next(fits), next(fits)


def _potency(common: Solution) -> Floats:
    level, other, slope = common.coefficients.T
    with np.errstate(divide="ignore", invalid="ignore"):
        return power((other - level) / slope)

"""Links 联系函数: how the share that dies depends on a straight line in log dose.

The guards at the ends (no share nearer to 0 or 1 than the machine's precision) are those of R's
``binomial`` family, so that fits agree with ``glm`` step by step.
"""

from enum import StrEnum

import numpy as np
from scipy import special

from vector.stats.density import Floats

EPS = float(np.finfo(np.float64).eps)
FURTHEST = -float(special.ndtri(EPS))


class Link(StrEnum):
    """Probit and logit are symmetric; cloglog and loglog rise fast at one end."""

    PROBIT = "probit"
    LOGIT = "logit"
    CLOGLOG = "cloglog"
    LOGLOG = "loglog"


def predictor(link: Link, share: Floats) -> Floats:
    """Return the value of the line at which a share dies.

    probit Φ⁻¹(p); logit ln(p/(1-p)); cloglog ln(-ln(1-p)); loglog -ln(-ln p).

    Parameters
    ----------
    link : Link
    share : float64 array
        Shares strictly between 0 and 1.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, 2nd ed., section 4.3.

    Examples
    --------
    >>> predictor(Link.LOGIT, np.array([0.5, 0.75])).round(4).tolist()
    [0.0, 1.0986]
    """
    match link:
        case Link.PROBIT:
            return np.asarray(special.ndtri(share))
        case Link.LOGIT:
            return np.asarray(special.logit(share))
        case Link.CLOGLOG:
            return np.log(-np.log1p(-share))
    return -np.log(-np.log(share))


def share(link: Link, eta: Floats) -> Floats:
    """Return the share that dies at a value of the line, never quite 0 or 1.

    Parameters
    ----------
    link : Link
    eta : float64 array
        Values of the line.

    Examples
    --------
    >>> share(Link.PROBIT, np.array([0.0, 1.6449])).round(4).tolist()
    [0.5, 0.95]
    """
    match link:
        case Link.PROBIT:
            return np.asarray(special.ndtr(np.clip(eta, -FURTHEST, FURTHEST)))
        case Link.LOGIT:
            return np.asarray(np.clip(special.expit(eta), EPS, 1 - EPS))
        case Link.CLOGLOG:
            return np.clip(-np.expm1(-np.exp(np.minimum(eta, 700.0))), EPS, 1 - EPS)
    return 1 - share(Link.CLOGLOG, -eta)


def steepness(link: Link, eta: Floats) -> Floats:
    """Return the derivative of the share by the line, never quite 0.

    Parameters
    ----------
    link : Link
    eta : float64 array
        Values of the line.

    Examples
    --------
    >>> steepness(Link.LOGIT, np.array([0.0])).tolist()
    [0.25]
    """
    match link:
        case Link.PROBIT:
            return np.asarray(np.maximum(np.exp(-eta * eta / 2) / np.sqrt(2 * np.pi), EPS))
        case Link.LOGIT:
            return np.asarray(np.maximum(special.expit(eta) * special.expit(-eta), EPS))
        case Link.CLOGLOG:
            near = np.minimum(eta, 700.0)
            return np.asarray(np.maximum(np.exp(near - np.exp(near)), EPS))
    return steepness(Link.CLOGLOG, -eta)

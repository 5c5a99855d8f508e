"""The five kinds of empty 五种空: why a place has no figure, and which zero is a true zero.

A blank is never a zero, and a failed effort is neither. Where several could be said, what was
reported decides before what was asked for.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Empty(StrEnum):
    """Why there is nothing to show; FILLED is no kind of empty."""

    FILLED = ""
    NOT_REQUIRED = "not_required"
    NOT_DUE = "not_due"
    NOT_REPORTED = "not_reported"
    ZERO = "zero"
    NO_EFFORT = "no_effort"


def classify(
    required: ArrayLike,
    due: ArrayLike,
    reported: ArrayLike,
    denominator: ArrayLike,
    numerator: ArrayLike,
) -> NDArray[np.str_]:
    """Decide for every place and period whether it has a figure, and if not, why.

    Parameters
    ----------
    required, due, reported : array_like of bool
        Whether the programme asks for it, whether its day has passed, whether a survey came.
    denominator, numerator : array_like of float
        Pooled effort and count; NaN where unknown. Only looked at where reported.

    Returns
    -------
    ndarray of str
        :class:`Empty` values, of the broadcast shape. A survey nobody asked for still counts.

    Examples
    --------
    >>> nan = float("nan")
    >>> classify([1, 1, 1, 1, 0], [1, 1, 1, 0, 0], [1, 1, 0, 0, 0],
    ...          [0, 200, nan, nan, nan], [0, 0, nan, nan, nan]).tolist()
    ['no_effort', 'zero', 'not_reported', 'not_due', 'not_required']
    """
    asked, passed, came = (np.asarray(each, dtype=bool) for each in (required, due, reported))
    effort, count = np.asarray(denominator, float), np.asarray(numerator, float)
    asked, passed, came, effort, count = np.broadcast_arrays(asked, passed, came, effort, count)
    kinds = [
        (came & np.isnan(effort), Empty.NOT_REPORTED),
        (came & (effort <= 0), Empty.NO_EFFORT),
        (came & np.isnan(count), Empty.NOT_REPORTED),
        (came & (count == 0), Empty.ZERO),
        (came, Empty.FILLED),
        (~asked, Empty.NOT_REQUIRED),
        (~passed, Empty.NOT_DUE),
    ]
    found = np.select(
        [where for where, _ in kinds], [kind.value for _, kind in kinds], Empty.NOT_REPORTED.value
    )
    return np.asarray(found, dtype=np.str_)

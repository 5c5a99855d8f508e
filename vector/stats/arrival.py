"""Arrival 报送时限: whether what was asked for came, and whether it came by its day.

Every survey that was asked for has exactly one of these; so those that are expected are always the
sum of on time, late, undated, missing and not yet due.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vector.stats.empty import Empty


class Arrival(StrEnum):
    """How a survey that was asked for came; UNASKED where none was.

    UNDATED 补录: it was due before the service took its first upload, so nobody knows when it was
    first reported.
    """

    UNASKED = ""
    ON_TIME = "on_time"
    LATE = "late"
    UNDATED = "undated"
    MISSING = "missing"
    NOT_DUE = "not_due"


EXPECTED = tuple(kind for kind in Arrival if kind)


def arrive(
    required: ArrayLike, empty: ArrayLike, due: ArrayLike, reported: ArrayLike, since: object
) -> NDArray[np.str_]:
    """Decide how each survey that was asked for arrived.

    Parameters
    ----------
    required : array_like of bool
        Whether it was asked for.
    empty : array_like of str
        What :func:`vector.stats.empty.classify` says of it.
    due, reported : array_like of datetime64[D]
        By which day it was asked for, and when it was first reported; NaT for none.
    since : date or None
        The day of the service's first upload; None before that.

    Returns
    -------
    ndarray of str
        :class:`Arrival` values. A failed effort has arrived: it was reported.

    Examples
    --------
    >>> arrive([1, 1, 1, 1, 0], ["", "zero", "no_effort", "not_reported", ""],
    ...        ["2026-05-28", "2026-05-28", "2026-04-28", "2026-05-28", "NaT"],
    ...        ["2026-05-28", "2026-05-29", "2026-05-02", "NaT", "2026-05-02"],
    ...        "2026-05-01").tolist()
    ['on_time', 'late', 'undated', 'missing', '']
    """
    asked, kinds = np.asarray(required, dtype=bool), np.asarray(empty, dtype=np.str_)
    days, came = (np.asarray(each, dtype="datetime64[D]") for each in (due, reported))
    begun = np.datetime64("NaT") if since is None else np.datetime64(str(since), "D")
    cases = [
        (~asked, Arrival.UNASKED),
        (kinds == Empty.NOT_DUE.value, Arrival.NOT_DUE),
        (kinds == Empty.NOT_REPORTED.value, Arrival.MISSING),
        (days < begun, Arrival.UNDATED),
        (came <= days, Arrival.ON_TIME),
    ]
    found = np.select(
        [where for where, _ in cases], [kind.value for _, kind in cases], Arrival.LATE.value
    )
    return np.asarray(found, dtype=np.str_)

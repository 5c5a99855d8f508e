"""Why a bioassay gives no number, or with what caution its number must be read."""

from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vector.stats.sentence import Language, say_from

REASONS = Path(__file__).with_name("reasons.toml")
Reasons = NDArray[np.object_]


class Reason(StrEnum):
    """A code per reason; its sentence is data. ``FINE`` is none."""

    FINE = ""
    IMPOSSIBLE = "impossible"
    NO_INSECTS = "no_insects"
    CONTROL_ALL = "control_all"
    CONTROL_HIGH = "control_high"
    ONE_DOSE = "one_dose"
    NO_DEATHS = "no_deaths"
    ALL_DEAD = "all_dead"
    ALL_OR_NONE = "all_or_none"
    FLAT = "flat"
    NEGATIVE_SLOPE = "negative_slope"
    NOT_CONVERGED = "not_converged"
    NO_FINITE_LIMITS = "no_finite_limits"
    NO_REFERENCE = "no_reference"
    NOT_TRIMMED = "not_trimmed"
    NOT_CLASSIFIED = "not_classified"
    HETEROGENEOUS = "heterogeneous"
    EXTRAPOLATED = "extrapolated"
    UNTESTABLE = "untestable"
    NO_CONTROL = "no_control"
    CORRECTED = "corrected"
    FEW_TESTED = "few_tested"
    CLASS_SPANS = "class_spans"
    REPEATED = "repeated"
    NOT_DIFFERENT = "not_different"
    NOT_PARALLEL = "not_parallel"


def explain(reason: str, language: Language = "zh", **values: object) -> str:
    """Return a reason as a sentence; the empty reason as nothing.

    Raises
    ------
    KeyError
        When there is no such reason, or its sentence needs a value that was not given.

    Examples
    --------
    >>> explain(Reason.ONE_DOSE, "en")
    'a single dose (or time) gives no line'
    >>> explain("")
    ''
    """
    return say_from(REASONS, reason, language, **values) if reason else ""


def fine(size: int) -> Reasons:
    """Return the empty reason, so many times.

    Examples
    --------
    >>> fine(2).tolist()
    ['', '']
    """
    return np.full(size, Reason.FINE.value, dtype=object)


def give(reasons: Reasons, where: NDArray[np.bool_], reason: Reason) -> None:
    """Write a reason where there is none yet: the first one that was found stands.

    Examples
    --------
    >>> reasons = fine(2)
    >>> give(reasons, np.array([True, False]), Reason.FLAT)
    >>> give(reasons, np.array([True, True]), Reason.ONE_DOSE)
    >>> reasons.tolist()
    ['flat', 'one_dose']
    """
    reasons[where & (reasons == Reason.FINE.value)] = reason.value

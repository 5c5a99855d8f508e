"""When a flag worsens and when it clears: exact comparisons against lines derived from its limit.

A flag raised beyond a limit clears only on the good side of a stricter line, so that a density
swinging around the limit does not raise and clear it in turn. It worsens when the excess doubles,
and once more when it doubles again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from vector.report.evidence import Bound, Companion, Evidence
from vector.report.telling import Lines

WHOLE = Fraction(100)
LEAST = 1
DOUBLINGS = (Fraction(2), Fraction(4))


def clear_line(bound: Bound, ratio: Fraction) -> Fraction:
    """Return the value at which a flag clears, in the index's unit.

    Parameters
    ----------
    bound : Bound
        The limit.
    ratio : Fraction
        ``rules.clear_ratio``, between 0 and 1.

    Returns
    -------
    Fraction
        ``ratio × limit`` where high is bad; where low is bad (a rate of sound proofing, in %),
        the same part of the shortfall: ``limit + (1 − ratio) × (100 − limit)``.

    Examples
    --------
    >>> proofing = Bound(value="93", worse="low", text="", source="", confidence="certain")
    >>> clear_line(proofing, Fraction(4, 5))
    Fraction(472, 5)
    """
    if bound.worse == "high":
        return ratio * bound.value
    return bound.value + (1 - ratio) * (WHOLE - bound.value)


def clears(value: Fraction, bound: Bound, ratio: Fraction) -> bool:
    """Return whether a value lies on the good side of the clear line.

    Examples
    --------
    >>> rats = Bound(value="5", worse="high", text="", source="", confidence="certain")
    >>> [clears(Fraction(value), rats, Fraction(4, 5)) for value in (4, 5)]
    [True, False]
    """
    line = clear_line(bound, ratio)
    return value <= line if bound.worse == "high" else value >= line


def severity(value: Fraction, bound: Bound) -> int:
    """Return how far beyond its limit a value is: 1, from twice the limit 2, from four times 3.

    Where low is bad, the shortfalls from 100 % are compared. Against a limit of 0 (an absolute
    clause) the severity is 1, because nothing is twice nothing.

    Examples
    --------
    >>> rats = Bound(value="5", worse="high", text="", source="", confidence="certain")
    >>> [severity(Fraction(value), rats) for value in (6, 10, 20)]
    [1, 2, 3]
    """
    excess, limit = value, bound.value
    if bound.worse == "low":
        excess, limit = WHOLE - value, WHOLE - bound.value
    if limit <= 0:
        return LEAST
    return LEAST + sum(excess >= times * limit for times in DOUBLINGS)


@dataclass(frozen=True)
class Clearing:
    """Whether a flagged place clears, on what evidence, and by which lines."""

    clear: bool
    evidence: Evidence
    lines: Lines


def clearing(
    found: Evidence,
    blamed: Companion | None,
    pairs: Sequence[Companion],
    ratio: Fraction,
    *,
    known: bool,
) -> Clearing:
    """Hold a flagged place against its clear line, its pair included.

    Parameters
    ----------
    found : Evidence
        The present state of a place that is not beyond its limit.
    blamed : Companion or None
        The count per positive unit that was beyond when the flag was last told of.
    pairs : sequence of Companion
        The counts per positive unit of the present.
    ratio : Fraction
        ``rules.clear_ratio``.
    known : bool
        Whether no count per positive unit is missing.

    Returns
    -------
    Clearing
        Its evidence names the companion on which the clearing turns: one that still holds the
        flag though the rate itself would clear, else the one that was to blame.
    """
    own = clears(found.value, found.bound, ratio)
    held = [pair for pair in pairs if not clears(pair.value, pair.bound, ratio)]
    before = [pair for pair in pairs if blamed is not None and pair.name == blamed.name]
    named = next(iter(held or before), None)
    told = named if own else None
    lines = Lines(
        own=clear_line(found.bound, ratio),
        pair=clear_line(told.bound, ratio) if told else None,
        lapsed=blamed.name if blamed is not None and not named else "",
        unknown=own and not held and not known,
    )
    # An estimate may lie far beyond its limit and yet not be sure enough to count as beyond.
    evidence = found.model_copy(update={"companion": named, "severity": LEAST})
    return Clearing(own and not held and known, evidence, lines)

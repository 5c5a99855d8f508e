"""Indices 指标: how each is computed, and, by its kind, what may be said of it.

The kind is a type. Only a :class:`GradedIndex` can be given limits with letters, only a
:class:`BandedIndex` bands, only an :class:`AbsoluteIndex` an absolute clause; a
:class:`DensityIndex` (a routine monitoring density) has none of them, so no code path can put
an A, B or C on it.
"""

from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field as Spec

from vector.catalog.entry import Exact, Named


class Family(StrEnum):
    """The sampling law of an index, which decides its interval.

    ``proportion``: k of n; ``rate``: a count per effort; ``ratio``: a count per positive unit;
    ``count``: the numerator alone, judged against an absolute clause; its denominator only says
    how much was inspected.
    """

    PROPORTION = "proportion"
    RATE = "rate"
    RATIO = "ratio"
    COUNT = "count"


class Formula(Named):
    """What every index has: value = times × Σ numerator / Σ denominator.

    Attributes
    ----------
    numerator : tuple of str
        Field ids that are summed; a leading ``-`` subtracts.
    denominator : tuple of str
        Field ids that are multiplied within one survey, then summed over surveys.
    times : Fraction
        The factor that brings the quotient to the unit, in natural units of the fields.
    multiplier : Fraction
        ``times`` for fields kept as whole numbers of their resolution; set by the loader.
    worse : {"high", "low"}
        Which side is bad: densities are bad when high, proofing rates when low.
    needs_positive : str
        For a count per positive unit: the rate it belongs to. No positive unit means the count
        is not applicable and satisfied, not unsurveyed.
    min_effort : int
        The least denominator (in stored units) on which a band or a density may raise or clear a
        flag; a level and an absolute clause raise one on any, and clear it on this at most.
    """

    group: str
    family: Family
    methods: tuple[str, ...]
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    times: Annotated[Exact, Spec(gt=0)] = Fraction(1)
    multiplier: Exact = Fraction(1)
    unit: str
    worse: Literal["high", "low"] = "high"
    needs_positive: str = ""
    min_effort: int = Spec(default=1, ge=1)

    @property
    def together(self) -> tuple[str, ...]:
        """The ids of the index and of those that it cannot be judged without."""
        return (self.id, self.needs_positive) if self.needs_positive else (self.id,)


class GradedIndex(Formula):
    """An inspection index graded A, B, C or worse by a national standard.

    ``paired_with`` names the counts per positive unit whose limits must hold as well.
    """

    kind: Literal["graded"] = "graded"
    paired_with: tuple[str, ...] = ()

    @property
    def together(self) -> tuple[str, ...]:
        """The ids of the index and of those that its level hangs on.

        Examples
        --------
        >>> from vector.catalog import load
        >>> load().indices["dip_positive_rate"].together
        ('dip_positive_rate', 'larvae_per_positive_dip')
        """
        return (*super().together, *self.paired_with)


class BandedIndex(Formula):
    """An Aedes index judged by a named risk profile."""

    kind: Literal["banded"] = "banded"


class DensityIndex(Formula):
    """A routine monitoring density: never a letter, never a band."""

    kind: Literal["density"] = "density"


class AbsoluteIndex(Formula):
    """A clause that allows none at all, such as flies where ready-to-eat food is sold."""

    kind: Literal["absolute"] = "absolute"


Index = GradedIndex | BandedIndex | DensityIndex | AbsoluteIndex
AnyIndex = Annotated[Index, Spec(discriminator="kind")]

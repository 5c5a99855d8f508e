"""Insecticide resistance 抗药性: class schemes, the rules of Abbott's correction, and settings."""

from typing import Annotated, Literal

from pydantic import Field

from vector.catalog.entry import Exact, Named, Row, Sourced

Share = Annotated[float, Field(gt=0, lt=1)]


class Class(Row):
    """One class of a scheme: values below ``below``, or up to ``upto``; the last has neither."""

    id: str
    zh: str
    en: str
    below: Exact | None = None
    upto: Exact | None = None


class Scheme(Named):
    """A class scheme 抗性分级方案: what is measured, and its classes from the lowest value up.

    ``measure`` is the mortality at a discriminating dose in %, or the resistance ratio;
    ``subject`` says for which insects and test it is meant.
    """

    measure: Literal["mortality", "ratio"]
    subject_zh: str
    subject_en: str
    classes: tuple[Class, ...]


class AbbottRule(Named):
    """What a control mortality means: corrected from one percentage, repeated above another."""

    correct_from: Annotated[Exact, Field(ge=0, le=100)]
    repeat_above: Annotated[Exact, Field(ge=0, lt=100)]


class BioassaySettings(Sourced):
    """Numbers that decide how a bioassay is read.

    Attributes
    ----------
    heterogeneity_level : float
        Below this p of Pearson's χ² the variances are multiplied by χ²/df, and t replaces z.
    flat_level : float
        At or above this p of the test of the slope no lethal dose is given.
    least_tested : int
        A discriminating dose on fewer insects is told with a caution.
    abbott, mortality_scheme, ratio_scheme : str
        The rule and the schemes used unless others are asked for.
    """

    heterogeneity_level: Share
    flat_level: Share
    least_tested: int = Field(ge=1)
    abbott: str
    mortality_scheme: str
    ratio_scheme: str

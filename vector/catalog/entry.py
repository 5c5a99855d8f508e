"""What every catalogue row shares: an id, its names, and how sure we are of it."""

from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer


class Confidence(StrEnum):
    """How a fact is known.

    ``certain``: two independent sources; ``likely``: one; ``recalled``: from an expert's memory;
    ``inferred``: derived from published numbers.
    """

    CERTAIN = "certain"
    LIKELY = "likely"
    RECALLED = "recalled"
    INFERRED = "inferred"


def exact(value: Any) -> Fraction:
    """Read a number without rounding; floats are refused because TOML has already rounded them.

    Examples
    --------
    >>> exact("0.1") + exact("0.2") == exact("0.3")
    True
    """
    if isinstance(value, bool | float):
        raise ValueError(f"应写作带引号的小数或整数，例如 '0.5'，而不是 {value!r}")
    try:
        return Fraction(value)
    except (ValueError, TypeError, ZeroDivisionError) as error:
        raise ValueError(f"应写作带引号的小数或整数，例如 '0.5'，而不是 {value!r}") from error


Exact = Annotated[
    Fraction,
    BeforeValidator(exact),
    PlainSerializer(str, return_type=str),
]


class Row(BaseModel):
    """A catalogue row: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Sourced(Row):
    """A row that states a fact, so it names its source and how sure we are of it."""

    source: str
    confidence: Confidence

    @property
    def certain(self) -> bool:
        """Whether the fact may be shown without a caution."""
        return self.confidence is Confidence.CERTAIN


class Named(Sourced):
    """A sourced row with an id and names in both languages."""

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    note: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What the row is called: its id, its names and its aliases."""
        return (self.id, self.zh, self.en, *self.aliases)

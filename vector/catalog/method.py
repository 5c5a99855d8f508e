"""Monitoring methods 监测方法: what is set out, what is counted, what counts as effective."""

from enum import StrEnum
from typing import Literal

from vector.catalog.entry import Named, Row


class Role(StrEnum):
    """Whether a field says how much was looked at, or what was found."""

    EFFORT = "effort"
    TALLY = "tally"


class Field(Row):
    """One number on a method's form.

    ``decimals`` is the resolution kept: values are stored as whole numbers of
    ``10**-decimals`` units, so that sums and comparisons stay exact. ``aliases`` are the headers
    met in uploads, in order of preference: where two columns of a sheet fit one field, the alias
    that stands first wins. ``usual`` is the value the programme prescribes (a cage stands one
    day); a layout whose form has no such column may take it, with a warning.
    """

    id: str
    zh: str
    en: str
    unit: str
    role: Role
    required: bool = True
    decimals: int = 0
    usual: int | None = None
    aliases: tuple[str, ...] = ()


class Check(Row):
    """A relation every survey must satisfy: the sum of ``left`` op the sum of ``right``.

    ``implies``: where the left sum is above 0, the right one must be too. A check with a missing
    field is passed over.
    """

    left: tuple[str, ...]
    op: Literal["<=", "<", "==", "implies"]
    right: tuple[str, ...]
    severity: Literal["error", "warning"] = "error"


class Method(Named):
    """A way of counting, with its form.

    Attributes
    ----------
    group : str
        The vector group the method belongs to.
    standard : str
        The standard or programme that describes it.
    effective : str
        In words, what makes a trap, sheet, lamp or room count as effective.
    cadence : {"week", "month"}
        The period whose surveys are pooled when the present state of a place is judged.
    one_of : tuple of tuples of str
        Field ids of which at least one must be given.
    species : bool
        Whether the catch may be split by species.
    species_total : str
        The field that the species counts must sum to.
    """

    group: str
    standard: str = ""
    effective: str
    cadence: Literal["week", "month"] = "month"
    fields: tuple[Field, ...]
    checks: tuple[Check, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    species: bool = False
    species_total: str = ""

    def field(self, field_id: str) -> Field:
        """Return the field of that id."""
        for field in self.fields:
            if field.id == field_id:
                return field
        raise KeyError(field_id)

    @property
    def required(self) -> tuple[str, ...]:
        """The ids of the fields that every survey must give."""
        return tuple(field.id for field in self.fields if field.required)

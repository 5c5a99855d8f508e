"""What a method's sheet of the own template has: its name, its columns, rows that fill it rightly.

Its words stand in ``template.toml``; what a sheet must have stands in the catalogue.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vector.catalog import Catalog
from vector.catalog.method import Field, Method, Role
from vector.intake.layout import SPECIES

NAME_LIMIT = 31
"""A spreadsheet allows no longer sheet name."""

_FORBIDDEN = str.maketrans("/\\?*[]:", "／＼？＊［］：")


@dataclass(frozen=True)
class Column:
    """One column of a sheet: where its numbers come from, its header, its note."""

    target: str
    header: str
    note: str
    width: int = 12
    field: Field | None = None
    example: Any = ""

    @property
    def counted(self) -> bool:
        """Whether it holds numbers."""
        return self.field is not None or self.target.startswith(SPECIES)


def sheet_name(method: Method) -> str:
    """Return the name of a method's sheet.

    Examples
    --------
    >>> from vector.catalog import load
    >>> sheet_name(load().methods["snap_trap"])
    '夹夜法'
    """
    return method.zh.translate(_FORBIDDEN)[:NAME_LIMIT]


@cache
def words() -> dict[str, Any]:
    """Read the words of the template, once."""
    path = Path(__file__).parent / "template.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def columns(method: Method, catalog: Catalog) -> list[Column]:
    """Return the columns of a method's sheet: places, fields, species, note."""
    places = [
        Column(place["target"], place["zh"], place["note"], place["width"], None, place["example"])
        for place in words()["place"]
    ]
    fields = [_field_column(field, method) for field in method.fields]
    return [*places[:-1], *fields, *_species_columns(method, catalog), places[-1]]


def _field_column(field: Field, method: Method) -> Column:
    text = words()["text"]
    usual = text["usual"].format(usual=field.usual) if field.usual is not None else ""
    effort = field.role is Role.EFFORT
    effective = text["effective"].format(effective=method.effective) if effort else ""
    note = text["field"].format(
        required=text["required"] if field.required else "",
        zh=field.zh,
        en=field.en,
        unit=field.unit,
        note=usual + effective,
    )
    mark = "*" if field.required else ""
    header = text["header"].format(zh=field.zh, unit=field.unit, mark=mark)
    return Column(field.id, header, note, max(10, 2 * len(header)), field)


def _species_columns(method: Method, catalog: Catalog) -> Iterator[Column]:
    if not method.species:
        return
    total = method.field(method.species_total).zh
    for kind in catalog.species.values():
        if kind.group == method.group:
            note = words()["text"]["species"].format(zh=kind.zh, latin=kind.latin, total=total)
            yield Column(SPECIES + kind.zh, kind.zh, note, max(8, 2 * len(kind.zh) + 2))


def example_rows(shown: Sequence[Column]) -> list[list[Any]]:
    """Return rows that fill a method's sheet rightly: none caught, one caught, not carried out."""
    return [[_example(column, row, shown) for column in shown] for row in words()["example_row"]]


def _example(column: Column, row: Mapping[str, Any], shown: Sequence[Column]) -> Any:
    if column.target == "note":
        return row["note"]
    if not column.counted:
        return column.example or None
    if column.field is not None:
        return row.get(column.field.role.value)
    first = next(other for other in shown if other.target.startswith(SPECIES))
    return row.get("tally") if column is first else None

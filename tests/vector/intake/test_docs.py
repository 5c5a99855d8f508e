"""The documented column contract of the long form is the catalogue's and the program's."""

import re
from datetime import date
from pathlib import Path

import pytest

from vector.intake import read
from vector.intake.layout import layouts

DOCS = Path(__file__).parents[3] / "docs"
LONG = (DOCS / "long-csv.md").read_text(encoding="utf-8")


def table(title):
    """Return the cells of the table under a heading."""
    section = LONG.split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_documented_columns_are_those_of_the_layout():
    long = next(layout for layout in layouts() if layout.id == "long")
    documented = {row[0].strip("`") for row in table("Columns of every row")}
    assert documented == {*long.columns, "species:NAME"}


def test_the_documented_fields_are_those_of_the_catalogue(catalog):
    documented = {row[0]: row[1:] for row in table("Fields by method")}
    assert set(documented) == set(catalog.methods)
    for method in catalog.methods.values():
        zh, fields, decimals, total = documented[method.id]
        required = ", ".join(f"{f.id}{'*' if f.required else ''}" for f in method.fields)
        choices = "".join("; " + "/".join(group) for group in method.one_of)
        assert (zh, fields) == (method.zh, required + choices)
        assert decimals == ", ".join(f"{f.id} {f.decimals}" for f in method.fields if f.decimals)
        assert total == method.species_total


def test_the_documented_rules_are_as_many_as_the_catalogue_has(catalog):
    documented = [row[0] for row in table("Rules between fields")]
    counted = {method: documented.count(method) for method in documented}
    assert counted == {m.id: len(m.checks) for m in catalog.methods.values() if m.checks}


def test_the_documented_example_is_read(catalog):
    (example,) = re.findall(r"```csv\n(.*?)```", LONG, re.DOTALL)
    reading = read(example.encode(), "例.csv", catalog, today=date(2026, 1, 31))
    assert (reading.layout, reading.accepted, len(reading.faults)) == ("long", 2, 0)


@pytest.mark.parametrize("layout", layouts(), ids=lambda layout: layout.id)
def test_every_layout_is_named_in_the_manual(layout):
    assert f"`{layout.id}`" in (DOCS / "uploads.md").read_text(encoding="utf-8")

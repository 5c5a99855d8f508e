"""The own template can be filled and read back."""

import io
from datetime import date

import pandas as pd
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from vector.errors import VectorError
from vector.intake import read, template

TODAY = date(2026, 1, 31)


def opened(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


def filled(content, rows_of):
    """Copy a template and write rows under each method's header, as a user does."""
    source, copy = opened(content), io.BytesIO()
    with xlsxwriter.Workbook(copy, {"in_memory": True}) as book:
        for name in source.sheet_names:
            sheet = book.add_worksheet(name)
            rows = source.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for row, cells in enumerate([*rows, *rows_of(name, rows)]):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_string(row, column, cell.isoformat())
                    elif cell not in ("", None):
                        sheet.write(row, column, cell)
    return copy.getvalue()


def test_every_method_filled_as_in_the_example_is_read_without_an_error(catalog):
    sheets = {template.sheet_name(m): m for m in catalog.methods.values()}

    def rows_of(name, rows):
        if name not in sheets:
            return []
        lines = template.example_rows(template.columns(sheets[name], catalog))
        return [[f"2025-08-0{n}" if isinstance(c, date) else c for c in line]
                for n, line in enumerate(lines, start=1)]  # fmt: skip

    reading = read(filled(template.write(catalog), rows_of), "模板.xlsx", catalog, today=TODAY)
    assert reading.layout == "own"
    assert set(reading.tables) == set(catalog.methods)
    assert reading.held == 0
    assert reading.skipped == {"no_data": len(catalog.methods)}
    assert set(reading.faults["code"]) == {"no_data_row"}
    for method, table in reading.tables.items():
        tallies = [f.id for f in catalog.methods[method].fields if f.role == "tally"]
        assert (table[tallies].to_numpy() == [[0] * len(tallies), [1] * len(tallies)]).all()


def test_what_was_read_can_be_written_as_a_template_and_read_again(catalog):
    text = (
        "station,street,date,method,habitat,note,set,effective,caught,species:褐家鼠,km,signs\n"
        "甲,东街,2025-08-01,snap_trap,菜市场,雨,10,9,2,2,,\n"
        "乙,,2025-08-02,snap_trap,,,,9,0,,,\n"
        "丙,西街,2025-08-01,rodent_route,,,,,,,1.234,7\n"
    )
    first = read(text.encode(), "a.csv", catalog, today=TODAY)
    content = template.write(catalog, tables=first.tables)
    second = read(content, "b.xlsx", catalog, today=TODAY)
    for method, table in first.tables.items():
        known = table.drop(columns=["sheet", "row"])
        again = second.tables[method][known.columns]
        pd.testing.assert_frame_equal(known, again, check_categorical=False)


def test_the_empty_template_has_no_rows_and_its_example_is_not_read(catalog):
    reading = read(template.write(catalog, ["rodent"]), "模板.xlsx", catalog)
    assert reading.tables == {}
    assert reading.faults["code"].tolist() == ["no_rows"]


def test_the_inspection_template_holds_the_graded_methods(catalog):
    names = opened(template.write(catalog, kind="inspection")).sheet_names
    assert names[:2] == ["填表说明", "示例"]
    assert {"鼠迹法(室内)", "路径法(鼠)", "勺捕法", "目测法(成蝇)", "目测法(蜚蠊)"} <= set(names)
    assert "夹夜法" not in names


@pytest.mark.parametrize("kind", ["inspection", "monitoring"])
def test_the_two_kinds_share_no_method_and_leave_none_out(catalog, kind):
    chosen = {method.id for method in template.methods(catalog, kind=kind)}
    other = "monitoring" if kind == "inspection" else "inspection"
    rest = {method.id for method in template.methods(catalog, kind=other)}
    assert chosen | rest == set(catalog.methods)
    assert not chosen & rest


def test_only_the_groups_asked_for(catalog):
    assert {m.group for m in template.methods(catalog, ["fly"])} == {"fly"}
    with pytest.raises(VectorError, match="狗"):
        template.write(catalog, ["狗"])


def test_a_drop_down_offers_the_habitats_of_the_group(catalog):
    content = template.write(catalog, ["fly"], kind="monitoring")
    lists = opened(content).get_sheet_by_name("选项").to_python()
    offered = {cell for row in lists for cell in row if cell}
    assert offered == {h.zh for h in catalog.habitats.values() if "fly" in h.groups}


def test_sheet_names_are_allowed_and_distinct(catalog):
    names = [template.sheet_name(method) for method in catalog.methods.values()]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 31 and not set(name) & set("/\\?*[]:") for name in names)

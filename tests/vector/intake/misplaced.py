"""Workbooks whose cells or rows stand where no spreadsheet has any; refused as a whole."""

from parts import xlsx
from specimen import good, refused


def _with_reference(old, new):
    return xlsx(good().replace(f'r="{old}"', f'r="{new}"'))


@refused("broken_file", "“H0”")
def a_cell_in_row_zero():
    return _with_reference("H2", "H0")


@refused("broken_file", "“A0”")
def a_first_cell_in_row_zero():
    return _with_reference("A1", "A0")


@refused("broken_file", "“H02”")
def a_cell_in_a_row_with_a_leading_zero():
    return _with_reference("H2", "H02")


@refused("broken_file", "“h2”")
def a_cell_in_small_letters():
    return _with_reference("H2", "h2")


@refused("broken_file", "“ZZZZZ2”")
def a_cell_in_a_column_that_no_sheet_has():
    return _with_reference("H2", "ZZZZZ2")


@refused("broken_file", "“”")
def a_cell_without_a_place():
    return _with_reference("H2", "")


@refused("broken_file", "另存为")
def a_row_numbered_zero():
    return _with_reference("2", "0")


@refused("broken_file", "另存为")
def a_row_numbered_zero_behind_quotation_marks():
    return xlsx(good().replace('<row r="2"', "<row spans='>' r = '0'"))

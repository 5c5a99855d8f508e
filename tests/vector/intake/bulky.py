"""Small files that would take gigabytes: texts that repeat, cells far away."""

from parts import MAIN, OFFICE, PACKAGE, cells, ods, ods_cell, ods_row, worksheet, xlsx
from specimen import GOOD, HEADER, refused

LINKS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>"
)


@refused("bomb", "文字", "381 MB")
def a_long_text_that_cells_share():
    """Four megabytes of one letter pack into four thousand bytes."""
    shared = f'<sst xmlns="{MAIN}"><si><t>{"a" * 4_000_000}</t></si></sst>'
    row = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c></row>'
    rows = cells([HEADER, GOOD]) + "".join(row.format(number) for number in range(3, 103))
    parts = {"xl/sharedStrings.xml": shared, "xl/_rels/workbook.xml.rels": LINKS}
    return xlsx(worksheet(rows), parts=parts)


@refused("bomb", "文字", file="六月.ods")
def a_long_text_in_repeated_rows():
    repeated = 'table:number-rows-repeated="100000"'
    return ods(ods_row(HEADER) + ods_row(["长" * 3_000, *GOOD[1:]], repeated))


@refused("bomb", "文字", file="六月.ods")
def a_million_rows_that_repeat():
    return ods(ods_row(HEADER) + ods_row(GOOD, 'table:number-rows-repeated="1000000"'))


@refused("bomb", "文字", file="六月.ods")
def spaces_that_are_only_counted():
    spaces = '<text:s text:c="2000000000"/>'
    cell = ods_cell("x").replace("<text:p>x", f"<text:p>{spaces}")
    return ods(ods_row(HEADER) + f"<table:table-row>{cell}</table:table-row>")


@refused("too_many_cells", "XFD600")
def a_stray_cell_far_to_the_right():
    stray = '<row r="600"><c r="XFD600"><v>1</v></c></row>'
    return xlsx(worksheet(cells([HEADER, GOOD]) + stray))


@refused("too_many_cells", "CSV", file="六月.csv")
def a_wide_line_below_many():
    rows = "东门,2025-06-01\n" * 25_000
    return f"监测点位,监测日期\n{rows}{',' * 900}1\n".encode()

"""Files that are read, with faults in their sheets and rows; and odd ones without a fault."""

import io
import zipfile

import biff_writer as biff
import xlsxwriter
from parts import cells, ods, ods_row, worksheet, xlsx
from specimen import GOOD, HEADER, changed, faulty, good, refused, sheet_of

# ---- read, with faults ----


@refused("layout_unknown", "工资表")
def a_sheet_of_something_else():
    rows = [["姓名", "部门", "基本工资"], ["甲", "乙", 1]]
    return xlsx(worksheet(cells(rows)), names=["工资表"])


@faulty("sheet_refused", "蜱")
def a_sheet_that_is_not_watched():
    ticks = [["监测日期", "监测点位", "宿主类型"], ["2025-06-01", "林场", "犬"]]
    return xlsx(good(), worksheet(cells(ticks)), names=["鼠", "蜱"])


@faulty("header_missing", "有效夹数")
def a_header_without_a_needed_column():
    keep = [place for place, name in enumerate(HEADER) if name != "有效夹数"]
    return xlsx(worksheet(cells([[row[place] for place in keep] for row in (HEADER, GOOD)])))


@faulty("value_missing", "第 4 行", "监测点位")
def merged_headers_and_a_gap():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("鼠")
        for column, name in enumerate(HEADER):
            if name not in ("褐家鼠", "小家鼠", "其他"):
                sheet.merge_range(0, column, 1, column, name)
        sheet.merge_range(0, 4, 0, 6, "捕获鼠种")
        sheet.write_row(1, 4, HEADER[4:7])
        sheet.write_row(2, 0, GOOD)
        sheet.write_row(3, 0, changed(监测点位="", 监测日期="2025-06-02"))
    return content.getvalue()


@faulty("date_serial", "A2", "40000")
def a_date_of_forty_thousand_days():
    return sheet_of([changed(监测日期=40000)])


def _since_1904(mark):
    book = zipfile.ZipFile(io.BytesIO(sheet_of([GOOD]))).read("xl/workbook.xml").decode()
    marked = book.replace("<sheets>", f'<workbookPr date1904="{mark}"/><sheets>')
    return sheet_of([changed(监测日期=44408)], parts={"xl/workbook.xml": marked})


@faulty("date_serial", "44408", "2025-08-01")
def a_serial_number_counted_from_1904():
    return _since_1904("1")


@faulty("date_serial", "44408", "2021-07-31")
def a_serial_number_counted_from_1900():
    return _since_1904("0")


@faulty("date_serial", "44408", "2025-08-01", file="六月.xls")
def a_serial_number_counted_from_1904_in_an_old_workbook():
    mode = biff.record(0x0022, b"\1\0")
    return biff.workbook([HEADER, changed(监测日期=44408)], before=mode)


@faulty("date_serial", "44408", "2025-08-01", file="六月.ods")
def a_serial_number_counted_from_1904_in_an_open_document():
    settings = '<table:null-date table:date-value="1904-01-01"/>'
    settings = f"<table:calculation-settings>{settings}</table:calculation-settings>"
    return ods(ods_row(HEADER) + ods_row(changed(监测日期=44408)), settings=settings)


@faulty("date_future", "A2")
def a_date_to_come():
    return sheet_of([changed(监测日期="2099-06-01")])


@faulty("date_early", "A2")
def a_date_of_the_last_century():
    return sheet_of([changed(监测日期="1949-06-01")])


@faulty("date_unreal", "A2", "31")
def a_date_that_does_not_exist():
    return sheet_of([changed(监测日期="2025-06-31")])


@faulty("number_not_whole", "D2", "48.5")
def half_a_trap():
    return sheet_of([changed(有效夹数=48.5)])


@faulty("number_negative", "D2", "-3")
def a_negative_count():
    return sheet_of([changed(有效夹数=-3)])


@faulty("number_text", "H2", "若干")
def a_count_in_words():
    return sheet_of([changed(捕获总数="若干")])


@faulty("number_text", "H2", "1²")
def a_count_with_a_footnote():
    return sheet_of([changed(捕获总数="1²")])


@faulty("date_text", "A2", "2025-6-1 1")
def a_day_with_a_stray_digit():
    return sheet_of([changed(监测日期="2025-6-1 1")])


@faulty("name_long", "B2", "不超过 100 个字")
def a_name_of_a_hundred_and_one_letters():
    return sheet_of([changed(监测点位="东" * 101)])


@faulty("encoding_guessed", "Big5", "UTF-8", file="六月.csv")
def a_text_in_big5_without_a_word_of_the_table():
    return "station,date,method,effective,caught\n東門,2025-06-01,snap_trap,50,2\n".encode("big5")


@faulty("relation", "有效夹数", "第 2 行")
def more_effective_traps_than_set():
    return sheet_of([changed(有效夹数=60)])


@faulty("relation", "第 2 行")
def full_width_digits_of_more_caught_than_set():
    return sheet_of([changed(布放夹数="５０", 有效夹数="６０")])


@faulty("relation", "第 2 行", "阳性")
def more_positive_than_checked():
    rows = [["station", "date", "method", "rooms", "positive_rooms"],
            ["东门", "2025-06-01", "rodent_trace_indoor", 10, 12]]  # fmt: skip
    return xlsx(worksheet(cells(rows)), names=["数据"])


@faulty("species_sum", "第 2 行", "大于")
def species_that_do_not_add_up():
    return sheet_of([changed(褐家鼠=5)])


@faulty("formula_uncomputed", "D2", "公式")
def a_formula_that_was_never_computed():
    rows = cells([HEADER, GOOD]).replace('<c r="D2"><v>48</v>', '<c r="D2"><f>C2-2</f>')
    return xlsx(worksheet(rows))


@faulty("formula_uncomputed", "D2", "公式")
def a_formula_with_an_empty_result():
    rows = cells([HEADER, GOOD]).replace('<c r="D2"><v>48</v>', '<c r="D2"><f>C2-2</f><v></v>')
    return xlsx(worksheet(rows))


@faulty("cell_error", "H2", "#DIV/0!")
def a_division_by_zero():
    rows = cells([HEADER, GOOD]).replace(
        '<c r="H2"><v>1</v>', '<c r="H2" t="e"><f>1/0</f><v>#DIV/0!</v>'
    )
    return xlsx(worksheet(rows))


@faulty("cell_error", "H2", "#DIV/0!", file="六月.xls")
def a_division_by_zero_in_an_old_workbook():
    kept = biff.table([HEADER, changed(捕获总数=None)])
    return biff.container(biff.stream([*kept, biff.failed_formula(1, 7, 7)]))


@faulty("cell_error", "H2", "#DIV/0!", file="六月.ods")
def a_division_by_zero_in_an_open_document():
    failed = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'office:string-value="" calcext:value-type="error">'
        "<text:p>#DIV/0!</text:p></table:table-cell>"
    )
    row = ods_row(GOOD[:-1]).replace("</table:table-row>", f"{failed}</table:table-row>")
    return ods(ods_row(HEADER) + row)


@faulty("formula_uncomputed", "D2", "=C2-2")
def a_formula_as_text():
    return sheet_of([changed(有效夹数="=C2-2")])


@faulty("twice", "第 3 行", "第 2 行")
def the_same_survey_twice():
    return sheet_of([GOOD, GOOD])


@faulty("hidden_rows", "第 3 行")
def a_hidden_row():
    rows = cells([HEADER, GOOD, changed(监测日期="2025-06-02")])
    return xlsx(worksheet(rows.replace('<row r="3">', '<row r="3" hidden="1">')))


@faulty("hidden_sheet", "旧鼠密度")
def a_hidden_sheet():
    book = zipfile.ZipFile(io.BytesIO(sheet_of([GOOD]))).read("xl/workbook.xml").decode()
    hidden = book.replace('name="鼠"', 'name="旧鼠密度" state="hidden"')
    return sheet_of([GOOD], parts={"xl/workbook.xml": hidden})


# ---- odd, but to be read without complaint ----


def million_blank_rows():
    blanks = "".join(
        f'<row r="{row}" s="1"><c r="A{row}" s="1"/><c r="H{row}" s="1"/></row>'
        for row in range(3, 1_048_577)
    )
    return xlsx(worksheet(cells([HEADER, GOOD]) + blanks))


def ods_with_blank_repeats():
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    rest = f'<table:table-row table:number-rows-repeated="1048574">{blank}</table:table-row>'
    return ods(ods_row(HEADER) + ods_row(GOOD) + rest)


def ten_million_trailing_commas():
    return "station,date,method,effective,caught\n东门,2025-06-01,夹夜法,50,2\n".encode() + (
        b",,,,\n" * 10_000_000
    )


TOLERATED = {
    "六月.xlsx": million_blank_rows,
    "六月.ods": ods_with_blank_repeats,
    "六月.csv": ten_million_trailing_commas,
}

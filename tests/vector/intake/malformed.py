"""Files that are refused as a whole: no tables, damaged, locked, armed, or bombs."""

import io
import struct
import zipfile

import biff_writer as biff
from parts import SHEET, TYPES, cells, ods, ods_row, packed, worksheet, xlsx
from specimen import GOOD, HEADER, good, refused, sheet_of

# ---- no table at all ----


@refused("empty_file", "0 字节", "六月.xlsx")
def empty():
    return b""


@refused("empty_file", "没有内容")
def only_a_byte_order_mark():
    return b"\xef\xbb\xbf\r\n\r\n"


@refused("not_a_table", "PDF")
def a_pdf():
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@refused("not_a_table", "图片")
def a_picture():
    return b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


@refused("not_a_table", "Word")
def a_word_document():
    return packed({"[Content_Types].xml": TYPES, "word/document.xml": "<w:document/>"})


@refused("not_a_table", "Word", file="六月.xls")
def an_old_word_document():
    return biff.container(b"text", name="WordDocument")


@refused("not_a_table", "网页", "另存为", file="六月.xls")
def a_web_page_named_xls():
    return "<html><head><meta charset=gbk></head><table><tr><td>监测日期".encode("gbk")


@refused("not_a_table", "XML", "另存为", file="六月.xls")
def an_xml_spreadsheet_named_xls():
    return b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'


@refused("not_a_table", "RAR", "解压")
def a_rar():
    return b"Rar!\x1a\x07\x01\x00" + b"\x01" * 40


@refused("not_a_table", "压缩包", "解压")
def a_zip_of_workbooks():
    return packed({"六月.xlsx": sheet_of([GOOD]), "七月.xlsx": sheet_of([GOOD])})


@refused("not_a_table", "xlsb", "另存为")
def a_binary_workbook():
    return packed({"[Content_Types].xml": TYPES, "xl/workbook.bin": b"\x00"})


@refused("not_a_table", "JSON", file="六月.csv")
def json_data():
    return '[{"监测日期": "2025-06-01"}]'.encode()


@refused("not_a_table", "二进制", file="六月.csv")
def noise():
    return bytes(range(256)) * 20


@refused("not_a_table", "文字文档", file="六月.ods")
def an_open_text_document():
    return ods("", kind="application/vnd.oasis.opendocument.text")


# ---- damaged ----


@refused("broken_file", "没有传完")
def half_a_workbook():
    whole = sheet_of([GOOD] * 200)
    return whole[: len(whole) // 2]


@refused("broken_file", "校验值")
def a_flipped_byte():
    parts = {SHEET.format(1): worksheet(cells([HEADER, GOOD]))}
    whole = bytearray(packed({**_parts(), **parts}, zipfile.ZIP_STORED))
    at = whole.index("东门".encode())
    whole[at] ^= 1
    return bytes(whole)


def _parts():
    with zipfile.ZipFile(io.BytesIO(sheet_of([GOOD]))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@refused("broken_file", "另存为")
def a_sheet_that_breaks_off():
    return xlsx(worksheet(cells([HEADER, GOOD]))[:-60])


@refused("broken_file", "目录")
def a_sheet_that_is_not_there():
    return xlsx(good(), good(), parts={SHEET.format(2): None})


@refused("broken_file", "内容类型")
def content_types_that_lie():
    lie = TYPES.replace("spreadsheetml.sheet.main", "wordprocessingml.document.main")
    return sheet_of([GOOD], parts={"[Content_Types].xml": lie})


@refused("broken_file", "Content_Types")
def no_content_types():
    return sheet_of([GOOD], parts={"[Content_Types].xml": None})


@refused("broken_file", "不符")
def two_sheets_in_one_part():
    links = _parts()["xl/_rels/workbook.xml.rels"].decode()
    second = (
        links.replace("</Relationships>", "").split("<Relationship ")[1].replace("rId1", "rId2")
    )
    both = links.replace("</Relationships>", f"<Relationship {second}</Relationships>")
    return xlsx(good(), good(), parts={"xl/_rels/workbook.xml.rels": both})


@refused("broken_file", "content.xml", file="六月.ods")
def an_open_document_that_breaks_off():
    return ods(ods_row(HEADER).replace("</table:table-row>", "</table:table-row"))


@refused("broken_file", "sharedStrings.xml")
def shared_texts_that_break_off():
    return sheet_of([GOOD], parts={"xl/sharedStrings.xml": "<sst><si><t>东门"})


@refused("no_sheets", "工作表")
def no_sheets():
    return xlsx()


@refused("no_sheets", "为空")
def empty_sheets():
    return xlsx(worksheet(""), worksheet(""))


@refused("broken_file", "复合文档", file="六月.xls")
def half_an_old_workbook():
    return biff.workbook([HEADER, GOOD])[:1500]


@refused("broken_file", "复合文档", file="六月.xls")
def an_old_workbook_in_circles():
    whole = bytearray(biff.workbook([HEADER, GOOD]))
    struct.pack_into("<L", whole, biff.SECTOR + 4 * 4, 2)
    return bytes(whole)


@refused("broken_file", "无法解读", file="六月.xls")
def an_old_workbook_that_makes_the_reader_panic():
    merged = biff.record(0x00E5, struct.pack("<H", 60_000) + b"\0\0")
    return biff.container(biff.stream([*biff.table([HEADER, GOOD]), merged]))


@refused("text_encoding", "第 3 行", "GB18030", file="六月.csv")
def text_in_no_encoding():
    return "监测日期,监测点位\n2025-06-01,东门\n".encode() + b"2025-06-02,\xff\xfe\xfd\n"


@refused("text_structure", "引号", file="六月.csv")
def a_quotation_mark_without_its_pair():
    return '监测日期,监测点位\n2025-06-01,"东门\n2025-06-02,西门\n'.encode()


@refused("text_structure", "第 20002 行", "控制字符", file="六月.csv")
def a_null_far_down_in_a_text():
    rows = "东门,2025-06-01\n" * 20_000
    return f"station,date\n{rows}西\x00门,2025-06-01\n".encode()


@refused("broken_file", "控制字符", file="六月.xls")
def a_control_character_in_the_name_of_a_sheet():
    return biff.container(biff.stream(biff.table([HEADER, GOOD]), sheet="鼠\x01蚊"))


# ---- locked or armed ----


@refused("password", "密码")
def a_password():
    return biff.container(b"secret", name="EncryptedPackage")


@refused("password", "密码", file="六月.xls")
def a_password_on_an_old_workbook():
    return biff.workbook([HEADER, GOOD], before=biff.record(0x002F, b"\x00" * 6))


@refused("password", "密码", file="六月.ods")
def a_password_on_an_open_document():
    return ods(ods_row(HEADER), manifest="<manifest:encryption-data/>")


@refused("password", "密码")
def a_password_on_the_zip():
    whole = bytearray(sheet_of([GOOD]))
    at = whole.index(b"PK\x01\x02")
    whole[at + 8] |= 1
    return bytes(whole)


@refused("macro", "宏", "另存为")
def a_macro():
    return sheet_of([GOOD], parts={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


@refused("macro", "宏")
def a_macro_by_its_content_type():
    armed = TYPES.replace(
        "openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main"
    )
    return sheet_of([GOOD], parts={"[Content_Types].xml": armed})


@refused("macro", "宏", file="六月.xls")
def a_macro_in_an_old_workbook():
    content = biff.stream(biff.table([HEADER, GOOD]))
    return biff.container(content, storages=["_VBA_PROJECT_CUR"])


@refused("macro", "宏", file="六月.xls")
def a_macro_sheet():
    return biff.workbook([HEADER, GOOD], kind=1)


@refused("macro", "宏", file="六月.ods")
def a_macro_in_an_open_document():
    return ods(ods_row(HEADER), parts={"Basic/Standard/Module1.xml": "<module/>"})


# ---- bombs ----


@refused("bomb", "倍", heavy=True)
def a_zip_bomb():
    return xlsx(worksheet("<row>" + " " * (60 << 20) + "</row>"))


@refused("bomb", "实际大于声明", heavy=True)
def a_zip_bomb_that_declares_little():
    whole = bytearray(xlsx(worksheet("<row>" + " " * (60 << 20) + "</row>")))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        true = struct.pack("<L", archive.getinfo(SHEET.format(1)).file_size)
    return bytes(whole.replace(true, struct.pack("<L", 4096)))


@refused("bomb", "个部分", heavy=True)
def a_zip_of_many_parts():
    return packed({f"xl/media/{number}.png": b"" for number in range(6_000)})


@refused("bomb", "重叠")
def parts_that_overlap():
    whole = bytearray(packed({**_parts(), "xl/media/a": bytes(4000), "xl/media/b": bytes(4000)}, 0))
    size = struct.pack("<LL", 4000, 4000)
    wide = struct.pack("<LL", 40_000, 40_000)
    head, tail = whole[: whole.index(b"PK\x01\x02")], whole[whole.index(b"PK\x01\x02") :]
    return bytes(head) + bytes(tail).replace(size, wide)


@refused("unsafe_parts", "..")
def a_part_outside_the_package():
    return sheet_of([GOOD], parts={"../../etc/cron.d/job": "x"})


@refused("unsafe_parts", "重名")
def parts_of_one_name():
    content = io.BytesIO(sheet_of([GOOD]))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("XL/Workbook.xml", "<workbook/>")
    return content.getvalue()


@refused("unsafe_parts", "实体")
def an_entity_bomb():
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">'
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    bomb = f"<!DOCTYPE x [{entities}]>" + worksheet(cells([HEADER, ["&i;"]]))
    return xlsx(bomb)


@refused("unsafe_parts", "UTF-16")
def a_sheet_in_wide_letters():
    return xlsx(worksheet(cells([HEADER, GOOD])).encode("utf-16"))


@refused("too_many_cells", "XFD1048576", heavy=True)
def a_cell_at_the_far_corner():
    return xlsx(
        worksheet(cells([HEADER, GOOD]) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    )


@refused("too_many_cells", heavy=True)
def a_far_cell_behind_quotation_marks():
    hidden = "<row r='9'><c\ta='>' r = 'XFD1048576'><v>1</v></c></row>"
    return xlsx(worksheet(cells([HEADER, GOOD]) + hidden))


@refused("bomb", file="六月.ods", heavy=True)
def an_open_document_that_repeats_columns_and_rows():
    repeated = 'table:number-columns-repeated="16384"'
    wide = f'<table:table-cell {repeated} office:value-type="float" office:value="5"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{wide}</table:table-row>'
    return ods(ods_row(HEADER) + row)


@refused("broken_file", "不完整", file="六月.xls", heavy=True)
def an_old_workbook_of_absurd_dimensions():
    absurd = biff.dimensions(0xFFFFFFFF, 0xFFFF)
    return biff.container(biff.stream([absurd, *biff.table([HEADER, GOOD])]))


@refused("broken_file", "不完整", file="六月.xls", heavy=True)
def an_old_workbook_with_a_far_cell():
    return biff.container(biff.stream([*biff.table([HEADER]), biff.number(65_535, 60_000, 1)]))


@refused("too_many_rows", "万 行", file="六月.csv", heavy=True)
def ten_million_empty_rows_of_text():
    return b"station,date\n" + b",,,,\n" * 10_000_000 + "东门,2025-06-01\n".encode()


@refused("text_structure", "超过", file="六月.csv", heavy=True)
def one_endless_line():
    return b"station,date\n" + b"," * 50_000_000 + b"x"


@refused("text_structure", "第 3 行", "超过", file="六月.csv")
def a_line_of_a_million_letters():
    return b"station,date\ra,b\n" + b"c,d\n" + b"x" * 1_000_000


@refused("layout_unknown", file="六月.csv")
def prose():
    return "各监测点：请于本月底前上报。\n谢谢。\n".encode()


@refused("layout_unknown", "只有一列", "station|date|method", "逗号、分号、制表符", file="六月.csv")
def a_text_parted_by_upright_bars():
    return "station|date|method\n东门|2025-06-01|snap_trap\n".encode()

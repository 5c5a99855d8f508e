"""Malformed files by the number: layouts of the wild, spoilt in content or in structure at random.

A file is made from its number alone, so that any of them can be made again. Half are spoilt as
people spoil tables (cells, rows, columns, merging), half as disks and programs do (bytes, parts of
archives, XML, quotation marks, records).
"""

import io
import random
import zipfile
from html import escape

import biff_writer
import parts
import wild
import xlsxwriter

KINDS = ("xlsx", "xls", "ods", "csv")

NASTY = (
    *(
        "",
        None,
        "—",
        "无",
        "NaN",
        " ",
        "\u3000",
        "\ufeff",
        "-1",
        -3,
        1e308,
        -0.0,
        10**12,
        0.1 + 0.2,
    ),
    *("１２只", "0.5只", "12%", "½", "10²", "∞", "1e999", "9" * 400, True, False, "是", "?"),
    *("=1/0", "#DIV/0!", "=cmd|' /C calc'!A1", "<b>", "]]>", "a\nb", '"', "',", "；"),
    *("2016109", "1900-01-00", "2025-02-30", "2099-01-01", 0, 1, 40000, 45870.75),
    *("2025-07-31至2025-08-01", "第99周", "99999年", "13月", "0月", "甲-乙-丙-", "---", "合计"),
    *("\u202eevil", "\x00\x01", "\ud7ff", "𠮷" * 50, "长" * 40_000),
)


def sheets(chance):
    """Return one of the invented sheets, with the name of its sheet and file."""
    return chance.choice(
        [
            (wild.MONTHS_RODENT, "Sheet1", "某市鼠密度数据库"),
            (wild.MONTHS_ROACH, "蟑", "某市蟑密度数据库"),
            (wild.EMERGENCY, "Sheet1", "上报"),
            (wild.VILLAGES, "周报", "周报"),
            (wild.RODENT_INSPECTION, "鼠类考评", "考评"),
            (wild.ROACH_SUMMARY, "蟑螂监测汇总表", "汇总"),
            (wild.RODENT_SYSTEM, "鼠监测", "鼠监测"),
            (wild.DEVICES, "Sheet1", "七月"),
            (wild.BULLETIN, "月报", "月报"),
            (wild.OVITRAP_LINES, "诱蚊诱卵器清单", "清单"),
            (wild.RODENT_LINES, "鼠密度登记表", "登记"),
            (wild.DUST, "粉剂法", "粉剂"),
        ]
    )


def malformed(number):
    """Return the name, kind, way of spoiling and bytes of the file of a number."""
    chance = random.Random(number)
    rows, sheet, stem = sheets(chance)
    kind = KINDS[number % len(KINDS)]
    rows = [list(row) for row in rows]
    in_content = number % 8 < 4
    if in_content:
        for _ in range(chance.randint(1, 4)):
            chance.choice(SPOILINGS)(rows, chance)
    content = WRITERS[kind](rows, sheet, chance)
    if not in_content:
        content = chance.choice(DAMAGES[kind])(content, chance)
    return f"{stem}.{kind}", kind, "content" if in_content else "structure", content


# ---- spoiling the table ----------------------------------------------------------------------


def _nasty_cells(rows, chance):
    for _ in range(chance.randint(1, 12)):
        row = chance.choice(rows)
        if row:
            row[chance.randrange(len(row))] = chance.choice(NASTY)


def _lost_rows(rows, chance):
    del rows[chance.randrange(len(rows)) :: chance.randint(1, 3)]
    rows or rows.append([""])


def _doubled_rows(rows, chance):
    rows.insert(chance.randrange(len(rows) + 1), list(chance.choice(rows)))


def _shuffled_rows(rows, chance):
    chance.shuffle(rows)


def _lost_column(rows, chance):
    place = chance.randrange(max(map(len, rows)) or 1)
    for row in rows:
        del row[place : place + 1]


def _doubled_column(rows, chance):
    place = chance.randrange(max(map(len, rows)) or 1)
    for row in rows:
        row[place:place] = row[place : place + 1]


def _many_columns(rows, chance):
    for row in rows[:: chance.randint(1, 3)]:
        row += [chance.choice(NASTY)] * chance.choice((1, 30, 200))


def _ragged_rows(rows, chance):
    for row in rows:
        del row[chance.randrange(len(row) + 1) :]


def _turned(rows, chance):
    width = max(map(len, rows))
    rows[:] = [[row[at] if at < len(row) else None for row in rows] for at in range(width)] or [[]]


def _pushed_down(rows, chance):
    rows[:0] = [[chance.choice(NASTY)] for _ in range(chance.choice((1, 5, 25)))]


SPOILINGS = (
    *[_nasty_cells] * 3,
    *(_lost_rows, _doubled_rows, _shuffled_rows, _ragged_rows, _pushed_down),
    *(_lost_column, _doubled_column, _many_columns, _turned),
)


# ---- writing it down -------------------------------------------------------------------------


def _xlsx(rows, sheet, chance):
    content = io.BytesIO()
    options = {"in_memory": True, "nan_inf_to_errors": True, "strings_to_formulas": True}
    with xlsxwriter.Workbook(content, options) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                page.write(number, place, _writable(cell))
        if chance.random() < 0.4:
            _merge(page, len(rows), chance)
        if chance.random() < 0.3:
            page.set_row(chance.randrange(len(rows) + 1), None, None, {"hidden": True})
        if chance.random() < 0.2:
            page.hide()
            book.add_worksheet("空")
            book.worksheets()[1].activate()
    return content.getvalue()


def _merge(page, height, chance):
    top, left = chance.randrange(height + 2), chance.randrange(6)
    area = (top, left, top + chance.randint(0, 3), left + chance.randint(0, 3))
    if area[:2] != area[2:]:
        page.merge_range(*area, _writable(chance.choice(NASTY)))


def _writable(cell):
    if isinstance(cell, str):
        return "".join(c for c in cell if c >= " " or c in "\n\t")[:32_000]
    return cell


def _xls(rows, sheet, chance):
    plain = [[_typed(cell) for cell in row][:250] for row in rows]
    extra = [biff_writer.hidden_row(chance.randrange(9))] if chance.random() < 0.3 else []
    cells = biff_writer.table(plain) + extra
    return biff_writer.container(biff_writer.stream(cells, sheet=sheet))


def _typed(cell):
    if isinstance(cell, str) or cell is None:
        return None if cell is None else cell[:200]
    return float(cell) if isinstance(cell, int | float) else str(cell)


def _ods(rows, sheet, chance):
    texts = [["" if c is None else _marked(c) for c in row] for row in rows]
    repeated = ' table:number-rows-repeated="3"' if chance.random() < 0.2 else ""
    body = "".join(parts.ods_row(row, repeated if not at else "") for at, row in enumerate(texts))
    return parts.ods(body, sheet=sheet)


def _marked(cell):
    if isinstance(cell, str):
        return escape("".join(c for c in cell if c >= " "))
    return str(cell) if isinstance(cell, bool) or not isinstance(cell, int | float) else cell


def _csv(rows, sheet, chance):
    mark = chance.choice((",", ",", "\t", ";", "|"))
    end = chance.choice(("\n", "\r\n", "\r"))
    text = end.join(mark.join(_quoted(cell, mark, chance) for cell in row) for row in rows)
    encoding = chance.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16", "big5", "latin-1"))
    return text.encode(encoding, errors="replace")


def _quoted(cell, mark, chance):
    text = "" if cell is None else str(cell)
    if chance.random() < 0.9 and (mark in text or '"' in text or "\n" in text):
        return '"' + text.replace('"', '""') + '"'
    return text


WRITERS = {"xlsx": _xlsx, "xls": _xls, "ods": _ods, "csv": _csv}


# ---- damaging what was written ---------------------------------------------------------------


def _flipped(content, chance):
    spoilt = bytearray(content)
    for _ in range(chance.choice((1, 4, 64))):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def _cut(content, chance):
    return content[: chance.randrange(len(content))]


def _hole(content, chance):
    at = chance.randrange(len(content))
    return content[:at] + content[at + chance.choice((1, 7, 512)) :]


def _doubled(content, chance):
    at = chance.randrange(len(content))
    return content[:at] + content[at : at + 512] * chance.choice((2, 40)) + content[at:]


def _filled(content, chance):
    at = chance.randrange(len(content))
    return content[:at] + chance.choice((b"\x00", b"\xff", b'"')) * 600 + content[at:]


def _lost_part(content, chance):
    return _repacked(content, lambda members: members.pop(chance.choice(list(members))))


def _swapped_parts(content, chance):
    def swap(members):
        one, other = (chance.choice(list(members)) for _ in range(2))
        members[one], members[other] = members[other], members[one]

    return _repacked(content, swap)


def _spoilt_xml(content, chance):
    """Change one part and pack it properly, so that the readers come to see it."""

    def spoil(members):
        name = chance.choice(list(members))
        text = members[name].decode("utf-8", "replace")
        members[name] = chance.choice(XML)(text, chance).encode("utf-8", "replace")

    return _repacked(content, spoil)


def _repacked(content, change):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    return parts.packed(members)


def _other_reference(text, chance):
    reference = chance.choice(("ZZZZ9", "A0", "XFD1048576", "", "1", "A99999999999"))
    return text.replace('r="B2"', f'r="{reference}"').replace('ref="A1', f'ref="{reference}', 1)


def _other_numbers(text, chance):
    digits = [at for at, letter in enumerate(text) if letter.isdigit()]
    for at in chance.sample(digits, min(len(digits), 6)):
        text = text[:at] + chance.choice(("-1", "99999999", "", "e", "1.5")) + text[at + 1 :]
    return text


def _entity(text, chance):
    declared = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return declared + text.replace("<v>", "<v>&b;", 1)


def _open_element(text, chance):
    at = chance.randrange(len(text) + 1)
    return (
        text[:at] + chance.choice(("<row>", "</sheetData>", "<c", "&", "<!--", "]]>")) + text[at:]
    )


def _deep(text, chance):
    return text.replace("<sheetData>", "<sheetData>" + "<row>" * 3_000, 1)


def _without_element(text, chance):
    start = text.find("<", chance.randrange(len(text) + 1))
    return text if start < 0 else text[:start] + text[text.find(">", start) + 1 :]


XML = (_other_reference, _other_numbers, _entity, _open_element, _deep, _without_element)
BYTES = (_flipped, _cut, _hole, _doubled, _filled)
PACKAGES = (*BYTES, _lost_part, _swapped_parts, _spoilt_xml, _spoilt_xml, _spoilt_xml, _spoilt_xml)
DAMAGES = {"xlsx": PACKAGES, "ods": PACKAGES, "xls": BYTES, "csv": BYTES}

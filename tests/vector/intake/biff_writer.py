"""A writer of small .xls files (BIFF8 in an OLE container), since no library here writes them."""

import struct

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def begin(kind):
    return record(0x0809, struct.pack("<HHHHLL", 0x0600, kind, 0, 0, 0, 0))


def number(row, column, value):
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def label(row, column, text):
    raw = text.encode("utf-16-le")
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + raw)


def error(row, column, code):
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, code, 1))


def failed_formula(row, column, code):
    result = struct.pack("<BxBxxxH", 2, code, 0xFFFF)
    return record(0x0006, struct.pack("<HHH", row, column, 0) + result + b"\x00" * 8)


def hidden_row(row):
    return record(0x0208, struct.pack("<HHHHHHHH", row, 0, 1, 255, 0, 0, 0x20, 0))


def dimensions(rows, columns):
    return record(0x0200, struct.pack("<LLHHH", 0, rows, 0, columns, 0))


def table(rows):
    """Return the records of a sheet's cells: numbers and texts."""
    write = {float: number, int: number, str: label}
    return [
        write[type(value)](row, column, value)
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
        if value is not None
    ]


def sheet_entry(start, name, kind=0):
    raw = name.encode("utf-16-le")
    return record(0x0085, struct.pack("<LBBBB", start, 0, kind, len(name), 1) + raw)


def stream(cells, sheet="鼠", before=b"", kind=0):
    body = begin(0x0010) + b"".join(cells) + record(0x000A)

    def globals_part(start):
        entry = sheet_entry(start, sheet, kind)
        return begin(0x0005) + before + record(0x0042, b"\xb0\x04") + entry + record(0x000A)

    start = len(globals_part(0))
    return globals_part(start) + body


def directory_entry(name, kind, first, size, child=FREE):
    raw = (name + "\0").encode("utf-16-le")
    places = (FREE, FREE, child)
    return struct.pack(
        "<64sHBB3L16sL8s8sLQ", raw, len(raw), kind, 1, *places, b"", 0, b"", b"", first, size
    )


def container(content, name="Workbook", storages=()):
    """Return an OLE file with one stream; storages are there by name alone."""
    content = content.ljust(4096, b"\0")
    content += b"\0" * (-len(content) % SECTOR)
    count, tables = len(content) // SECTOR, 1
    while count + tables + 1 > tables * 128:
        tables += 1
    chain = [TABLE] * tables + [END] + [tables + 2 + at for at in range(count - 1)] + [END]
    chain += [FREE] * (tables * 128 - len(chain))
    listing = directory_entry("Root Entry", 5, END, 0, 1)
    listing += directory_entry(name, 2, tables + 1, len(content))
    listing += b"".join(directory_entry(storage, 1, 0, 0) for storage in storages)
    return (
        _header(tables)
        + struct.pack(f"<{len(chain)}L", *chain)
        + listing.ljust(512, b"\0")
        + content
    )


def _header(tables):
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH6s", 0x3E, 3, 0xFFFE, 9, 6, b"")
    head += struct.pack("<9L", 0, tables, tables, 0, 4096, END, 0, END, 0)
    places = list(range(tables)) + [FREE] * (109 - tables)
    return head + struct.pack("<109L", *places)


def workbook(rows, **options):
    return container(stream(table(rows), **options))

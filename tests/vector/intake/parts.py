"""Small .xlsx and .ods packages written part by part, so that a test can spoil any of them."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
ROOT = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
SHEET = "xl/worksheets/sheet{}.xml"


def worksheet(rows, after=""):
    """Wrap the XML of rows as a worksheet."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def cells(rows, first=1):
    """Return rows of texts and numbers as XML."""
    return "".join(
        f'<row r="{number}">'
        + "".join(_cell(number, place, value) for place, value in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, start=first)
    )


def _cell(row, place, value):
    name = f"{chr(ord('A') + place)}{row}"
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{name}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{name}"><v>{value}</v></c>'


def packed(parts, method=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, part in parts.items():
            if part is not None:
                archive.writestr(zipfile.ZipInfo(name), part, method)
    return content.getvalue()


def xlsx(*sheets, names=("鼠", "蚊", "蝇"), parts=()):
    """Return an .xlsx file of worksheets; ``parts`` replaces, adds or (None) leaves out parts."""
    entries = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>'
        for at, (name, _) in enumerate(zip(names, sheets, strict=False), start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    whole = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{entries}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{links}</Relationships>",
    }
    whole |= {SHEET.format(at): sheet for at, sheet in enumerate(sheets, start=1)}
    return packed(whole | dict(parts))


SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = (
    "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def ods_cell(value, attributes=""):
    if isinstance(value, str):
        kind = 'office:value-type="string"'
    else:
        kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {attributes} {kind}><text:p>{value}</text:p></table:table-cell>"


def ods_row(values, attributes=""):
    return f"<table:table-row {attributes}>{''.join(map(ods_cell, values))}</table:table-row>"


def ods(rows, sheet="鼠", kind=SPREADSHEET, manifest="", settings="", parts=()):
    """Return an .ods file of one sheet."""
    content = (
        f"<office:document-content{_NAMES}><office:body><office:spreadsheet>"
        f'{settings}<table:table table:name="{sheet}">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    listed = f'<manifest:manifest xmlns:manifest="{space}">{manifest}</manifest:manifest>'
    whole = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": listed}
    return packed(whole | dict(parts))

"""The styles of an .xlsx file, widened by marks: copies of a cell's own style with a coloured fill.

A copy keeps the number format, font, border and alignment of the cell it marks. The colours are
ours alone, so that the marks of an earlier verdict can be taken off again.
"""

import re

RED, AMBER = b"FFFF9C9E", b"FFFFD98A"
_NO_FILL = b'<fill><patternFill patternType="none"/></fill>'
_FILL = (
    b'<fill><patternFill patternType="solid"><fgColor rgb="%s"/><bgColor indexed="64"/>'
    b"</patternFill></fill>"
)

_FILLS = re.compile(rb"<fills\b[^>]*>(.*?)</fills>", re.DOTALL)
_FONTS = re.compile(rb"<fonts\b[^>]*>(.*?)</fonts>", re.DOTALL)
_FORMATS = re.compile(rb"<cellXfs\b[^>]*>(.*?)</cellXfs>", re.DOTALL)
_ONE_FILL = re.compile(rb"<fill\s*/>|<fill\b.*?</fill>", re.DOTALL)
_ONE_FONT = re.compile(rb"<font\s*/>|<font\b[^>]*?/>|<font\b.*?</font>", re.DOTALL)
_ONE_FORMAT = re.compile(rb"<xf\b[^>]*/>|<xf\b.*?</xf>", re.DOTALL)
_FILL_OF = re.compile(rb'\s(?:fillId|applyFill)="[^"]*"')
_OLD_MARK = re.compile(
    rb"<fill><patternFill[^>]*><fgColor rgb=\"(?:%s|%s)\"/>.*?</fill>" % (RED, AMBER)
)

EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border/></borders>'
    b'<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    b"</styleSheet>"
)


class UnusualStylesError(Exception):
    """The styles are written in a way that cannot be widened safely."""


class Stylebook:
    """The cell styles of a workbook and the marks added to them.

    Parameters
    ----------
    content : bytes
        The part ``styles.xml``.
    """

    def __init__(self, content: bytes) -> None:
        self._content = _OLD_MARK.sub(_NO_FILL, content)
        self._fills = self._listed(_FILLS, _ONE_FILL)
        self._fonts = self._listed(_FONTS, _ONE_FONT)
        self._formats = self._listed(_FORMATS, _ONE_FORMAT)
        self._marks: dict[tuple[int, bytes], int] = {}
        self._fill_ids: dict[bytes, int] = {}

    def _listed(self, block: re.Pattern[bytes], one: re.Pattern[bytes]) -> list[bytes]:
        found = block.search(self._content)
        entries = one.findall(found[1]) if found else []
        if not entries:
            raise UnusualStylesError
        return entries

    def marked(self, style: int, colour: bytes) -> int:
        """Return the number of a style that differs from another by its fill alone."""
        if style >= len(self._formats):
            raise UnusualStylesError
        if (style, colour) not in self._marks:
            self._marks[style, colour] = self._add(self._formats[style], colour)
        return self._marks[style, colour]

    def _add(self, format_: bytes, colour: bytes) -> int:
        bare = _FILL_OF.sub(b"", format_)
        fill = b'<xf fillId="%d" applyFill="1"' % self._fill(colour)
        self._formats.append(bare.replace(b"<xf", fill, 1))
        return len(self._formats) - 1

    def _fill(self, colour: bytes) -> int:
        if colour not in self._fill_ids:
            self._fills.append(_FILL % colour)
            self._fill_ids[colour] = len(self._fills) - 1
        return self._fill_ids[colour]

    def plain(self, *, bold: bool = False, link: bool = False, wrap: bool = False) -> int:
        """Return the number of a new style for the cells of our own sheet."""
        weight = b"<b/>" if bold else b""
        colour = b'<u/><sz val="11"/><color rgb="FF0563C1"/>' if link else b'<sz val="11"/>'
        self._fonts.append(b"<font>" + weight + colour + b'<name val="Calibri"/></font>')
        body = b'<alignment vertical="top" wrapText="%d"/>' % wrap
        self._formats.append(
            b'<xf numFmtId="0" fontId="%d" fillId="0" borderId="0" xfId="0" applyFont="1" '
            b'applyAlignment="1">%s</xf>' % (len(self._fonts) - 1, body)
        )
        return len(self._formats) - 1

    def content(self) -> bytes:
        """Return the part with everything that was added."""
        content = self._content
        for block, name, entries in (
            (_FONTS, b"fonts", self._fonts),
            (_FILLS, b"fills", self._fills),
            (_FORMATS, b"cellXfs", self._formats),
        ):
            body = b'<%s count="%d">%s</%s>' % (name, len(entries), b"".join(entries), name)
            found = block.search(content)
            if found is None:
                raise UnusualStylesError
            content = content[: found.start()] + body + content[found.end() :]
        return content

"""The XML of one .xlsx worksheet, seen as bytes: how far its cells reach, which of them hold an
error or a formula without a result, and which rows are hidden.

The reader keeps a dense rectangle in memory, so a single cell at XFD1048576 would cost it 400 GB:
the rectangle must be known before the reader sees the sheet. Ordinary cells are proved to lie
within the rectangle by one regular expression per piece; anything unusual is walked cell by cell.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from vector.intake.cells import Broken, column_letters, column_number
from vector.intake.fault import finding, refuse

LONGEST_ROW = 16 << 20
LAST_ROW = 1_048_576
DIGITS = 10

_ATTRIBUTES = rb"""((?:[^<>"']|"[^"]*"|'[^']*')*)"""
_TAG = re.compile(rb"<(?:[\w.-]+:)?(row|c)(?=[\s/>])" + _ATTRIBUTES)
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([^"']*)["']""")
_ROW_NUMBER = re.compile(rb"[1-9]\d{0,6}")
_CELL_NAME = re.compile(rb"([A-Z]{1,3})([1-9]\d{0,6})")
_PREFIX = re.compile(rb"<([\w.-]+:)?(?:worksheet|sheetData)[\s>]")
_PREFIXED = re.compile(rb":c[\s/>]")
_PLAIN = r'(?: s="\d++")?+(?: t="\w++")?+'
_BLANK = r' r="[A-Z]{1,3}[1-9]\d{0,6}"(?: s="\d+")?/>'
_FILLED = re.compile(rf'<c r="([A-Z]{{1,3}})([1-9]\d{{0,6}})"{_PLAIN}>'.encode())
_ERROR = re.compile(
    rb'<c (?=[^<>]*\bt="e")[^<>]*\br="([A-Z]+)(\d+)"[^<>]*>'
    rb"(?:<f[^<>]*(?:/>|>[^<]*</f>))?<v>([^<]*)<"
)
_UNCOMPUTED = re.compile(
    rb'<c r="([A-Z]+)(\d+)"(?![^<>]*\bt="(?:str|e)")[^<>]*>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)\s*'
    rb"(?:<v\s*/>|<v></v>)?\s*</c>"
)
_HIDDEN = re.compile(rb'<row (?=[^<>]*\bhidden="(?:1|true)")[^<>]*\br="(\d+)"')


@dataclass
class Extent:
    """The rectangle from A1 that holds every cell, counted from 1, never too small.

    ``filled`` are the cells that are written in the file, ``shared`` those of them whose text
    stands elsewhere.
    """

    height: int = 0
    width: int = 0
    filled: int = 0
    shared: int = 0

    @property
    def area(self) -> int:
        """The number of cells of the rectangle."""
        return self.height * self.width

    @property
    def corner(self) -> str:
        """The last cell of the rectangle, such as ``L2001``."""
        return f"{column_letters(max(self.width, 1) - 1)}{max(self.height, 1)}"

    def reach(self, height: int, width: int) -> None:
        """Widen the rectangle."""
        self.height = max(self.height, height)
        self.width = max(self.width, width)


@dataclass
class Findings:
    """What a sheet hides from the reader of values; rows and columns from 0."""

    errors: dict[tuple[int, int], Broken] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)


def pieces(chunks: Iterable[bytes], *, bare: bool = True) -> Iterator[bytes]:
    """Join chunks into pieces that begin at a row, without name-space prefixes if ``bare``.

    Examples
    --------
    >>> list(pieces([b"<x:sheetData><x:row><x:c/></x:r", b"ow><x:row r='2'/>"]))
    [b'<sheetData>', b'<row><c/></row>', b"<row r='2'/>"]
    """
    held, prefix = b"", None
    for chunk in chunks:
        prefix = prefix_of(chunk) if prefix is None else prefix
        cut = chunk.rfind(b"<" + prefix + b"row")
        if cut < 0 and len(held) > LONGEST_ROW:
            cut = chunk.rfind(b"<")
        if cut < 0:
            held += chunk
        else:
            yield _bare(b"".join((held, memoryview(chunk)[:cut])), prefix if bare else b"")
            held = chunk[cut:]
    yield _bare(held, (prefix or b"") if bare else b"")


def prefix_of(head: bytes) -> bytes:
    """Return the prefix of the sheet's names, such as ``x:``; mostly empty."""
    found = _PREFIX.search(head)
    return found[1] or b"" if found else b""


def _bare(piece: bytes, prefix: bytes) -> bytes:
    if not prefix:
        return piece
    return piece.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")


def extent(parts: Iterable[bytes], file: str) -> Extent:
    """Return a rectangle that surely holds every filled cell; it may be up to twice too large.

    Raises
    ------
    IntakeError
        ``broken_file`` at a row or cell that no spreadsheet can have, such as ``H0``.
    """
    whole, place = Extent(), (0, 0)
    for piece in parts:
        whole.filled += piece.count(b"</c>") + piece.count(b":c>")
        whole.shared += piece.count(b't="s"') + piece.count(b"t='s'")
        if (b":" in piece and _PREFIXED.search(piece)) or not _reach_plainly(piece, whole):
            place = _walk(piece, whole, place, file)
    return whole


def _reach_plainly(piece: bytes, whole: Extent) -> bool:
    """Widen the rectangle wherever a cell lies outside; False at a cell that is oddly written."""
    # Rows and columns grow: begun at the last cell, few patterns have to be made.
    last, at = _FILLED.match(piece, max(piece.rfind(b"<c r="), 0)), 0
    if last and len(last[1]) <= 2:
        _widen(whole, last)
    while outside := _beyond(whole).search(piece, at):
        cell = _FILLED.match(piece, outside.start())
        if not cell or len(cell[1]) > 2:
            return False
        at = cell.end()
        _widen(whole, cell)
    return True


def _widen(whole: Extent, cell: re.Match[bytes]) -> None:
    """Take in a cell, and rows up to the next round number."""
    number = cell[2]
    rounded = (int(number[:1]) + 1) * 10 ** (len(number) - 1) - 1
    height = min(rounded, LAST_ROW) if int(number) <= LAST_ROW else rounded
    whole.reach(height, column_number(cell[1]) + 1)


def _beyond(inside: Extent) -> re.Pattern[bytes]:
    """Match a cell that is oddly written, or is filled and outside the rectangle."""
    first, rest = str(inside.height)[0], len(str(inside.height)) - 1
    number = rf"(?=[1-9])[1-{first}]?\d{{{min(rest, 1)},{rest}}}+" if inside.height else r"(?!)"
    last = column_letters(max(inside.width, 1) - 1)
    letters = f"[A-{last}]" if len(last) == 1 else f"(?:[A-Z]|[A-{last[0]}][A-Z])"
    plain = rf' r="{letters}{number}"{_PLAIN}>'
    return re.compile(rf"<c(?!{plain}|{_BLANK})[\s/>]".encode())


def _matched(shape: re.Pattern[bytes], reference: bytes, file: str) -> re.Match[bytes]:
    if found := shape.fullmatch(reference):
        return found
    said = reference[:20].decode("utf-8", "replace")
    raise refuse("broken_file", file=file, found=finding("no_such_cell", cell=said))


def _walk(piece: bytes, whole: Extent, place: tuple[int, int], file: str) -> tuple[int, int]:
    """Follow rows and cells as the reader does; those without a reference count on."""
    row, column = place
    for kind, attributes in _TAG.findall(piece):
        if kind == b"row":
            numbers = [_matched(_ROW_NUMBER, n, file)[0] for n in _REFERENCE.findall(attributes)]
            row, column = max(map(int, numbers), default=row + 1), 0
            continue
        column += 1
        for name in _REFERENCE.findall(attributes):
            cell = _matched(_CELL_NAME, name, file)
            row, column = int(cell[2]), column_number(cell[1]) + 1
        if not attributes.endswith(b"/"):
            whole.reach(row, column)
    return row, column


def findings(parts: Iterable[bytes]) -> Findings:
    """Return the cells with an error value or without a result, and the hidden rows."""
    found = Findings()
    for piece in parts:
        # One letter is looked for ten times as fast as a word, and mostly missing.
        if b"e" in piece and b't="e"' in piece:
            for letters, number, text in _ERROR.findall(piece):
                place = int(number) - 1, column_number(letters)
                found.errors[place] = Broken("cell_error", text.decode("utf-8", "replace"))
        if b"f" in piece and b"<f" in piece:
            for letters, number in _UNCOMPUTED.findall(piece):
                place = int(number) - 1, column_number(letters)
                found.errors[place] = Broken("formula_uncomputed", "没有计算结果的公式")
        if b"h" in piece and b'hidden="' in piece:
            found.hidden_rows += [int(number) - 1 for number in _HIDDEN.findall(piece)]
    return found

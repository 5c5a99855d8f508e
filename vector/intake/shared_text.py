"""The texts of an .xlsx file that its cells share: written once, but read into every cell.

A text of a few megabytes, which packs into nothing, and a thousand cells that refer to it would
take gigabytes. What all cells together say is therefore known before the reader sees the file.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from vector.intake.archive import Archive
from vector.intake.fault import finding, refuse

PART = "xl/sharedstrings.xml"
MOST_TEXT = 128 << 20
"""Texts of a full sheet of twelve million cells; names of stations and dates are less."""

_ITEM = re.compile(rb"<(?:[\w.-]+:)?si(?=[\s/>])")
_REFERENCE = re.compile(rb"""\st=["']s["'][^<>]*>\s*<(?:[\w.-]+:)?v>\s*(\d{1,9})\s*<""")
# No chunk cuts what a pattern looks for, as long as it is joined to the end of the one before.
_SEAM = 512


def check(archive: Archive, sheets: Sequence[str], cells: int, file: str) -> None:
    """Refuse texts that would be too large once they are read into their cells.

    Parameters
    ----------
    archive : Archive
        The file.
    sheets : sequence of str
        The parts of its sheets.
    cells : int
        How many cells refer to a shared text.
    file : str
        For the sentence.

    Raises
    ------
    IntakeError
        ``bomb``.
    """
    part = next((name for name in archive.parts if name.lower() == PART), None)
    if part is None or cells * archive.parts[part].size <= MOST_TEXT:
        return
    lengths = _lengths(archive, part)
    if cells * int(lengths.max(initial=0)) <= MOST_TEXT:
        return
    total = sum(_said(archive, sheet, lengths) for sheet in sheets)
    if total > MOST_TEXT:
        found = finding("texts_repeated", size=total >> 20)
        raise refuse("bomb", file=file, found=found)


def _lengths(archive: Archive, part: str) -> np.ndarray:
    """Return how many bytes each shared text takes, with its markup."""
    starts, at = [], 0
    for chunk in archive.chunks(part):
        starts += [at + found.start() for found in _ITEM.finditer(chunk)]
        at += len(chunk)
    return np.diff(np.array([*starts, at], dtype=np.int64))


def _said(archive: Archive, sheet: str, lengths: np.ndarray) -> int:
    """Return how many bytes the cells of a sheet say by shared texts."""
    total = 0
    for piece in _joined(archive.chunks(sheet)):
        numbers = np.array(_REFERENCE.findall(piece)).astype(np.int64)
        total += int(lengths[numbers[numbers < len(lengths)]].sum())
    return total


def _joined(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks that end where a tag begins."""
    held = b""
    for chunk in chunks:
        whole = held + chunk
        cut = whole.rfind(b"<c ")
        cut = cut if cut > 0 else len(whole)
        yield whole[:cut]
        held = whole[cut:]
    yield held

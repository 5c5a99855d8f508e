"""OLE compound files: the container of .xls workbooks, encrypted .xlsx and other documents."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from vector.intake.fault import finding, refuse

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LARGEST_SECTOR = 0xFFFFFFFA
MOST_ENTRIES = 4_096

_ENTRY = struct.Struct("<64sHBB3L16sL8s8sLQ")
_OTHERS = {"WordDocument": "word", "PowerPoint Document": "slides"}


class _DamagedError(Exception):
    """A chain of sectors leaves the file or runs in a circle."""


@dataclass(frozen=True)
class Entry:
    """A named stream or storage of a compound file."""

    name: str
    kind: int
    first: int
    size: int


@dataclass(frozen=True)
class Compound:
    """A compound file with its sector chains laid open."""

    content: bytes
    sector: int
    chain: tuple[int, ...]
    small_chain: tuple[int, ...]
    entries: tuple[Entry, ...]
    cutoff: int

    def names(self) -> set[str]:
        """Return the names of all streams and storages."""
        return {entry.name for entry in self.entries}

    def stream(self, name: str) -> bytes:
        """Return a stream's bytes."""
        entry = next(entry for entry in self.entries if entry.name == name)
        if entry.size >= self.cutoff:
            return self._joined(entry.first)[: entry.size]
        root = self._joined(self.entries[0].first)
        places = _follow(self.small_chain, entry.first)
        return b"".join(root[place * 64 : place * 64 + 64] for place in places)[: entry.size]

    def _joined(self, first: int) -> bytes:
        return b"".join(_sector(self.content, at, self.sector) for at in _follow(self.chain, first))


def _sector(content: bytes, number: int, size: int) -> bytes:
    start = (number + 1) * size
    if start >= len(content):
        raise _DamagedError
    return content[start : start + size]


def _follow(chain: tuple[int, ...], first: int) -> Iterator[int]:
    """Yield the sectors of a chain; no honest chain is longer than the table it stands in."""
    at = first
    for _ in range(len(chain) + 1):
        if at > LARGEST_SECTOR:
            return
        if at >= len(chain):
            raise _DamagedError
        yield at
        at = chain[at]
    raise _DamagedError


def open_compound(content: bytes, file: str) -> Compound:
    """Read the directory of a compound file.

    Raises
    ------
    IntakeError
        ``broken_file`` when its tables are damaged.
    """
    try:
        return _opened(content)
    except (struct.error, _DamagedError, IndexError) as error:
        raise refuse("broken_file", file=file, found=finding("compound_cut")) from error


def _opened(content: bytes) -> Compound:
    shift = struct.unpack_from("<H", content, 30)[0]
    if shift not in (9, 12):
        raise _DamagedError
    sector = 1 << shift
    first, _, cutoff, small_first = struct.unpack_from("<4L", content, 48)
    chain = tuple(_table(content, sector))
    small = b"".join(_sector(content, at, sector) for at in _follow(chain, small_first))
    listing = b"".join(_sector(content, at, sector) for at in _follow(chain, first))
    return Compound(content, sector, chain, _longs(small), tuple(_entries(listing)), cutoff)


def _longs(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}L", data[: len(data) // 4 * 4])


def _table(content: bytes, sector: int) -> Iterator[int]:
    """Yield the sector allocation table, whose own sectors are listed in the header and beyond."""
    places = list(struct.unpack_from("<109L", content, 76))
    beyond, seen = struct.unpack_from("<L", content, 68)[0], set[int]()
    while beyond <= LARGEST_SECTOR:
        if beyond in seen:
            raise _DamagedError
        seen.add(beyond)
        *more, beyond = _longs(_sector(content, beyond, sector))
        places += more
    used = [place for place in places if place <= LARGEST_SECTOR]
    if len(used) > len(content) // sector + 1:
        raise _DamagedError
    for place in used:
        yield from _longs(_sector(content, place, sector))


def _entries(listing: bytes) -> Iterator[Entry]:
    if len(listing) < _ENTRY.size or len(listing) > MOST_ENTRIES * _ENTRY.size:
        raise _DamagedError
    for at in range(0, len(listing) - _ENTRY.size + 1, _ENTRY.size):
        raw, length, kind, *_, first, size = _ENTRY.unpack_from(listing, at)
        name = raw[: max(0, length - 2)].decode("utf-16-le", "replace")
        yield Entry(name, kind, first, size & 0xFFFFFFFF)


def workbook_stream(compound: Compound, file: str) -> bytes:
    """Return the workbook's records.

    Raises
    ------
    IntakeError
        ``password``, ``macro``, ``not_a_table`` or ``broken_file``.
    """
    names = compound.names()
    if "EncryptedPackage" in names:
        raise refuse("password", file=file)
    for name, what in _OTHERS.items():
        if name in names:
            raise refuse("not_a_table", file=file, found=finding(what))
    if names & {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"}:
        raise refuse("macro", file=file)
    books = [name for name in ("Workbook", "Book", "WORKBOOK", "BOOK") if name in names]
    if not books:
        raise refuse("not_a_table", file=file, found=finding("old_document"))
    try:
        return compound.stream(books[0])
    except (_DamagedError, IndexError) as error:
        raise refuse("broken_file", file=file, found=finding("compound_cut")) from error

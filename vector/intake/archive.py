"""Zip containers: .xlsx and .ods files are zip archives of parts.

Nothing of an archive is trusted before :func:`open_archive` has compared what it declares with
what its bytes really hold: entries, names, sizes, overlaps and how far each part inflates.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from xml.parsers import expat

from vector.intake.fault import finding, refuse

# The largest honest workbooks (500,000 rows) inflate to about 200 MB, at 7 to 40 times.
LARGEST_TOTAL = 320 << 20
SUSPECT_SIZE = 8 << 20
SUSPECT_RATIO = 120
MOST_PARTS = 5_000
CHUNK = 4 << 20

_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_UNSAFE_NAME = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|\x00")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# No office program writes these into a sheet; hidden in them, a cell escapes being counted.
_ODDITY = re.compile(rb"<!|(?<!^)<\?")
_SHEETS = re.compile(r"(^content\.xml|^xl/(?:worksheets|chartsheets|dialogsheets)/[^/]+)$")


@dataclass(frozen=True)
class Part:
    """One part of an archive, by where its bytes stand."""

    name: str
    deflated: bool
    crc: int
    start: int
    packed: int
    size: int


@dataclass(frozen=True)
class Archive:
    """A zip container whose parts have been measured."""

    file: str
    content: bytes
    parts: dict[str, Part]

    def packed(self, name: str) -> bytes:
        """Return a part as it stands in the file, still compressed."""
        part = self.parts[name]
        return self.content[part.start : part.start + part.packed]

    def read(self, name: str) -> bytes:
        """Return a part inflated; refuses as :meth:`chunks` does."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Inflate a part piece by piece, refusing it as soon as it is not what it declares.

        Raises
        ------
        IntakeError
            ``bomb`` when it inflates past its declared size, ``broken_file`` when it is damaged,
            ``unsafe_parts`` when it declares entities.
        """
        part = self.parts[name]
        chunks = _measured(_inflate(self.content, part), part, self.file)
        return _ahead(chunks) if part.size > CHUNK else chunks


def open_archive(content: bytes, file: str) -> Archive:
    """Read the list of parts and refuse what cannot be an honest office document.

    Raises
    ------
    IntakeError
        ``broken_file``, ``bomb``, ``unsafe_parts`` or ``password``.
    """
    _check_end(content, file)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise refuse("broken_file", file=file, found=finding("archive_cut")) from error
    _check_names(entries, file)
    _check_sizes(entries, len(content), file)
    parts = {entry.filename.replace("\\", "/"): _part(content, entry, file) for entry in entries}
    return Archive(file, content, parts)


def _check_end(content: bytes, file: str) -> None:
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - (1 << 16) - _END.size))
    if at < 0 or at + _END.size > len(content):
        raise refuse("broken_file", file=file, found=finding("archive_cut"))
    entries = _END.unpack_from(content, at)[4]
    if entries > MOST_PARTS:
        raise refuse("bomb", file=file, found=finding("many_parts", parts=entries))


def _check_names(entries: list[zipfile.ZipInfo], file: str) -> None:
    if len(entries) > MOST_PARTS:
        raise refuse("bomb", file=file, found=finding("many_parts", parts=len(entries)))
    names = [entry.filename.replace("\\", "/").lower() for entry in entries]
    for entry in entries:
        if _UNSAFE_NAME.search(entry.orig_filename):
            found = finding("part_named", name=entry.filename[:40])
            raise refuse("unsafe_parts", file=file, found=found)
    if len(set(names)) < len(names):
        raise refuse("unsafe_parts", file=file, found=finding("part_twice"))


def _check_sizes(entries: list[zipfile.ZipInfo], length: int, file: str) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise refuse("password", file=file)
    total = sum(entry.file_size for entry in entries)
    if sum(entry.compress_size for entry in entries) > length:
        raise refuse("bomb", file=file, found=finding("parts_overlap"))
    if total > LARGEST_TOTAL:
        raise refuse("bomb", file=file, found=finding("unpacked_size", size=total >> 20))
    for entry in entries:
        _check_ratio(entry.file_size, entry.compress_size, file)


def _check_ratio(size: int, packed: int, file: str) -> None:
    if size > SUSPECT_SIZE and size > SUSPECT_RATIO * max(1, packed):
        ratio = size // max(1, packed)
        found = finding("unpacked_ratio", ratio=ratio, size=size >> 20)
        raise refuse("bomb", file=file, found=found)


def _part(content: bytes, entry: zipfile.ZipInfo, file: str) -> Part:
    """Locate a part by its own header, as every reader does."""
    broken = refuse("broken_file", file=file, found=finding("part_cut", name=entry.filename[:60]))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise broken
    try:
        header = _LOCAL.unpack_from(content, entry.header_offset)
    except struct.error as error:
        raise broken from error
    start = entry.header_offset + _LOCAL.size + header[-2] + header[-1]
    if header[0] != b"PK\x03\x04" or start + entry.compress_size > len(content):
        raise broken
    deflated = entry.compress_type == zipfile.ZIP_DEFLATED
    name = entry.filename.replace("\\", "/")
    return Part(name, deflated, entry.CRC, start, entry.compress_size, entry.file_size)


def _inflate(content: bytes, part: Part) -> Iterator[bytes]:
    packed = memoryview(content)[part.start : part.start + part.packed]
    if not part.deflated:
        for at in range(0, len(packed), CHUNK):
            yield bytes(packed[at : at + CHUNK])
        return
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), CHUNK):
        pending: bytes | memoryview = packed[at : at + CHUNK]
        while pending and not machine.eof:
            piece = machine.decompress(pending, CHUNK)
            pending = machine.unconsumed_tail
            if piece:
                yield piece
    if not machine.eof:
        raise zlib.error("the part ends too early")


def _measured(chunks: Iterator[bytes], part: Part, file: str) -> Iterator[bytes]:
    odd = _ODDITY if _SHEETS.match(part.name) else _DECLARATION
    size, crc = 0, 0
    try:
        for piece in chunks:
            size += len(piece)
            if size > part.size:
                raise refuse(
                    "bomb", file=file, found=finding("part_larger", name=part.name, size=part.size)
                )
            crc = zlib.crc32(piece, crc)
            _check_markup(piece, odd, part.name, file)
            yield piece
    except zlib.error as error:
        found = finding("part_damaged", name=part.name)
        raise refuse("broken_file", file=file, found=found) from error
    if size != part.size or crc != part.crc:
        raise refuse("broken_file", file=file, found=finding("part_checksum", name=part.name))


def _check_markup(piece: bytes, odd: re.Pattern[bytes], name: str, file: str) -> None:
    if (b"!" in piece or b"?" in piece) and odd.search(piece):
        raise refuse("unsafe_parts", file=file, found=finding("special_marks", name=name))
    if name.endswith(".xml") and piece.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00")):
        raise refuse("unsafe_parts", file=file, found=finding("part_utf16", name=name))


def _ahead(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Inflate the next chunk on another thread while this one is looked at."""
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(next, chunks, b"")
        while chunk := pending.result():
            pending = pool.submit(next, chunks, b"")
            yield chunk


def check_well_formed(archive: Archive, name: str) -> None:
    """Refuse a part that is no whole XML: the native reader may wait for its end for ever.

    Raises
    ------
    IntakeError
        ``broken_file``, and whatever :meth:`Archive.chunks` refuses.
    """
    parser = expat.ParserCreate()
    try:
        for chunk in archive.chunks(name):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        found = finding("part_xml", name=name)
        raise refuse("broken_file", file=archive.file, found=found) from error

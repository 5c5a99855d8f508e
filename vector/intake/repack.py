"""Writing an archive anew: untouched parts keep their bytes, changed parts are compressed on
both processors.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from vector.intake.archive import Archive

BLOCK = 2 << 20
THREADS = 2
LEVEL = 1
"""Level 6 would make the file a quarter smaller and take five times as long."""

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _UTF8, _DAY = 20, 0x800, 33  # 1980-01-01: the same input gives the same bytes


@dataclass(frozen=True)
class Packed:
    """A part ready to be written."""

    method: int
    crc: int
    size: int
    data: bytes


def pack(slices: Iterable[bytes | memoryview]) -> Packed:
    """Compress a part given in slices.

    Every block is an independent run of deflate ended on a byte boundary, so that blocks can be
    compressed side by side and simply be joined.
    """
    crc = size = 0
    blocks = []
    with ThreadPoolExecutor(THREADS) as pool:
        for block in _blocks(slices):
            blocks.append(pool.submit(_deflated, block))
            crc, size = zlib.crc32(block, crc), size + len(block)
        data = b"".join([block.result() for block in blocks])
    return Packed(zipfile.ZIP_DEFLATED, crc, size, data + b"\x03\x00")


def _blocks(slices: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    held: list[bytes | memoryview] = []
    size = 0
    for piece in slices:
        for start in range(0, len(piece), BLOCK):
            held.append(piece[start : start + BLOCK])
            size += len(held[-1])
            if size >= BLOCK:
                yield b"".join(held)
                held, size = [], 0
    yield b"".join(held)


def _deflated(block: bytes) -> bytes:
    machine = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return machine.compress(block) + machine.flush(zlib.Z_SYNC_FLUSH)


def repack(archive: Archive, changed: Mapping[str, Iterable[bytes | memoryview]]) -> bytes:
    """Return the archive with some parts changed or added and all others as they were."""
    parts = {name: _kept(archive, name) for name in archive.parts if name not in changed}
    parts |= {name: pack(slices) for name, slices in changed.items()}
    order = [*archive.parts, *(name for name in changed if name not in archive.parts)]
    return _written({name: parts[name] for name in order})


def _kept(archive: Archive, name: str) -> Packed:
    part = archive.parts[name]
    method = zipfile.ZIP_DEFLATED if part.deflated else zipfile.ZIP_STORED
    return Packed(method, part.crc, part.size, archive.packed(name))


def _written(parts: Mapping[str, Packed]) -> bytes:
    pieces: list[bytes] = []
    index: list[bytes] = []
    at = 0
    for name, part in parts.items():
        raw = name.encode()
        shared = (_UTF8, part.method, 0, _DAY, part.crc, len(part.data), part.size, len(raw), 0)
        index.append(
            _CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, *shared, 0, 0, 0, 0, at) + raw
        )
        pieces += [_LOCAL.pack(b"PK\x03\x04", _VERSION, *shared) + raw, part.data]
        at += _LOCAL.size + len(raw) + len(part.data)
    directory = b"".join(index)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(parts), len(parts), len(directory), at, 0)
    return b"".join([*pieces, directory, end])

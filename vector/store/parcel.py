"""A backup as one file: its members, its manifest, and the sums that prove every byte.

The file is a zip. ``manifest.json`` is written last and names every member with its size and
SHA-256; the last 64 characters of an open file are the SHA-256 of everything before them. A sealed
file (see :mod:`vector.store.seal`) is the same zip under a passphrase, proven by its seal.
"""

import hashlib
import io
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO, Literal
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from pydantic import BaseModel, ConfigDict, ValidationError

from vector.errors import StoreError
from vector.store.refusal import said, why
from vector.store.seal import MAGIC, Sealed, Sealing

FORMAT = 1
MANIFEST = "manifest.json"
SUM = 64
READ = 1 << 20
SWIFT = 3

Progress = Callable[[int, int], None]


class Member(BaseModel):
    """A member's size in bytes, and its SHA-256."""

    model_config = ConfigDict(frozen=True)

    size: int
    sha256: str


class Holding(BaseModel):
    """What a table held: its columns, how many rows, and the digest of their contents."""

    model_config = ConfigDict(frozen=True)

    columns: tuple[str, ...]
    rows: int
    digest: str


class Manifest(BaseModel):
    """What a backup is: of which database, at which revision, made when and by which program."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    program: str
    database: Literal["sqlite", "postgresql"]
    revision: str
    made_at: datetime
    tables: dict[str, Holding]
    sequences: dict[str, int] = {}
    members: dict[str, Member] = {}

    @property
    def rows(self) -> int:
        """How many rows all tables held."""
        return sum(table.rows for table in self.tables.values())


class Packing:
    """A backup being written: members first, the manifest last."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._members: dict[str, Member] = {}
        self.manifest: Manifest | None = None

    @contextmanager
    def member(self, name: str) -> Iterator[Callable[[bytes], None]]:
        """Write a member; what is yielded takes its bytes, part after part."""
        total, size = hashlib.sha256(), 0
        with self._archive.open(name, "w", force_zip64=True) as stream:

            def add(part: bytes) -> None:
                nonlocal size
                total.update(part)
                size += len(part)
                stream.write(part)

            yield add
        self._members[name] = Member(size=size, sha256=total.hexdigest())

    def close(self, manifest: Manifest) -> None:
        """Write the manifest, with the members' sums."""
        self.manifest = manifest.model_copy(update={"members": self._members})
        text = self.manifest.model_dump_json(indent=1)
        self._archive.writestr(MANIFEST, text)


@contextmanager
def packing(path: Path, passphrase: str | None = None) -> Iterator[Packing]:
    """Write a backup beside its place, and put it there when all of it is written.

    Parameters
    ----------
    path : Path
        Where it will be; nothing may be there yet.
    passphrase : str, optional
        Seals the file.

    Yields
    ------
    Packing
        Takes members, and the manifest.

    Raises
    ------
    StoreError
        When the file is there already, or cannot be written; nothing is left behind.
    """
    if path.exists():
        raise StoreError(*said("backup_exists", path=path))
    beside = path.with_name(f".{path.name}.part")
    try:
        with _private(beside) as stream:
            yield from _packed(stream, passphrase)
            if passphrase is None:
                _sum(stream)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as error:
        raise StoreError(*said("backup_unwritable", path=path, reason=why(error))) from error
    finally:
        beside.unlink(missing_ok=True)


def _private(path: Path) -> BinaryIO:
    """Open a new file that only its owner may read: a backup holds everything."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def _packed(stream: BinaryIO, passphrase: str | None) -> Iterator[Packing]:
    target: IO[bytes] = stream if passphrase is None else Sealing(stream, passphrase)  # type: ignore[assignment]
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=SWIFT) as archive:
        if passphrase is None:
            archive.comment = b"0" * SUM
        yield Packing(archive)
    if passphrase is not None:
        target.close()


def _sum(stream: BinaryIO) -> None:
    end = stream.seek(0, io.SEEK_END) - SUM
    total = _sha(stream, end)
    stream.seek(end)
    stream.write(total)


def _sha(stream: BinaryIO, end: int) -> bytes:
    stream.seek(0)
    total = hashlib.sha256()
    while end > 0 and (part := stream.read(min(READ, end))):
        total.update(part)
        end -= len(part)
    return total.hexdigest().encode()


class Parcel:
    """A backup that can be read: its manifest, and its members."""

    def __init__(self, archive: ZipFile, manifest: Manifest) -> None:
        self._archive, self.manifest = archive, manifest

    def parts(self, name: str) -> Iterator[bytes]:
        """Yield a member's bytes, part after part; the sum is checked at the end."""
        told = self.manifest.members.get(name)
        if told is None:
            raise StoreError(*said("backup_lacks", name=name))
        total, size = hashlib.sha256(), 0
        with self._archive.open(name) as stream:
            while part := stream.read(READ):
                total.update(part)
                size += len(part)
                yield part
        if (size, total.hexdigest()) != (told.size, told.sha256):
            raise StoreError(*said("backup_member", name=name))

    def verify(self, progress: Progress = lambda done, total: None) -> None:
        """Read every member and compare it with the manifest.

        Raises
        ------
        StoreError
            Naming the first member that differs.
        """
        done, total = 0, sum(member.size for member in self.manifest.members.values())
        for name in self.manifest.members:
            for part in self.parts(name):
                done += len(part)
                progress(done, total)


def sealed(path: Path) -> bool:
    """Return whether a backup needs a passphrase.

    Raises
    ------
    StoreError
        When the file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except OSError as error:
        raise StoreError(*said("backup_file_unreadable", path=path, strerror=why(error))) from error


@contextmanager
def opened(path: Path, passphrase: str | None = None) -> Iterator[Parcel]:
    """Open a backup, its total sum and manifest checked.

    Parameters
    ----------
    path : Path
        What :func:`packing` wrote.
    passphrase : str, optional
        Needed for a sealed one.

    Yields
    ------
    Parcel
        Whose members are checked as they are read.

    Raises
    ------
    StoreError
        When the file is none of ours, damaged, cut off, under another passphrase, or of a newer
        format.
    """
    is_sealed = sealed(path)
    if is_sealed and not passphrase:
        raise StoreError(*said("backup_sealed", path_name=path.name))
    try:
        with path.open("rb") as stream:
            source = io.BufferedReader(Sealed(stream, passphrase or "")) if is_sealed else stream
            if not is_sealed:
                _check_sum(path, stream)
            with ZipFile(source) as archive:
                yield Parcel(archive, _manifest(archive))
    except (BadZipFile, zlib.error, EOFError, KeyError, ValidationError) as error:
        raise StoreError(*said("backup_damaged", path_name=path.name)) from error
    except OSError as error:
        raise StoreError(*said("backup_not_read", path=path, reason=why(error))) from error


def _check_sum(path: Path, stream: BinaryIO) -> None:
    if stream.read(4) != b"PK\x03\x04":
        raise StoreError(*said("backup_unknown", path_name=path.name))
    end = stream.seek(0, io.SEEK_END) - SUM
    stream.seek(max(end, 0))
    if stream.read(SUM) != _sha(stream, end):
        raise StoreError(*said("backup_cut", path_name=path.name))
    stream.seek(0)


def _manifest(archive: ZipFile) -> Manifest:
    text = archive.read(MANIFEST)
    manifest = Manifest.model_validate_json(text)
    if manifest.format > FORMAT:
        raise StoreError(*said("backup_newer", manifest_format=manifest.format))
    return manifest

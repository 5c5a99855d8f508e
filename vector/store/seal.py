"""The seal on a backup: a stream of bytes under a passphrase, of which no byte can be changed.

The stream is cut into pieces. Each is encrypted and authenticated by AES-256-GCM under a nonce
that holds its number and whether it is the last, so pieces cannot be exchanged, left out or cut
off. The key is derived from the passphrase by scrypt with a salt of the file's own.
"""

import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from vector.errors import StoreError
from vector.store.refusal import said

MAGIC = b"VECTOR-SEALED-1\n"
SALT, PREFIX, TAG = 16, 7, 16
HEADER = len(MAGIC) + SALT + PREFIX + TAG
PIECE = 1 << 20
# 64 MB and about a fifth of a second for each guess.
COST, BLOCK, LANES = 1 << 16, 8, 1
PROOF = b"\xff" * (12 - PREFIX)


def _key(passphrase: str, salt: bytes) -> AESGCM:
    derived = Scrypt(salt=salt, length=32, n=COST, r=BLOCK, p=LANES).derive(passphrase.encode())
    return AESGCM(derived)


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class Sealing(io.RawIOBase):
    """Writes sealed what it is given; complete only once closed.

    Parameters
    ----------
    stream : binary file
        Where the sealed bytes go; it is left open.
    passphrase : str
        Without it, nothing can be read again.

    Examples
    --------
    >>> kept = io.BytesIO()
    >>> with Sealing(kept, "correct horse") as sealing:
    ...     sealing.write(b"counts")
    6
    >>> Sealed(io.BytesIO(kept.getvalue()), "correct horse").read()
    b'counts'
    """

    def __init__(self, stream: BinaryIO, passphrase: str) -> None:
        salt, self._prefix = os.urandom(SALT), os.urandom(PREFIX)
        self._key, self._head = _key(passphrase, salt), MAGIC + salt + self._prefix
        self._stream, self._waiting, self._number = stream, bytearray(), 0
        stream.write(self._head + self._key.encrypt(self._prefix + PROOF, b"", self._head))

    def writable(self) -> bool:
        """Return True: bytes may be written."""
        return True

    def write(self, data: object) -> int:
        """Take bytes; they are sealed when a piece is full."""
        taken = bytes(data)  # type: ignore[call-overload]
        self._waiting += taken
        # One byte more than a piece: the last piece is known for the last only at the end.
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(taken)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last)
        self._stream.write(self._key.encrypt(nonce, piece, self._head))
        self._number += 1

    def close(self) -> None:
        """Seal what is left as the last piece."""
        if not self.closed:
            self._seal(bytes(self._waiting), last=True)
        super().close()


class Sealed(io.RawIOBase):
    """Reads what was sealed, from any place; every byte handed out is authentic.

    Parameters
    ----------
    stream : binary file
        What :class:`Sealing` wrote, from its beginning; left open.
    passphrase : str
        The one it was sealed with.

    Raises
    ------
    StoreError
        When the passphrase is another, or bytes were changed, cut off or added.

    Examples
    --------
    >>> kept = io.BytesIO()
    >>> with Sealing(kept, "correct horse") as sealing:
    ...     _ = sealing.write(b"counts")
    >>> Sealed(kept, "battery staple")
    Traceback (most recent call last):
    vector.errors.StoreError: 口令不对，或文件开头已损坏。
    """

    def __init__(self, stream: BinaryIO, passphrase: str) -> None:
        self._stream, self._at, self._held = stream, 0, (-1, b"")
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        header = stream.read(HEADER)
        if len(header) < HEADER:
            raise StoreError(*said("seal_cut"))
        self._head = header[:-TAG]
        self._prefix = self._head[-PREFIX:]
        self._key = _key(passphrase, self._head[len(MAGIC) : -PREFIX])
        self._prove(header[-TAG:])
        self._pieces = max(1, -(-(size - HEADER) // (PIECE + TAG)))
        self._length = size - HEADER - self._pieces * TAG
        self._piece(self._pieces - 1)

    def _prove(self, proof: bytes) -> None:
        try:
            self._key.decrypt(self._prefix + PROOF, proof, self._head)
        except InvalidTag as error:
            raise StoreError(*said("seal_passphrase")) from error

    def _piece(self, number: int) -> bytes:
        if self._held[0] != number:
            self._stream.seek(HEADER + number * (PIECE + TAG))
            nonce = _nonce(self._prefix, number, number == self._pieces - 1)
            try:
                piece = self._key.decrypt(nonce, self._stream.read(PIECE + TAG), self._head)
            except InvalidTag as error:
                raise StoreError(*said("seal_damaged")) from error
            self._held = number, piece
        return self._held[1]

    def readable(self) -> bool:
        """Return True: bytes may be read."""
        return True

    def seekable(self) -> bool:
        """Return True: any place may be read."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        if start + offset < 0:
            raise OSError("a place before the beginning")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def readinto(self, buffer: object) -> int:
        """Read from the place up to the end of its piece."""
        if self._at >= self._length:
            return 0
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        number, offset = divmod(self._at, PIECE)
        found = self._piece(number)[offset : offset + len(view)]
        view[: len(found)] = found
        self._at += len(found)
        return len(found)

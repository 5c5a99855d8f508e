"""A sealed stream comes back whole at any place, or not at all."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vector.errors import StoreError
from vector.store import seal
from vector.store.seal import HEADER, TAG, Sealed, Sealing

PIECE = 64


@pytest.fixture(autouse=True, scope="module")
def small_and_cheap() -> object:
    """Small pieces and a cheap key: what is tested is the same."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(seal, "PIECE", PIECE)
        changed.setattr(seal, "COST", 2)
        yield


def sealed(content: bytes, passphrase: str = "口令 correct") -> bytes:
    kept = io.BytesIO()
    with Sealing(kept, passphrase) as sealing:
        for start in range(0, len(content), 50):
            sealing.write(content[start : start + 50])
    return kept.getvalue()


@given(st.integers(0, 4 * PIECE + 1), st.integers(0, 5 * PIECE), st.integers(0, 3 * PIECE))
def test_any_part_can_be_read(size: int, start: int, length: int) -> None:
    content = bytes(at % 251 for at in range(size))
    reader = io.BufferedReader(Sealed(io.BytesIO(sealed(content)), "口令 correct"))
    assert reader.read() == content
    reader.seek(start)
    assert reader.read(length) == content[start : start + length]


@settings(max_examples=200)
@given(st.data())
def test_any_changed_byte_is_found(data: st.DataObject) -> None:
    kept = bytearray(sealed(b"x" * 150))
    at = data.draw(st.integers(0, len(kept) - 1))
    kept[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(StoreError):
        io.BufferedReader(Sealed(io.BytesIO(bytes(kept)), "口令 correct")).read()


@given(st.integers(0, HEADER + 150 + 3 * TAG - 1))
def test_any_cut_is_found(length: int) -> None:
    with pytest.raises(StoreError, match="不完整"):
        Sealed(io.BytesIO(sealed(b"x" * 150)[:length]), "口令 correct")


@pytest.mark.parametrize("order", [[1, 0, 2], [0, 2], [0, 1, 1, 2], [0, 1]])
def test_pieces_cannot_be_moved_left_out_or_doubled(order: list[int]) -> None:
    kept = sealed(b"x" * 150)
    width = PIECE + TAG
    pieces = [kept[HEADER + width * at : HEADER + width * (at + 1)] for at in range(3)]
    moved = kept[:HEADER] + b"".join(pieces[at] for at in order)
    with pytest.raises(StoreError, match="损坏"):
        io.BufferedReader(Sealed(io.BytesIO(moved), "口令 correct")).read()


def test_another_passphrase_is_told_apart_from_damage() -> None:
    with pytest.raises(StoreError, match="口令不对"):
        Sealed(io.BytesIO(sealed(b"x")), "口令 correct ")


def test_equal_contents_are_never_sealed_alike_nor_readable() -> None:
    first, again = sealed(b"x" * 150), sealed(b"x" * 150)
    assert first[HEADER:] != again[HEADER:]
    assert b"xxxx" not in first

"""A backup file is whole or refused; a file half written is nowhere."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vector.errors import StoreError
from vector.store import parcel, seal
from vector.store.parcel import Holding, Manifest

MANIFEST = Manifest(
    program="1",
    database="sqlite",
    revision="0001",
    made_at=datetime(2026, 6, 1, tzinfo=UTC),
    tables={"survey": Holding(columns=("id",), rows=3, digest="d")},
)
PARTS = [b"counts " * 40, b"", b"more"]


def pack(path: Path, passphrase: str | None = None, manifest: Manifest = MANIFEST) -> Path:
    with parcel.packing(path, passphrase) as packing:
        with packing.member("tables/survey.copy") as add:
            for part in PARTS:
                add(part)
        packing.close(manifest)
    return path


def unpack(path: Path, passphrase: str | None = None) -> bytes:
    with parcel.opened(path, passphrase) as opened:
        opened.verify()
        return b"".join(opened.parts("tables/survey.copy"))


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "COST", 2)


@pytest.mark.parametrize("passphrase", [None, "correct horse"])
def test_what_went_in_comes_out(tmp_path: Path, passphrase: str | None) -> None:
    path = pack(tmp_path / "kept", passphrase)
    assert unpack(path, passphrase) == b"".join(PARTS)
    assert parcel.sealed(path) == (passphrase is not None)
    assert path.stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.iterdir()] == ["kept"]


def test_an_open_backup_is_an_ordinary_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(pack(tmp_path / "kept.zip")) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["tables/survey.copy", "manifest.json"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return pack(tmp_path_factory.mktemp("whole") / "kept.zip").read_bytes()


@settings(max_examples=300)
@given(st.data())
def test_any_changed_byte_is_found(
    whole: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    kept = bytearray(whole)
    kept[data.draw(st.integers(0, len(kept) - 1))] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.getbasetemp() / "changed.zip"
    path.write_bytes(bytes(kept))
    with pytest.raises(StoreError):
        unpack(path)


@given(st.data())
def test_any_cut_is_found(
    whole: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "cut.zip"
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(StoreError):
        unpack(path)


def test_a_sealed_one_asks_for_its_passphrase(tmp_path: Path) -> None:
    path = pack(tmp_path / "kept", "correct horse")
    with pytest.raises(StoreError, match="需要口令"):
        unpack(path)
    with pytest.raises(StoreError, match="口令不对"):
        unpack(path, "battery staple")


def test_a_newer_format_is_told(tmp_path: Path) -> None:
    path = pack(tmp_path / "kept", manifest=MANIFEST.model_copy(update={"format": 2}))
    with pytest.raises(StoreError, match="由更新的程序建立"):
        unpack(path)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"PK\x05\x06" + b"\0" * 18])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="不是 vector backup"):
        unpack(path)


def test_a_zip_of_others_with_a_right_sum_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", "b")
        archive.comment = b"0" * parcel.SUM
    with path.open("r+b") as stream:
        parcel._sum(stream)
    with pytest.raises(StoreError, match="无法读取"):
        unpack(path)


def broken_off(path: Path) -> None:
    with parcel.packing(path) as packing, packing.member("m") as add:
        add(b"x")
        raise ZeroDivisionError


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        broken_off(tmp_path / "kept")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_is_never_overwritten(tmp_path: Path) -> None:
    path = pack(tmp_path / "kept")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="已经存在"):
        pack(path)
    assert path.read_bytes() == before


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="无法读取"):
        unpack(tmp_path / "none")

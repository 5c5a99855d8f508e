"""``vector backup`` and ``vector restore``: sentences, exit codes, and the way there and back."""

import io
from pathlib import Path

import pytest
from filled import fill

from vector.cli import REFUSED, run
from vector.store import contents, seal
from vector.store.engine import connect, session, transaction

PHRASE = "correct horse battery"


@pytest.fixture(autouse=True)
def database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(seal, "COST", 2)
    monkeypatch.setenv("VECTOR_DATABASE", database_url)
    engine = connect(database_url)
    with transaction(engine) as writing:
        fill(writing)
    engine.dispose()
    return database_url


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        run([str(each) for each in arguments])
    return int(ended.value.code or 0)


def digests(url: str) -> dict[str, str]:
    engine = connect(url)
    with session(engine) as reading:
        found = contents.digests(reading, contents.STANDING)
    engine.dispose()
    return found


def change(url: str) -> None:
    engine = connect(url)
    with transaction(engine) as writing:
        writing.connection().exec_driver_sql("UPDATE survey SET note = 'later'")
    engine.dispose()


@pytest.mark.parametrize("sealed", [False, True])
def test_there_and_back(
    database: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    sealed: bool,
) -> None:
    monkeypatch.setenv("VECTOR_BACKUP_PASSPHRASE", PHRASE)
    before, folder = digests(database), tmp_path / "kept"
    assert call("backup", folder, "--keep", 3, *(["--encrypt"] if sealed else [])) == 0
    [kept] = folder.iterdir()
    assert str(kept) in capsys.readouterr().out
    assert kept.suffix == (".sealed" if sealed else ".zip")
    change(database)
    assert call("restore", kept, "--check") == 0
    assert "备份完好" in capsys.readouterr().out
    assert call("restore", kept) == REFUSED
    assert "--replace" in capsys.readouterr().err
    assert digests(database) != before
    assert call("restore", kept, "--replace") == 0
    assert "逐表核对一致" in capsys.readouterr().out
    assert digests(database) == before


def test_a_passphrase_is_needed_and_not_short(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert call("backup", tmp_path / "kept", "--encrypt") == REFUSED
    assert "VECTOR_BACKUP_PASSPHRASE" in capsys.readouterr().err
    monkeypatch.setenv("VECTOR_BACKUP_PASSPHRASE", "short")
    assert call("backup", tmp_path / "kept", "--encrypt") == REFUSED
    assert "12" in capsys.readouterr().err
    assert not (tmp_path / "kept").exists()


def test_a_file_that_is_no_backup_is_refused(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other.zip").write_bytes(b"PK")
    before = digests(database)
    for arguments in (["--check"], ["--replace"]):
        assert call("restore", tmp_path / "other.zip", *arguments) == REFUSED
        assert "不是 vector backup" in capsys.readouterr().err
    assert digests(database) == before

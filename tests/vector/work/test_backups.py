"""Backups are proven before older ones go, and put back only when they are whole."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filled import fill
from sqlalchemy import Engine

from vector.errors import StoreError
from vector.store import contents, seal
from vector.store.engine import connect, session, transaction
from vector.work import backups

NOW = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "COST", 2)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def digests(engine: Engine) -> dict[str, str]:
    with session(engine) as reading:
        return contents.digests(reading, contents.STANDING)


def test_older_ones_go_and_other_files_stay(sqlite_engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "backups"
    for day in range(3):
        backups.make(sqlite_engine, folder, NOW + day * DAY)
    (folder / "vector.toml").write_text("")
    made = backups.make(sqlite_engine, folder, NOW + 3 * DAY, passphrase="口令" * 6, keep=2)
    assert [path.name for path in made.removed] == [
        "vector-20260616T040000Z.zip",
        "vector-20260615T040000Z.zip",
    ]
    assert names(folder) == [
        "vector-20260617T040000Z.zip",
        "vector-20260618T040000Z.sealed",
        "vector.toml",
    ]


def test_a_clock_that_was_set_back_does_not_cost_the_new_one(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    backups.make(sqlite_engine, tmp_path / "kept", NOW)
    made = backups.make(sqlite_engine, tmp_path / "kept", NOW - DAY, keep=1)
    assert names(tmp_path / "kept") == [made.path.name]


def test_older_ones_stay_when_the_new_one_cannot_be_proven(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups.make(sqlite_engine, tmp_path / "kept", NOW)

    def damaged(*_: object) -> None:
        raise StoreError("损坏")

    monkeypatch.setattr(backups, "verify", damaged)
    with pytest.raises(StoreError, match="损坏"):
        backups.make(sqlite_engine, tmp_path / "kept", NOW + DAY, keep=1)
    assert "vector-20260615T040000Z.zip" in names(tmp_path / "kept")


def test_a_sealed_backup_comes_back(filled: Engine, tmp_path: Path) -> None:
    before = digests(filled)
    made = backups.make(filled, tmp_path / "kept", NOW, passphrase="correct horse")
    with transaction(filled) as writing:
        fill_more(writing)
    filled.dispose()
    done = backups.put_back(filled, made.path, NOW, passphrase="correct horse", replace=True)
    assert digests(filled) == before
    assert (done.aside is not None) == (filled.dialect.name == "sqlite")


def fill_more(writing: object) -> None:
    writing.connection().exec_driver_sql("UPDATE survey SET note = 'more'")  # type: ignore[attr-defined]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("harm", [cut, flipped])
@pytest.mark.parametrize("passphrase", [None, "correct horse"])
def test_a_damaged_backup_touches_nothing(
    filled: Engine, tmp_path: Path, harm: object, passphrase: str | None
) -> None:
    made = backups.make(filled, tmp_path / "kept", NOW, passphrase=passphrase)
    harm(made.path)  # type: ignore[operator]
    before, there = digests(filled), names(tmp_path)
    with pytest.raises(StoreError, match=r"损坏|不完整"):
        backups.put_back(filled, made.path, NOW, passphrase=passphrase, replace=True)
    assert (digests(filled), names(tmp_path)) == (before, there)


def test_a_wrong_passphrase_touches_nothing(filled: Engine, tmp_path: Path) -> None:
    made = backups.make(filled, tmp_path / "kept", NOW, passphrase="correct horse")
    before = digests(filled)
    for wrong, sentence in ((None, "需要口令"), ("battery staple", "口令不对")):
        with pytest.raises(StoreError, match=sentence):
            backups.put_back(filled, made.path, NOW, passphrase=wrong, replace=True)
    assert digests(filled) == before


def test_what_a_killed_backup_left_goes_after_a_day(sqlite_engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / ".vector-20260614T040000Z.zip.part").write_text("")
    (tmp_path / ".vector-copy-x").mkdir()
    (tmp_path / ".vector-copy-x" / "database.sqlite3").write_text("")
    young = datetime.now(UTC)
    backups.make(sqlite_engine, folder, young)
    assert len(list(folder.glob(".*"))) == len(list(tmp_path.glob(".*"))) == 1
    backups.make(sqlite_engine, folder, young + timedelta(days=2))
    assert not [*folder.glob(".*"), *tmp_path.glob(".*")]


def test_memory_holds_no_backup_and_takes_none(sqlite_engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="没有可备份"):
        backups.make(connect("sqlite://"), tmp_path / "kept", NOW)
    made = backups.make(sqlite_engine, tmp_path / "kept", NOW)
    with pytest.raises(StoreError, match="不是文件"):
        backups.put_back(connect("sqlite://"), made.path, NOW)


def test_what_cannot_be_written_is_a_sentence(sqlite_engine: Engine, tmp_path: Path) -> None:
    with transaction(sqlite_engine) as writing:
        fill(writing)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="无法写入"):
        backups.make(sqlite_engine, tmp_path / "file" / "folder", NOW)


def test_a_server_that_is_away_is_a_sentence(tmp_path: Path) -> None:
    away = connect("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(StoreError, match="无法读取"):
        backups.make(away, tmp_path, NOW)
    assert names(tmp_path) == []

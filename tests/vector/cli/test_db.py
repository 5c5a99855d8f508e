"""``vector db`` makes, upgrades, checks and copies databases."""

from pathlib import Path

import databases
import pytest

from vector.cli import PARTLY, REFUSED, run
from vector.store import migrate
from vector.store.engine import connect


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database that is not there yet."""
    address = f"sqlite:///{tmp_path}/folder/vector.sqlite3"
    monkeypatch.setenv("VECTOR_DATABASE", address)
    return address


def _db(*command: str) -> int:
    with pytest.raises(SystemExit) as left:
        run(["db", *command])
    return int(left.value.code or 0)


def test_upgrade_makes_the_database_once(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _db("upgrade") == 0
    assert f"空 → {migrate.head()}" in capsys.readouterr().out
    assert _db("upgrade") == 0
    assert "已是最新版本" in capsys.readouterr().out
    engine = connect(url)
    migrate.check(engine)
    engine.dispose()


def test_current_says_what_is_and_what_is_wanted(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _db("current") == 0
    assert capsys.readouterr().out.strip() == f"数据库版本 空，本程序需要 {migrate.head()}。"


def test_check_tells_old_changed_and_good_apart(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _db("check") == REFUSED
    assert "vector db upgrade" in capsys.readouterr().err
    _db("upgrade")
    assert _db("check") == 0
    engine = connect(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE job")
    engine.dispose()
    capsys.readouterr()
    assert _db("check") == PARTLY
    assert "job" in capsys.readouterr().out


def test_create_makes_a_database_on_the_server(
    postgresql_server: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VECTOR_DATABASE", f"{postgresql_server}/vector_created")
    assert _db("create") == 0
    said = capsys.readouterr().out
    assert "已建立数据库" in said
    assert f"空 → {migrate.head()}" in said
    assert _db("create") == 0
    assert "已建立" not in capsys.readouterr().out
    assert _db("check") == 0
    databases.execute(postgresql_server, "DROP DATABASE vector_created")


def test_create_makes_a_file_too(url: str) -> None:
    assert _db("create") == 0
    assert _db("check") == 0


def test_copy_makes_the_target_and_says_what_it_holds(
    sqlite_url: str, postgresql_server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    target = f"{postgresql_server}/vector_copied"
    assert _db("copy", "--from", sqlite_url, "--to", target) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines if line.startswith("region ")] == [["region", "2"]]
    assert "张表的内容与源数据库逐行一致" in lines[-1]
    assert _db("copy", "--from", target, "--to", sqlite_url) == 0
    databases.execute(postgresql_server, "DROP DATABASE vector_copied")


def test_copy_of_nothing_makes_nothing(
    tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.sqlite3"
    assert _db("copy", "--from", f"sqlite:///{missing}", "--to", sqlite_url) == REFUSED
    assert "没有源数据库" in capsys.readouterr().err
    assert not missing.exists()


def test_copy_into_what_holds_something_is_refused(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = f"sqlite:///{tmp_path}/other.sqlite3"
    assert _db("copy", "--from", sqlite_url, "--to", other) == 0
    engine = connect(other)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE region SET name = '别处'")
    engine.dispose()
    assert _db("copy", "--from", sqlite_url, "--to", other) == REFUSED
    assert "目标数据库不是空的（表 region" in capsys.readouterr().err

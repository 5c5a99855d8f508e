"""``vector db`` makes, upgrades and checks the database the settings name."""

from pathlib import Path

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


def _db(command: str) -> int:
    with pytest.raises(SystemExit) as left:
        run(["db", command])
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

"""``vector import``: what is told, what is stored, and the exit codes."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
import reports
from reports import JUNE, rooms
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.cli import PARTLY, REFUSED, run
from vector.intake.mapping import SheetMapping
from vector.store.engine import connect, session
from vector.store.tables import Survey, Upload
from vector.work import mappings

GOOD = (rooms(JUNE, 14), rooms(JUNE, 3, station="二号点"))
BAD = rooms(JUNE, 9, 5, station="错点")


@pytest.fixture
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("VECTOR_DATABASE", sqlite_url)
    return sqlite_url


def write(folder: Path, name: str, *rows: dict[str, object]) -> str:
    path = folder / name
    path.write_bytes(reports.sheet(*rows))
    return str(path)


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(["import", "--on", str(JUNE), *arguments])
    return int(ended.value.code or 0)


def stored(engine: Engine) -> int:
    with session(engine) as reading:
        return len(reading.scalars(select(Survey.id)).all())


def test_stored_and_flagged_are_told(
    database: str, sqlite_engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(write(tmp_path, "六月.csv", *GOOD), "--by", "王科员") == 0
    told = capsys.readouterr()
    assert "批次 1：存入 2 次监测，新增监测点 2 个。" in told.out
    assert "室内鼠迹阳性率 7.00%" in told.out
    assert told.err == ""
    with session(sqlite_engine) as reading:
        assert reading.scalars(select(Upload.uploaded_by)).one() == "王科员"


def test_faults_refuse_the_file(
    database: str, sqlite_engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(write(tmp_path, "六月.csv", *GOOD, BAD)) == REFUSED
    told = capsys.readouterr()
    assert "第 4 行" in told.err
    assert told.out == ""
    assert stored(sqlite_engine) == 0


def test_good_rows_can_be_taken_alone(
    database: str, sqlite_engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(write(tmp_path, "六月.csv", *GOOD, BAD), "--accept-good-rows") == PARTLY
    assert "有错误的 1 行没有入库" in capsys.readouterr().err
    assert stored(sqlite_engine) == 2


def test_one_bad_file_does_not_hold_up_the_others(
    database: str, sqlite_engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "没有.csv")
    bad, good = write(tmp_path, "错.csv", BAD), write(tmp_path, "好.csv", *GOOD)
    assert call(missing, bad, good) == PARTLY
    assert "无法读取文件" in capsys.readouterr().err
    assert stored(sqlite_engine) == 2


def test_json_holds_every_event_and_nothing_else(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write(tmp_path, "六月.csv", *GOOD, BAD)
    assert call(good, "--accept-good-rows", "--format", "json") == PARTLY
    events = json.loads(capsys.readouterr().out)
    assert [event["what"] for event in events] == ["error", "stored", "held", "raised"]
    assert {event["upload"] for event in events[1:]} == {1}


def test_known_stations_only(
    database: str, sqlite_engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(write(tmp_path, "六月.csv", *GOOD), "--known-stations-only") == REFUSED
    assert "2 个监测点不在名录中" in capsys.readouterr().err


def test_new_database_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / '新' / 'vector.sqlite3'}"
    monkeypatch.setenv("VECTOR_DATABASE", url)
    assert call(write(tmp_path, "六月.csv", *GOOD)) == 0
    engine = connect(url)
    assert stored(engine) == 2
    engine.dispose()


def test_verdict_is_for_one_file(database: str, tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{name}.csv", *GOOD) for name in ("甲", "乙")]
    assert call(*paths, "--verdict", str(tmp_path / "out.xlsx")) == REFUSED


def test_verdict_workbook_is_written(database: str, tmp_path: Path) -> None:
    verdict = tmp_path / "判定.xlsx"
    bad = write(tmp_path, "六月.csv", *GOOD, BAD)
    assert call(bad, "--verdict", str(verdict)) == REFUSED
    with ZipFile(verdict) as book:
        assert "问题清单" in book.read("xl/workbook.xml").decode()


def test_a_sheet_whose_columns_were_named_is_known(
    database: str, sqlite_engine: Engine, catalog: Catalog, tmp_path: Path
) -> None:
    path = tmp_path / "鼠情.csv"
    path.write_text(f"哪里,几号,没坏的,逮着几只\n东门,{JUNE},48,2\n", encoding="utf-8")
    assert call(str(path)) == REFUSED
    columns = {"station": 0, "date": 1, "effective": 2, "caught": 3}
    header = ("哪里", "几号", "没坏的", "逮着几只")
    mapping = SheetMapping(headers=header, method="snap_trap", columns=columns)
    mappings.save(sqlite_engine, catalog, mapping, "鼠情", by="王")
    assert call(str(path)) == 0
    assert stored(sqlite_engine) == 1

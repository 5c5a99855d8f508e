"""Mappings of columns: kept, used by uploads, replaced, removed, and all of it in the audit log."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from vector.errors import IntakeError, UploadError
from vector.intake.mapping import SheetMapping
from vector.settings import Settings
from vector.store.engine import session, transaction
from vector.store.tables import Audit, ColumnMapping
from vector.work import mappings, uploads

HEADER = ("哪里", "几号", "没坏的", "逮着几只")
COLUMNS = {"station": 0, "date": 1, "effective": 2, "caught": 3}
FILE = "哪里,几号,没坏的,逮着几只\n东门,2025-07-01,48,2\n".encode()
NOW = datetime(2026, 1, 31, tzinfo=UTC)


def mapping(**changed):
    said = {"headers": HEADER, "method": "snap_trap", "columns": COLUMNS} | changed
    return SheetMapping(**said)


def test_a_file_is_unknown_mapped_taken_in_and_unknown_again(engine, catalog):
    with pytest.raises(IntakeError):
        uploads.preview(engine, catalog, FILE, "表.csv")
    number = mappings.save(engine, catalog, mapping(), "鼠情", by="王", now=NOW)
    assert uploads.preview(engine, catalog, FILE, "表.csv").surveys == 1
    done = uploads.accept(engine, catalog, Settings(), FILE, "表.csv", by="王", now=NOW)
    assert done.surveys == 1
    mappings.remove(engine, number)
    assert mappings.kept(engine) == []
    with pytest.raises(IntakeError):
        uploads.preview(engine, catalog, FILE, "表.csv")
    with session(engine) as reading:
        said = reading.scalars(select(Audit.what).order_by(Audit.sequence)).all()
    assert said == ["mapping_saved", "upload_accepted", "mapping_removed"]


def test_the_same_header_is_mapped_once(engine, catalog):
    mappings.save(engine, catalog, mapping(), "鼠情", by="王", now=NOW)
    mappings.save(engine, catalog, mapping(method="cage_trap"), "笼", by="李", now=NOW)
    (kept,) = mappings.kept(engine)
    assert (kept.name, kept.by, kept.mapping.method) == ("笼", "李", "cage_trap")
    with session(engine) as reading:
        last = reading.scalars(select(Audit).order_by(Audit.sequence.desc())).first()
    assert last.before["name"] == "鼠情"
    assert last.after["mapping"]["method"] == "cage_trap"


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"station": 0, "date": 1, "caught": 3}, "有效夹数"),
        ({"effective": 2, "caught": 3}, "监测日期、监测点|监测点、监测日期"),
        ({**COLUMNS, "note": 3}, "“逮着几只”这一列被用了两次"),
    ],
)
def test_what_cannot_be_read_is_not_kept(engine, catalog, columns, words):
    with pytest.raises(UploadError, match=words):
        mappings.save(engine, catalog, mapping(columns=columns), "x", by="王", now=NOW)
    assert mappings.kept(engine) == []


def test_one_that_no_version_reads_is_left_out(engine):
    with transaction(engine) as writing:
        writing.add(ColumnMapping(fingerprint="0", name="旧", mapping={"colour": 1},
                                  created_by="王", created_at=NOW))  # fmt: skip
    assert mappings.remembered(engine) == {}


def test_removing_what_is_not_there(engine):
    with pytest.raises(UploadError, match="7"):
        mappings.remove(engine, 7)

"""Staged files: kept, submitted, returned, approved by the level above, and taken in whole."""

from datetime import timedelta

import pandas as pd
import pytest
import reports
from reports import JULY, JUNE, NOW, form, rooms
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.errors import UploadError
from vector.intake import read
from vector.settings import Settings
from vector.store import staged as store
from vector.store.engine import session, transaction
from vector.store.tables import (
    Account,
    Assay,
    Audit,
    Region,
    Role,
    Staged,
    StagedFile,
    StagedStep,
    Survey,
    Upload,
)
from vector.work import deciding, staging, uploads
from vector.work.assays import AssayTable
from vector.work.taking_in import Moment

CITY = Settings(upload_approval="above")
ROWS = [rooms(JUNE, 14), form(JUNE, "snap_trap", effective=100, caught=3)]


def person(email: str, role: str, region: int | None) -> Account:
    return Account(email=email, active=True, roles=[Role(name=role)], region_id=region)


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    """One kind of database: both are tried in the tests of the store and of rehearsals."""
    return sqlite_engine


@pytest.fixture
def tree(engine: Engine) -> tuple[int, int]:
    """A city, which is the root, and a county below it."""
    with transaction(engine) as writing:
        root = writing.scalars(select(Region).where(Region.parent_id.is_(None))).one()
        root.level = "city"
        county = Region(code="c1", name="甲县", level="county", parent_id=root.id)
        writing.add(county)
        writing.flush()
        street = Region(code="x1", name=reports.WEST, level="street", parent_id=county.id)
        writing.add(street)
        return root.id, county.id


@pytest.fixture
def moment(catalog: Catalog) -> Moment:
    return Moment(catalog, CITY, JUNE, NOW)


@pytest.fixture
def reading(catalog: Catalog):
    return read(reports.sheet(*ROWS), "六月.csv", catalog, today=NOW.date())


def stage(engine, reading, who, *, submit=True, **options):
    content = reports.sheet(*ROWS)
    number = staging.stage(engine, reading, content, person=who, now=NOW, **options)
    if submit:
        staging.submit(engine, number, person=who, now=NOW)
    return number


def count(engine: Engine, table) -> int:
    with session(engine) as looking:
        return len(looking.scalars(select(table)).all())


def state(engine: Engine, number: int) -> str:
    with session(engine) as looking:
        return looking.get_one(Staged, number).state


def test_what_is_submitted_counts_nowhere_until_the_level_above_approves(
    engine, tree, moment, reading
):
    city, county = tree
    staff, manager = person("jian@x", "staff", county), person("shi@x", "manager", city)
    number = stage(engine, reading, staff)
    assert (count(engine, Survey), count(engine, Upload)) == (0, 0)
    done = deciding.accept(engine, moment, number, reading, person=manager)
    assert (done.surveys, len(done.changes)) == (2, 1)
    assert (count(engine, Survey), count(engine, StagedFile)) == (2, 0)
    with session(engine) as looking:
        assert looking.scalars(select(Upload.uploaded_by)).one() == "jian@x"
        assert looking.get_one(Staged, number).upload_id == done.upload_id
        steps = [(each.what, each.by) for each in store.steps(looking, [number])]
        assert steps == [("staged", "jian@x"), ("submitted", "jian@x"), ("accepted", "shi@x")]
        noted = looking.scalars(select(Audit.what).order_by(Audit.sequence)).all()
    assert noted == ["upload_staged", "upload_submitted", "upload_accepted"]
    with pytest.raises(UploadError, match="已经处理"):
        deciding.accept(engine, moment, number, reading, person=manager)


@pytest.mark.parametrize(
    ("email", "role", "where", "submit", "said"),
    [
        ("JIAN@x", "manager", "city", True, "不能审核自己"),
        ("shi@x", "staff", "city", True, "只有管理人员"),
        ("xian@x", "manager", "county", True, "上一级区划"),
        ("shi@x", "manager", "city", False, "须先送审"),
    ],
)
def test_nobody_else_approves(engine, tree, moment, reading, email, role, where, submit, said):
    city, county = tree
    number = stage(engine, reading, person("jian@x", "staff", county), submit=submit)
    other = person(email, role, city if where == "city" else county)
    before = reports.everything(engine)
    with pytest.raises(UploadError, match=said):
        deciding.accept(engine, moment, number, reading, person=other)
    assert reports.everything(engine) == before


def test_at_the_top_another_manager_approves(engine, tree, moment, reading):
    city, _ = tree
    number = stage(engine, reading, person("a@x", "manager", city))
    with pytest.raises(UploadError, match="不能审核自己"):
        deciding.accept(engine, moment, number, reading, person=person("a@x", "manager", city))
    done = deciding.accept(engine, moment, number, reading, person=person("b@x", "manager", city))
    assert done.surveys == 2


def test_a_region_beside_sees_nothing_of_it(engine, tree, moment, reading):
    city, county = tree
    with transaction(engine) as writing:
        beside = Region(code="c2", name="乙县", level="county", parent_id=city)
        writing.add(beside)
        writing.flush()
        other = person("yi@x", "manager", beside.id)
    number = stage(engine, reading, person("jian@x", "staff", county))
    with session(engine) as looking:
        assert list(store.listed(looking, other)) == []
    for act in (
        lambda: deciding.accept(engine, moment, number, reading, person=other),
        lambda: staging.discard(engine, number, person=other, now=NOW),
        lambda: deciding.give_back(engine, CITY, number, person=other, reason="x", now=NOW),
    ):
        with pytest.raises(UploadError, match="不存在"):
            act()
    assert state(engine, number) == "submitted"


def test_it_is_returned_with_a_reason_and_comes_again(engine, tree, moment, reading):
    city, county = tree
    staff, manager = person("jian@x", "staff", county), person("shi@x", "manager", city)
    number = stage(engine, reading, staff)
    with pytest.raises(UploadError, match="原因"):
        deciding.give_back(engine, CITY, number, person=manager, reason=" ", now=NOW)
    with pytest.raises(UploadError, match="只有管理人员"):
        deciding.give_back(engine, CITY, number, person=staff, reason="x", now=NOW)
    deciding.give_back(engine, CITY, number, person=manager, reason="缺西街", now=NOW)
    with session(engine) as looking:
        assert store.steps(looking, [number])[-1].reason == "缺西街"
    with pytest.raises(UploadError, match="须先送审"):
        deciding.accept(engine, moment, number, reading, person=manager)
    staging.submit(engine, number, person=staff, now=NOW)
    assert deciding.accept(engine, moment, number, reading, person=manager).surveys == 2


def test_without_approval_anybody_who_may_upload_takes_it_in(engine, tree, reading, catalog):
    _, county = tree
    number = stage(engine, reading, person("jian@x", "staff", county), submit=False)
    free = Moment(catalog, Settings(), JUNE, NOW)
    office = person("dong@x", "office", county)
    with pytest.raises(UploadError, match="不存在"):
        deciding.accept(engine, free, number, reading, person=office)
    other = person("li@x", "staff", county)
    assert deciding.accept(engine, free, number, reading, person=other).surveys == 2


def test_what_needs_approval_is_not_taken_in_at_once(engine, catalog, tree, reading):
    content = reports.sheet(*ROWS)
    with pytest.raises(UploadError, match="送审"):
        uploads.accept(engine, catalog, CITY, content, "六月.csv", by="王", now=NOW)
    assert count(engine, Upload) == 0


def test_the_same_bytes_wait_once_and_are_recognised(engine, tree, reading, catalog):
    _, county = tree
    staff = person("jian@x", "staff", county)
    number = stage(engine, reading, staff, submit=False)
    with pytest.raises(UploadError, match="不用再交"):
        stage(engine, reading, staff)
    staging.discard(engine, number, person=staff, now=NOW)
    assert (state(engine, number), count(engine, StagedFile)) == ("discarded", 0)
    reports.accept(engine, *ROWS, on=JUNE)
    with pytest.raises(UploadError, match="没有重复入库"):
        stage(engine, reading, staff)


def test_bad_rows_are_held_as_was_chosen(engine, tree, catalog):
    _, county = tree
    staff = person("jian@x", "staff", county)
    content = reports.sheet(*ROWS, rooms(JULY, 9, 5, station="错点"))
    found = read(content, "六月.csv", catalog, today=NOW.date() + timedelta(days=30))
    with pytest.raises(UploadError, match="1 处错误"):
        staging.stage(engine, found, content, person=staff, now=NOW)
    number = staging.stage(engine, found, content, person=staff, now=NOW, hold_bad_rows=True)
    free = Moment(catalog, Settings(), JUNE, NOW)
    assert deciding.accept(engine, free, number, found, person=staff).held == 1


def test_a_file_that_reads_otherwise_than_it_did_is_not_taken_in(engine, tree, reading, catalog):
    _, county = tree
    staff = person("jian@x", "staff", county)
    number = stage(engine, reading, staff, submit=False)
    other = read(reports.sheet(rooms(JUNE, 1)), "别.csv", catalog, today=NOW.date())
    free = Moment(catalog, Settings(), JUNE, NOW)
    with pytest.raises(UploadError, match="不符"):
        deciding.accept(engine, free, number, other, person=staff)


def test_assays_wait_and_are_approved_too(engine, tree, moment):
    city, county = tree
    rows = pd.DataFrame({"dose": [0.1, 0.2], "number": 20.0, "dead": 3.0, "row": 2, "site": "甲县"})
    table = AssayTable("抗性.csv", b"k", rows)
    staff = person("jian@x", "staff", county)
    number = staging.stage(engine, table, table.content, person=staff, now=NOW)
    staging.submit(engine, number, person=staff, now=NOW)
    assert count(engine, Assay) == 0
    done = deciding.accept(engine, moment, number, table, person=person("shi@x", "manager", city))
    assert (done.assays, count(engine, Assay)) == (1, 1)


def test_a_failure_half_way_leaves_the_file_waiting(engine, tree, moment, reading, monkeypatch):
    city, county = tree
    number = stage(engine, reading, person("jian@x", "staff", county))
    before = reports.everything(engine)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("power")

    monkeypatch.setattr(deciding.audit, "record", broken)
    with pytest.raises(RuntimeError):
        deciding.accept(engine, moment, number, reading, person=person("s@x", "manager", city))
    monkeypatch.undo()
    assert reports.everything(engine) == before
    assert count(engine, StagedStep) == 2

"""Every use case leaves its row, with who and from where, and no secret reaches the log."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import offices as alerts
import pytest
import reports
from reports import JUNE, NOW, form
from sqlalchemy import Engine, select, text

from vector.catalog import Catalog
from vector.errors import StoreError, UploadError
from vector.settings import Settings
from vector.store import chain
from vector.store.audit import SECRET, Author
from vector.store.engine import session, transaction
from vector.store.tables import Audit, Model, Moment
from vector.work import (
    action_limits,
    approval,
    audit,
    enrolment,
    offices,
    password_change,
    plans,
    regions,
    stations,
    uploads,
)
from vector.work.accounts import find_account

AT = Author("li@cdc.example.cn", "10.0.0.7")
WANG, PASSWORD, OTHER = "wang@cdc.example.cn", "长安马-correct", "长安马-battery"
CAUGHT = form(JUNE, "snap_trap", set=400, effective=400, caught=40)
SHAPES = Path(__file__).parents[3] / "data" / "demo" / "streets.geojson"


def rows(engine: Engine) -> list[Audit]:
    with session(engine) as reading:
        return list(reading.scalars(select(Audit).order_by(Audit.sequence)))


def codes(engine: Engine) -> list[str]:
    return [row.what for row in rows(engine)]


def signed(engine: Engine) -> bool:
    """Whether the log is not empty, all of it is signed by the author given, and it holds."""
    with session(engine) as reading:
        whole = chain.walk(reading).broken is None
    return whole and {(row.who, row.origin) for row in rows(engine)} == {(AT.who, AT.origin)}


def test_an_upload_taken_in_and_back_leaves_two_rows(engine: Engine, catalog: Catalog) -> None:
    done = reports.accept(engine, CAUGHT, on=JUNE, by="王", author=AT)
    uploads.withdraw(
        engine, catalog, Settings(), done.upload_id, by="李", reason="填错了", on=JUNE, now=NOW,
        author=AT,
    )  # fmt: skip
    taken, back = rows(engine)
    assert [taken.what, back.what] == ["upload_accepted", "upload_withdrawn"]
    assert {taken.subject_id, back.subject_id} == {str(done.upload_id)}
    assert taken.after is not None
    assert (taken.after["by"], taken.after["surveys"], taken.after["filename"]) == (
        "王",
        1,
        "上报.csv",
    )
    assert back.after == {"left": 1, "restored": 0, "by": "李", "reason": "填错了"}
    assert signed(engine)


def test_an_upload_that_is_refused_leaves_none(engine: Engine) -> None:
    reports.accept(engine, CAUGHT, on=JUNE)
    with pytest.raises(UploadError):
        reports.accept(engine, CAUGHT, on=JUNE)
    assert codes(engine) == ["upload_accepted"]


def test_a_limit_that_follows_another(engine: Engine, catalog: Catalog) -> None:
    for value, start in (("3", JUNE - timedelta(days=9)), ("2", JUNE)):
        wish = action_limits.Wish("trap_rate", value, "县爱卫办〔2026〕1号", "王主任")
        action_limits.set_limit(engine, catalog, Settings(), wish, start=start, now=NOW, author=AT)
    assert codes(engine) == ["limit_set", "limit_ended", "limit_set"]
    ended = rows(engine)[1]
    assert (ended.before or {})["valid_to"] is None
    assert (ended.after or {})["valid_to"] == (JUNE - timedelta(days=1)).isoformat()
    assert signed(engine)


def test_an_approval(engine: Engine) -> None:
    number = alerts.alert(engine, alerts.office(engine), approved=False)
    for _ in range(2):
        with transaction(engine) as writing:
            approval.approve(writing, [number], by="李", now=alerts.NOON, author=AT)
    [row] = rows(engine)
    assert (row.what, row.subject, row.subject_id) == ("alert_approved", "alert", str(number))
    assert row.after == {"by": "李"}
    assert signed(engine)


def test_an_account_from_opening_to_closing(engine: Engine) -> None:
    enrolment.enrol(engine, WANG, PASSWORD, roles=["manager"], author=AT)
    password_change.change_password(engine, WANG, OTHER, author=AT)
    enrolment.admit(engine, WANG, active=False, author=AT)
    enrolment.admit(engine, WANG, active=True, author=AT)
    opened, password, closed, again = rows(engine)
    assert (opened.what, password.what) == ("account_opened", "account_password_changed")
    assert (closed.what, again.what) == ("account_closed", "account_reopened")
    assert opened.after is not None
    assert (opened.after["email"], opened.after["roles"]) == (WANG, ["manager"])
    assert ((closed.before or {})["active"], (closed.after or {})["active"]) == (True, False)
    assert signed(engine)


def test_recipients(engine: Engine) -> None:
    offices.add(engine, "未划分街道", WANG, author=AT)
    lines = "街道,姓名,邮箱\n未划分街道,王,wang@cdc.example.cn\n"
    offices.take_roll(engine, lines.encode(), "联系人.csv", author=AT)
    offices.remove(engine, "未划分街道", WANG, author=AT)
    assert codes(engine) == ["contact_changed"] * 3
    added, renamed, gone = rows(engine)
    assert (added.before, gone.after) == (None, None)
    assert ((renamed.before or {})["name"], (renamed.after or {})["name"]) == ("未划分街道", "王")
    assert signed(engine)


def test_places_and_plans(engine: Engine, catalog: Catalog) -> None:
    regions.name_root(engine, "澜山县", population=412000, author=AT)
    regions.take_map(engine, SHAPES.read_bytes(), author=AT)
    count = len(json.loads(SHAPES.read_bytes())["features"])
    assert codes(engine) == ["region_changed"] * (1 + count)
    text = "street,name\n未划分街道,东湖\n"
    stations.take_roll(engine, catalog, text.encode(), "监测点.csv", author=AT)
    text = "station,method,months\n东湖,snap_trap,4-11\n西湖,snap_trap,4-11\n"
    plans.take_roll(engine, catalog, text.encode(), "计划.csv", new_stations=True, author=AT)
    made = codes(engine)[1 + count :]
    assert made == ["station_changed"] * 2 + ["plan_changed"] * 2
    assert signed(engine)


def test_a_roll_that_fails_leaves_none(engine: Engine, catalog: Catalog) -> None:
    text = "street,name\n未划分街道,东湖\n没有的街道,西湖\n"
    with pytest.raises(StoreError):
        stations.take_roll(engine, catalog, text.encode(), "监测点.csv")
    assert rows(engine) == []


def secrets(engine: Engine) -> set[str]:
    """Everything that stands in a column named like a secret, wherever it is."""
    named = [
        column
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if SECRET.search(column.name) and not isinstance(column.type, Moment)
    ]
    assert {str(column) for column in named} >= {"account.password", "account.fs_uniquifier"}
    with session(engine) as reading:
        return {str(value) for column in named for value in reading.scalars(select(column))}


def test_no_secret_reaches_the_log(engine: Engine) -> None:
    known: set[str] = {PASSWORD, OTHER}
    steps: list[Callable[[], object]] = [
        lambda: enrolment.enrol(engine, WANG, PASSWORD, roles=["manager"], username="wang"),
        lambda: password_change.change_password(engine, "wang", OTHER),
        lambda: enrolment.admit(engine, "wang", active=False),
        lambda: enrolment.admit(engine, "wang", active=True),
    ]
    for step in steps:
        step()
        known |= secrets(engine)
    assert len(known - {"None"}) == 2 + 2 + 4
    with session(engine) as reading:
        assert find_account(reading, WANG) is not None
        kept = [str(tuple(row)) for row in reading.execute(text("SELECT * FROM audit"))]
    assert len(kept) == 4
    assert not [value for value in known - {"None"} for row in kept if value in row]


def test_verifying_is_noted(engine: Engine) -> None:
    enrolment.enrol(engine, WANG, PASSWORD, roles=["manager"])
    found = audit.verify(engine, author=AT)
    last = rows(engine)[-1]
    told = {"rows": 1, "last": 1, "last_hash": found.last_hash, "broken": None}
    assert (last.what, last.who, last.after) == ("audit_verified", AT.who, told)
    assert audit.verify(engine).rows == 2


def test_what_is_broken_is_noted_too(sqlite_engine: Engine) -> None:
    audit.verify(sqlite_engine)
    with transaction(sqlite_engine) as writing:
        writing.execute(text("DROP TRIGGER audit_kept_update"))
        writing.execute(text("UPDATE audit SET who = 'x'"))
    assert audit.verify(sqlite_engine).broken == chain.Break(1, "altered")
    assert (rows(sqlite_engine)[-1].after or {})["broken"] == {"sequence": 1, "kind": "altered"}


def test_young_rows_stay_and_nothing_is_noted(engine: Engine) -> None:
    audit.verify(engine)
    assert audit.retire(engine, 200) == 0
    assert codes(engine) == ["audit_verified"]


def test_old_rows_are_removed_and_that_is_noted(engine: Engine) -> None:
    at = datetime.now(UTC) - timedelta(days=300)
    blank = dict.fromkeys(chain.SEALED, "") | {"before": None, "after": None, "at": at}
    with transaction(engine) as writing:
        chain.append(writing, [blank])
    assert audit.retire(engine, 200, author=AT) == 1
    [row] = rows(engine)
    assert (row.what, row.sequence, (row.after or {})["rows"]) == ("audit_retired", 2, 1)
    assert audit.verify(engine).broken is None


def test_the_list_by_time_by_person_and_by_code(engine: Engine) -> None:
    enrolment.enrol(engine, WANG, PASSWORD, roles=["manager"], author=AT)
    password_change.change_password(engine, WANG, OTHER, author=Author("100%", "命令行"))
    assert audit.listing(engine)["what"].tolist() == codes(engine)
    assert audit.listing(engine, who="LI@CDC")["sequence"].tolist() == [1]
    assert audit.listing(engine, who="%")["sequence"].tolist() == [2]
    assert audit.listing(engine, what="更换密码")["sequence"].tolist() == [2]
    assert audit.listing(engine, what="account_opened")["zh"].tolist() == ["新建账号"]
    assert audit.listing(engine, since=datetime.now(UTC) + timedelta(days=1)).empty
    assert len(audit.listing(engine, since=rows(engine)[1].at)) == 1
    with pytest.raises(StoreError, match="account_opened（新建账号）"):
        audit.listing(engine, what="nothing")

"""What is noted: known codes, no secrets, every row of a table that changed."""

import getpass
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filled import fill
from sqlalchemy import Engine, select

from vector.store import audit, ledger, migrate
from vector.store import tables as every
from vector.store.audit import Author
from vector.store.engine import connect, session, transaction
from vector.store.tables import Account, ActionLimit, Audit, Model, Region, Station

WORK = Path(audit.__file__).parents[1] / "work"
LI = Author("li@cdc.example.cn", "10.0.0.7")


def noted(engine: Engine) -> list[Audit]:
    with session(engine) as reading:
        return list(reading.scalars(select(Audit).order_by(Audit.sequence)))


def test_what_is_noted_comes_back(engine: Engine) -> None:
    values = {"on": date(2026, 6, 1), "roles": ("staff",), "text": "长" * 2000, "none": None}
    with transaction(engine) as writing:
        assert audit.record(writing, "account_opened", LI, ("account", 7), after=values) == 1
    [row] = noted(engine)
    assert (row.who, row.origin, row.what) == (*LI.__dict__.values(), "account_opened")
    assert (row.subject, row.subject_id, row.before) == ("account", "7", None)
    assert row.after is not None
    digest = row.after.pop("text")
    assert row.after == {"on": "2026-06-01", "roles": ["staff"], "none": None}
    assert len(digest) == len("sha256:") + 64


def test_a_code_must_be_known(engine: Engine) -> None:
    with pytest.raises(ValueError, match="no code"), transaction(engine) as writing:
        audit.record(writing, "something", LI)


def test_every_code_has_words_in_both_languages() -> None:
    for kind in ("what", "subject", "broken"):
        zh, en = audit.words(kind), audit.words(kind, "en")
        assert zh.keys() == en.keys()
        assert all(zh.values())
        assert all(en.values())


def test_every_table_whose_changes_are_noted_has_its_word() -> None:
    source = "".join(each.read_text(encoding="utf-8") for each in WORK.rglob("*.py"))
    noted_of = re.findall(r"audit\.changes\(writing, author, ([\w, ]+)\)", source)
    tables = {getattr(every, each).__tablename__ for told in noted_of for each in told.split(", ")}
    named = set(re.findall(r'audit\.record\([^)]*?\("(\w+)", \w', source))
    named |= set(re.findall(r'subject = .*?\("(\w+)", \w', source))
    assert {"station", "contact"} <= tables
    assert {"account", "upload", "access_token"} <= named
    assert tables | named <= audit.words("subject").keys()


@pytest.mark.parametrize("values", [{"password": "x"}, {"a": [{"api_token": 1}]}, {"Secret": None}])
def test_a_secret_is_refused_at_any_depth(engine: Engine, values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="secret"), transaction(engine) as writing:
        audit.record(writing, "sign_in", LI, after=values)
    assert noted(engine) == []


def test_no_snapshot_has_a_column_named_like_a_secret() -> None:
    left_out = set()
    for mapper in Model.registry.mappers:
        table = mapper.local_table
        kept = audit.snapshot(mapper.class_())
        left_out |= {f"{table}.{column.name}" for column in table.columns} - {
            f"{table}.{name}" for name in kept
        }
        assert not [name for name in kept if audit.SECRET.search(name)]
    assert {"account.password", "account.fs_uniquifier"} <= left_out


def test_every_row_that_changed_is_noted(engine: Engine) -> None:
    with transaction(engine) as writing:
        fill(writing)
    with transaction(engine) as writing, audit.changes(writing, LI, Region, Station):
        gone, moved = writing.scalars(select(Station).order_by(Station.id).limit(2))
        region = writing.get_one(Region, 2)
        region.geometry = "{" + " " * 2000 + "}"
        moved.name = "新名"
        writing.add(Region(code="T", name="新街道", level="street"))
        number = moved.id
        assert gone.id != number
    rows = noted(engine)
    assert [row.what for row in rows] == ["region_changed", "region_changed", "station_changed"]
    assert rows[0].after is not None
    assert rows[0].after["geometry"].startswith("sha256:")
    assert (rows[1].before, (rows[1].after or {})["name"]) == (None, "新街道")
    assert (rows[2].subject, rows[2].subject_id) == ("station", str(number))
    assert (rows[2].after or {})["name"] == "新名" != (rows[2].before or {})["name"]


def test_what_stays_is_not_noted(engine: Engine) -> None:
    with transaction(engine) as writing, audit.changes(writing, LI, Region, Account):
        before = ledger.changes(writing)
    assert noted(engine) == []
    with session(engine) as reading:
        assert ledger.changes(reading) == before > 0


def limit(value: str, start: date) -> ActionLimit:
    said = {"index_id": "trap_rate", "region_id": 1, "set_by": "李", "source": "文"}
    return ActionLimit(**said, value=value, set_on=start, valid_from=start)


def test_a_limit_is_set_or_ended(engine: Engine) -> None:
    june = date(2026, 6, 1)
    with transaction(engine) as writing, audit.changes(writing, LI, ActionLimit):
        writing.add(limit("3", june))
    with transaction(engine) as writing, audit.changes(writing, LI, ActionLimit):
        writing.scalars(select(ActionLimit)).one().valid_to = june
    with transaction(engine) as writing, audit.changes(writing, LI, ActionLimit):
        writing.scalars(select(ActionLimit)).one().value = "4"
    with transaction(engine) as writing, audit.changes(writing, LI, ActionLimit):
        writing.delete(writing.scalars(select(ActionLimit)).one())
    codes = [row.what for row in noted(engine)]
    assert codes == ["limit_set", "limit_ended", "limit_set", "limit_ended"]


def test_on_the_command_line_it_is_the_user_and_who_called_sudo(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SUDO_USER", raising=False)
    assert audit.command_line() == Author(getpass.getuser(), "命令行")
    monkeypatch.setenv("SUDO_USER", "wang")
    assert audit.command_line().who == f"wang → {getpass.getuser()}"


def test_a_user_without_a_name_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError

    monkeypatch.delenv("SUDO_USER", raising=False)
    monkeypatch.setattr(audit, "getuser", nobody)
    assert audit.command_line().who.startswith("uid ")


def test_an_upgrade_is_noted_and_a_new_database_begins_empty(bare_url: str) -> None:
    engine = connect(bare_url)
    migrate.upgrade(engine, "0005")
    migrate.upgrade(engine, author=LI)
    migrate.upgrade(engine, author=LI)
    [row] = noted(engine)
    assert (row.what, row.who) == ("database_upgraded", LI.who)
    assert (row.before, row.after) == ({"revision": "0005"}, {"revision": migrate.head()})
    engine.dispose()


def test_a_new_database_has_an_empty_log(engine: Engine) -> None:
    assert noted(engine) == []

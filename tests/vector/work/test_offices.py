"""Offices: who receives a street's digest, added and removed by name, rolls whole or not at all."""

import pytest
from filled import fill
from sqlalchemy import Engine, select

from vector.errors import StoreError
from vector.store.engine import session, transaction
from vector.store.tables import Contact
from vector.work import offices
from vector.work.offices import Recipient

PINE, GREEN = "松岭镇", "青石街道"


def kept(engine: Engine) -> list[tuple[str, str, str]]:
    frame = offices.recipients(engine).dropna(subset=["email"])
    return list(frame[["street", "name", "email"]].itertuples(index=False, name=None))


def test_a_recipient_is_added_once_and_renamed(filled: Engine) -> None:
    assert offices.add(filled, PINE, "ai@pine.cn") == Recipient(PINE, PINE, "ai@pine.cn")
    assert offices.add(filled, PINE, "AI@pine.cn", name="王") == Recipient(PINE, "王", "ai@pine.cn")
    assert offices.add(filled, PINE, "ai@pine.cn").name == "王"
    assert kept(filled) == [(PINE, "王", "ai@pine.cn")]


def test_one_that_was_set_aside_receives_again(filled: Engine) -> None:
    offices.add(filled, PINE, "ai@pine.cn")
    with transaction(filled) as writing:
        writing.scalars(select(Contact)).one().active = False
    assert kept(filled) == []
    offices.add(filled, PINE, "ai@pine.cn")
    assert len(kept(filled)) == 1


def test_a_recipient_is_removed_from_one_street_only(filled: Engine) -> None:
    for street in (PINE, GREEN):
        offices.add(filled, street, "ai@cdc.cn", name="王")
    assert offices.remove(filled, PINE, "Ai@cdc.cn ") == Recipient(PINE, "王", "ai@cdc.cn")
    assert kept(filled) == [(GREEN, "王", "ai@cdc.cn")]
    with pytest.raises(StoreError, match="没有收件人"):
        offices.remove(filled, PINE, "ai@cdc.cn")


def test_an_unknown_street_is_answered_with_near_names(filled: Engine) -> None:
    with pytest.raises(StoreError, match="没有街道“青石街”。相近的有：青石街道。"):
        offices.add(filled, "青石街", "a@b.cn")
    with pytest.raises(StoreError, match="没有街道“本辖区”"):
        offices.add(filled, "本辖区", "a@b.cn")


def test_streets_without_a_recipient_are_listed(sqlite_engine: Engine) -> None:
    with transaction(sqlite_engine) as writing:
        fill(writing)
    offices.add(sqlite_engine, GREEN, "a@b.cn")
    frame = offices.recipients(sqlite_engine)
    assert set(frame[frame["email"].isna()]["street"]) == {PINE, "未划分街道"}


def test_a_roll_is_taken_whole(filled: Engine) -> None:
    text = f"街道,姓名,邮箱\n{PINE},王,a@b.cn\n{PINE},,c@d.cn\n{GREEN},李,a@b.cn\n"
    assert offices.take_roll(filled, text.encode("gb18030"), "联系人.csv") == 3
    assert len(kept(filled)) == 3
    assert offices.take_roll(filled, text.encode(), "联系人.csv") == 3
    assert len(kept(filled)) == 3


@pytest.mark.parametrize("line", ["松岭,王,c@d.cn", f"{PINE},王,c@"])
def test_a_roll_with_a_fault_leaves_nothing(filled: Engine, line: str) -> None:
    text = f"street,name,email\n{PINE},王,a@b.cn\n{line}\n"
    with pytest.raises(StoreError, match=r"^第 3 行："):
        offices.take_roll(filled, text.encode(), "联系人.csv")
    with session(filled) as reading:
        assert reading.scalars(select(Contact)).all() == []

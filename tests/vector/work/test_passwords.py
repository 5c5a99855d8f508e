"""Passwords: what a new one must be, which old ones may not come back, how long one lasts."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from vector.errors import StoreError
from vector.settings import Access
from vector.store.engine import session, transaction
from vector.store.tables import Account, FormerPassword
from vector.work import passwords
from vector.work.enrolment import enrol

LI = "li.na@cdc.example.cn"
FIRST = "Number-one 01"


@pytest.mark.parametrize(
    ("password", "match"),
    [
        ("Ab-345678", "至少 10 个字符，实际 9 个"),
        ("Ab-3" * 33, "至多 128"),
        ("abcdefgh12", "太单一"),
        ("澜山澜山澜山澜山12", "太单一"),
        ("xx-LI.NA-2026", "名称"),
        ("Admin@123456", "太常见"),
        ("P@ssw0rd!2026", "太常见"),
        ("Qwer1234Asdf!", None),
        ("1qaz@WSX3edc", "太常见"),
        ("Woaini520520!", "太常见"),
        ("Bingmei@2026", "太常见"),
        ("澜山-zeli 81", None),
        ("correct horse 7", None),
    ],
)
def test_the_rules(password, match):
    if match is None:
        return passwords.check(password, [LI, None], Access())
    with pytest.raises(StoreError, match=match):
        passwords.check(password, [LI, None], Access())
    return None


def test_figures_are_settings():
    strict = Access(password_length=16, password_classes=4)
    with pytest.raises(StoreError, match="至少 16"):
        passwords.check("correct horse 7", [], strict)
    with pytest.raises(StoreError, match="4 类"):
        passwords.check("correct horse seven 7", [], strict)


def test_the_last_ones_do_not_come_back(engine, now):
    enrol(engine, LI, FIRST, roles=["staff"])
    rules = Access(password_history=2)

    def give(password):
        with transaction(engine) as writing:
            passwords.give(writing, writing.get_one(Account, 1), password, rules, now=now)

    with pytest.raises(StoreError, match="最近 2 个"):
        give(FIRST)
    give("Number-two 02")
    with pytest.raises(StoreError, match="最近 2 个"):
        give(FIRST)
    give("Number-three 03")
    give(FIRST)
    with session(engine) as reading:
        assert len(reading.scalars(select(FormerPassword)).all()) == 2


def test_a_refused_password_changes_nothing(engine, now):
    enrol(engine, LI, FIRST, roles=["staff"])
    with session(engine) as reading:
        before = reading.scalars(select(Account.fs_uniquifier)).one()
    with pytest.raises(StoreError), transaction(engine) as writing:
        passwords.give(writing, writing.get_one(Account, 1), "short", Access(), now=now)
    with session(engine) as reading:
        assert reading.scalars(select(Account.fs_uniquifier)).one() == before


def test_a_password_lasts_its_days(now):
    account = Account(password_set_at=now)
    assert not passwords.expired(account, Access(), now + timedelta(days=89))
    assert passwords.expired(account, Access(), now + timedelta(days=90))
    assert not passwords.expired(Account(password_set_at=None), Access(), now)

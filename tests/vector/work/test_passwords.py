"""Passwords: what a new one must be, which old ones may not come back, how long one lasts."""

from datetime import timedelta
from importlib.util import module_from_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from vector.errors import StoreError
from vector.settings import Access
from vector.store.engine import session, transaction
from vector.store.tables import Account, FormerPassword
from vector.work import passwords, weakness
from vector.work.enrolment import enrol
from vector.work.password_rules import check

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
        ("Qwer1234Asdf!", "太常见"),
        ("Wangwei19900101", "太常见"),
        ("Liuzhou2026!!", "太常见"),
        ("Dengge2026!!!", "太常见"),
        ("Abcabcabc123!", "太常见"),
        ("Zx19880808!", "太常见"),
        ("1qaz@WSX3edc", "太常见"),
        ("Woaini520520!", "太常见"),
        ("Bingmei@2026", "太常见"),
        ("澜山-zeli 81", None),
        ("correct horse 7", None),
    ],
)
def test_the_rules(password, match):
    if match is None:
        return check(password, [LI, None], Access())
    with pytest.raises(StoreError, match=match):
        check(password, [LI, None], Access())
    return None


def test_figures_are_settings():
    strict = Access(password_length=16, password_classes=4)
    with pytest.raises(StoreError, match="至少 16"):
        check("correct horse 7", [], strict)
    with pytest.raises(StoreError, match="4 类"):
        check("correct horse seven 7", [], strict)


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


def test_what_others_know_about_a_person_adds_no_strength():
    assert not weakness.is_weak("澜山县zeli81")
    assert weakness.is_weak("澜山县zeli81", ["澜山县"])
    assert weakness.is_weak("Lan-Shan-0419!", ["wu@lan-shan.cn"])
    assert not weakness.is_weak("Lan-Shan-0419!")


@given(st.text("abXY19-!鼠", max_size=30), st.text("abcXYZ0189-_@!鼠 ", max_size=30))
def test_more_adds_no_more_than_its_letters_and_names_add_nothing(first, more):
    alone, both = weakness.bits(first), weakness.bits(first + more)
    letters = sum(map(weakness._alone, more.casefold()))
    assert 0 <= both <= alone + letters + weakness.DISGUISED + 1e-9
    assert weakness.bits(first, ["ab@xy.cn"]) <= alone + 1e-9


def test_every_word_alone_is_weak_in_any_dress():
    assert len(weakness.words()) > 400
    for word in sorted(weakness.words()):
        for dressed in (f"{word.capitalize()}2026!", f"{word}@19901231", f"{word}{word}12#"):
            assert weakness.is_weak(dressed), dressed


def test_a_hash_costs_what_the_source_demands():
    """Those of the tests cost next to nothing; as the module is written, this is its price."""
    written = module_from_spec(passwords.__spec__)
    passwords.__spec__.loader.exec_module(written)
    assert written.password_hash("correct horse 7").startswith("$argon2id$v=19$m=65536,t=3,p=4$")

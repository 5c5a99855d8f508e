"""Enrolment: what each role sees, passwords changed and accounts closed with their sessions."""

from unicodedata import normalize

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Engine

from vector.errors import StoreError
from vector.store.engine import session
from vector.store.tables import Account
from vector.work.accounts import find_account
from vector.work.enrolment import admit, enrol, listing
from vector.work.password_change import change_password

LI, PASSWORD, OTHER = "li@cdc.example.cn", "长安马-correct", "长安马-battery"


def account(engine: Engine) -> Account:
    with session(engine) as reading:
        found = find_account(reading, LI)
        assert found is not None
        return found


@pytest.mark.parametrize(
    ("roles", "region", "seen"),
    [
        (["manager"], "", "本辖区"),
        (["staff"], "松岭镇", "松岭镇"),
        (["staff", "office"], "", "本辖区"),
        (["office"], "松岭镇", "松岭镇"),
        (["administrator"], "", ""),
        (["auditor"], "", ""),
    ],
)
def test_what_each_role_sees(filled: Engine, roles: list[str], region: str, seen: str) -> None:
    assert enrol(filled, LI, PASSWORD, roles=roles, region=region, username="li") == seen
    [row] = listing(filled).to_dict("records")
    assert (row["email"], row["username"], row["active"]) == (LI, "li", True)
    assert (row["roles"], row["region"] or "") == (" ".join(sorted(roles)), seen)


@pytest.mark.parametrize(
    ("roles", "region", "sentence"),
    [
        (["office"], "", "指明街道"),
        (["office"], "本辖区", "没有街道“本辖区”"),
        (["staff"], "松岭", "相近的有：松岭镇"),
        (["auditor"], "松岭镇", "不能指定区划"),
        (["administrator", "manager"], "", "不同的人"),
        (["chief"], "", "没有角色“chief”"),
        (["manager", "auditor"], "", "不同的人"),
    ],
)
def test_an_account_that_will_not_do_is_not_opened(
    filled: Engine, roles: list[str], region: str, sentence: str
) -> None:
    with pytest.raises(StoreError, match=sentence):
        enrol(filled, LI, PASSWORD, roles=roles, region=region)
    assert listing(filled).empty


@pytest.mark.parametrize(("email", "password"), [("li", PASSWORD), (LI, "short")])
def test_a_bad_address_or_password_is_refused(
    sqlite_engine: Engine, email: str, password: str
) -> None:
    with pytest.raises(StoreError):
        enrol(sqlite_engine, email, password, roles=["staff"])
    assert listing(sqlite_engine).empty


def test_a_new_password_ends_the_sessions(engine: Engine) -> None:
    enrol(engine, LI, PASSWORD, roles=["staff"])
    before = account(engine)
    change_password(engine, LI.upper(), OTHER)
    after = account(engine)
    assert after.fs_uniquifier != before.fs_uniquifier
    assert PasswordHasher().verify(str(after.password), normalize("NFKD", OTHER))
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(str(after.password), normalize("NFKD", PASSWORD))


def test_a_closed_account_is_out_until_it_is_opened(engine: Engine) -> None:
    enrol(engine, LI, PASSWORD, roles=["staff"])
    before = account(engine)
    admit(engine, LI, active=False)
    closed = account(engine)
    assert (closed.active, closed.password) == (False, before.password)
    assert closed.fs_uniquifier != before.fs_uniquifier
    admit(engine, LI, active=True)
    assert account(engine).active


def test_nobody_has_neither_password_nor_access(sqlite_engine: Engine) -> None:
    with pytest.raises(StoreError, match="没有账号"):
        change_password(sqlite_engine, LI, PASSWORD)
    with pytest.raises(StoreError, match="没有账号"):
        admit(sqlite_engine, LI, active=False)

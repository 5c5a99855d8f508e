"""Accounts: names taken once, duties kept apart, hashes that reveal nothing."""

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.work.accounts import create_account, find_account
from vector.work.passwords import password_hash

PASSWORD = "long-enough-1"


@pytest.fixture
def session(sqlite_engine):
    with Session(sqlite_engine) as opened:
        yield opened


def test_an_account_is_found_by_either_name_in_any_case(session):
    made = create_account(session, "Li.Na@CDC.cn", PASSWORD, roles=["staff"], username="LiNa")
    for name in ("li.na@cdc.cn", "LI.NA@CDC.CN", "lina", " LiNa "):
        assert find_account(session, name) is made
    assert find_account(session, "li") is None


@pytest.mark.parametrize(("email", "username"), [("LI@cdc.cn", None), ("b@cdc.cn", "Lina")])
def test_a_name_is_taken_once(session, email, username):
    create_account(session, "li@cdc.cn", PASSWORD, roles=["staff"], username="lina")
    with pytest.raises(StoreError, match="已存在"):
        create_account(session, email, PASSWORD, roles=["staff"], username=username)


@pytest.mark.parametrize(
    "roles", [["administrator", "manager"], ["auditor", "administrator"], ["manager", "auditor"]]
)
def test_the_three_duties_are_never_one_persons(session, roles):
    with pytest.raises(StoreError, match="不同的人"):
        create_account(session, "li@cdc.cn", PASSWORD, roles=roles)


def test_an_unknown_role_is_named(session):
    with pytest.raises(StoreError, match="chief"):
        create_account(session, "li@cdc.cn", PASSWORD, roles=["chief"])


def test_a_role_is_one_row_for_all_who_have_it(session):
    first = create_account(session, "a@cdc.cn", PASSWORD, roles=["staff"])
    second = create_account(session, "b@cdc.cn", PASSWORD, roles=["staff", "staff"])
    assert first.roles == second.roles
    assert first.fs_uniquifier != second.fs_uniquifier


@settings(max_examples=5, deadline=None)
@given(st.text(min_size=8, max_size=20).filter(lambda text: "\x00" not in text))
def test_hashes_verify_differ_and_do_not_hold_the_password(password):
    import unicodedata

    first, second = password_hash(password), password_hash(password)
    assert first != second
    assert PasswordHasher().verify(first, unicodedata.normalize("NFKD", password))
    assert password not in first

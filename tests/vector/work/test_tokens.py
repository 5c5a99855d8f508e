"""Access tokens: no more than the account, for a time, revocable, kept as a hash."""

from datetime import timedelta

import pytest

from vector.errors import StoreError
from vector.store.engine import session
from vector.work import audit, tokens
from vector.work.enrolment import enrol


@pytest.fixture
def office(engine):
    enrol(engine, "li@cdc.example.cn", "long-enough-17", roles=["staff"])
    return engine


def test_a_token_is_recognised_by_its_key_alone(office, now):
    issued = tokens.issue(office, 1, " 网关 ", ["see", "upload"], days=1, now=now)
    with session(office) as reading:
        found = tokens.recognise(reading, issued.key, now)
        assert found == tokens.Recognised(issued.id, 1, "网关", frozenset({"see", "upload"}), False)
        assert tokens.recognise(reading, issued.key + "x", now) is None
        assert tokens.recognise(reading, issued.key, now + timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("name", "rights", "days", "match"),
    [
        ("x", ["limits"], 1, "设行动限值"),
        ("x", [], 1, "至少选一项"),
        ("x", ["nothing"], 1, "nothing"),
        (" ", ["see"], 1, "用途"),
        ("x" * 101, ["see"], 1, "用途"),
        ("x", ["see"], 0, "366"),
        ("x", ["see"], 367, "366"),
    ],
)
def test_what_will_not_do_is_refused(office, now, name, rights, days, match):
    with pytest.raises(StoreError, match=match):
        tokens.issue(office, 1, name, rights, days=days, now=now)


def test_only_the_owner_revokes_and_only_once(office, now):
    issued = tokens.issue(office, 1, "网关", ["see"], days=1, now=now)
    with pytest.raises(StoreError, match="没有这个令牌"):
        tokens.revoke(office, 2, issued.id, now=now)
    tokens.revoke(office, 1, issued.id, now=now)
    with pytest.raises(StoreError, match="已经撤销"):
        tokens.revoke(office, 1, issued.id, now=now)
    with session(office) as reading:
        assert tokens.listing(reading, 1) == []
    assert audit.listing(office)["what"].tolist()[-2:] == ["access_granted", "access_revoked"]

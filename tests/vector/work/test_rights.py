"""Rights: each role's own, and never those of two who are to be apart."""

import pytest

from vector.errors import StoreError
from vector.store.tables import Account, Role
from vector.work.rights import (
    RIGHTS,
    ROLES,
    SEPARATE,
    _checked,
    check_separate,
    may,
    rights_of,
    words,
)


def test_rights_follow_the_duties():
    assert set(ROLES) >= SEPARATE
    holders = {role for role in ROLES if may(Account(roles=[Role(name=role)]), "upload")}
    assert holders == {"staff", "manager"}
    assert not may(Account(roles=[]), "upload")


def test_no_right_is_shared_by_those_who_are_to_be_apart():
    for right in words("rights"):
        assert sum(right in RIGHTS[role] for role in SEPARATE) <= 1, right


def test_a_table_that_joins_them_is_refused():
    row = {"zh": "全部", "en": "all", "roles": ["manager", "auditor"]}
    with pytest.raises(ValueError, match="joins"):
        _checked({"roles": {"manager": {}, "auditor": {}}, "rights": {"all": row}})
    with pytest.raises(ValueError, match="no role"):
        _checked({"roles": {"manager": {}}, "rights": {"all": {"roles": ["chief"]}}})


@pytest.mark.parametrize("other", ["staff", "office"])
@pytest.mark.parametrize("alone", ["administrator", "auditor"])
def test_who_administers_or_audits_has_no_other_duty(alone, other):
    with pytest.raises(StoreError, match="不能兼任"):
        check_separate([alone, other])


def test_a_closed_account_has_no_rights():
    assert rights_of(Account(active=False, roles=[Role(name="manager")])) == frozenset()


def test_every_right_is_told_in_both_languages():
    for kind in ("rights", "roles"):
        assert all(words(kind, "zh").values())
        assert all(text.isascii() for text in words(kind, "en").values())

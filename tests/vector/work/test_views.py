"""Views that people keep: under a name, of this service's pages, for themselves alone."""

from datetime import UTC, datetime

import pytest

from vector.errors import StoreError
from vector.store.engine import session, transaction
from vector.store.tables import Account
from vector.work import views

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MAP = "/map?group=rodent&street=2"


@pytest.fixture
def people(sqlite_engine):
    with transaction(sqlite_engine) as writing:
        for number, name in enumerate(("li", "wang"), start=1):
            email = f"{name}@cdc.example.cn"
            writing.add(Account(id=number, email=email, fs_uniquifier=email))
    return sqlite_engine


def kept(engine, account=1):
    with session(engine) as reading:
        return [(each.name, each.address, each.starts) for each in views.listing(reading, account)]


def test_a_view_is_kept_for_its_account_alone(people):
    views.save(people, 1, " 东街  鼠 ", MAP, now=NOW)
    assert kept(people) == [("东街 鼠", MAP, False)]
    assert kept(people, 2) == []
    views.save(people, 2, "东街 鼠", "/season", now=NOW)
    assert kept(people, 2) == [("东街 鼠", "/season", False)]


def test_the_same_name_again_replaces_the_address_and_keeps_the_start(people):
    number = views.save(people, 1, "早上", MAP, now=NOW)
    views.choose_start(people, 1, number)
    assert views.save(people, 1, "早上", "/alerts", now=NOW) == number
    assert kept(people) == [("早上", "/alerts", True)]


def test_one_view_at_most_is_the_one_to_begin_with(people):
    first = views.save(people, 1, "一", MAP, now=NOW)
    second = views.save(people, 1, "二", "/season", now=NOW)
    for each in (first, second, second):
        views.choose_start(people, 1, each)
    assert kept(people) == [("二", "/season", True), ("一", MAP, False)]
    views.choose_start(people, 1, None)
    with session(people) as reading:
        assert views.start(reading, 1) is None


@pytest.mark.parametrize(
    "address",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "map", "",
     "javascript:alert(1)", "/map#x", "/map?a\nSet-Cookie: b", "/map?" + "x" * 2000],
)  # fmt: skip
def test_only_a_page_of_this_service_is_kept(people, address):
    with pytest.raises(StoreError):
        views.save(people, 1, "外面", address, now=NOW)
    assert kept(people) == []


@pytest.mark.parametrize("name", ["", "   ", "长" * 41, "a\x00b"])
def test_a_view_needs_a_name_that_can_be_read(people, name):
    with pytest.raises(StoreError, match="起个名字"):
        views.save(people, 1, name, MAP, now=NOW)


def test_views_have_an_end(people):
    for number in range(views.MOST):
        views.save(people, 1, f"视图{number}", MAP, now=NOW)
    with pytest.raises(StoreError, match="至多"):
        views.save(people, 1, "再一个", MAP, now=NOW)
    views.save(people, 1, "视图0", "/season", now=NOW)


def test_nobody_changes_the_view_of_another(people):
    number = views.save(people, 1, "我的", MAP, now=NOW)
    for change in (
        lambda: views.rename(people, 2, number, "你的"),
        lambda: views.remove(people, 2, number),
        lambda: views.choose_start(people, 2, number),
    ):
        with pytest.raises(StoreError, match="不是您的"):
            change()
    assert kept(people) == [("我的", MAP, False)]


def test_a_view_gets_another_name_that_is_free_and_can_be_removed(people):
    number = views.save(people, 1, "一", MAP, now=NOW)
    views.save(people, 1, "二", MAP, now=NOW)
    with pytest.raises(StoreError, match="已有"):
        views.rename(people, 1, number, "二")
    views.rename(people, 1, number, "三")
    views.remove(people, 1, number)
    assert [name for name, *_ in kept(people)] == ["二"]

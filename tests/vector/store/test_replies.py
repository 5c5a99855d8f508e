"""Replies: kept with the write itself, by one of two that come at once, and not for ever."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from vector.store import replies
from vector.store.engine import connect, session, together, transaction
from vector.store.replies import Request
from vector.store.tables import Region, Reply
from vector.work.accounts import create_account

FINGERPRINT = "0" * 64


@pytest.fixture
def asked(engine):
    with transaction(engine) as writing:
        made = create_account(writing, "li@cdc.example.cn", "correct horse 7", roles=["staff"])
        writing.flush()
        return Request(made.id, "key", FINGERPRINT)


def write(engine, asked, now, name):
    """Enter a region under a key; return what is answered, and whether it was done now."""
    with together(engine) as whole:
        earlier = replies.claim(whole, asked, now)
        if earlier is not None:
            return earlier.body, False
        with transaction(engine) as part:
            part.add(Region(code=name, name=name, level="street", parent_id=1))
        replies.keep(whole, asked, status=201, location=None, body=name)
        return name, True


def broken(engine, asked, now):
    """Fail after a part was done."""
    with together(engine) as whole:
        replies.claim(whole, asked, now)
        with transaction(engine) as part:
            part.add(Region(code="x", name="x", level="street", parent_id=1))
        raise ZeroDivisionError


def swallowing(engine):
    """Go on after a part has failed."""
    with together(engine) as whole:
        whole.add(Region(code="x", name="x", level="street", parent_id=1))
        with suppress(ZeroDivisionError), transaction(engine):
            raise ZeroDivisionError


def regions(engine):
    with session(engine) as reading:
        return reading.scalar(select(func.count()).select_from(Region))


def test_of_two_at_once_one_writes_and_both_are_answered_alike(engine, asked, database_url, now):
    before, gate, answers = regions(engine), threading.Barrier(2), []

    def attempt(name):
        own = connect(database_url)
        gate.wait()
        answers.append(write(own, asked, now, name))
        own.dispose()

    both = [threading.Thread(target=attempt, args=(name,)) for name in ("a", "b")]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert regions(engine) == before + 1
    assert answers[0][0] == answers[1][0]
    assert sorted(done for _, done in answers) == [False, True]


def test_a_write_that_fails_leaves_the_key_free(engine, asked, now):
    before = regions(engine)
    with pytest.raises(ZeroDivisionError):
        broken(engine, asked, now)
    assert regions(engine) == before
    assert write(engine, asked, now, "y") == ("y", True)


def test_old_replies_are_let_go(engine, asked, now):
    write(engine, asked, now, "a")
    late = now + replies.KEPT + timedelta(seconds=1)
    with session(engine) as reading:
        assert replies.find(reading, asked, now) is not None
        assert replies.find(reading, asked, late) is None
    assert write(engine, asked, late, "b") == ("b", True)
    with session(engine) as reading:
        assert reading.scalars(select(Reply.body)).all() == ["b"]


def test_a_swallowed_failure_of_a_part_undoes_the_whole(engine, now):
    before = regions(engine)
    with pytest.raises(RuntimeError, match="part"):
        swallowing(engine)
    assert regions(engine) == before

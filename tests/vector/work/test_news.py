"""A digest speaks of the net change since the office was last told."""

from collections.abc import Iterator
from datetime import timedelta

import offices
import pytest
import smtp
from hypothesis import given
from hypothesis import strategies as st
from offices import NOON
from sqlalchemy import Engine

from vector.work import mailing
from vector.work.news import NOTHING, Told, heard, net
from vector.work.transport import Transport

WANG = "wang@example.org"
DAY = timedelta(days=1)


@pytest.fixture
def post() -> Iterator[smtp.Post]:
    with smtp.serving() as post:
        yield post


@pytest.fixture
def west(engine: Engine) -> int:
    return offices.office(engine, "河西街道", WANG)


def work(engine: Engine, post: smtp.Post, days: int = 0, **mail: int) -> list[str]:
    """Do everything that is due; the texts of the mails that left."""
    settings, before = offices.settings(post.port, **mail), len(post.mailbox)
    while mailing.step(engine, settings, NOON + days * DAY, Transport(settings.mail)):
        pass
    found = [mail.message.get_body(("plain",)) for mail in post.mailbox[before:]]
    return [str(part.get_content()) for part in found if part is not None]


def states(engine: Engine) -> list[str]:
    return [digest.state for digest in offices.digests(engine)]


def test_of_several_changes_before_the_first_mail_the_sum_is_told(
    engine: Engine, post: smtp.Post, west: int
) -> None:
    offices.alert(engine, west, sentence="先前的句子。")
    offices.alert(engine, west, change="worsened", severity=2, sentence="加重的句子。")
    [text] = work(engine, post)
    assert "1 项需消杀" in text
    assert not any(said in text for said in ("先前的句子", "加重的句子", "比上次通知加重"))


def test_raised_and_cleared_before_any_mail_is_no_news(
    engine: Engine, post: smtp.Post, west: int
) -> None:
    offices.alert(engine, west)
    offices.alert(engine, west, change="cleared")
    assert work(engine, post) == []
    [digest] = offices.digests(engine)
    assert (digest.state, digest.sent_at, digest.recipients) == ("empty", None, None)
    assert work(engine, post, 3) == []


def test_cleared_and_raised_again_is_not_mailed_again(
    engine: Engine, post: smtp.Post, west: int
) -> None:
    offices.alert(engine, west)
    assert len(work(engine, post)) == 1
    offices.alert(engine, west, change="cleared")
    offices.alert(engine, west)
    assert work(engine, post, 1) == []
    offices.alert(engine, west, change="cleared", sentence="解除的句子。")
    offices.alert(engine, west, "trap_rate", method="snap_trap")
    [text] = work(engine, post, 2)
    assert "解除的句子" in text
    assert states(engine) == ["sent", "empty", "sent"]


def test_raised_again_and_worse_has_worsened(engine: Engine, post: smtp.Post, west: int) -> None:
    offices.alert(engine, west)
    work(engine, post)
    offices.alert(engine, west, change="cleared")
    offices.alert(engine, west, severity=2)
    [text] = work(engine, post, 1)
    assert "比上次通知加重" in text
    assert "自上次通知以来解除标记" not in text


def test_day_closed_without_a_mail_is_open_for_later_news(
    engine: Engine, post: smtp.Post, west: int
) -> None:
    offices.alert(engine, west)
    offices.alert(engine, west, change="cleared")
    work(engine, post)
    offices.alert(engine, west)
    assert len(work(engine, post)) == 1
    assert states(engine) == ["sent"]


def test_what_failed_to_arrive_was_not_heard(engine: Engine, post: smtp.Post, west: int) -> None:
    post.answer("MAIL", "550 not you")
    offices.alert(engine, west)
    assert work(engine, post) == []
    offices.alert(engine, west, change="cleared")
    assert work(engine, post, 1) == []
    assert states(engine) == ["failed", "empty"]
    mailing.resend(engine, offices.digests(engine)[0].id, NOON + 2 * DAY)
    assert work(engine, post, 2) == []
    assert states(engine) == ["empty", "empty"]


def test_after_a_lost_answer_either_change_is_told(
    engine: Engine, post: smtp.Post, west: int
) -> None:
    post.answer("DOT", smtp.HANG_UP)
    offices.alert(engine, west)
    work(engine, post)
    assert states(engine) == ["unconfirmed"]
    offices.alert(engine, west, change="cleared", sentence="解除的句子。")
    [text] = work(engine, post, 1)
    assert "解除的句子" in text


moves = st.tuples(
    st.sampled_from(["raised", "worsened", "corrected", "cleared"]),
    st.integers(1, 3),
    st.integers(1, 3),
)


@given(st.lists(st.tuples(moves, st.sampled_from(["sent", "unconfirmed", "failed"]))))
def test_an_office_is_told_what_it_does_not_know(
    steps: list[tuple[tuple[str, int, int], str]],
) -> None:
    told: list[Told] = []
    for (change, severity, peak), state in steps:
        known = heard(told)
        worst = max(peak, severity) if change == "corrected" else None
        news = net(known, change, severity, worst)
        after = -1 if change == "cleared" else severity
        if news is None:
            assert after <= min(known)
            assert change != "cleared" or max(known) == NOTHING
            assert worst is None or max(known) <= worst
        else:
            told.append(Told(state, news, severity))
        if state == "sent":
            assert net(heard(told), change, severity, worst) is None
        if state == "failed":
            assert heard(told) == known

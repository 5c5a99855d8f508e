"""The states of a digest against a real mail server: sent once, tried again, failed visibly."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import offices
import pytest
import smtp
from offices import NOON
from sqlalchemy import Engine, select

from vector.errors import MailError
from vector.settings import Settings
from vector.store.engine import session, transaction
from vector.store.tables import Alert, Contact, Digest, Outbox
from vector.work import mailing
from vector.work.transport import Delivery, Transport

LEASE = timedelta(seconds=900)
WANG, LI = "wang@example.org", "li@example.org"


@pytest.fixture
def post() -> Iterator[smtp.Post]:
    with smtp.serving() as post:
        yield post


def work(engine: Engine, settings: Settings, now: datetime = NOON) -> int:
    """Do everything that is due; a guard makes an endless loop a failure."""
    transport = Transport(settings.mail)
    for units in range(50):
        if not mailing.step(engine, settings, now, transport):
            return units
    raise AssertionError("the worker does not come to an end")


def only(engine: Engine) -> Digest:
    [digest] = offices.digests(engine)
    return digest


def test_office_gets_one_digest_of_all_its_alerts(engine: Engine, post: smtp.Post) -> None:
    west = offices.office(engine, "河西街道", WANG, LI)
    offices.alert(engine, west)
    offices.alert(engine, west, "trap_rate", method="snap_trap", station="二号点")
    work(engine, offices.settings(post.port))
    [mail] = post.mailbox
    assert mail.recipients == [WANG, LI]
    assert mail.message["Subject"] == "【病媒监测】河西街道 2 个监测点需消杀（2026-06-15）"
    digest = only(engine)
    assert mail.message["Message-ID"] == digest.message_id
    assert (digest.state, digest.recipients, digest.last_error) == ("sent", f"{WANG}, {LI}", None)
    assert digest.sent_at == NOON


def test_each_office_gets_only_its_own_rows(engine: Engine, post: smtp.Post) -> None:
    west = offices.office(engine, "河西街道", WANG)
    east = offices.office(engine, "河东街道", LI)
    offices.alert(engine, west, sentence="西边的句子。")
    offices.alert(engine, east, street="河东街道", sentence="东边的句子。")
    work(engine, offices.settings(post.port))
    texts = {mail.recipients[0]: body(mail.message) for mail in post.mailbox}
    told = {to: ("西边的句子" in text, "东边的句子" in text) for to, text in texts.items()}
    assert told == {WANG: (True, False), LI: (False, True)}


def body(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_nothing_is_sent_twice(engine: Engine, post: smtp.Post) -> None:
    offices.alert(engine, offices.office(engine, "河西街道", WANG))
    work(engine, offices.settings(post.port))
    assert work(engine, offices.settings(post.port), NOON + timedelta(days=3)) == 0
    assert len(post.mailbox) == 1


def test_later_alerts_of_the_day_wait_for_the_next(engine: Engine, post: smtp.Post) -> None:
    west = offices.office(engine, "河西街道", WANG)
    settings = offices.settings(post.port)
    offices.alert(engine, west)
    work(engine, settings)
    offices.alert(engine, west, "trap_rate", method="snap_trap", at=NOON)
    assert work(engine, settings, NOON + timedelta(hours=8)) == 0
    work(engine, settings, NOON + timedelta(days=1))
    assert [digest.day.day for digest in offices.digests(engine)] == [15, 16]
    assert len(post.mailbox) == 2


def test_unapproved_alert_waits(engine: Engine, post: smtp.Post) -> None:
    settings = offices.settings(post.port)
    waiting = offices.alert(engine, offices.office(engine, "河西街道", WANG), approved=False)
    assert work(engine, settings) == 0
    with transaction(engine) as writing:
        alert = writing.get_one(Alert, waiting)
        alert.approved_at, alert.approved_by = NOON, "李科长"
    work(engine, settings)
    assert len(post.mailbox) == 1


def test_quiet_hours_keep_mail_back(engine: Engine, post: smtp.Post) -> None:
    offices.alert(engine, offices.office(engine, "河西街道", WANG))
    settings = offices.settings(post.port, quiet_from=22, quiet_to=7)
    night = NOON + timedelta(hours=11)  # 23:00 in Shanghai
    assert work(engine, settings, night) == 0
    assert work(engine, settings, night + timedelta(hours=7)) == 0  # 06:00
    work(engine, settings, night + timedelta(hours=8))  # 07:00 of the next day
    assert only(engine).day.day == 16


def test_passing_refusal_is_tried_again_later(engine: Engine, post: smtp.Post) -> None:
    offices.alert(engine, offices.office(engine, "河西街道", WANG))
    settings = offices.settings(post.port, backoff_seconds=60)
    post.answer("RCPT", "451 try later")
    post.answer("DOT", "452 disk full")
    work(engine, settings)
    digest = only(engine)
    assert (digest.state, digest.attempts) == ("waiting", 1)
    assert "451 try later" in (digest.last_error or "")
    assert digest.due_at == NOON + timedelta(seconds=60)
    assert work(engine, settings, NOON + timedelta(seconds=59)) == 0
    work(engine, settings, NOON + timedelta(seconds=60))
    assert only(engine).due_at == NOON + timedelta(seconds=60 + 120)
    post.mailbox.clear()  # refused at the dot: the server kept nothing
    work(engine, settings, NOON + timedelta(seconds=180))
    assert (only(engine).state, only(engine).last_error, len(post.mailbox)) == ("sent", None, 1)


def test_attempts_are_limited(engine: Engine) -> None:
    offices.alert(engine, offices.office(engine, "河西街道", WANG))
    settings = offices.settings(smtp.closed_port(), attempts=2, backoff_seconds=1)
    work(engine, settings)
    assert only(engine).state == "waiting"
    work(engine, settings, NOON + timedelta(seconds=1))
    digest = only(engine)
    assert (digest.state, digest.attempts) == ("failed", 2)
    assert "已尝试 2 次" in (digest.last_error or "")
    assert work(engine, settings, NOON + timedelta(hours=5)) == 0


def test_refusal_for_good_fails_at_once(engine: Engine, post: smtp.Post) -> None:
    offices.alert(engine, offices.office(engine, "河西街道", WANG))
    post.answer("MAIL", "550 not you")
    work(engine, offices.settings(post.port))
    assert (only(engine).state, only(engine).last_error) == ("failed", "550 not you")


def test_office_without_contact_fails_with_a_sentence(engine: Engine, post: smtp.Post) -> None:
    west = offices.office(engine, "河西街道")
    offices.alert(engine, west)
    settings = offices.settings(post.port)
    work(engine, settings)
    failed = only(engine)
    assert failed.state == "failed"
    assert "vector office add 河西街道 邮箱" in (failed.last_error or "")
    with transaction(engine) as writing:
        writing.add(Contact(region_id=west, name="王", email=WANG))
    mailing.resend(engine, failed.id, NOON)
    work(engine, settings)
    assert post.mailbox[0].message["Message-ID"] == failed.message_id


def test_refused_recipient_is_recorded(engine: Engine, post: smtp.Post) -> None:
    offices.alert(engine, offices.office(engine, "河西街道", "gone@example.org", WANG))
    post.refuse_recipient("gone@example.org", "550 no such user")
    work(engine, offices.settings(post.port))
    digest = only(engine)
    assert (digest.state, digest.recipients) == ("sent", WANG)
    assert "gone@example.org（550 no such user）" in (digest.last_error or "")


def test_lost_answer_is_left_to_a_person(engine: Engine, post: smtp.Post) -> None:
    offices.alert(engine, offices.office(engine, "河西街道", WANG))
    settings = offices.settings(post.port)
    post.answer("DOT", smtp.HANG_UP)
    work(engine, settings)
    lost = only(engine)
    assert lost.state == "unconfirmed"
    assert f"--resend {lost.id}" in (lost.last_error or "")
    assert work(engine, settings, NOON + timedelta(days=9)) == 0
    mailing.resend(engine, lost.id, NOON)
    work(engine, settings)
    assert only(engine).state == "sent"
    assert {mail.message["Message-ID"] for mail in post.mailbox} == {lost.message_id}


def test_only_what_failed_can_be_sent_again(engine: Engine, post: smtp.Post) -> None:
    offices.alert(engine, offices.office(engine, "河西街道", WANG))
    work(engine, offices.settings(post.port))
    with pytest.raises(MailError, match="不能重发"):
        mailing.resend(engine, only(engine).id, NOON)


def test_broken_digest_neither_loops_nor_holds_up_others(engine: Engine, post: smtp.Post) -> None:
    west = offices.office(engine, "河西街道", WANG)
    bad = offices.alert(engine, west)
    offices.alert(engine, offices.office(engine, "河东街道", LI))
    with transaction(engine) as writing:
        writing.get_one(Alert, bad).flag.evidence = {"street": "残缺"}
    settings = offices.settings(post.port, attempts=2, backoff_seconds=60)
    work(engine, settings)
    assert [digest.state for digest in offices.digests(engine)] == ["waiting", "sent"]
    work(engine, settings, NOON + timedelta(hours=1))
    broken = offices.digests(engine)[0]
    assert broken.state == "failed"
    assert "ValidationError" in (broken.last_error or "")


def nothing() -> None: ...


def die() -> None:
    """End as a killed process would: nothing more is written."""
    raise SystemExit


@dataclass(frozen=True)
class Interrupted(Transport):
    """A worker to which something happens before the text, at the dot, or with the answer."""

    first: Callable[[], Any] = nothing
    before_closing: Callable[[], Any] = nothing
    before_dot: Callable[[], Any] = nothing
    answered: Callable[[], Any] = nothing

    def deliver(self, message: Any, recipients: Any, closing: Callable[[], None]) -> Delivery:
        def close() -> None:
            self.before_closing()
            closing()
            self.before_dot()

        self.first()
        delivery = super().deliver(message, recipients, close)
        self.answered()
        return delivery


def gathered(engine: Engine, post: smtp.Post, **mail: Any) -> Settings:
    """One digest that waits to be sent."""
    offices.alert(engine, offices.office(engine, "河西街道", WANG))
    settings = offices.settings(post.port, **mail)
    assert mailing.step(engine, settings, NOON, Transport(settings.mail))
    return settings


@pytest.mark.parametrize(
    ("moment", "left", "after", "received"),
    [
        ("first", "claimed", "sent", 1),
        ("before_closing", "claimed", "sent", 1),
        ("before_dot", "closing", "unconfirmed", 0),
        ("answered", "closing", "unconfirmed", 1),
    ],
)
def test_worker_dying_around_the_dot(
    engine: Engine, post: smtp.Post, moment: str, left: str, after: str, received: int
) -> None:
    settings = gathered(engine, post)
    dying = Interrupted(settings.mail, **{moment: die})
    with pytest.raises(SystemExit):
        mailing.step(engine, settings, NOON, dying)
    assert only(engine).state == left
    assert work(engine, settings, NOON + LEASE - timedelta(seconds=1)) == 0
    work(engine, settings, NOON + LEASE)
    assert (only(engine).state, len(post.mailbox)) == (after, received)


def test_digest_that_kills_every_worker_ends_as_failed(engine: Engine, post: smtp.Post) -> None:
    settings = gathered(engine, post, attempts=2)
    for attempt in range(2):
        dying = Interrupted(settings.mail, first=die)
        with pytest.raises(SystemExit):
            mailing.step(engine, settings, NOON + attempt * LEASE, dying)
    work(engine, settings, NOON + 2 * LEASE)
    assert only(engine).state == "failed"
    assert post.mailbox == []


def test_overtaken_worker_does_not_send_the_dot(engine: Engine, post: smtp.Post) -> None:
    settings = gathered(engine, post)
    slow = Interrupted(settings.mail, before_closing=lambda: work(engine, settings, NOON + LEASE))
    assert mailing.step(engine, settings, NOON, slow)
    assert (only(engine).state, only(engine).attempts, len(post.mailbox)) == ("sent", 2, 1)


def test_late_answer_settles_an_unconfirmed_digest(engine: Engine, post: smtp.Post) -> None:
    settings = gathered(engine, post)
    states = []

    def overtake() -> None:
        work(engine, settings, NOON + LEASE)
        states.append(only(engine).state)

    mailing.step(engine, settings, NOON, Interrupted(settings.mail, answered=overtake))
    assert [*states, only(engine).state] == ["unconfirmed", "sent"]
    assert len(post.mailbox) == 1


def test_unforeseen_error_after_the_dot_is_left_to_a_person(
    engine: Engine, post: smtp.Post
) -> None:
    settings = gathered(engine, post)

    def stumble() -> None:
        raise RuntimeError("unforeseen")

    mailing.step(engine, settings, NOON, Interrupted(settings.mail, answered=stumble))
    assert (only(engine).state, len(post.mailbox)) == ("unconfirmed", 1)


def test_no_second_digest_while_one_is_under_way(engine: Engine) -> None:
    west = offices.office(engine, "河西街道", WANG)
    offices.alert(engine, west)
    settings = offices.settings(smtp.closed_port(), backoff_seconds=86400 * 2)
    work(engine, settings)
    offices.alert(engine, west, "trap_rate", method="snap_trap")
    work(engine, settings, NOON + timedelta(days=1))
    assert only(engine).state == "waiting"
    with session(engine) as reading:
        assert reading.scalars(select(Outbox.digest_id).order_by(Outbox.id)).all()[1] is None


def test_a_flag_cleared_while_its_digest_is_being_sent_is_not_told(
    engine: Engine, post: smtp.Post
) -> None:
    settings = gathered(engine, post)
    west = only(engine).region_id
    meanwhile = Interrupted(
        settings.mail, before_closing=lambda: offices.alert(engine, west, change="cleared")
    )
    assert mailing.step(engine, settings, NOON, meanwhile)
    assert (only(engine).state, "有变化" in (only(engine).last_error or "")) == ("waiting", True)
    work(engine, settings, NOON + timedelta(hours=1))
    assert (only(engine).state, post.mailbox) == ("empty", [])

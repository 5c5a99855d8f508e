"""Every answer a mail server can give, against a real server on loopback."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import certificates
import pytest
import smtp

from vector.errors import MailError, MailPassing, MailRefused, MailUnconfirmed
from vector.settings import Mail
from vector.work.transport import Delivery, Transport, clock

LONG = 4_000_000


@pytest.fixture
def post() -> Iterator[smtp.Post]:
    with smtp.serving() as post:
        yield post


class Steps:
    """Records whether the delivery got as far as the closing dot."""

    def __init__(self) -> None:
        self.closing = 0

    def close(self) -> None:
        self.closing += 1


@pytest.fixture
def steps() -> Steps:
    return Steps()


def letter(text: str = "河西街道 3 个监测点需消杀。\n.句点开头的一行\n") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "【病媒监测】河西街道"
    message["From"] = "vector@example.org"
    message["To"] = "wang@example.org"
    message.set_content(text, cte="8bit" if text.isascii() else "base64")
    return message


def deliver(post: smtp.Post, steps: Steps, *recipients: str, **mail: object) -> Delivery:
    settings = Mail.model_validate({"port": post.port, "timeout_seconds": 10, **mail})
    to = recipients or ("wang@example.org",)
    return Transport(settings).deliver(letter(), to, steps.close)


def test_message_arrives_whole(post: smtp.Post, steps: Steps) -> None:
    delivery = deliver(post, steps, "wang@example.org", "li@example.org")
    [mail] = post.mailbox
    assert delivery.accepted == ("wang@example.org", "li@example.org")
    assert delivery.refused == {}
    assert mail.recipients == ["wang@example.org", "li@example.org"]
    assert mail.sender == "vector@localhost"
    assert mail.message["Subject"] == "【病媒监测】河西街道"
    assert mail.message.get_content() == "河西街道 3 个监测点需消杀。\n.句点开头的一行\n"
    assert steps.closing == 1


def test_lines_of_dots_survive(post: smtp.Post, steps: Steps) -> None:
    text = ".\n..\n.a\nb\n"
    Transport(Mail(port=post.port)).deliver(letter(text), ["wang@example.org"], steps.close)
    assert post.mailbox[0].message.get_content().splitlines() == text.splitlines()


def test_refused_connection_passes(steps: Steps) -> None:
    with pytest.raises(MailPassing, match="ConnectionRefused"):
        Transport(Mail(port=smtp.closed_port())).deliver(letter(), ["a@b.cn"], steps.close)
    assert steps.closing == 0


@pytest.mark.parametrize("stage", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_slow_answer_before_the_dot_passes(post: smtp.Post, steps: Steps, stage: str) -> None:
    gate = post.hold(stage)
    with pytest.raises(MailPassing, match="timed out"):
        deliver(post, steps, timeout_seconds=0.2)
    assert gate.reached.is_set()
    assert (steps.closing, post.mailbox) == (0, [])


def test_slow_answer_to_the_dot_is_unconfirmed(post: smtp.Post, steps: Steps) -> None:
    post.hold("DOT")
    with pytest.raises(MailUnconfirmed, match="timed out"):
        deliver(post, steps, timeout_seconds=0.2)
    assert (steps.closing, len(post.mailbox)) == (1, 1)


@pytest.mark.parametrize("stage", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_hanging_up_before_the_dot_passes(post: smtp.Post, steps: Steps, stage: str) -> None:
    post.answer(stage, smtp.HANG_UP)
    with pytest.raises(MailPassing):
        deliver(post, steps)
    assert (steps.closing, post.mailbox) == (0, [])


def test_hanging_up_in_the_text_passes(post: smtp.Post, steps: Steps) -> None:
    post.answer("BODY", smtp.HANG_UP)
    long = letter("a long line of the text\n" * (LONG // 24))
    with pytest.raises(MailPassing):
        Transport(Mail(port=post.port)).deliver(long, ["wang@example.org"], steps.close)
    assert (steps.closing, post.mailbox) == (0, [])


def test_hanging_up_after_the_dot_is_unconfirmed(post: smtp.Post, steps: Steps) -> None:
    post.answer("DOT", smtp.HANG_UP)
    with pytest.raises(MailUnconfirmed):
        deliver(post, steps)
    assert (steps.closing, len(post.mailbox)) == (1, 1)


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "DOT"])
@pytest.mark.parametrize(
    ("answer", "kind"), [("451 try later", MailPassing), ("550 never", MailRefused)]
)
def test_an_answer_decides(
    post: smtp.Post, steps: Steps, stage: str, answer: str, kind: type[MailError]
) -> None:
    post.answer(stage, answer)
    with pytest.raises(kind, match=answer) as caught:
        deliver(post, steps)
    assert type(caught.value) is kind


def test_nonsense_after_the_dot_is_unconfirmed(post: smtp.Post, steps: Steps) -> None:
    post.answer("DOT", "what?")
    with pytest.raises(MailUnconfirmed):
        deliver(post, steps)


def test_refused_recipient_does_not_hold_up_the_others(post: smtp.Post, steps: Steps) -> None:
    post.refuse_recipient("gone@example.org", "550 no such user")
    delivery = deliver(post, steps, "gone@example.org", "wang@example.org")
    assert delivery.accepted == ("wang@example.org",)
    assert delivery.refused == {"gone@example.org": "550 no such user"}
    assert post.mailbox[0].recipients == ["wang@example.org"]


def test_all_recipients_refused_but_one_for_now_passes(post: smtp.Post, steps: Steps) -> None:
    post.refuse_recipient("gone@example.org", "550 no such user")
    post.refuse_recipient("full@example.org", "452 mailbox full")
    with pytest.raises(MailPassing, match=r"550 no such user.*452 mailbox full"):
        deliver(post, steps, "gone@example.org", "full@example.org")


@pytest.mark.parametrize("address", ["王@example.org", "a@b.cn>\r\nRCPT TO:<c@d.cn", "a b@c.cn"])
def test_address_that_is_none_is_refused_alone(post: smtp.Post, steps: Steps, address: str) -> None:
    delivery = deliver(post, steps, address, "wang@example.org")
    assert list(delivery.refused) == [address]
    assert post.mailbox[0].recipients == ["wang@example.org"]


def test_breaking_off_before_the_dot_delivers_nothing(post: smtp.Post) -> None:
    def close() -> None:
        raise KeyError("taken over")

    with pytest.raises(KeyError):
        Transport(Mail(port=post.port)).deliver(letter(), ["wang@example.org"], close)
    assert post.ended.acquire(timeout=smtp.GUARD_SECONDS)
    assert post.mailbox == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1, signed by itself."""
    return certificates.make(tmp_path_factory.mktemp("tls") / "server.pem")


def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def test_tls_from_the_start(
    certificate: Path, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with smtp.serving(tls=server_context(certificate)) as post:
        deliver(post, steps, security="tls", host="localhost")
    assert len(post.mailbox) == 1


def test_starttls_with_login(
    certificate: Path, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with starttls(certificate) as post:
        post_options = {"security": "starttls", "host": "localhost", "user": "vector"}
        deliver(post, steps, **post_options, password="secret")
        assert post.logins == [("vector", "secret")]
        assert len(post.mailbox) == 1
        with pytest.raises(MailPassing, match="535"):
            deliver(post, steps, **post_options, password="wrong")


def starttls(certificate: Path):
    return smtp.serving(
        tls_context=server_context(certificate), require_starttls=True, auth_required=True
    )


def test_a_greeting_tells_of_the_certificate(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with starttls(certificate) as post:
        mail = Mail(host="localhost", port=post.port, user="vector", password="secret",
                    security="starttls", timeout_seconds=10)  # fmt: skip
        shown = Transport(mail).greet()
    assert shown.expires is not None
    assert shown.expires > datetime.now(UTC)
    assert shown.clock is None
    with smtp.serving() as post:
        assert Transport(Mail(port=post.port)).greet().expires is None


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (
            b"h ESMTP Sendmail; Mon, 15 Jun 2026 12:00:00 +0800",
            datetime(2026, 6, 15, 4, tzinfo=UTC),
        ),
        (b"h ESMTP Postfix", None),
        (b"h 99 Jun 2026 12:00:00 +0800", None),
        ("邮件 15 六月 2026".encode(), None),
        (b"", None),
    ],
)
def test_the_time_in_a_servers_first_line(first: bytes, told: datetime | None) -> None:
    assert clock(first) == told


def test_unknown_certificate_is_not_trusted(certificate: Path, steps: Steps) -> None:
    with starttls(certificate) as post:
        with pytest.raises(MailPassing, match="CERTIFICATE_VERIFY_FAILED"):
            deliver(post, steps, security="starttls", host="localhost")
        assert post.mailbox == []


def test_starttls_is_never_skipped(post: smtp.Post, steps: Steps) -> None:
    with pytest.raises(MailPassing, match="STARTTLS"):
        deliver(post, steps, security="starttls")
    assert post.mailbox == []

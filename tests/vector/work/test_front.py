"""The doctor on certificates and file rights: each fault alone, with the days that are left."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer

import certificates
import pytest
import smtp
from sqlalchemy import Engine

from vector.settings import Mail, Settings
from vector.work.doctor import front, permission, service
from vector.work.doctor.finding import Finding
from vector.work.transport import Greeting, Transport


@contextmanager
def shown(certificate: Path) -> Iterator[str]:
    """An address that shows a certificate and hangs up."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    class Shake(BaseRequestHandler):
        def handle(self) -> None:
            try:
                context.wrap_socket(self.request, server_side=True).close()
            except OSError:
                return

    with ThreadingTCPServer(("127.0.0.1", 0), Shake) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"https://localhost:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def looked(address: str) -> Finding:
    [found] = front.certificate(Settings(public_url=address), datetime.now(UTC))
    return found


@pytest.mark.parametrize(
    ("days", "code", "grade"),
    [
        (90.5, "ok", "ok"), (21.5, "soon", "warning"), (3.5, "last_days", "fault"),
        (-2.5, "expired", "fault"),
    ],
)  # fmt: skip
def test_the_days_that_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: float, code: str, grade: str
) -> None:
    certificate = certificates.make(tmp_path / "front.pem", days)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with shown(certificate) as address:
        found = looked(address)
    assert (found.code, found.grade) == (code, grade)
    assert str(abs(int(days // 1))) in found.zh


def test_one_that_this_machine_does_not_trust(tmp_path: Path) -> None:
    with shown(certificates.make(tmp_path / "front.pem", 90.5)) as address:
        found = looked(address)
    assert (found.code, "90" in found.zh, "self" in found.zh) == ("untrusted", True, True)


def test_an_address_that_is_away_or_plain() -> None:
    assert looked(f"https://localhost:{smtp.closed_port()}").code == "unreachable"
    for plain in ("", "http://vector.example.cn"):
        assert list(front.certificate(Settings(public_url=plain), datetime.now(UTC))) == []


@pytest.mark.parametrize(
    ("greeting", "expected"),
    [
        ((90, 0), ["ok", "certificate"]),
        ((20, 0), ["ok", "expires"]),
        ((None, 119), ["ok"]),
        ((None, 121), ["ok", "clock"]),
        ((None, -121), ["ok", "clock"]),
        ((None, None), ["ok"]),
    ],
)
def test_the_mail_servers_certificate_and_clock(
    monkeypatch: pytest.MonkeyPatch, greeting: tuple[int | None, int | None], expected: list[str]
) -> None:
    now = datetime(2026, 6, 15, 4, tzinfo=UTC)
    days, seconds = greeting
    told = Greeting(
        None if days is None else now + timedelta(days=days, hours=1),
        None if seconds is None else now + timedelta(seconds=seconds),
    )
    monkeypatch.setattr(Transport, "greet", lambda self: told)
    assert [found.code for found in service.mail(Mail(), now)] == expected


def test_files_that_others_may_read_or_change(
    sqlite_engine: Engine, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VECTOR_SETTINGS", raising=False)
    settings, file = Settings(database=sqlite_url), Path(str(sqlite_engine.url.database))
    named = tmp_path / "vector.toml"
    named.write_text("")

    def codes() -> list[str]:
        return [found.code for found in permission.check(settings, named)]

    file.chmod(0o600)
    named.chmod(0o640)
    assert codes() == ["ok"]
    file.chmod(0o644)
    file.parent.chmod(0o755)
    assert codes() == ["readable"]
    file.parent.chmod(0o750)
    assert codes() == ["ok"]
    named.chmod(0o642)
    file.chmod(0o602)
    assert codes() == ["changeable", "changeable"]

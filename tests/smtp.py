"""A real mail server on loopback that can be told to refuse, stall, or hang up at any stage.

Stages, in order: ``EHLO``, ``MAIL``, ``RCPT``, ``DATA``, ``BODY`` (in the middle of the text) and
``DOT`` (the message is in the mailbox, the answer not yet sent).
"""

import asyncio
import socket
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

HANG_UP = "hang up"
GUARD_SECONDS = 30.0


@dataclass
class Gate:
    """A stage at which the server waits: ``reached`` says that it got there."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)


@dataclass
class Mail:
    """One message in the mailbox."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


class Post:
    """The server as a test sees it."""

    def __init__(self) -> None:
        self.port = 0
        self.mailbox: list[Mail] = []
        self.sessions = 0
        self.logins: list[tuple[str, str]] = []
        self.ended = threading.Semaphore(0)
        self._answers: dict[str, deque[str]] = defaultdict(deque)
        self._recipients: dict[str, str] = {}
        self._gates: dict[str, Gate] = {}

    def answer(self, stage: str, *answers: str) -> None:
        """Give these answers at a stage, one each time, before returning to normal."""
        self._answers[stage].extend(answers)

    def refuse_recipient(self, address: str, answer: str) -> None:
        self._recipients[address] = answer

    def hold(self, stage: str) -> Gate:
        """Wait at a stage until the gate is opened."""
        return self._gates.setdefault(stage, Gate())

    def release(self) -> None:
        for gate in self._gates.values():
            gate.opened.set()
        self._gates = {}

    async def stage(self, name: str, session: "Session", recipient: str = "") -> bool:
        """Return whether the session goes on as usual."""
        gate = self._gates.get(name)
        if gate is not None:
            gate.reached.set()
            await asyncio.to_thread(gate.opened.wait, GUARD_SECONDS)
        waiting = self._answers[name]
        answer = self._recipients.get(recipient) or (waiting.popleft() if waiting else "")
        if answer == HANG_UP:
            session.hang_up()
        elif answer:
            await session.push(answer)
        return not answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mailbox.append(
            Mail(envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content)
        )
        return "250 kept" if await self.stage("DOT", server) else ""

    def authenticate(self, server: Any, session: Any, envelope: Any, how: str, data: Any) -> Any:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"secret", handled=False)


class Reader:
    """A stream that reports when the text is being read."""

    def __init__(self, stream: asyncio.StreamReader, session: "Session") -> None:
        self._stream = stream
        self._session = session

    async def readuntil(self, separator: bytes) -> bytes:
        line = await self._stream.readuntil(separator)
        if not self._session.in_body:
            self._session.in_body = True
            await self._session.post.stage("BODY", self._session)
        return line

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Session(SMTP):
    """One connection."""

    def __init__(self, post: Post, **options: Any) -> None:
        self.post = post
        self.in_body = False
        post.sessions += 1
        super().__init__(post, hostname="post.test", ident="test", **options)

    def hang_up(self) -> None:
        assert self.transport is not None
        self.transport.abort()

    async def push(self, status: Any) -> None:
        if status:
            await super().push(status)

    async def smtp_EHLO(self, hostname: str) -> None:
        if await self.post.stage("EHLO", self):
            await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg: str | None) -> None:
        if await self.post.stage("MAIL", self):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        address = (arg or "").partition("<")[2].rstrip(">")
        if await self.post.stage("RCPT", self, address):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if not await self.post.stage("DATA", self):
            return
        stream, self.in_body = self._reader, False
        self._reader = Reader(stream, self)
        try:
            await super().smtp_DATA(arg)
        finally:
            self._reader = stream

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.post.ended.release()


@contextmanager
def serving(*, tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[Post]:
    """Run a server in a thread of its own; ``options`` are those of aiosmtpd's SMTP."""
    post = Post()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    listener = socket.create_server(("127.0.0.1", 0))
    # Small, so that a long text stops in the middle when the server does not read on.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    post.port = listener.getsockname()[1]

    async def start() -> asyncio.Server:
        return await loop.create_server(
            lambda: Session(post, loop=loop, authenticator=post.authenticate, **options),
            sock=listener,
            ssl=tls,
        )

    server = asyncio.run_coroutine_threadsafe(start(), loop).result(GUARD_SECONDS)
    try:
        yield post
    finally:
        post.release()
        asyncio.run_coroutine_threadsafe(_stop(server), loop).result(GUARD_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(GUARD_SECONDS)
        loop.close()


async def _stop(server: asyncio.Server) -> None:
    server.close()
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])

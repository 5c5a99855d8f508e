"""The worker: does one unit after another, waits when there is none, stops between two units."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from vector.settings import Settings
from vector.work import mailing
from vector.work.heartbeat import Heart
from vector.work.transport import Transport

log = structlog.get_logger()

POLL_SECONDS = 5.0
TROUBLE_SECONDS = 60.0

Step = Callable[[], bool]


def utc_now() -> datetime:
    """Return the time now."""
    return datetime.now(UTC)


@contextmanager
def stopping(stop: threading.Event) -> Iterator[None]:
    """Let SIGTERM and Ctrl-C end the loop after the unit at hand."""

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    before: dict[int, Any] = {n: signal.signal(n, end) for n in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def mail_step(engine: Engine, settings: Settings, clock: Callable[[], datetime] = utc_now) -> Step:
    """Return the unit of mailing that the loop repeats."""
    transport = Transport(settings.mail)
    return lambda: mailing.step(engine, settings, clock(), transport)


def steps(
    engine: Engine,
    settings: Settings,
    clock: Callable[[], datetime] = utc_now,
    heart: Heart | None = None,
) -> Step:
    """Return the unit that the loop repeats: mail first, then a job, then the night's plan.

    Before each, word is left that this worker is alive.
    """
    from vector.work import account_mail, asking, expiry, jobs, outlook, reminders, welcome

    mail, links = mail_step(engine, settings, clock), Transport(settings.mail)
    nights, mails = (outlook, reminders, expiry), (welcome, account_mail, asking)
    handlers = {kind: do for each in nights for kind, do in each.handlers(engine, settings).items()}

    def step() -> bool:
        now = clock()
        if heart is not None:
            heart.beat(now)
        if any(each.step(engine, settings, now, links) for each in mails):
            return True
        done = mail() or jobs.step(engine, handlers, now, clock)
        return done or any(each.plan(engine, settings, now) for each in nights)

    return step


def once(step: Step, stop: threading.Event) -> None:
    """Do everything that is due now, then return; errors are the caller's to see."""
    while not stop.is_set() and step():
        pass


def run(step: Step, stop: threading.Event, heart: Heart | None = None) -> None:
    """Work until told to stop.

    Parameters
    ----------
    step : callable
        Does one unit; True means there may be more at once.
    stop : threading.Event
        Set to end the loop after the unit at hand.
    heart : Heart, optional
        The word that this worker leaves; taken back at the end.

    Notes
    -----
    An error outside the units' own handling (a database that is away) is logged and waited out:
    the service must come back by itself when the database does.
    """
    log.info("worker_started")
    while not stop.is_set():
        try:
            wait = 0.0 if step() else POLL_SECONDS
        except Exception:
            log.exception("worker_trouble")
            wait = TROUBLE_SECONDS
        stop.wait(wait)
    if heart is not None:
        _leave(heart)
    log.info("worker_stopped")


def _leave(heart: Heart) -> None:
    try:
        heart.stop()
    except DBAPIError:
        # The database is away. The row grows old, and whoever looks finds a worker that is gone.
        log.exception("worker_left_without_word")

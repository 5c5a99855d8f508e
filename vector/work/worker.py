"""The worker: does one unit after another, waits when there is none, stops between two units."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import structlog
from sqlalchemy import Engine

from vector.settings import Settings
from vector.work import mailing
from vector.work.transport import Transport

log = structlog.get_logger()

POLL_SECONDS = 5.0
TROUBLE_SECONDS = 60.0

Step = Callable[[], bool]


def utc_now() -> datetime:
    """Return the time now."""
    return datetime.now(UTC)


def json_lines() -> None:
    """Log one JSON object per line to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


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


def steps(engine: Engine, settings: Settings, clock: Callable[[], datetime] = utc_now) -> Step:
    """Return the unit that the loop repeats: mail first, then a job, then the night's plan."""
    from vector.work import jobs, outlook, welcome

    mail, handlers = mail_step(engine, settings, clock), outlook.handlers(engine, settings)
    links = Transport(settings.mail)

    def step() -> bool:
        now = clock()
        if welcome.step(engine, settings, now, links):
            return True
        return mail() or jobs.step(engine, handlers, now) or outlook.plan(engine, settings, now)

    return step


def once(step: Step, stop: threading.Event) -> None:
    """Do everything that is due now, then return; errors are the caller's to see."""
    while not stop.is_set() and step():
        pass


def run(step: Step, stop: threading.Event) -> None:
    """Work until told to stop.

    Parameters
    ----------
    step : callable
        Does one unit; True means there may be more at once.
    stop : threading.Event
        Set to end the loop after the unit at hand.

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
    log.info("worker_stopped")

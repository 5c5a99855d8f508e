"""How the server ends: told to stop, it takes no new callers and finishes what it has begun."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any

import structlog

# Shorter than what a service manager waits before it kills.
PATIENCE_SECONDS = 25.0
GLANCE_SECONDS = 0.1

log = structlog.get_logger()


@contextmanager
def _signals(server: Any) -> Iterator[list[int]]:
    told: list[int] = []

    def note(number: int, frame: Any) -> None:
        told.append(number)
        server.pull_trigger()

    before = {each: signal.signal(each, note) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _once(server: Any, seconds: float) -> None:
    poll = server.adj.asyncore_use_poll
    server.asyncore.loop(timeout=seconds, use_poll=poll, map=server._map, count=1)


def _busy(server: Any) -> bool:
    """Whether a request is being received, worked on or answered."""
    return any(
        channel.request is not None or channel.requests or channel.total_outbufs_len
        for channel in list(server.active_channels.values())
    )


def _close_door(server: Any) -> None:
    # Shut down first: whoever is still in the queue is refused at once and may turn elsewhere.
    server.accepting = False
    server.del_channel()
    with suppress(OSError):
        server.socket.shutdown(socket.SHUT_RDWR)
    server.socket.close()


def serve_until_told(server: Any) -> None:
    """Serve until SIGTERM or Ctrl-C; then finish within a time. A second signal ends the wait."""
    with _signals(server) as told:
        while not told:
            _once(server, server.adj.asyncore_loop_timeout)
        log.info("server_stopping", requests=len(server.active_channels))
        _close_door(server)
        end = monotonic() + PATIENCE_SECONDS
        while _busy(server) and monotonic() < end and len(told) == 1:
            _once(server, GLANCE_SECONDS)
        left = sum(1 for each in server.active_channels.values() if each.requests)
        server.task_dispatcher.shutdown()
        log.info("server_stopped", unfinished=left)

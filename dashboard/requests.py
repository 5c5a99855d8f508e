"""Every request: its number, its line in the journal, and its share of the figures.

The number comes from the proxy where it gives one, else it is made here; it goes back with the
answer, so that a person's complaint finds its lines. A line names the route, never the address
typed, which may hold a key; and an account by its number, never a person.
"""

import re
import secrets
from time import perf_counter
from types import TracebackType

import structlog
from flask import Flask, Response, g, request
from sqlalchemy import inspect

from dashboard.service import BEARER
from dashboard.tally import Tally

NUMBER = "X-Request-ID"
NUMBERED = re.compile(r"[A-Za-z0-9_-]{8,64}")
UNKNOWN = "unknown"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = structlog.get_logger()


def _begin() -> None:
    given = request.headers.get(NUMBER, "")
    g.began = perf_counter()
    g.number = given if NUMBERED.fullmatch(given) else secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.number)


def route() -> str:
    """The route that a request took, as it is written in the program."""
    return request.url_rule.rule if request.url_rule is not None else UNKNOWN


def _method() -> str:
    return request.method if request.method in METHODS else UNKNOWN


def _account() -> int | None:
    """The number of who asks; nobody is looked up for this, though their row may be gone."""
    known = inspect(g.get("_login_user"), raiseerr=False)
    return known.identity[0] if known is not None and known.identity else None


def _end(tally: Tally, response: Response) -> Response:
    took = perf_counter() - g.get("began", perf_counter())
    response.headers[NUMBER] = g.number
    tally.add(route(), response.status_code, took)
    log.info(
        "request",
        method=_method(),
        route=route(),
        status=response.status_code,
        ms=round(took * 1000, 1),
        account=_account(),
        program=BEARER in g,
    )
    return response


def _failed(found: tuple[type[BaseException], BaseException, TracebackType | None]) -> None:
    log.error("request_failed", method=_method(), route=route(), exc_info=found)


def watch_requests(host: Flask, tally: Tally) -> None:
    """Note every request of a host; called before anything else is done with one."""
    host.before_request(_begin)
    host.after_request(lambda response: _end(tally, response))
    # Flask's own line would hold the address that was typed.
    host.log_exception = _failed

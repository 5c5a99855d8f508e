"""Every request has a number and one line, which names neither a person nor what they typed."""

import io
import json
import logging

import pytest
import small_county
import structlog

from dashboard.declared import ANYBODY, needs
from vector.work.journal import open_journal

TYPED = "sesame-open-99"


@pytest.fixture
def lines():
    """The lines that the journal wrote so far."""
    handlers, level = logging.root.handlers, logging.root.level
    stream = io.StringIO()
    open_journal(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    assert TYPED not in stream.getvalue()
    assert small_county.PEOPLE["staff"][2] not in stream.getvalue()
    assert "@" not in stream.getvalue()
    logging.root.handlers, logging.root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def test_a_line_a_request(signed_in, lines):
    visitor = signed_in("staff")
    before = len(lines())
    answer = visitor.client.get(f"/station/{TYPED}?q={TYPED}")
    [line] = lines()[before:]
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/<path:path>", 200)
    assert line["request"] == answer.headers["X-Request-ID"]
    assert isinstance(line["account"], int)
    assert line["ms"] > 0
    assert not line["program"]


def test_strangers_have_no_account_and_odd_methods_no_name(anybody, lines):
    anybody.client.get("/", headers={"Accept": "text/html"})
    anybody.client.open(f"/{TYPED}", method=TYPED.upper())
    assert [line["account"] for line in lines()] == [None, None]
    assert lines()[1]["method"] == "unknown"


def test_a_refused_sign_in_keeps_the_password_out(anybody, lines):
    assert anybody.sign_in("li", TYPED).status_code == 200
    assert {line["route"] for line in lines()} == {"/sign-in"}


def test_the_proxys_number_is_kept_where_it_is_one(anybody):
    number = "5f2d3a9c0e4b4d6f"
    for given, kept in ((number, True), ("a b", False), ("x" * 65, False), ("1\u00e9" * 8, False)):
        answer = anybody.client.get("/healthz", headers={"X-Request-ID": given})
        found = answer.headers["X-Request-ID"]
        assert (found == given) == kept
        assert found.isascii()


def test_an_error_has_a_line_with_its_place(anybody, app, lines, monkeypatch):
    @needs(ANYBODY)
    def broken():
        raise RuntimeError(f"li@cdc.example.cn typed {TYPED}")

    monkeypatch.setitem(app.view_functions, "health", broken)
    answer = anybody.client.get(f"/healthz?key={TYPED}")
    failed, line = lines()
    assert (failed["event"], failed["level"]) == ("request_failed", "error")
    assert failed["request"] == line["request"] == answer.headers["X-Request-ID"]
    assert failed["faults"][0]["kind"] == "RuntimeError"
    assert (line["event"], line["status"]) == ("request", 500)

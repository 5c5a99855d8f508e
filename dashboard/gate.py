"""The one gate: pages, callbacks, uploads, files and interfaces, for people and for programs.

Who asks is known by a session or by an access token (``Authorization: Bearer``), never by both; a
request passes when what it asks for was declared with a right that the account has.
"""

from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    redirect,
    request,
    url_for,
)
from flask_security import current_user

from dashboard.declared import ANYBODY, DISPATCH, UNUSED, Callbacks, allows, declared
from dashboard.service import BEARER, account, by_token, now, service
from dashboard.text import say
from vector.store.engine import session as opened
from vector.work import tokens
from vector.work.rights import narrow

SCHEME = "bearer"
CALLBACKS = "vector_callbacks"
# The first is taken when a client accepts both alike, as scripts do.
PAGE_OR_DATA = ("application/json", "text/html")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Refusal = Response | tuple[Response, int]


def wants_page() -> bool:
    """Whether a person waits for a page, rather than a script for data."""
    return (
        request.method == "GET" and request.accept_mimetypes.best_match(PAGE_OR_DATA) == "text/html"
    )


def _foreign() -> bool:
    """Whether another site's page sent this request with our visitor's cookie."""
    origin = request.headers.get("Origin")
    return (
        request.method not in SAFE
        and origin is not None
        and urlsplit(origin).netloc != request.host
    )


def refused(code: int, reason: str) -> Refusal:
    """The answer to a program whose request does not pass."""
    return jsonify(error=reason, message=say(f"error.{reason}")), code


def _key() -> str | None:
    """The access token that came with the request, if one did."""
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if kind.lower() == SCHEME else None


def _enter_by(key: str) -> bool:
    """Let a program stand for its account, with no more rights than its token has."""
    running = service()
    with opened(running.engine) as reading:
        found = tokens.recognise(reading, key, now())
    if found is None:
        return False
    tokens.note_use(running.engine, found, now())
    people = current_app.extensions["security"].datastore
    person = people.find_user(id=found.account_id)
    if person is None or not person.active:
        return False
    narrow(person, found.rights)
    g._login_user = person
    setattr(g, BEARER, found)
    return True


def _right() -> str | None:
    """The right that the request asks for; a callback's is its own."""
    if request.endpoint != DISPATCH:
        return declared(current_app, request.endpoint or "", request.method)
    body = request.get_json(silent=True)
    callbacks: Callbacks = current_app.extensions[CALLBACKS]
    return callbacks.right(body.get("output")) if isinstance(body, dict) else None


def _enter() -> Refusal | None:
    """Know who asks; send people to the sign-in page and programs away with 401."""
    key = _key()
    if key is not None:
        return None if _enter_by(key) else refused(401, "no_such_token")
    if current_user.is_authenticated:
        return None
    if wants_page():
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    return refused(401, "unauthenticated")


def gate() -> Refusal | None:
    """Let through who may, and nobody else."""
    if _foreign():
        abort(403)
    if request.endpoint in UNUSED:
        abort(404)
    known = request.endpoint is not None and request.routing_exception is None
    if known and declared(current_app, request.endpoint, request.method) == ANYBODY:
        return None
    turned_away = _enter()
    if turned_away is not None or not known:
        return turned_away
    if allows(account(), _right(), by_token=by_token()):
        return None
    return refused(403, "no_right")


def open_gate(host: Flask) -> None:
    """Put the gate before everything else that the host does with a request."""
    host.extensions[CALLBACKS] = Callbacks()
    host.before_request(gate)

"""The one gate: pages, callbacks, uploads, files and interfaces, for people and for programs.

Who asks is known by a session or by an access token (``Authorization: Bearer``), never by both; a
request passes when what it asks for was declared with a right that the account has.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_security import current_user

from dashboard.api.problem import problem
from dashboard.declared import ANYBODY, DISPATCH, OWN_SESSION, UNUSED, Callbacks, allows, declared
from dashboard.interface import interface
from dashboard.places_to_go import places_to_go
from dashboard.service import BEARER, account, by_token, entered, now, service
from dashboard.text import say
from vector.store.engine import session as opened
from vector.work import passwords, second_factor, tokens, visits
from vector.work.rights import narrow

SCHEME = "bearer"
CALLBACKS = "vector_callbacks"
VISIT = "visit"
SEEN_EVERY = timedelta(minutes=1)
# The first is taken when a client accepts both alike, as scripts do.
PAGE_OR_DATA = ("application/json", "text/html")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Refusal = Response | tuple[Response, int]


def wants_page() -> bool:
    """Whether a person waits for a page, rather than a script for data."""
    return (
        request.method == "GET"
        and not interface()
        and request.accept_mimetypes.best_match(PAGE_OR_DATA) == "text/html"
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
    """The answer to a request that does not pass: a sentence on a page, or data for a program."""
    if interface():
        return problem(code, reason)
    if wants_page():
        return make_response(render_template("notice.html", sentence=say(f"error.{reason}")), code)
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
    if current_user.is_authenticated and _visiting():
        return None
    if wants_page():
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("security.login", next="/start" if wanted == "/" else wanted))
    return refused(401, "unauthenticated")


def _visiting() -> bool:
    """Whether the session still lasts; one that does is put off, one that does not is ended."""
    running, moment = service(), now()
    rules, person = running.settings.access, account()
    visit = visits.standing(entered(), session.get(VISIT, ""), person.id, rules, moment)
    if visit is None:
        session.clear()
        g.pop("_login_user", None)
        return False
    if moment - visit.seen_at >= SEEN_EVERY:
        visits.see(running.engine, visit.id, moment)
    g.visit = visit.id
    return True


def owed() -> str | None:
    """What a person must do before anything else: the name of the page where it is done."""
    if by_token():
        return None
    person, rules = account(), service().settings.access
    if passwords.expired(person, rules, now()):
        return "password"
    needed = any(role.name in rules.second_factor for role in person.roles)
    return "second_factor" if needed and not second_factor.is_set(person) else None


def _sent_to_pay(right: str | None) -> Refusal | None:
    due = owed() if right != OWN_SESSION else None
    if due is None:
        return None
    if wants_page():
        return redirect(url_for(f"own.{due}"))
    return refused(403, f"{due}_due")


def gate() -> Refusal | None:
    """Let through who may, and nobody else."""
    if _foreign():
        abort(403)
    if request.endpoint in UNUSED:
        abort(404)
    known = request.endpoint is not None and request.routing_exception is None
    if known and declared(current_app, request.endpoint, request.method) == ANYBODY:
        return _inside_already()
    turned_away = _enter()
    if turned_away is not None or not known:
        return turned_away
    right = _right()
    if allows(account(), right, by_token=by_token()):
        return _sent_to_pay(right) or _shown_the_way()
    return refused(403, "no_right")


def _shown_the_way() -> Refusal | None:
    """Send who has no dashboard to see from its first page to a page of their own."""
    if request.path != "/" or not wants_page():
        return None
    places = places_to_go()
    return None if not places or places[0][1] == "/" else redirect(places[0][1])


def _inside_already() -> Refusal | None:
    """Keep who is signed in from a step of signing in: there the library would sign them out."""
    at_a_step = request.endpoint == "security.two_factor_token_validation"
    return redirect("/") if at_a_step and current_user.is_authenticated else None


def open_gate(host: Flask) -> None:
    """Put the gate before everything else that the host does with a request."""
    host.extensions[CALLBACKS] = Callbacks()
    host.before_request(gate)

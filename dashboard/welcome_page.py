"""A link that sets a password, and asking for one: pages for who cannot sign in."""

from typing import Any

from apiflask import APIBlueprint
from flask import redirect, request, session, url_for

from dashboard.declared import ANYBODY, needs
from dashboard.plain import Answer, asked, plain
from dashboard.service import now, service
from dashboard.text import say
from vector.errors import StoreError
from vector.store.engine import session as opened
from vector.store.tables import Account
from vector.work import tickets

pages = APIBlueprint("welcome", __name__, enable_openapi=False)


def _form(**told: Any) -> str:
    token = str((request.view_args or {}).get("token", ""))
    running = service()
    with opened(running.engine) as reading:
        ticket = tickets.find(reading, token, now())
        person = reading.get(Account, ticket.account_id) if ticket else None
    rules = running.settings.access
    return plain("welcome.html", person=person, token=token, rules=rules, **told)


@pages.get("/welcome/<token>")
@needs(ANYBODY)
def welcome(token: str) -> Answer:
    """The form that sets a password."""
    return _form()


@pages.post("/welcome/<token>")
@needs(ANYBODY)
@asked(lambda: _form)
def redeem(token: str) -> Answer:
    """Set the password."""
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        raise StoreError(say("own.not_the_same"))
    running = service()
    tickets.redeem(
        running.engine, token, new, rules=running.settings.access, now=now(),
        origin=request.remote_addr or "",
    )  # fmt: skip
    session.clear()
    session["done"] = "own.password_changed"
    return redirect(url_for("security.login"))


def _ask(**told: Any) -> str:
    return plain("forgotten.html", by_mail=bool(service().settings.public_url), **told)


@pages.get("/forgotten")
@needs(ANYBODY)
def forgotten() -> Answer:
    """The form that asks for a link."""
    return _ask()


@pages.post("/forgotten")
@needs(ANYBODY)
@asked(lambda: _ask)
def ask() -> Answer:
    """Let a link be mailed; the answer is the same for every name."""
    running = service()
    if running.settings.public_url:
        name, origin = request.form.get("name", ""), request.remote_addr or ""
        tickets.forgotten(running.engine, name, now=now(), origin=origin)
    return _ask(done=say("forgotten.done"))

"""账号管理: who may sign in, in which role, and what they see, for the administrator."""

from typing import Any

from apiflask import APIBlueprint
from flask import request

from dashboard.confirm import confirmed
from dashboard.declared import needs
from dashboard.plain import Answer, asked, placed
from dashboard.service import account, author, now, service
from dashboard.text import language, place_name, say
from vector.errors import StoreError
from vector.store.engine import session as opened
from vector.store.tables import Account
from vector.work import duties, lockout, roster, second_factor, tickets
from vector.work.enrolment import admit
from vector.work.rights import words

pages = APIBlueprint("accounts", __name__, url_prefix="/accounts", enable_openapi=False)


def _overview(**told: Any) -> str:
    running = service()
    with opened(running.engine) as reading:
        people = roster.people(reading, now())
        regions = roster.regions(reading)
    return placed(
        "accounts.html", people=people, regions=regions,
        called={each.code: each.word for each in regions}, roles=words("roles", language()),
        me=account().id, by_mail=bool(running.settings.public_url), place_name=place_name, **told,
    )  # fmt: skip


@pages.get("")
@needs("accounts")
@confirmed("/accounts")
def overview() -> Answer:
    """Everybody who has an account."""
    return _overview()


def _handed_over(path: str | None) -> Answer:
    """Say that the link is on its way, or show it once."""
    if path is None:
        return _overview(done=say("accounts.mailed"))
    root = service().settings.public_url or request.host_url
    return _overview(link=root.rstrip("/") + path)


@pages.post("/invite")
@needs("accounts")
@confirmed("/accounts")
@asked(lambda: _overview)
def invite() -> Answer:
    """Open an account, whose owner sets the password."""
    running, form = service(), request.form
    return _handed_over(
        tickets.invite(
            running.engine, form.get("email", ""), roles=form.getlist("role"),
            region=form.get("region", "").strip(),
            username=form.get("username", "").strip() or None,
            by_mail=_by_mail(), rules=running.settings.access, now=now(), author=author(),
        )
    )  # fmt: skip


def _by_mail() -> bool:
    return bool(service().settings.public_url) and request.form.get("way") != "link"


@pages.post("/<int:account_id>/link")
@needs("accounts")
@confirmed("/accounts")
@asked(lambda: _overview)
def give_link(account_id: int) -> Answer:
    """Give the owner a link to set a new password."""
    running = service()
    _other(account_id)
    return _handed_over(
        tickets.give(
            running.engine, account_id, by_mail=_by_mail(), rules=running.settings.access,
            now=now(), author=author(),
        )
    )  # fmt: skip


@pages.post("/<int:account_id>/duties")
@needs("accounts")
@confirmed("/accounts")
@asked(lambda: _overview)
def reassign(account_id: int) -> Answer:
    """Give other roles, or another region."""
    _other(account_id)
    duties.reassign(
        service().engine, account_id, roles=request.form.getlist("role"),
        region=request.form.get("region", "").strip(), by=account().id, author=author(),
    )  # fmt: skip
    return _overview(done=say("accounts.duties_changed"))


@pages.post("/<int:account_id>/<any(close, reopen, unlock, factor):what>")
@needs("accounts")
@confirmed("/accounts")
@asked(lambda: _overview)
def change(account_id: int, what: str) -> Answer:
    """Close, reopen, unlock, or take a lost second factor away."""
    engine, name = service().engine, _other(account_id)
    if what == "unlock":
        lockout.unlock(engine, account_id, now=now(), author=author())
    elif what == "factor":
        second_factor.remove(engine, account_id, author())
    else:
        admit(engine, name, active=what == "reopen", by=account().id, author=author())
    return _overview(done=say(f"accounts.{what}_done", name=name))


def _other(account_id: int) -> str:
    """The name of somebody else's account: the own one is changed by another administrator."""
    with opened(service().engine) as reading:
        found = reading.get(Account, account_id)
    if found is None or found.id == account().id:
        raise StoreError(say("accounts.not_that_one"))
    return found.email

"""我的账号: a person's own password, second factor, sessions and access tokens.

Plain pages outside the dashboard: what they show once, a key or codes, stays in no script's memory.
Only the person's own session opens them, never a token.
"""

from typing import Any

from apiflask import APIBlueprint
from flask import current_app, g, redirect, request, session, url_for
from flask_wtf import FlaskForm

from dashboard.confirm import check_password, confirmed
from dashboard.declared import OWN_SESSION, needs
from dashboard.gate import owed
from dashboard.plain import Answer, asked, plain
from dashboard.service import account, author, now, service
from dashboard.text import language, place_name, say
from vector.errors import StoreError
from vector.store.engine import session as opened
from vector.store.tables import Region
from vector.work import second_factor, tokens, visits
from vector.work.password_change import change_own_password
from vector.work.rights import RIGHTS, rights_of, words

PENDING = "authenticator"
pages = APIBlueprint("own", __name__, url_prefix="/account", enable_openapi=False)


def _overview(**told: Any) -> str:
    person, running = account(), service()
    with opened(running.engine) as reading:
        region = reading.get(Region, person.region_id) if person.region_id else None
        standing = visits.listing(reading, person.id, running.settings.access, now())
        keys = tokens.listing(reading, person.id)
    spoken = language()
    return plain(
        "account.html", person=person, region=place_name(region.name) if region else "",
        visits=standing, tokens=keys, here=g.visit, now=now(), due=owed(),
        has_factor=second_factor.is_set(person),
        roles=[words("roles", spoken)[role.name] for role in person.roles if role.name in RIGHTS],
        rights=[(each, text) for each, text in words("rights", spoken).items()
                if each in rights_of(person)],
        words=words("rights", spoken), rules=running.settings.access,
        kept_days=running.settings.keep.audit_days, **told,
    )  # fmt: skip


@pages.get("")
@needs(OWN_SESSION)
def overview() -> Answer:
    """Everything about the own account."""
    return _overview()


@pages.get("/password")
@needs(OWN_SESSION)
def password() -> Answer:
    """The page that an expired password leads to."""
    return _overview()


@pages.post("/password")
@needs(OWN_SESSION)
@asked(lambda: _overview)
def change_password() -> Answer:
    """Change the own password; the sessions elsewhere end."""
    check_password()
    new, again = request.form.get("new", ""), request.form.get("again", "")
    if new != again:
        raise StoreError(say("own.not_the_same"))
    running = service()
    change_own_password(
        running.engine, account().id, new, running.settings.access, now=now(), author=author()
    )
    return _signed_in_again("own.password_changed")


def _signed_in_again(done: str) -> Answer:
    """Sign in anew after what ends all sessions, and say what was done."""
    session.clear()
    session["done"] = done
    return redirect(url_for("security.login"))


@pages.get("/second-factor", endpoint="second_factor")
@needs(OWN_SESSION)
def show_second_factor() -> Answer:
    """Show a new authenticator's secret, as a picture and in letters."""
    return _set_up()


def _set_up(refused: str = "") -> str:
    factory = current_app.extensions["security"].totp_factory
    sealed = session.get(PENDING) or factory.generate_totp_secret()
    session[PENDING] = sealed
    return plain(
        "second_factor.html", values=factory.fetch_setup_values(sealed, account()), refused=refused,
        due=owed(),
    )  # fmt: skip


@pages.post("/second-factor")
@needs(OWN_SESSION)
def begin_second_factor() -> Answer:
    """Set the second factor, once a code of it is right."""
    factory, sealed = current_app.extensions["security"].totp_factory, session.get(PENDING)
    if sealed is None or not FlaskForm().validate_on_submit():
        return _set_up(say("sign_in.expired"))
    try:
        check_password()
    except StoreError as error:
        return _set_up(error.told(language()))
    if not factory.fits(request.form.get("code", ""), sealed):
        return _set_up(say("own.wrong_code"))
    codes = second_factor.fresh_codes()
    second_factor.begin(service().engine, account().id, sealed, codes, author())
    session.clear()
    return plain("codes.html", codes=codes)


@pages.post("/second-factor/codes")
@needs(OWN_SESSION)
@asked(lambda: _overview)
def renew_codes() -> Answer:
    """New recovery codes in place of the old."""
    check_password()
    if not second_factor.is_set(account()):
        raise StoreError(say("own.no_second_factor"))
    codes = second_factor.fresh_codes()
    second_factor.renew_codes(service().engine, account().id, codes, author())
    return plain("codes.html", codes=codes)


@pages.post("/second-factor/remove")
@needs(OWN_SESSION)
@asked(lambda: _overview)
def remove_second_factor() -> Answer:
    """Take the second factor away, where the role does not ask for one."""
    check_password()
    if any(role.name in service().settings.access.second_factor for role in account().roles):
        raise StoreError(say("own.second_factor_needed"))
    second_factor.remove(service().engine, account().id, author())
    return _signed_in_again("own.second_factor_removed")


@pages.post("/tokens")
@needs(OWN_SESSION)
@confirmed("/account")
@asked(lambda: _overview)
def issue_token() -> Answer:
    """Make an access token and show it once."""
    days = request.form.get("days", "")
    issued = tokens.issue(
        service().engine, account().id, request.form.get("name", ""), request.form.getlist("right"),
        days=int(days) if days.isascii() and days.isdecimal() and len(days) < 5 else 0,
        now=now(), author=author(),
    )  # fmt: skip
    return _overview(key=issued.key)


@pages.post("/tokens/<int:token_id>/revoke")
@needs(OWN_SESSION)
@asked(lambda: _overview)
def revoke_token(token_id: int) -> Answer:
    """End an access token."""
    tokens.revoke(service().engine, account().id, token_id, now=now(), author=author())
    return _overview(done=say("own.token_revoked"))


@pages.post("/sessions/<int:visit_id>/end")
@needs(OWN_SESSION)
@confirmed("/account")
@asked(lambda: _overview)
def end_session(visit_id: int) -> Answer:
    """End one of the own sessions."""
    visits.end(service().engine, account().id, visit_id, author())
    if visit_id == g.visit:
        return _signed_in_again("own.session_ended")
    return _overview(done=say("own.session_ended"))


@pages.post("/sign-out-everywhere")
@needs(OWN_SESSION)
@confirmed("/account")
@asked(lambda: _overview)
def sign_out_everywhere() -> Answer:
    """End all of the own sessions, this one too."""
    visits.end_all(service().engine, account().id, author())
    return _signed_in_again("own.signed_out")

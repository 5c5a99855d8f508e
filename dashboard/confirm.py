"""确认本人: before what changes accounts, tokens or sessions, the password is asked for again.

Who signed in, or said the password, a moment ago is not asked. A page asks as it is opened, so that
nobody loses what they typed; a form as it is sent, somewhat later.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from apiflask import APIBlueprint
from flask import redirect, request, session, url_for

from dashboard.declared import OWN_SESSION, needs
from dashboard.plain import Answer, View, asked, plain
from dashboard.refusals import refuse
from dashboard.service import account, now
from dashboard.text import say
from vector.errors import StoreError
from vector.work import lockout, passwords

CONFIRMED = "confirmed"
FRESH = {"GET": timedelta(minutes=15), "POST": timedelta(minutes=30)}
# Where one may be led on to: pages that ask.
PAGES = ("/account", "/accounts")
pages = APIBlueprint("confirm", __name__, url_prefix="/account/confirm", enable_openapi=False)


def note_confirmed() -> None:
    """Remember that who is in this session has shown who they are."""
    session[CONFIRMED] = now().timestamp()


def fresh() -> bool:
    """Whether that was a moment ago."""
    age = now().timestamp() - session.get(CONFIRMED, 0.0)
    return age < FRESH["GET" if request.method == "GET" else "POST"].total_seconds()


def check_password() -> None:
    """Ask for the present password again; wrong ones count towards the lock."""
    person = account()
    if lockout.locked(person, now()) or not passwords.matches(
        request.form.get("password", ""), person.password
    ):
        refuse("sign_in_failed", person)
        raise StoreError(say("own.wrong_password"))
    note_confirmed()


def confirmed(page: str) -> Callable[[View], View]:
    """Let a view be reached by who has just shown who they are; others do so and go to a page."""

    def guarded(view: View) -> View:
        @wraps(view)
        def checked(**named: object) -> Answer:
            if fresh():
                return view(**named)
            return redirect(url_for("confirm.ask", then=page))

        return checked

    return guarded


def _form(**told: str) -> Answer:
    then = request.values.get("then", "")
    return plain("confirm.html", then=then if then in PAGES else PAGES[0], **told)


@pages.get("")
@needs(OWN_SESSION)
def ask() -> Answer:
    """The form that asks for the password."""
    return _form()


@pages.post("")
@needs(OWN_SESSION)
@asked(lambda: _form)
def answer() -> Answer:
    """Go on, once the password is right."""
    check_password()
    then = request.form.get("then", "")
    return redirect(then if then in PAGES else PAGES[0])

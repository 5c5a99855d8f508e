"""Signing in: Flask-Security on the account tables, one name field, and a brake on guessing.

The mixins that the library asks for are added here, on mapped subclasses without tables of their
own, so that ``vector`` knows nothing of the web. ``Person`` is an :class:`Account`.
"""

from datetime import UTC, datetime

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import user_logged_out
from flask_security import (
    LoginForm,
    RoleMixin,
    Security,
    SQLAlchemySessionUserDatastore,
    UserMixin,
    user_authenticated,
)
from sqlalchemy import Engine, update
from sqlalchemy.orm import Mapped, relationship, scoped_session, sessionmaker
from wtforms import StringField
from wtforms.validators import InputRequired

from dashboard.service import service
from dashboard.text import language, say
from vector.store import audit
from vector.store.engine import transaction
from vector.store.tables import Account, Role, account_role

ATTEMPTS_PER_ADDRESS = "30 per 5 minutes"
ATTEMPTS_PER_NAME = "8 per 5 minutes"


class Duty(RoleMixin, Role):
    """A role, as the sign-in library wants it."""


class Person(UserMixin, Account):
    """An account, as the sign-in library wants it."""

    roles: Mapped[list[Duty]] = relationship(
        Duty, secondary=account_role, overlaps="roles", viewonly=True
    )


class SignInForm(LoginForm):
    """One field for user name or e-mail; nobody is asked which of the two it is."""

    email = None
    remember = None
    username = StringField(validators=[InputRequired()])

    def validate(self, **kwargs: object) -> bool:
        """Find the person by either name before the password is checked."""
        typed = (self.username.data or "").strip()
        column = "email" if "@" in typed else "username"
        self.ifield = self.username
        accounts = current_app.extensions["security"].datastore
        self.user = accounts.find_user(case_insensitive=True, **{column: typed})
        known, valid = self.user, super().validate(**kwargs)
        if not valid:
            _note("sign_in_failed", known)
        return valid


def _settings(salt: str) -> dict[str, object]:
    return {
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
        "SECURITY_LOGIN_USER_TEMPLATE": "sign_in.html",
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SALT": salt,
        # The hashes are plain argon2id, made by vector.work.accounts without the web's salt.
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {},
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _brake(app: Flask) -> None:
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", headers_enabled=False)
    view = app.view_functions["security.login"]
    by_address = limiter.limit(ATTEMPTS_PER_ADDRESS, methods=["POST"], deduct_when=_refused)
    by_name = limiter.limit(
        ATTEMPTS_PER_NAME, methods=["POST"], deduct_when=_refused, key_func=_typed_name
    )
    app.view_functions["security.login"] = by_address(by_name(view))


def _refused(response: Response) -> bool:
    return response.status_code != 302


def _typed_name() -> str:
    return request.form.get("username", "").strip().lower() or get_remote_address()


def _note(what: str, person: Person | None) -> None:
    """Write to the audit log what somebody tried, or did.

    Of a name that nobody has, only that it is unknown: it may be a password in the wrong field.
    """
    email, number = (person.email, person.id) if person else (audit.UNKNOWN, "")
    with transaction(service().engine) as writing:
        author = audit.Author(email, request.remote_addr or "")
        audit.record(writing, what, author, ("account", number))


def _left(app: Flask, user: Person, **_: object) -> None:
    _note("sign_out", user)


def _note_the_time(app: Flask, user: Person, **_: object) -> None:
    # In a transaction of its own: one that has only read cannot always become a writing one.
    with transaction(service().engine) as writing:
        change = update(Account).where(Account.id == user.id)
        writing.execute(change.values(last_login_at=datetime.now(UTC)))
        author = audit.Author(user.email, request.remote_addr or "")
        audit.record(writing, "sign_in", author, ("account", user.id))


def open_accounts(app: Flask, engine: Engine, salt: str) -> None:
    """Put the sign-in page and the accounts on the host."""
    app.config.update(_settings(salt))
    session = scoped_session(sessionmaker(engine))
    security = Security(
        app, SQLAlchemySessionUserDatastore(session, Person, Duty), login_form=SignInForm
    )
    # Programs have access tokens of their own, which the gate knows; the library's are nobody's.
    app.login_manager.request_loader(None)
    # Its answers to scripts would tell a wrong name from a wrong password; the page does not.
    security.want_json(lambda _: False)
    app.teardown_appcontext(lambda error: session.remove())
    user_authenticated.connect(_note_the_time, app)
    user_logged_out.connect(_left, app)
    # Flask-Security has put its own JSON writer in place, which escapes Chinese.
    app.json.ensure_ascii = False
    app.context_processor(lambda: {"say": say, "language": language})
    _brake(app)

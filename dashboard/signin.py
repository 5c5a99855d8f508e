"""Signing in: Flask-Security on the account tables, one name field, and a brake on guessing.

The mixins that the library asks for are added here, on mapped subclasses without tables of their
own, so that ``vector`` knows nothing of the web. ``Person`` is an :class:`Account`.
"""

from flask import Flask, Response, current_app, request, session
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
from sqlalchemy import Engine, bindparam, select, update
from sqlalchemy.orm import Mapped, joinedload, relationship, scoped_session, sessionmaker
from wtforms import StringField
from wtforms.validators import InputRequired

from dashboard.authenticator import SECOND_FACTOR, second_factor_settings
from dashboard.brake import ADDRESS
from dashboard.confirm import note_confirmed
from dashboard.gate import VISIT
from dashboard.refusals import Brake, note, refuse, visitor
from dashboard.service import now, service
from dashboard.text import language, say
from vector.store import audit
from vector.store.engine import transaction
from vector.store.tables import Account, Role, account_role
from vector.work import familiar, lockout, passwords, visits
from vector.work.account_mail import tell

ATTEMPTS_PER_ADDRESS = "30 per 5 minutes"
# Where something can be guessed, or mail be made to be sent; together, for each address.
BRAKED = (
    "security.two_factor_token_validation",
    "security.mf_recovery",
    "welcome.redeem",
    "welcome.ask",
    "confirm.answer",
)
ATTEMPTS_PER_NAME = "8 per 5 minutes"


class Duty(RoleMixin, Role):
    """A role, as the sign-in library wants it."""


class Person(UserMixin, Account):
    """An account, as the sign-in library wants it."""

    roles: Mapped[list[Duty]] = relationship(
        Duty, secondary=account_role, overlaps="roles", viewonly=True
    )


# Every request asks this; written once, it is not written and looked through anew each time.
_BY_KEY = (
    select(Person)
    .where(Person.fs_uniquifier == bindparam("fs_uniquifier"))
    .options(joinedload(Person.roles))
)


class People(SQLAlchemySessionUserDatastore):
    """The accounts, as the sign-in library asks for them."""

    def find_user(self, case_insensitive: bool = False, **wanted: object) -> Person | None:
        """The person of whom one thing is known, with their roles."""
        if wanted.keys() != {"fs_uniquifier"}:
            return super().find_user(case_insensitive, **wanted)
        return self.db.session.scalars(_BY_KEY, wanted).unique().one_or_none()


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
        # A locked account looks like a wrong password, to the right one as well.
        if known is not None and lockout.locked(known, now()):
            note("sign_in_failed", known)
            self.password.errors = [""]
            return False
        if not valid:
            refuse("sign_in_failed", known)
        return valid


def _settings(salt: str) -> dict[str, object]:
    return {
        **second_factor_settings(salt),
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_POST_LOGIN_VIEW": "/start",
        "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
        "SECURITY_LOGIN_USER_TEMPLATE": "sign_in.html",
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SALT": salt,
        # The hashes are plain argon2id, made by vector.work.accounts without the web's salt.
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            f"argon2__{part}": cost for part, cost in passwords.COST.items()
        },
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _brake(app: Flask) -> None:
    brake = Brake()
    limiter = Limiter(
        get_remote_address, app=app, storage_uri=ADDRESS, headers_enabled=False,
        on_breach=lambda _: brake.note(),
    )  # fmt: skip
    by_address = limiter.shared_limit(
        ATTEMPTS_PER_ADDRESS, scope="sign-in", methods=["POST"], deduct_when=_refused
    )
    by_name = limiter.limit(
        ATTEMPTS_PER_NAME, methods=["POST"], deduct_when=_refused, key_func=_typed_name
    )
    views = app.view_functions
    views["security.login"] = by_address(by_name(views["security.login"]))
    for endpoint in BRAKED:
        views[endpoint] = by_address(views[endpoint])


def _refused(response: Response) -> bool:
    return response.status_code != 302


def _typed_name() -> str:
    return request.form.get("username", "").strip().lower() or get_remote_address()


def _left(app: Flask, user: Person, **_: object) -> None:
    note("sign_out", user)
    with transaction(service().engine) as writing:
        visits.leave(writing, session.pop(VISIT, ""))


def _arrived(app: Flask, user: Person, **_: object) -> None:
    # In a transaction of its own: one that has only read cannot always become a writing one.
    running, author, agent = service(), visitor(user), request.user_agent.string
    arrived = {"last_login_at": now(), "failures": 0}
    with transaction(running.engine) as writing:
        writing.execute(update(Account).where(Account.id == user.id).values(**arrived))
        session[VISIT] = visits.begin(
            writing, user.id, origin=author.origin, agent=agent,
            rules=running.settings.access, now=now(),
        )  # fmt: skip
        if familiar.meet(writing, user.id, author.origin, now()):
            tell(writing, user, "new_origin", author, now=now())
        audit.record(writing, "sign_in", author, ("account", user.id))
    note_confirmed()


def open_accounts(app: Flask, engine: Engine, salt: str) -> None:
    """Put the sign-in page and the accounts on the host."""
    app.config.update(_settings(salt))
    reading = scoped_session(sessionmaker(engine, expire_on_commit=False))
    people = People(reading, Person, Duty)
    security = Security(app, people, login_form=SignInForm, **SECOND_FACTOR)
    # Programs have access tokens of their own, which the gate knows; the library's are nobody's.
    app.login_manager.request_loader(None)
    # Its answers to scripts would tell a wrong name from a wrong password; the page does not.
    security.want_json(lambda _: False)
    app.teardown_appcontext(lambda error: reading.remove())
    user_authenticated.connect(_arrived, app)
    user_logged_out.connect(_left, app)
    # Flask-Security has put its own JSON writer in place, which escapes Chinese.
    app.json.ensure_ascii = False
    app.context_processor(lambda: {"say": say, "language": language})
    _brake(app)

"""Accounts: who may sign in, in which role, and what they see, for the administrator."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import request
from pydantic import Field, StringConstraints

from dashboard.api.once import once, unkeyed
from dashboard.api.operation import GREATEST, Sent, Told, Word, operation
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.declared import needs
from dashboard.service import account, author, now, service
from vector.store.engine import session
from vector.store.tables import Account as Row
from vector.work import duties, lockout, roster, second_factor, tickets
from vector.work.enrolment import admit

TAG = "accounts"
ONE = f"/accounts/<int(max={GREATEST}):account_id>"
Address = Annotated[str, StringConstraints(pattern=r"^[^\x00]*\S[^\x00]*$", max_length=200)]
Roles = Annotated[list[Word], Field(min_length=1, max_length=5)]


class Person(Told):
    """Somebody who has an account; ``invited`` has not set a password yet."""

    id: int
    email: str
    username: str | None
    roles: list[str]
    region: str
    region_code: str
    active: bool
    locked: bool
    invited: bool
    second_factor: bool
    last_login_at: datetime | None


class Invitation(Sent):
    """Whom to invite, in which roles and for which region, by name or code."""

    email: Address
    roles: Roles
    region: Word = ""
    username: Word = ""
    by_mail: bool = Field(True, description="where the service sends mail; else a link is shown")


class Way(Sent):
    """How a link goes to the account's owner."""

    by_mail: bool = True


class Link(Told):
    """The link that sets a password, shown once; null where it goes by mail."""

    link: str | None


class Duties(Sent):
    """Other roles, or another region."""

    roles: Roles
    region: Word = ""


class Step(Sent):
    """What is done to an account; ``factor`` takes a lost second factor away."""

    action: Literal["close", "reopen", "unlock", "factor"]


def _people() -> list[roster.Entry]:
    with session(service().engine) as reading:
        return roster.people(reading, now())


def _one(account_id: int) -> roster.Entry:
    found = next((each for each in _people() if each.id == account_id), None)
    if found is None:
        raise Refused(404)
    return found


def _other(account_id: int) -> str:
    """The name of somebody else's account: the own one is changed by another administrator."""
    with session(service().engine) as reading:
        found = reading.get(Row, account_id)
    if found is None:
        raise Refused(404)
    if found.id == account().id:
        raise Refused(409, "own_account")
    return found.email


def _link(path: str | None) -> dict[str, str | None]:
    root = service().settings.public_url or request.host_url
    return {"link": None if path is None else root.rstrip("/") + path}


def _mailed(wanted: bool) -> bool:
    return wanted and bool(service().settings.public_url)


def _take(account_id: int, action: str) -> None:
    engine, name = service().engine, _other(account_id)
    if action == "unlock":
        lockout.unlock(engine, account_id, now=now(), author=author())
    elif action == "factor":
        second_factor.remove(engine, account_id, author())
    else:
        admit(engine, name, active=action == "reopen", by=account().id, author=author())


@api.get("/accounts")
@needs("accounts")
@operation(TAG, list[Person])
def accounts() -> Any:
    """Everybody who has an account."""
    return _people()


@api.post("/accounts")
@needs("accounts")
@operation(TAG, Link, body=Invitation, status=201)
def invite(body: Invitation) -> Any:
    """Open an account, whose owner sets the password."""
    unkeyed()
    running = service()
    return _link(
        tickets.invite(
            running.engine, body.email.strip(), roles=body.roles, region=body.region.strip(),
            username=body.username.strip() or None, by_mail=_mailed(body.by_mail),
            rules=running.settings.access, now=now(), author=author(),
        )
    )  # fmt: skip


@api.post(f"{ONE}/link")
@needs("accounts")
@operation(TAG, Link, body=Way, status=201, problems=(404, 409))
def give_link(account_id: int, body: Way) -> Any:
    """Give the owner a link to set a new password."""
    unkeyed()
    _other(account_id)
    running = service()
    return _link(
        tickets.give(
            running.engine, account_id, by_mail=_mailed(body.by_mail),
            rules=running.settings.access, now=now(), author=author(),
        )
    )  # fmt: skip


@api.put(f"{ONE}/duties")
@needs("accounts")
@operation(TAG, Person, body=Duties, keyed=True, problems=(404, 409))
def reassign(account_id: int, body: Duties) -> Any:
    """Give other roles, or another region; the account's sessions end."""

    def act(_: object) -> roster.Entry:
        _other(account_id)
        duties.reassign(
            service().engine, account_id, roles=body.roles, region=body.region.strip(),
            by=account().id, author=author(),
        )  # fmt: skip
        return _one(account_id)

    return once(act, Person, status=200)


@api.post(f"{ONE}/steps")
@needs("accounts")
@operation(TAG, Person, body=Step, keyed=True, problems=(404, 409))
def change_account(account_id: int, body: Step) -> Any:
    """Close, reopen, unlock, or take a lost second factor away."""

    def act(_: object) -> roster.Entry:
        _take(account_id, body.action)
        return _one(account_id)

    return once(act, Person, status=200)

"""The account that asks, its access tokens, and the audit log for auditors."""

from datetime import datetime
from typing import Annotated, Any

from flask import Response
from pydantic import AwareDatetime, Field, StringConstraints

from dashboard.api.once import unkeyed
from dashboard.api.operation import GREATEST, Page, Sent, Told, Word, operation
from dashboard.api.paging import Paged, after, by_key
from dashboard.api.places import records
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.confirm import fresh
from dashboard.declared import OWN_SESSION, SIGNED_IN, needs
from dashboard.service import account, author, by_token, now, service
from vector.errors import StoreError
from vector.store.engine import session
from vector.work import audit, tokens
from vector.work.rights import rights_of

TAG = "access"


class Account(Told):
    """Who asks, and what this session or token may do."""

    email: str
    username: str | None
    language: str
    roles: list[str]
    rights: list[str]
    region_id: int | None
    by_token: bool


class Token(Told):
    """An access token; the key itself is shown once only, when it is made."""

    id: int
    name: str
    rights: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class Issued(Told):
    """A new token, with the key that is never shown again."""

    id: int
    key: str


class NewToken(Sent):
    """What a token is for, what it may do, and for how many days."""

    name: Annotated[str, StringConstraints(pattern=r"^[^\x00]*\S[^\x00]*$", max_length=100)]
    rights: Annotated[list[Word], Field(min_length=1, max_length=20)]
    days: Annotated[int, Field(ge=1, le=tokens.LONGEST_DAYS)] = 90


class Entry(Told):
    """A row of the audit log."""

    sequence: int
    at: datetime
    who: str
    origin: str
    what: str
    zh: str
    subject: str
    subject_id: str
    before: str | None = Field(description="JSON")
    after: str | None = Field(description="JSON")
    hash: str


class AuditQuery(Paged):
    """Which rows of the log."""

    since: AwareDatetime | None = None
    who: Word = Field("", description="part of a name")
    what: Word = Field("", description="a code or its Chinese words")


class Verified(Told):
    """What following the chain of the log has found."""

    rows: int
    last: int
    last_hash: str
    broken_at: int | None
    broken: str | None


def _token(row: Any) -> dict[str, Any]:
    names = ("id", "name", "created_at", "expires_at", "last_used_at")
    return {name: getattr(row, name) for name in names} | {"rights": row.rights.split()}


@api.get("/account")
@needs(SIGNED_IN)
@operation(TAG, Account)
def own_account() -> Any:
    """One's own account."""
    person = account()
    names = ("email", "username", "language", "region_id")
    return {name: getattr(person, name) for name in names} | {
        "roles": sorted(role.name for role in person.roles),
        "rights": sorted(rights_of(person)),
        "by_token": by_token(),
    }


@api.get("/tokens")
@needs(OWN_SESSION)
@operation(TAG, list[Token])
def own_tokens() -> Any:
    """One's own access tokens."""
    with session(service().engine) as reading:
        return [_token(row) for row in tokens.listing(reading, account().id)]


@api.post("/tokens")
@needs(OWN_SESSION)
@operation(TAG, Issued, body=NewToken, status=201)
def issue_token(body: NewToken) -> Any:
    """Make an access token."""
    unkeyed()
    if not fresh():
        raise Refused(403, "confirm_due")
    return tokens.issue(
        service().engine, account().id, body.name, sorted(set(body.rights)),
        days=body.days, now=now(), author=author(),
    )  # fmt: skip


@api.delete(f"/tokens/<int(max={GREATEST}):token_id>")
@needs(OWN_SESSION)
@operation(TAG, status=204, problems=(404,))
def revoke_token(token_id: int) -> Any:
    """Revoke an access token."""
    unkeyed()
    try:
        tokens.revoke(service().engine, account().id, token_id, now=now(), author=author())
    except StoreError as error:
        raise Refused(404, detail=str(error)) from error
    return Response(status=204)


@api.get("/audit")
@needs("audit")
@operation(TAG, Page[Entry], query=AuditQuery)
def audit_log(query: AuditQuery) -> Any:
    """The audit log."""
    engine = service().engine
    rows = audit.listing(
        engine, since=query.since, who=query.who, what=query.what, after=after(query),
        limit=query.limit + 1,
    )  # fmt: skip
    return by_key(records(rows), query, lambda row: row["sequence"], lambda row: row)


@api.post("/audit/verification")
@needs("audit")
@operation(TAG, Verified)
def verify_audit() -> Any:
    """Verify the audit log."""
    unkeyed()
    found = audit.verify(service().engine, author=author())
    broken = found.broken
    return {
        "rows": found.rows, "last": found.last, "last_hash": found.last_hash,
        "broken_at": broken and broken.sequence, "broken": broken and broken.kind,
    }  # fmt: skip

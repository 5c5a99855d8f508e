"""Staged files: those that wait for approval or for later, and what is decided about each."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import Response
from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session

from dashboard.api.files import BINARY, handed_out, sent
from dashboard.api.naming import Kept
from dashboard.api.once import once
from dashboard.api.operation import GREATEST, Asked, Page, Sent, Told, operation
from dashboard.api.paging import Paged, after, by_key
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.api.uploaded import Accepted, Preview, accepted_of, preview_of
from dashboard.declared import needs
from dashboard.incoming import Incoming, present, understood
from dashboard.service import account, author, now, service
from dashboard.text import language
from vector.errors import UploadError
from vector.store import staged as store
from vector.store.engine import session
from vector.store.tables import Staged as Row
from vector.work import handing_in, review, staging

TAG = "uploads"
ONE = f"/staged/<int(max={GREATEST}):staged_id>"
State = Literal["staged", "submitted", "returned", "accepted", "discarded"]
Reason = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=500)]


class Step(Told):
    """What somebody did with a staged file, and why."""

    what: State
    by: str
    at: datetime
    reason: str


class Staged(Told):
    """A file that waits, or waited; it counts nowhere until it is an upload."""

    id: int
    filename: str
    sha256: str
    size: int
    kind: Literal["surveys", "assays"]
    state: State
    surveys: int
    held: int
    hold_bad_rows: bool
    upload_id: int | None = Field(description="what it became")
    objection: str = Field(description="why the account cannot take it in; empty where it can")
    steps: list[Step]


class StagedQuery(Paged):
    """Which staged files."""

    state: State | None = None


class EffectQuery(Asked):
    """How much is told."""

    effect: bool = Field(False, description="try what it would change, and undo it")


class Why(Sent):
    """Why; what is returned needs a reason."""

    reason: Reason = ""


def _told(reading: Session, row: Row) -> dict[str, Any]:
    names = (
        *("id", "filename", "sha256", "size", "kind", "state", "surveys", "held"),
        *("hold_bad_rows", "upload_id"),
    )
    steps = list(store.steps(reading, [row.id]))
    return {name: getattr(row, name) for name in names} | {
        "objection": _objection(reading, row), "steps": steps
    }  # fmt: skip


def _objection(reading: Session, row: Row) -> str:
    if row.state not in store.WAITING:
        return ""
    found = review.objection(reading, service().settings, row, account())
    zh, en = review.OBJECTIONS[found] if found else ("", "")
    return zh if language() == "zh" else en


def _seen(reading: Session, staged_id: int) -> Row:
    found = store.one(reading, staged_id, account())
    if found is None:
        raise Refused(404)
    return found


def staged_of(staged_id: int) -> dict[str, Any]:
    """A staged file as it is answered."""
    with session(service().engine) as reading:
        return _told(reading, _seen(reading, staged_id))


def where(found: dict[str, Any]) -> str:
    """The address of a staged file."""
    return f"/staged/{found['id']}"


def submitted(found: Any, content: bytes, *, hold_bad_rows: bool = False) -> dict[str, Any]:
    """Hand a file that was read to the level above; the file as it waits now."""
    number = handing_in.hand_in(
        service().engine, found, content, person=account(), now=now(), author=author(),
        hold_bad_rows=hold_bad_rows,
    )  # fmt: skip
    return staged_of(number)


def _incoming(staged_id: int) -> Incoming:
    """The bytes of a file that waits, as they read now."""
    with session(service().engine) as reading:
        row = _seen(reading, staged_id)
        if row.state not in store.WAITING:
            raise Refused(409, "decided")
        content, filename = store.content(reading, staged_id), row.filename
    return understood(content, filename)


def _common() -> dict[str, Any]:
    return {"person": account(), "now": now(), "author": author()}


def _decided(staged_id: int, decide: Any) -> Response:
    """Do something with a file that waits, once; the file afterwards."""

    def act(_: object) -> dict[str, Any]:
        with session(service().engine) as reading:
            waits = _seen(reading, staged_id).state in store.WAITING
        if not waits:
            raise Refused(409, "decided")
        decide()
        return staged_of(staged_id)

    return once(act, Staged, status=200)


@api.get("/staged")
@needs("upload")
@operation(TAG, Page[Staged], query=StagedQuery)
def list_staged(query: StagedQuery) -> Any:
    """Staged files."""
    with session(service().engine) as reading:
        rows = store.after(
            reading, account(), after(query), query.limit + 1, state=query.state
        )  # fmt: skip
        part = [_told(reading, row) for row in rows]
    return by_key(part, query, lambda row: row["id"], lambda row: row)


@api.post("/staged")
@needs("upload")
@operation(TAG, Staged, query=Kept, upload=True, status=201, keyed=True, problems=(409,))
def stage_file(query: Kept) -> Any:
    """Keep a file for later; nothing of it counts."""
    file = sent(query.filename)

    def act(found: Incoming) -> dict[str, Any]:
        number = staging.stage(
            service().engine, found.read, file.content, hold_bad_rows=query.hold_bad_rows,
            **_common(),
        )  # fmt: skip
        return staged_of(number)

    return once(
        act, Staged, location=where, prepare=lambda: understood(file.content, file.name),
        content=file.content,
    )  # fmt: skip


@api.get(ONE)
@needs("upload")
@operation(TAG, Staged, problems=(404,))
def staged(staged_id: int) -> Any:
    """A staged file."""
    return staged_of(staged_id)


@api.get(f"{ONE}/file")
@needs("upload")
@operation(TAG, media=(BINARY,), problems=(404,))
def staged_file(staged_id: int) -> Any:
    """The bytes of a file that waits."""
    with session(service().engine) as reading:
        row = _seen(reading, staged_id)
        try:
            return handed_out(store.content(reading, staged_id), row.filename, BINARY)
        except UploadError as error:  # its bytes went when it was decided
            raise Refused(404, detail=error.told(language())) from error


@api.get(f"{ONE}/preview")
@needs("upload")
@operation(TAG, Preview, query=EffectQuery, problems=(404, 409))
def preview_staged(staged_id: int, query: EffectQuery) -> Any:
    """What taking a staged file in would do now."""
    return preview_of(_incoming(staged_id), effect=query.effect)


@api.post(f"{ONE}/submission")
@needs("upload")
@operation(TAG, Staged, keyed=True, problems=(404, 409))
def submit_staged(staged_id: int) -> Any:
    """Submit a staged file to the level above."""
    return _decided(
        staged_id, lambda: staging.submit(service().engine, staged_id, **_common())
    )  # fmt: skip


@api.post(f"{ONE}/acceptance")
@needs("upload")
@operation(TAG, Accepted, status=201, keyed=True, problems=(404, 409))
def accept_staged(staged_id: int) -> Any:
    """Take a staged file in; where it must be approved, this approves it."""

    def act(found: Incoming) -> dict[str, Any]:
        done = staging.accept(
            service().engine, present(), staged_id, found.read, person=account(), author=author()
        )
        return accepted_of(done)

    return once(
        act, Accepted, location=lambda done: f"/uploads/{done['upload_id']}",
        prepare=lambda: _incoming(staged_id),
    )  # fmt: skip


@api.post(f"{ONE}/return")
@needs("upload")
@operation(TAG, Staged, body=Why, keyed=True, problems=(404, 409))
def return_staged(staged_id: int, body: Why) -> Any:
    """Give a submitted file back, with the reason."""
    running = service()
    return _decided(
        staged_id,
        lambda: staging.give_back(
            running.engine, running.settings, staged_id, reason=body.reason, **_common()
        ),
    )


@api.post(f"{ONE}/discarding")
@needs("upload")
@operation(TAG, Staged, body=Why, keyed=True, problems=(404, 409))
def discard_staged(staged_id: int, body: Why) -> Any:
    """Discard a staged file."""
    return _decided(
        staged_id,
        lambda: staging.discard(service().engine, staged_id, reason=body.reason, **_common()),
    )

"""Staged files: those that wait for approval or for later, and what is decided about each."""

from typing import Any

from flask import Response
from pydantic import Field

from dashboard.api.files import BINARY, handed_out, sent
from dashboard.api.naming import Kept
from dashboard.api.once import once
from dashboard.api.operation import GREATEST, Asked, Page, Sent, operation
from dashboard.api.paging import Paged, after, by_key
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.api.standing import Reason, Staged, State, seen, staged_of, told, where
from dashboard.api.uploaded import Accepted, Preview, accepted_of, preview_of, upload_at
from dashboard.declared import needs
from dashboard.handed_in import refuse_beyond_quota
from dashboard.incoming import Incoming, present, understood
from dashboard.service import account, author, now, service
from dashboard.text import language
from vector.errors import UploadError
from vector.store import staged as store
from vector.store.engine import session
from vector.work import deciding, staging
from vector.work.deciding import Passed

TAG = "uploads"
ONE = f"/staged/<int(max={GREATEST}):staged_id>"


class StagedQuery(Paged):
    """Which staged files."""

    state: State | None = None


class EffectQuery(Asked):
    """How much is told."""

    effect: bool = Field(False, description="try what it would change, and undo it")


class Noting(Asked):
    """What who approves has to say."""

    note: Reason = ""


class Why(Sent):
    """Why; what is returned needs a reason."""

    reason: Reason = ""


def _incoming(staged_id: int) -> Incoming:
    """The bytes of a file that waits, as they read now."""
    with session(service().engine) as reading:
        row = seen(reading, staged_id)
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
            waits = seen(reading, staged_id).state in store.WAITING
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
        part = [told(reading, row) for row in rows]
    return by_key(part, query, lambda row: row["id"], lambda row: row)


@api.post("/staged")
@needs("upload")
@operation(TAG, Staged, query=Kept, upload=True, status=201, keyed=True, problems=(409,))
def stage_file(query: Kept) -> Any:
    """Keep a file for later; nothing of it counts."""
    file = sent(query.filename)

    def act(found: Incoming) -> dict[str, Any]:
        refuse_beyond_quota()
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
        row = seen(reading, staged_id)
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
@operation(TAG, Accepted, query=Noting, status=201, keyed=True, problems=(404, 409),
           others={202: Staged})  # fmt: skip
def accept_staged(staged_id: int, query: Noting) -> Any:
    """Take a staged file in; where levels must approve it, approve it, which the last takes in."""

    def act(found: Incoming) -> dict[str, Any]:
        done = deciding.accept(
            service().engine, present(), staged_id, found.read, person=account(),
            note=query.note, author=author(),
        )  # fmt: skip
        return staged_of(staged_id) if isinstance(done, Passed) else accepted_of(done)

    return once(
        act, Accepted | Staged, status=lambda done: 202 if _waits(done) else 201,
        location=lambda done: where(done) if _waits(done) else upload_at(done),
        prepare=lambda: _incoming(staged_id),
    )  # fmt: skip


def _waits(done: dict[str, Any]) -> bool:
    """Whether a file that was approved waits for the next level."""
    return "state" in done


@api.post(f"{ONE}/return")
@needs("upload")
@operation(TAG, Staged, body=Why, keyed=True, problems=(404, 409))
def return_staged(staged_id: int, body: Why) -> Any:
    """Give a submitted file back, with the reason."""
    running = service()
    return _decided(
        staged_id,
        lambda: deciding.give_back(
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

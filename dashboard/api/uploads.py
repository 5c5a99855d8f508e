"""Uploads: look at a file before it is stored, store it, get it back marked, take it back."""

from typing import Any

from flask import Response
from pydantic import Field, TypeAdapter
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.api.answering import match, written
from dashboard.api.files import BINARY, XLSX, File, handed_out, sent
from dashboard.api.once import once
from dashboard.api.operation import GREATEST, Asked, Page, Word, operation
from dashboard.api.paging import Paged, after, by_key
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.api.uploaded import Accepted, Preview, Upload, Withdrawn, accepted_of, preview_of
from dashboard.declared import needs
from dashboard.service import account, author, now, service
from vector.intake import read
from vector.intake.verdict import marked_workbook
from vector.store import uploads as store
from vector.store.engine import session
from vector.store.tables import Upload as Row
from vector.work import mappings, uploads
from vector.work.rights import may

TAG = "uploads"
ONE = f"/uploads/<int(max={GREATEST}):upload_id>"


class Named(Asked):
    """The file's name; the form's own unless given."""

    filename: Word | None = None


class Taking(Named):
    """How a file is stored."""

    hold_bad_rows: bool = Field(
        False, description="store the good rows although others have errors"
    )
    known_stations_only: bool = Field(False, description="refuse a file that names a new station")


def _seen(reading: Session, upload_id: int, limit: int | None = None) -> Row:
    rows = visible.uploads(reading, limit)
    found = next((row for row in rows if row.id == upload_id), None)
    if found is None:
        raise Refused(404)
    return found


def _take(file: File, query: Taking) -> Response:
    """Store a file; it is read before the database is held."""
    running = service()

    def prepare() -> Any:
        known = mappings.remembered(running.engine)
        return read(file.content, file.name, running.catalog, remembered=known)

    def act(reading: Any) -> dict[str, Any]:
        done = uploads.accept(
            running.engine, running.catalog, running.settings, file.content, file.name,
            by=account().email, on=running.today(), now=now(), author=author(),
            hold_bad_rows=query.hold_bad_rows, known_stations_only=query.known_stations_only,
            reading=reading,
        )  # fmt: skip
        return accepted_of(done)

    where = lambda done: f"/uploads/{done['upload_id']}"  # noqa: E731
    return once(act, Accepted, location=where, prepare=prepare, content=file.content)


def _take_back(upload_id: int) -> dict[str, Any]:
    """Withdraw an upload that the account may; the same rule as on the page."""
    running, person = service(), account()
    with session(running.engine) as reading:
        row = _seen(reading, upload_id)
    match(written(row, TypeAdapter(Upload)))
    if not (may(person, "withdraw_others") or row.uploaded_by == person.email):
        raise Refused(403)
    if row.withdrawn_at is not None:
        raise Refused(409, "withdrawn_before")
    return uploads.withdraw(
        running.engine, running.catalog, running.settings, upload_id,
        by=person.email, on=running.today(), now=now(), author=author(),
    )  # fmt: skip


@api.get("/uploads")
@needs("upload")
@operation(TAG, Page[Upload], query=Paged)
def list_uploads(query: Paged) -> Any:
    """Uploads."""
    with session(service().engine) as reading:
        rows = sorted(visible.uploads(reading, None), key=lambda row: row.id)
    rest = [row for row in rows if row.id > after(query)]
    return by_key(rest[: query.limit + 1], query, lambda row: row.id, lambda row: row)


@api.get(ONE)
@needs("upload")
@operation(TAG, Upload, problems=(404,))
def upload(upload_id: int) -> Any:
    """An upload."""
    with session(service().engine) as reading:
        return _seen(reading, upload_id)


@api.post("/uploads/preview")
@needs("upload")
@operation(TAG, Preview, query=Named, upload=True)
def preview_upload(query: Named) -> Any:
    """Preview: what storing a file would do; nothing is stored."""
    return preview_of(sent(query.filename))


@api.post("/uploads/marked")
@needs("upload")
@operation(TAG, query=Named, upload=True, media=(XLSX,))
def mark_upload(query: Named) -> Any:
    """The file that is sent, given back with its faults marked."""
    running, file = service(), sent(query.filename)
    found = uploads.preview(running.engine, running.catalog, file.content, file.name)
    return handed_out(marked_workbook(found.reading), "marked.xlsx", XLSX)


@api.post("/uploads")
@needs("upload")
@operation(TAG, Accepted, query=Taking, upload=True, status=201, keyed=True, problems=(409,))
def accept_upload(query: Taking) -> Any:
    """Store a file."""
    return _take(sent(query.filename), query)


@api.get(f"{ONE}/file")
@needs("upload")
@operation(TAG, media=(BINARY,), problems=(404,))
def upload_file(upload_id: int) -> Any:
    """The file of an upload as it came."""
    with session(service().engine) as reading:
        row = _seen(reading, upload_id)
        return handed_out(store.content(reading, upload_id), row.filename, BINARY)


@api.get(f"{ONE}/marked")
@needs("upload")
@operation(TAG, media=(XLSX,), problems=(404,))
def marked_upload(upload_id: int) -> Any:
    """The file of an upload with its faults marked."""
    running = service()
    with session(running.engine) as reading:
        row, content = _seen(reading, upload_id), store.content(reading, upload_id)
    known = mappings.remembered(running.engine)
    found = read(content, row.filename, running.catalog, remembered=known)
    return handed_out(marked_workbook(found), "marked.xlsx", XLSX)


@api.post(f"{ONE}/withdrawal")
@needs("upload")
@operation(TAG, Withdrawn, keyed=True, matched=True, problems=(404, 409))
def withdraw_upload(upload_id: int) -> Any:
    """Withdraw an upload."""
    return once(lambda _: _take_back(upload_id), Withdrawn, status=200)

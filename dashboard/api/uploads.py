"""Uploads: look at a file before it is stored, store it, get it back marked, take it back."""

from typing import Any

from flask import Response
from pydantic import Field, TypeAdapter
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.api.answering import match, written
from dashboard.api.files import BINARY, XLSX, File, handed_out, sent
from dashboard.api.naming import Looking, Named, Taking
from dashboard.api.once import once
from dashboard.api.operation import GREATEST, Asked, Page, operation
from dashboard.api.paging import Paged, after, by_key
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.api.standing import Reason, Staged, submitted, where
from dashboard.api.uploaded import (
    Accepted,
    Effect,
    Preview,
    Upload,
    Withdrawn,
    accepted_of,
    effect_of,
    preview_of,
    upload_at,
)
from dashboard.declared import needs
from dashboard.handed_in import refuse_beyond_quota
from dashboard.incoming import Incoming, present, understood
from dashboard.service import account, author, now, service
from vector.intake import read
from vector.intake.verdict import marked_workbook
from vector.store import uploads as store
from vector.store.engine import session
from vector.store.tables import Upload as Row
from vector.work import assays, mappings, rehearsal, uploads
from vector.work.admission import refuse_unknown
from vector.work.handing_in import goes_above
from vector.work.rights import may

TAG = "uploads"
ONE = f"/uploads/<int(max={GREATEST}):upload_id>"


class Withdrawing(Asked):
    """Why an upload is withdrawn."""

    reason: Reason = Field("", description="needed; it stands in the log and beside the upload")


def _seen(reading: Session, upload_id: int) -> Row:
    wanted = visible.own_uploads().where(Row.id == upload_id)
    found: Row | None = reading.scalars(wanted).one_or_none()
    if found is None:
        raise Refused(404)
    return found


def _take(file: File, query: Taking) -> Response:
    """Store a file, or submit it; it is read before the database is held."""
    running = service()

    def act(found: Incoming) -> dict[str, Any]:
        refuse_beyond_quota()
        common = {"by": account().email, "person": account(), "now": now(), "author": author()}
        if found.counted is None:
            done = assays.accept(running.engine, found.table, settings=running.settings, **common)
            return accepted_of(done)
        return accepted_of(
            uploads.accept(
                running.engine, running.catalog, running.settings, file.content, file.name,
                on=running.today(), hold_bad_rows=query.hold_bad_rows,
                known_stations_only=query.known_stations_only, reading=found.counted.reading,
                **common,
            )
        )  # fmt: skip

    sent_as = {
        "prepare": lambda: understood(file.content, file.name), "content": file.content
    }  # fmt: skip
    if goes_above(running.settings):
        return once(lambda found: _submit(found, query), Staged, status=202, location=where,
                    **sent_as)  # fmt: skip
    return once(act, Accepted, location=upload_at, **sent_as)


def _submit(found: Incoming, query: Taking) -> dict[str, Any]:
    if found.counted is not None:
        counted = found.counted
        refuse_unknown(counted.new_stations, counted.reading.name, query.known_stations_only)
    return submitted(found.read, found.content, hold_bad_rows=query.hold_bad_rows)


def _take_back(upload_id: int, reason: str) -> dict[str, Any]:
    """Withdraw an upload that the account may; the same rule as on the page."""
    running, person = service(), account()
    row = _withdrawable(upload_id)
    match(written(row, TypeAdapter(Upload)))
    if row.withdrawn_at is not None:
        raise Refused(409, "withdrawn_before")
    return uploads.withdraw(
        running.engine, running.catalog, running.settings, upload_id, reason=reason.strip(),
        by=person.email, person=person, on=running.today(), now=now(), author=author(),
    )  # fmt: skip


def _withdrawable(upload_id: int) -> Row:
    person = account()
    with session(service().engine) as reading:
        row = _seen(reading, upload_id)
    if not (may(person, "withdraw_others") or row.uploaded_by == person.email):
        raise Refused(403)
    return row


@api.get("/uploads")
@needs("upload")
@operation(TAG, Page[Upload], query=Paged)
def list_uploads(query: Paged) -> Any:
    """Uploads."""
    with session(service().engine) as reading:
        wanted = visible.own_uploads().where(Row.id > after(query)).order_by(Row.id)
        rows = reading.scalars(wanted.limit(query.limit + 1)).all()
    return by_key(rows, query, lambda row: row.id, lambda row: row)


@api.get(ONE)
@needs("upload")
@operation(TAG, Upload, problems=(404,))
def upload(upload_id: int) -> Any:
    """An upload."""
    with session(service().engine) as reading:
        return _seen(reading, upload_id)


@api.post("/uploads/preview")
@needs("upload")
@operation(TAG, Preview, query=Looking, upload=True)
def preview_upload(query: Looking) -> Any:
    """Preview: what storing a file would do; nothing is stored."""
    file = sent(query.filename)
    return preview_of(understood(file.content, file.name), effect=query.effect)


@api.post("/uploads/marked")
@needs("upload")
@operation(TAG, query=Named, upload=True, media=(XLSX,))
def mark_upload(query: Named) -> Any:
    """The file that is sent, given back with its faults marked."""
    running, file = service(), sent(query.filename)
    found = uploads.preview(
        running.engine, running.catalog, file.content, file.name, person=account()
    )
    return handed_out(marked_workbook(found.reading), "marked.xlsx", XLSX)


@api.post("/uploads")
@needs("upload")
@operation(TAG, Accepted, query=Taking, upload=True, status=201, keyed=True, problems=(409,),
           others={202: Staged})  # fmt: skip
def accept_upload(query: Taking) -> Any:
    """Store a file, or submit it where the level above approves."""
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


@api.get(f"{ONE}/withdrawal")
@needs("upload")
@operation(TAG, Effect | None, problems=(404,))
def preview_withdrawal(upload_id: int) -> Any:
    """What withdrawing an upload would change; null where it is too large to be tried."""
    _withdrawable(upload_id)
    tried = rehearsal.of_taking_back(service().engine, present(), upload_id, account())
    return effect_of(tried)


@api.post(f"{ONE}/withdrawal")
@needs("upload")
@operation(TAG, Withdrawn, query=Withdrawing, keyed=True, matched=True, problems=(404, 409))
def withdraw_upload(upload_id: int, query: Withdrawing) -> Any:
    """Withdraw an upload."""
    return once(lambda _: _take_back(upload_id, query.reason), Withdrawn, status=200)

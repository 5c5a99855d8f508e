"""审计日志: read, verified and taken along, for the auditor."""

import csv
import io
from datetime import UTC, datetime, time
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from dashboard.declared import needs
from dashboard.plain import Answer, asked, placed
from dashboard.service import author, service
from dashboard.text import language, say
from vector.report.spreadsheet import harmless
from vector.store import audit as words
from vector.work import audit

SHOWN = 200
DAY, EARLIEST = "%Y-%m-%d", 1900
pages = APIBlueprint("audit", __name__, url_prefix="/audit", enable_openapi=False)


def _found() -> Any:
    given = request.values
    since, day = None, given.get("since", "")
    if day:
        since = datetime.combine(datetime.strptime(day, DAY), time(), service().zone)  # noqa: DTZ007
        if since.year < EARLIEST:
            raise ValueError(day)
    known = words.words("what")
    what = given.get("what", "")
    return audit.listing(
        service().engine, since=since, who=given.get("who", "").strip(),
        what=what if what in known else "",
    )  # fmt: skip


def _overview(**told: Any) -> str:
    try:
        rows, refused = _found(), told.pop("refused", "")
    except ValueError:
        rows, refused = audit.listing(service().engine), say("audit.no_day")
    shown = rows.iloc[::-1].head(SHOWN).to_dict("records")
    return placed(
        "audit.html", rows=shown, count=len(rows), words=words.words("what", language()),
        subjects=words.words("subject", language()), command_line=words.COMMAND_LINE,
        given=request.values, refused=refused, **told,
    )  # fmt: skip


@pages.get("")
@needs("audit")
def overview() -> Answer:
    """The rows that match, the newest first."""
    return _overview()


@pages.post("/verify")
@needs("audit")
@asked(lambda: _overview)
def verify() -> Answer:
    """Follow the chain from its beginning."""
    found = audit.verify(service().engine, author=author())
    if found.broken:
        kinds = words.words("broken", language())
        broken = kinds[found.broken.kind]
        return _overview(refused=say("audit.broken", row=found.broken.sequence, how=broken))
    return _overview(
        done=say("audit.holds", count=found.rows, last=found.last, hash=found.last_hash)
    )


@pages.post("/export")
@needs("audit")
@asked(lambda: _overview)
def export() -> Answer:
    """All rows that match, as a CSV file; that it was taken along is noted."""
    rows = _found()
    audit.note_export(service().engine, len(rows), author())
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows.columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows.itertuples(index=False))
    name = f"audit-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv", headers=headers)


def _safe(cell: object) -> object:
    """A moment as it is read, and no cell that a spreadsheet would take for a formula."""
    written = cell.isoformat() if isinstance(cell, datetime) else cell
    return harmless(written) if isinstance(written, str) else written

"""What is told of uploads: a preview with its faults, what was stored, what it changed."""

from datetime import datetime
from typing import Any, Literal

import pandas as pd
from pydantic import Field

from dashboard.api.files import File
from dashboard.api.operation import Told
from dashboard.service import service
from dashboard.text import language
from vector.intake.fault import say_in_english
from vector.work import mappings, uploads

SHOWN_FAULTS = 1000


class Upload(Told):
    """One file taken in."""

    id: int
    filename: str
    sha256: str
    size: int
    layout: str
    uploaded_by: str
    accepted_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    surveys: int
    held: int


class Fault(Told):
    """A fault of a file and its place; row 0 is the whole sheet or file."""

    sheet: str
    row: int
    column: str
    cell: str
    severity: Literal["error", "warning"]
    code: str
    sentence: str


class Place(Told):
    """A station that is not known yet."""

    street: str
    station: str


class Preview(Told):
    """What storing a file would do."""

    filename: str
    sha256: str
    layout: str
    rows: int
    surveys: int = Field(description="how many can be stored")
    held: int = Field(description="rows with errors")
    superseded: int = Field(description="standing surveys that the file corrects")
    recognised: int | None = Field(description="the standing upload of the same bytes")
    new_stations: list[Place]
    faults: list[Fault] = Field(description=f"the first {SHOWN_FAULTS}")
    unread_sheets: list[str]


class Change(Told):
    """A flag that was raised, worsened, corrected or cleared."""

    kind: str
    flag_id: int
    street: str
    station: str
    index: str
    severity: int
    sentence: str


class Accepted(Told):
    """What was stored, and which flags it changed."""

    upload_id: int
    surveys: int
    superseded: int
    held: int
    new_stations: list[Place]
    changes: list[Change]


class Withdrawn(Told):
    """What no longer stands, and what stands again."""

    left: int
    restored: int
    changes: list[Change]


def preview_of(file: File) -> dict[str, Any]:
    """What storing a file would do."""
    running = service()
    found = uploads.preview(running.engine, running.catalog, file.content, file.name)
    reading = found.reading
    return {
        "filename": reading.name, "sha256": reading.sha256, "layout": reading.layout,
        "rows": reading.rows, "surveys": found.surveys, "held": reading.held,
        "superseded": found.superseded,
        "recognised": found.recognised.id if found.recognised else None,
        "new_stations": places_of(found.new_stations),
        "faults": faults_of(reading.faults, reading.name),
        "unread_sheets": list(mappings.unread(reading)),
    }  # fmt: skip


def places_of(new: Any) -> list[dict[str, str]]:
    """New stations by street and name."""
    return [{"street": street, "station": station} for street, station in new]


def faults_of(faults: pd.DataFrame, file: str) -> list[dict[str, Any]]:
    """The first faults of a file, in the reader's language."""
    names = ("sheet", "row", "column", "cell", "severity", "code")
    rows = faults.head(SHOWN_FAULTS).to_dict("records")
    return [
        {name: row[name] for name in names} | {"sentence": _sentence(row, file)} for row in rows
    ]


def _sentence(row: dict[Any, Any], file: str) -> str:
    if language() == "zh":
        return str(row["sentence"])
    kept = ("sheet", "row", "column", "cell", "found", "expected")
    try:
        return say_in_english(row["code"], file=file, **{name: row[name] for name in kept})
    except KeyError:  # some sentences need more than the table of faults keeps
        return str(row["sentence"])


def accepted_of(done: uploads.Accepted) -> dict[str, Any]:
    """What was stored, as it is answered."""
    names = ("upload_id", "surveys", "superseded", "held", "changes")
    kept = {name: getattr(done, name) for name in names}
    return kept | {"new_stations": places_of(done.new_stations)}

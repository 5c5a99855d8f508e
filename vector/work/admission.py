"""Whether a file may come in: what holds it up, and what is written down of one that may."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.errors import UploadError
from vector.intake import Reading
from vector.report.saying import say
from vector.store.tables import Upload, UploadFile

PLACE = ["street", "station", "habitat"]
KEPT_FAULTS = 1_000


def errors(reading: Reading) -> pd.DataFrame:
    """Return the faults of a file that hold rows back; the others are warnings."""
    return reading.faults[reading.faults["severity"] == "error"]


def places(reading: Reading) -> pd.DataFrame:
    """Return the places that a file names, each once."""
    parts = [table[PLACE].drop_duplicates().astype(str) for table in reading.tables.values()]
    return pd.concat([pd.DataFrame(columns=PLACE), *parts], ignore_index=True)


def standing(access: Session, sha256: str) -> Upload | None:
    """Return the upload of the same bytes that was not withdrawn."""
    query = select(Upload).where(Upload.sha256 == sha256, Upload.withdrawn_at.is_(None))
    return access.scalars(query.limit(1)).one_or_none()


def refuse_faulty(reading: Reading, hold_bad_rows: bool) -> None:
    """Refuse a file with errors, or with nothing to store.

    Raises
    ------
    UploadError
        Saying how many errors there are, and the first.
    """
    bad = errors(reading)
    if len(bad) and not hold_bad_rows:
        counts = {"faults": len(bad), "held": reading.held}
        first = str(bad["sentence"].iloc[0])
        raise UploadError(say("upload", "faulty", name=reading.name, first=first, **counts))
    if not reading.accepted:
        raise UploadError(say("upload", "empty", name=reading.name))


def refuse_recognised(earlier: Upload | None, name: str) -> None:
    """Refuse bytes that are stored already.

    Raises
    ------
    UploadError
        Saying when and by whom.
    """
    if earlier is not None:
        day, by = earlier.accepted_at.date(), earlier.uploaded_by
        raise UploadError(say("upload", "recognised", name=name, id=earlier.id, day=day, by=by))


def refuse_unknown(new: tuple[tuple[str, str], ...], name: str, known_only: bool) -> None:
    """Refuse new stations, where only known ones are wanted.

    Raises
    ------
    UploadError
        Naming the first of them.
    """
    if new and known_only:
        shown = "、".join(" ".join(place).strip() for place in new[:5])
        raise UploadError(say("upload", "stations", name=name, count=len(new), shown=shown))


def log(writing: Session, reading: Reading, content: bytes, by: str, moment: datetime) -> Upload:
    """Write down the upload and keep its bytes as they came."""
    upload = Upload(
        sha256=reading.sha256,
        filename=reading.name,
        size=reading.size,
        layout=reading.layout,
        uploaded_by=by,
        accepted_at=moment,
        surveys=reading.accepted,
        held=reading.held,
        faults=_faults(reading),
    )
    writing.add(upload)
    writing.flush()
    writing.add(UploadFile(upload_id=upload.id, content=content))
    writing.flush()
    return upload


def _faults(reading: Reading) -> Mapping[str, Any]:
    """Return what is kept of a file's faults: their numbers and the first sentences."""
    counts = reading.faults["severity"].value_counts()
    return {
        "errors": int(counts.get("error", 0)),
        "warnings": int(counts.get("warning", 0)),
        "sentences": reading.faults["sentence"].astype(str).head(KEPT_FAULTS).tolist(),
    }

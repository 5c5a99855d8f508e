"""Whether a file may come in: what holds it up, and what is written down of one that may."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from vector.errors import Said, UploadError, UploadRecognised
from vector.intake import Reading
from vector.settings import Settings
from vector.store.tables import Upload
from vector.store.uploads import Receipt
from vector.told import BOTH, listed
from vector.work.refusal import said

PLACE = ["street", "station", "habitat"]
KEPT_FAULTS = 1_000


def errors(reading: Reading) -> pd.DataFrame:
    """Return the faults of a file that hold rows back; the others are warnings."""
    return reading.faults[reading.faults["severity"] == "error"]


def places(reading: Reading) -> pd.DataFrame:
    """Return the places that a file names, each once."""
    parts = [table[PLACE].drop_duplicates().astype(str) for table in reading.tables.values()]
    return pd.concat([pd.DataFrame(columns=PLACE), *parts], ignore_index=True)


def first_of(reading: Reading, faults: pd.DataFrame) -> Said:
    """Return the sentence of the first of some faults of a file, in both languages."""
    return Said(*(reading.told(language, faults.head(1))[0] for language in BOTH))


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
        first = first_of(reading, bad)
        raise UploadError(*said("upload_faulty", name=reading.name, first=first, **counts))
    if not reading.accepted:
        raise UploadError(*said("upload_empty", name=reading.name))


def refuse_recognised(earlier: Upload | None, name: str) -> None:
    """Refuse bytes that are stored already.

    Raises
    ------
    UploadRecognised
        Saying when and by whom.
    """
    if earlier is not None:
        day, by = earlier.accepted_at.date(), earlier.uploaded_by
        raise UploadRecognised(*said("upload_recognised", name=name, id=earlier.id, day=day, by=by))


def refuse_unknown(new: tuple[tuple[str, str], ...], name: str, known_only: bool) -> None:
    """Refuse new stations, where only known ones are wanted.

    Raises
    ------
    UploadError
        Naming the first of them.
    """
    if new and known_only:
        shown = listed(" ".join(place).strip() for place in new[:5])
        raise UploadError(*said("upload_stations", name=name, count=len(new), shown=shown))


def refuse_unapproved(settings: Settings) -> None:
    """Refuse to take a file in at once, where the level above approves it first.

    Raises
    ------
    UploadError
        Saying which way it goes.
    """
    if settings.upload_approval != "none":
        raise UploadError(
            *said("approval_needed"),
        )


def receipt(reading: Reading, content: bytes) -> Receipt:
    """Return what is written down about a file that is taken in."""
    return Receipt(
        filename=reading.name,
        sha256=reading.sha256,
        layout=reading.layout,
        content=content,
        surveys=reading.accepted,
        held=reading.held,
        faults=_faults(reading),
    )


def _faults(reading: Reading) -> Mapping[str, Any]:
    """Return what is kept of a file's faults: their numbers and the first sentences."""
    counts = reading.faults["severity"].value_counts()
    return {
        "errors": int(counts.get("error", 0)),
        "warnings": int(counts.get("warning", 0)),
        "sentences": reading.faults["sentence"].astype(str).head(KEPT_FAULTS).tolist(),
    }

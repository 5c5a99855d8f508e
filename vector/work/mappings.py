"""Mappings of columns: what a person says once of an unknown sheet, kept, used again, removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import ValidationError
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.errors import UploadError
from vector.intake import Reading
from vector.intake.mapping import SheetMapping, form
from vector.report.saying import say
from vector.store import audit
from vector.store.engine import session, transaction
from vector.store.tables import ColumnMapping

UNREAD = ("sheet_unknown", "sheet_ambiguous", "header_not_found", "header_missing")
"""Faults that say of a whole sheet that its columns are not understood."""


@dataclass(frozen=True)
class Kept:
    """A mapping as it is kept: its number, what people call it, who made it and when."""

    id: int
    name: str
    mapping: SheetMapping
    by: str
    at: datetime


def remembered(engine: Engine) -> dict[str, SheetMapping]:
    """Return the mappings of all known sheets by the fingerprints of their headers.

    Parameters
    ----------
    engine : Engine
        The database.
    """
    return {each.mapping.fingerprint: each.mapping for each in kept(engine)}


def kept(engine: Engine) -> list[Kept]:
    """Return the mappings there are, the newest first.

    One that this version cannot read any more is left out; its sheet is unknown again.
    """
    with session(engine) as reading:
        rows = reading.scalars(select(ColumnMapping).order_by(ColumnMapping.id.desc())).all()
        return [found for row in rows if (found := _kept(row)) is not None]


def _kept(row: ColumnMapping) -> Kept | None:
    try:
        mapping = SheetMapping.model_validate(row.mapping)
    except ValidationError:
        return None
    return Kept(row.id, row.name, mapping, row.created_by, row.created_at)


def unread(reading: Reading) -> tuple[str, ...]:
    """Return the sheets of a file that no layout read, which somebody may name the columns of."""
    codes = reading.faults["code"].isin(UNREAD)
    return tuple(dict.fromkeys(reading.faults.loc[codes, "sheet"].astype(str)))


def lacking(mapping: SheetMapping, catalog: Catalog) -> tuple[str, ...]:
    """Return what a mapping must have and has not, as people call it.

    Examples
    --------
    >>> from vector.catalog import load
    >>> mapping = SheetMapping(headers=("甲", "乙"), method="fly_cage", columns={"station": 0})
    >>> lacking(mapping, load())
    ('监测日期', '捕蝇笼数', '捕获蝇数')
    """
    made = form(mapping, catalog)
    needed = [target for target in made.needed if target not in mapping.columns]
    method = catalog.methods[mapping.method]
    one_of = [] if made.value else list(method.one_of)
    groups = [group for group in one_of if not set(group) & set(mapping.columns)]
    names = {"date": "监测日期", "station": "监测点"} | {f.id: f.zh for f in method.fields}
    return (
        *(names.get(target, target) for target in needed),
        *("或".join(names[field] for field in group) for group in groups),
    )


def save(
    engine: Engine,
    catalog: Catalog,
    mapping: SheetMapping,
    name: str,
    *,
    by: str,
    now: datetime | None = None,
    author: audit.Author | None = None,
) -> int:
    """Keep a mapping; one for the same header is replaced.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        Methods and their fields.
    mapping : SheetMapping
        What each column is.
    name : str
        What people call the sheet.
    by : str
        Who says so.
    now : datetime, optional
        When, with zone.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    int
        Its number.

    Raises
    ------
    UploadError
        When a column that is needed is not named, or one is named twice.
    """
    _refuse(mapping, catalog)
    with transaction(engine) as writing:
        same = ColumnMapping.fingerprint == mapping.fingerprint
        row = writing.scalar(select(ColumnMapping).where(same))
        before = None if row is None else _said(row)
        if row is None:
            row = ColumnMapping(fingerprint=mapping.fingerprint)
            writing.add(row)
        row.name, row.mapping = name, mapping.model_dump(mode="json")
        row.created_by, row.created_at = by, now or datetime.now(UTC)
        writing.flush()
        subject = ("mapping", row.id)
        audit.record(writing, "mapping_saved", author, subject, before=before, after=_said(row))
        return row.id


def _refuse(mapping: SheetMapping, catalog: Catalog) -> None:
    places = list(mapping.columns.values())
    twice = sorted({place for place in places if places.count(place) > 1})
    if twice:
        raise UploadError(say("mapping", "twice", column=_header(mapping.headers, twice[0])))
    if missing := lacking(mapping, catalog):
        raise UploadError(say("mapping", "lacking", names="、".join(missing)))


def _header(headers: Sequence[str], place: int) -> str:
    return headers[place] if place < len(headers) else str(place + 1)


def _said(row: ColumnMapping) -> dict[str, object]:
    return {"name": row.name, "mapping": row.mapping}


def remove(engine: Engine, number: int, *, author: audit.Author | None = None) -> None:
    """Forget a mapping; its sheets are unknown again, what was taken in stays.

    Raises
    ------
    UploadError
        When there is none of that number.
    """
    with transaction(engine) as writing:
        row = writing.get(ColumnMapping, number)
        if row is None:
            raise UploadError(say("mapping", "gone", number=number))
        before = _said(row)
        writing.delete(row)
        audit.record(writing, "mapping_removed", author, ("mapping", number), before=before)

"""A roll of regions: streets, communities and grids as a county lists them in a workbook.

A line means the region of its code, else the one of its name below its region above. It may bring
a population with its day and a person in charge with a day; it never renames a region or moves it
below another, for those are changes from a day on (:mod:`vector.work.reorganisation`).
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, aliased

from vector.errors import StoreError
from vector.store import audit, divisions, geography, ledger
from vector.store.engine import session, transaction
from vector.store.tables import Charge, Population, Region
from vector.work import charges, regions, roll
from vector.work.gazetteer import Gazetteer
from vector.work.particulars import day_of
from vector.work.refusal import said
from vector.work.roll import Line
from vector.work.roll_faults import Fault, Faults, refuse

NEEDED = ("name",)
COLUMNS = (
    *("code", "name", "level", "parent", "population", "counted_on"),
    *("person", "phone", "since", "valid_from"),
)


@dataclass(frozen=True)
class Listed:
    """What a roll brings: regions that are new, that were known, and lines at fault."""

    entered: int
    known: int
    faults: tuple[Fault, ...] = ()


class _Preview(Exception):
    """Undoes what was only to be seen."""


def take(
    engine: Engine,
    content: bytes,
    name: str,
    *,
    today: date,
    preview: bool = False,
    author: audit.Author | None = None,
) -> Listed:
    """Take all regions of a roll, or none; or look at all its lines and keep nothing.

    Parameters
    ----------
    engine : Engine
        The database.
    content : bytes
        A csv or workbook with the column name and, if wanted, code, level (street unless given),
        parent, population, counted_on, person, phone, since and valid_from.
    name : str
        The file's name, for the sentences.
    today : date
        The day of a population or a charge that has none.
    preview : bool
        Nothing is kept, and every fault is told.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    Listed
        How many are new and known; faults only in a preview.

    Raises
    ------
    VectorError
        When the file cannot be read, or, without preview, one of its lines is at fault.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> text = "名称,级别,上级\\n东街,街道,\\n桥头,社区,东街\\n"
    >>> take(engine, text.encode(), "区划.csv", today=date(2026, 6, 1))
    Listed(entered=2, known=0, faults=())
    """
    lines = roll.read(content, name, "regions", NEEDED)
    try:
        with (
            transaction(engine) as writing,
            audit.changes(writing, author, Region, Population, Charge),
        ):
            ledger.hold(writing)
            found = _taken(writing, lines, today)
            if preview:
                raise _Preview
            refuse(found.faults)
    except _Preview:
        pass
    return found


def _taken(writing: Session, lines: list[Line], today: date) -> Listed:
    entered, faults, seen = 0, Faults(writing), dict[int, int]()
    for line in lines:
        with faults.of(line):
            number, new = _take(writing, line, today)
            first = seen.setdefault(number, line.number)
            if first != line.number:
                raise StoreError(*said("region_row_twice", first=first))
            entered += new
    return Listed(entered, len(seen) - entered, faults.in_order())


def _take(writing: Session, line: Line, today: date) -> tuple[int, bool]:
    """Enter the region of a line, or look whether the known one is what the line says."""
    entry = _entry(line)
    known = _known(writing, entry)
    if known is None:
        region = regions.enter(writing, entry)
    else:
        region = known
        _refuse_changed(writing, region, entry, line)
    if entry.population is not None:
        on = day_of(line["counted_on"], "counted_on") if line["counted_on"] else today
        charges.note_count(writing, region.id, entry.population, on=on, source="区划名册")
    if line["person"]:
        since = day_of(line["since"], "in_charge_since") if line["since"] else today
        charges.note_charge(writing, region.id, line["person"], line["phone"], since)
    return region.id, known is None


def _entry(line: Line) -> regions.Entry:
    if not line["name"]:
        raise StoreError(*said("region_no_name"))
    return regions.Entry(
        line["name"],
        divisions.level_named(line["level"]) if line["level"] else "street",
        line["code"],
        line["parent"],
        _persons(line["population"]),
        day_of(line["valid_from"], "founded_on") if line["valid_from"] else None,
    )


def _persons(word: str) -> int | None:
    text = word.replace(",", "").replace("，", "").removesuffix("人")
    if text and not (text.isascii() and text.isdecimal()):
        raise StoreError(*said("population_number", word=word))
    return int(text) if text else None


def _known(writing: Session, entry: regions.Entry) -> Region | None:
    still = select(Region).where(Region.valid_to.is_(None))
    if entry.code:
        found = writing.scalars(still.where(Region.code == entry.code)).one_or_none()
        if found is not None:
            return found
    above = Gazetteer(writing).region(entry.above) if entry.above else geography.root(writing)
    own = still.where(Region.name == entry.name, Region.parent_id == above)
    return writing.scalars(own).one_or_none()


def _refuse_changed(writing: Session, region: Region, entry: regions.Entry, line: Line) -> None:
    """Refuse a line that would rename a region, move it, or make it another level."""
    if region.name != entry.name:
        raise StoreError(
            *said(
                "region_other_name",
                region_code=region.code,
                region_name=region.name,
                entry_name=entry.name,
            )
        )
    if entry.code and region.code != entry.code:
        raise StoreError(
            *said(
                "region_other_code",
                region_name=region.name,
                region_code=region.code,
                entry_code=entry.code,
            )
        )
    if line["level"] and entry.level != region.level:
        shown = divisions.levels()[region.level]
        raise StoreError(
            *said(
                "region_other_level", region_name=region.name, shown=shown, line_level=line["level"]
            )
        )
    if entry.above and Gazetteer(writing).region(entry.above) != region.parent_id:
        raise StoreError(
            *said("region_other_above", region_name=region.name, entry_above=entry.above)
        )


def listing(engine: Engine) -> pd.DataFrame:
    """Return the regions as a roll lists them, those above before those below.

    Parameters
    ----------
    engine : Engine
        The database.

    Returns
    -------
    DataFrame
        The columns of a roll, with level in Chinese; ``parent`` is a code.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> listing(engine)["name"].tolist()
    ['未划分街道']
    """
    above = aliased(Region)
    query = (
        select(Region, above.code, Charge)
        .join(above, above.id == Region.parent_id)
        .outerjoin(Charge, (Charge.region_id == Region.id) & Charge.valid_to.is_(None))
        .where(Region.valid_to.is_(None))
        .order_by(Region.code)
    )
    order = {level: at for at, level in enumerate(divisions.levels())}
    with session(engine) as reading:
        found = [
            (order[region.level], _row(reading, region, parent, charge))
            for region, parent, charge in reading.execute(query)
        ]
    rows = [row for _, row in sorted(found, key=lambda each: each[0])]
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS), dtype=object)


def _row(reading: Session, region: Region, parent: str, charge: Charge | None) -> dict[str, object]:
    counted = select(Population.counted_on).where(Population.region_id == region.id)
    return {
        "code": region.code,
        "name": region.name,
        "level": divisions.levels()[region.level].zh,
        "parent": parent,
        "population": region.population,
        "counted_on": reading.scalar(counted.order_by(Population.counted_on.desc()).limit(1)),
        "person": charge.person if charge else None,
        "phone": charge.phone if charge else None,
        "since": charge.valid_from if charge else None,
        "valid_from": region.valid_from,
    }

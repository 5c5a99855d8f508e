"""Device readings 设备读数: what smart traps send, taken in as one upload.

A reading becomes a row of the long form and goes the way of every file: the same checks, the
same versions, the same flags. A reading that cannot be taken is told by its place in the batch;
the good ones are stored without it only where the sender asked for that.
"""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from vector.catalog import Catalog
from vector.errors import Said
from vector.intake import Reading as File
from vector.intake import read
from vector.settings import Settings
from vector.stats.sentence import BOTH, say_from

REFUSALS = Path(__file__).with_name("refusals.toml")
FIRST_ROW = 2  # below the header
KEPT = ("station", "date", "method", "habitat", "note")


@dataclass(frozen=True)
class Reading:
    """What a device read once.

    Attributes
    ----------
    station : str
        The station's code.
    method : str
        A method's id.
    time : datetime
        When it began, with zone; its day in the service's zone is the day of the survey.
    numbers : mapping of str → str
        The method's fields by id, effort and counts, as decimal texts.
    species : mapping of str → int
        The catch by species, by Chinese or Latin name.
    habitat, note : str
        As in a file; empty where there is none.
    """

    station: str
    method: str
    time: datetime
    numbers: Mapping[str, str]
    species: Mapping[str, int] = field(default_factory=dict)
    habitat: str = ""
    note: str = ""


@dataclass(frozen=True)
class Fault:
    """Why the reading at a place of the batch (from 0) cannot be taken."""

    place: int
    code: str
    said: Said


@dataclass(frozen=True)
class Batch:
    """A batch as it was checked.

    Attributes
    ----------
    faults : tuple of Fault
        In the order of the batch.
    bad : frozenset of int
        The places of the readings with faults.
    content : bytes
        The good readings as a file of the long form; empty where there are none.
    name : str
        Of that file.
    file : vector.intake.Reading or None
        The same as it was read.
    """

    faults: tuple[Fault, ...]
    bad: frozenset[int]
    content: bytes
    name: str
    file: File | None


def check(
    readings: Sequence[Reading],
    catalog: Catalog,
    settings: Settings,
    stations: Collection[str],
    now: datetime,
) -> Batch:
    """Say which readings of a batch can be taken, and write those as a file.

    Parameters
    ----------
    readings : sequence of Reading
        The batch.
    catalog : Catalog
        Methods and their fields.
    settings : Settings
        The zone in which days are counted.
    stations : collection of str
        The codes of the stations that the sender may speak for.
    now : datetime
        With zone; names the file, and no reading may be later.

    Returns
    -------
    Batch

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.catalog import load
    >>> now = datetime(2026, 6, 20, tzinfo=UTC)
    >>> trap = Reading("p1", "snap_trap", now, {"effective": "50", "caught": "51"})
    >>> found = check([trap], load(), Settings(), {"p1"}, now)
    >>> len(found.faults), found.bad, found.file is None
    (1, frozenset({0}), True)
    """
    zone = ZoneInfo(settings.timezone)
    faults = [
        fault
        for place, each in enumerate(readings)
        for fault in _unfit(place, each, catalog, stations)
    ]
    name = f"设备读数-{now.astimezone(zone):%Y%m%d-%H%M%S}.csv"
    today = now.astimezone(zone).date()
    left = _without(readings, faults)
    if left:
        whole = read(_content(left, zone), name, catalog, today=today)
        faults += _told(whole, [place for place, _ in left])
        left = _without(readings, faults)
    bad = frozenset(fault.place for fault in faults)
    content = _content(left, zone) if left else b""
    file = read(content, name, catalog, today=today) if left else None
    return Batch(tuple(sorted(faults, key=lambda each: each.place)), bad, content, name, file)


def _without(readings: Sequence[Reading], faults: list[Fault]) -> list[tuple[int, Reading]]:
    bad = {fault.place for fault in faults}
    return [(place, each) for place, each in enumerate(readings) if place not in bad]


def _unfit(
    place: int, reading: Reading, catalog: Catalog, stations: Collection[str]
) -> list[Fault]:
    """Return what is wrong with a reading before its numbers are looked at."""
    found: list[Fault] = []
    if reading.station not in stations:
        found.append(_fault(place, "reading_station", word=reading.station))
    method = catalog.methods.get(reading.method)
    if method is None:
        return [*found, _fault(place, "reading_method", word=reading.method)]
    known = {each.id for each in method.fields}
    strange = sorted(set(reading.numbers) - known)
    values = {"known": ", ".join(sorted(known)), "method": method.id}
    return found + [_fault(place, "reading_field", word=each, **values) for each in strange]


def _fault(place: int, code: str, **values: object) -> Fault:
    told = (say_from(REFUSALS, code, language, **values) for language in BOTH)
    return Fault(place, code, Said(*told))


def _content(left: list[tuple[int, Reading]], zone: ZoneInfo) -> bytes:
    """Return readings as a file of the long form, a row for each."""
    rows = [_row(each, zone) for _, each in left]
    names = list(dict.fromkeys([*KEPT, *(name for row in rows for name in row)]))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _row(reading: Reading, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "station": reading.station,
        "date": reading.time.astimezone(zone).date().isoformat(),
        "method": reading.method,
        "habitat": reading.habitat,
        "note": " ".join(reading.note.split()),
        **reading.numbers,
        **{f"species:{name}": count for name, count in reading.species.items()},
    }


def _told(file: File, places: list[int]) -> list[Fault]:
    """Return the errors of a file as faults of the readings behind its rows."""
    errors = file.faults[file.faults["severity"] == "error"]
    english = file.told("en", errors)
    return [_of_row(*each, places) for each in zip(errors.itertuples(), english, strict=True)]


def _of_row(row: Any, english: str, places: list[int]) -> Fault:
    place = places[max(int(row.row) - FIRST_ROW, 0)]
    return Fault(place, str(row.code), Said(str(row.sentence), english))

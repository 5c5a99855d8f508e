"""Place and day of a sheet without a column for them: from its title, its name or the file's."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

from vector.intake.fault import Faults
from vector.intake.form import Form
from vector.intake.header import Header
from vector.intake.rule import Source
from vector.intake.sheet import Sheet
from vector.intake.word import tidy, words

Found = TypeVar("Found")


class Given(NamedTuple):
    """What every row of a sheet has in common."""

    station: str = ""
    day: date | None = None


_DAY = re.compile(r"(?<!\d)(20\d{2})[年./-](\d{1,2})[月./-](\d{1,2})(?!\d)", re.ASCII)
_TOGETHER = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)", re.ASCII)
_WEEK = re.compile(r"(?<!\d)(20\d{2})年?第(\d{1,2})周", re.ASCII)
_MONTH = re.compile(r"(?<!\d)(20\d{2})[年./-](\d{1,2})(?!\d)", re.ASCII)


def given(sheet: Sheet, form: Form, header: Header, faults: Faults) -> Given | None:
    """Find what the form's rules say stands outside the columns.

    What is taken from where is noted as a caution; what should be there and is not, as an error.

    Returns
    -------
    Given or None
        None when the sheet cannot be read for want of its day or place.
    """
    rules, texts = form.rules, list(_texts(sheet, header, faults.file))
    found = Given()
    sound = True
    if "date" not in header.places and not form.months and "date" in rules.given:
        day = rules.day or _first(texts, rules.date_from, in_text)
        sound &= _told("date", day, sheet, faults)
        found = found._replace(day=day)
    if "station" not in header.places and "station" in rules.given:
        station = rules.station or _first(
            texts, rules.station_from, lambda text: _station(text, rules.station_pattern)
        )
        sound &= _told("station", station, sheet, faults)
        found = found._replace(station=station or "")
    return found if sound else None


def _told(target: str, found: object, sheet: Sheet, faults: Faults) -> bool:
    """Say what was taken, or that nothing was found."""
    code = f"{target}_given" if found else f"{target}_nowhere"
    faults.add(code, sheet=sheet.name, found=found or "", expected=words().expects("date"))
    return bool(found)


def _texts(sheet: Sheet, header: Header, file: str) -> Iterator[tuple[Source, str]]:
    for row in sheet.head(max(header.row, 0)):
        yield from (("title", tidy(cell)) for cell in row if isinstance(cell, str))
    yield "sheet", tidy(sheet.name)
    yield "file", tidy(Path(file).stem)


def _first(
    texts: list[tuple[Source, str]],
    sources: tuple[Source, ...],
    look: Callable[[str], Found | None],
) -> Found | None:
    """Return what is found first, in the order of the sources."""
    for source in sources:
        for where, text in texts:
            if where == source and (found := look(text)):
                return found
    return None


def _station(text: str, pattern: str) -> str:
    found = re.search(pattern, text)
    return found[1].strip() if found else ""


def in_text(text: str) -> date | None:
    """Return the day a text names: a day, else the Monday of a week, else the first of a month.

    Of several days the first: a survey of several days belongs to the day it began.

    Examples
    --------
    >>> in_text("2025年8月4日—8月10日蚊媒密度"), in_text("2025年第32周"), in_text("2025年8月")
    (datetime.date(2025, 8, 4), datetime.date(2025, 8, 4), datetime.date(2025, 8, 1))
    >>> in_text("蚊媒密度")
    """
    try:
        if found := _DAY.search(text) or _TOGETHER.search(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _WEEK.search(text):
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
        found = _MONTH.search(text)
        return date(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        return None

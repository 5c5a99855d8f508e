"""Confirmed zero 零捕获确认: a planned survey was done with so much effort, and caught nothing.

A person's word becomes a file of one survey, read and taken in like any other: it is an upload of
its own, stands in the log, and can be withdrawn. Nothing that was reported is ever replaced by it,
and without effort there is no zero.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.catalog.method import Method
from vector.intake import Reading, read
from vector.settings import Settings
from vector.store import audit
from vector.store.engine import session
from vector.store.places import recognise
from vector.store.tables import Account
from vector.work import admission, uploads, within
from vector.work.confirmable import Word, place_of, refuse_unasked, refuse_without_effort
from vector.work.effort import apt, efforts, refusal, said, tallies
from vector.work.gathering import local
from vector.work.uploads import Accepted

__all__ = ["Word", "Zero", "confirm", "preview"]

LAYOUT = "confirmation"
PLACE = ("station", "street", "habitat")


@dataclass(frozen=True)
class Zero:
    """What a confirmation would store."""

    word: Word
    place: Mapping[str, str]
    reading: Reading
    content: bytes

    @property
    def street_and_station(self) -> str:
        """The place as people read it."""
        return f"{self.place['street']} {self.place['station']}".strip()

    def sentence(self, catalog: Catalog, by: str, language: str = "zh") -> str:
        """Say exactly what is stored."""
        method = catalog.methods[self.word.method]
        joined = said("words", language)
        given = [field for field in efforts(method) if self.word.effort.get(field.id, "").strip()]
        amounts = (
            said(
                "amount",
                language,
                field=getattr(field, language),
                value=self.word.effort[field.id].strip(),
                unit=field.unit,
            )
            for field in given
        )
        return said(
            "stored",
            language,
            place=self.street_and_station,
            method=getattr(method, language),
            day=self.word.day,
            effort=joined.join(amounts),
            tally=joined.join(getattr(field, language) for field in tallies(method)),
            by=by,
        )


def preview(
    engine: Engine,
    catalog: Catalog,
    settings: Settings,
    word: Word,
    *,
    now: datetime,
    account: Account | None = None,
) -> Zero:
    """Say what a confirmation would store; nothing is stored.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog, settings : Catalog, Settings
        Methods; the zone of days.
    word : Word
        What a person says.
    now : datetime
        With zone.
    account : Account, optional
        Who says it; only stations that it may see can be confirmed. The service itself unless
        given.

    Returns
    -------
    Zero

    Raises
    ------
    UploadError
        When there is no effort, nothing was asked for, something has been reported, the day is
        not of an asked month or lies ahead, or the station is not to be seen.
    """
    method = catalog.methods.get(word.method)
    if method is None or not apt(method, catalog):
        raise refusal("not_apt", method=method or word.method)
    refuse_without_effort(method, word)
    with session(engine) as reading:
        place = place_of(reading, word, account)
        refuse_unasked(reading, catalog, word, local(settings, now).date(), place)
    content = _sheet(method, word, place)
    name = said("file", "zh", station=place["station"], method=method.zh, day=word.day)
    found = read(content, name, catalog)
    bad = admission.errors(found)
    if len(bad) or found.accepted != 1:
        first = admission.first_of(found, found.faults) if len(found.faults) else name
        raise refusal("faulty", first=first)
    return Zero(word, place, replace(found, layout=LAYOUT), content)


def _sheet(method: Method, word: Word, place: Mapping[str, str]) -> bytes:
    """Write the survey as the long form of one row."""
    effort = {name: text.strip() for name, text in word.effort.items() if text.strip()}
    given = {field.id: effort[field.id] for field in efforts(method) if field.id in effort}
    row = {**place, "date": word.day.isoformat(), "method": method.id, **given}
    row |= {field.id: "0" for field in tallies(method)}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row), lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)
    return out.getvalue().encode()


def confirm(
    engine: Engine,
    catalog: Catalog,
    settings: Settings,
    word: Word,
    *,
    by: str,
    now: datetime,
    account: Account | None = None,
    author: audit.Author | None = None,
) -> Accepted:
    """Store a confirmed zero as an upload of its own, in one transaction with what follows.

    Parameters
    ----------
    engine, catalog, settings, word, now, account
        As for :func:`preview`, which is asked again.
    by : str
        Who confirms.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    Accepted
        As an upload.

    Raises
    ------
    UploadError
        As :func:`preview`; also when a survey came in between.
    """
    zero = preview(engine, catalog, settings, word, now=now, account=account)
    today = local(settings, now).date()

    def still_so(writing: Session) -> None:
        refuse_unasked(writing, catalog, word, today, zero.place)
        known = recognise(
            writing, admission.places(zero.reading), within.scope_of(writing, account)
        )
        if set(known.ids.values()) != {word.station}:
            raise refusal("unseen")

    return uploads.accept(
        engine,
        catalog,
        settings,
        zero.content,
        zero.reading.name,
        by=by,
        person=account,
        on=today,
        now=now,
        reading=zero.reading,
        author=author,
        known_stations_only=True,
        condition=still_so,
        noted_as="zero_confirmed",
    )

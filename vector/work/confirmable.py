"""What may be confirmed as a zero: something asked for, done with effort, and not reported yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.catalog.method import Method
from vector.errors import Said
from vector.report.period import month_named
from vector.stats import part
from vector.store import geography, places, plans
from vector.store.tables import Account, Survey
from vector.work.effort import efforts, latest, refusal


@dataclass(frozen=True)
class Word:
    """What a person says: where, by which method, on which day, with what effort.

    ``effort`` gives the method's effort fields as written, e.g. ``{"effective": "98"}``.
    """

    station: int
    method: str
    day: date
    effort: Mapping[str, str]


def refuse_without_effort(method: Method, word: Word) -> None:
    """Refuse a word without the effort that the method asks for."""
    for field in efforts(method):
        written = word.effort.get(field.id, "").strip()
        if (field.required and not written) or (written and not _positive(written)):
            raise refusal("no_effort", field=field)
    if not any(word.effort.get(field.id, "").strip() for field in efforts(method)):
        raise refusal("no_effort", field=efforts(method)[0])


def _positive(written: str) -> bool:
    try:
        return 0 < float(written) < float("inf")
    except ValueError:
        return False


def place_of(reading: Session, word: Word, account: Account | None) -> dict[str, str]:
    """Return station, street and habitat of a word, where the account may see the station."""
    own = places.visible_stations(account)
    found = geography.stations(reading, own)
    row = found[found["id"] == word.station]
    if row.empty:
        raise refusal("unseen")
    last = latest(reading, word.station, word.method)
    habitat = last.habitat if last is not None else row["habitat"].iloc[0]
    return {
        "station": str(row["station"].iloc[0]),
        "street": str(row["street"].iloc[0]),
        "habitat": str(habitat or ""),
    }


def refuse_unasked(
    reading: Session, catalog: Catalog, word: Word, today: date, place: Mapping[str, str]
) -> None:
    """Refuse a day that nothing is asked for, or whose month (or part of it) has been reported."""
    month = word.day.replace(day=1)
    asked = plans.asked(reading, [month])
    own = asked[(asked["station_id"] == word.station) & (asked["method"] == word.method)]
    times = int(own["times"].max()) if len(own) else 1
    at = part.part_of(word.day, times)
    said = {
        "place": f"{place['street']} {place['station']}",
        "method": catalog.methods[word.method],
        "month": Said(*(month_named(month, at, times, language) for language in ("zh", "en"))),
    }
    if word.day > today:
        raise refusal("wrong_day", month=said["month"], today=today)
    if not own.loc[own["part"] == at, "due"].notna().any():
        raise refusal("not_asked", **said)
    days = (part.first_day(month, at, times), part.last_day(month, at, times))
    came = select(Survey.id).where(
        Survey.station_id == word.station,
        Survey.method == word.method,
        Survey.date.between(*days),
    )
    if reading.scalar(came.limit(1)) is not None:
        raise refusal("came", **said)

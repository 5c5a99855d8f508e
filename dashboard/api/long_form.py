"""Surveys in the long form: what is exported can be read in again, here or elsewhere."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.api.surveys import SurveyFilter, chosen, told
from dashboard.service import service
from vector.store.tables import Survey, Tally

AT_ONCE = 1000
SITE = ("station", "street", "date", "method", "habitat")


def long_form(
    reading: Session, query: SurveyFilter
) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    """The columns and the rows, fetched as they are needed."""
    wanted = chosen(query).order_by(None)
    ids = wanted.with_only_columns(Survey.id)
    methods = reading.scalars(wanted.with_only_columns(Survey.method).distinct()).all()
    catalog = service().catalog
    fields = list(dict.fromkeys(
        each.id for method in sorted(methods) for each in catalog.methods[method].fields
    ))  # fmt: skip
    species = reading.scalars(
        select(Tally.species).distinct().where(Tally.survey_id.in_(ids)).order_by(Tally.species)
    ).all()
    columns = [*SITE, *fields, *(f"species:{name}" for name in species), "note"]
    return columns, _rows(reading, query, fields, species)


def _rows(
    reading: Session, query: SurveyFilter, fields: Sequence[str], species: Sequence[str]
) -> Iterator[Sequence[Any]]:
    known = visible.stations(reading).set_index("id")[["code", "street"]].to_dict("index")
    last = 0
    while True:
        wanted = chosen(query).where(Survey.id > last).limit(AT_ONCE)
        rows = list(reading.scalars(wanted))
        if not rows:
            return
        for row in told(reading, rows):
            place = known[row["station_id"]]
            site = place["code"], place["street"], row["date"].isoformat()
            numbers = [_whole(row["fields"].get(name)) for name in fields]
            catch = [row["species"].get(name) for name in species]
            yield (*site, row["method"], row["habitat"], *numbers, *catch, row["note"])
        last = rows[-1].id
        reading.expunge_all()


def _whole(number: float | None) -> float | int | None:
    """A number without an idle fraction."""
    return int(number) if number is not None and number == int(number) else number

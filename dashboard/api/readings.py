"""Device readings: a batch of what smart traps read, stored as one upload."""

from typing import Annotated, Any

from pydantic import AwareDatetime, Field, StringConstraints

from dashboard import visible
from dashboard.api.once import once
from dashboard.api.operation import Sent, Told, Word, operation
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.api.standing import Staged, submitted, where
from dashboard.api.uploaded import Accepted, accepted_of, upload_at
from dashboard.declared import needs
from dashboard.handed_in import refuse_beyond_quota
from dashboard.service import account, author, now, service
from dashboard.text import language
from vector.store.engine import session
from vector.work import readings, uploads
from vector.work.handing_in import goes_above

TAG = "uploads"
MOST = 1000
Number = (
    Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$")]
    | Annotated[int, Field(ge=0, le=999_999_999)]
    | Annotated[float, Field(ge=0, le=999_999_999)]
)
Field_ = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
Kind = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]{1,100}$")]


class DeviceReading(Sent):
    """What a device read once; ``time`` is when it began, its day is the day of the survey."""

    station: Word = Field(description="the station's code")
    method: Word
    time: AwareDatetime
    effort: dict[Field_, Number] = Field(description="how much was set out, by the method's fields")
    counts: dict[Field_, Number] = Field(description="what was found, by the method's fields")
    species: dict[Kind, Annotated[int, Field(ge=0, le=999_999_999)]] = Field({})
    habitat: Word = ""
    note: Word = ""


class Batch(Sent):
    """Readings; with ``partial`` the good ones are stored although others are bad."""

    items: Annotated[list[DeviceReading], Field(min_length=1, max_length=MOST)]
    partial: bool = False


class ItemProblem(Told):
    """Why the reading at a place of the batch, from 0, was not stored."""

    item: int
    pointer: str
    code: str
    detail: str


class Received(Told):
    """What was stored, and what was not."""

    stored: int
    upload: Accepted
    problems: list[ItemProblem]


class Submitted(Told):
    """What waits for the level above, and what was not taken."""

    staged: Staged
    problems: list[ItemProblem]


def _reading(each: DeviceReading) -> readings.Reading:
    numbers = {name: _decimal(value) for name, value in (each.effort | each.counts).items()}
    return readings.Reading(
        each.station, each.method, each.time, numbers, each.species, each.habitat, each.note
    )


def _decimal(value: Any) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _problems(found: readings.Batch) -> list[dict[str, Any]]:
    zh = language() == "zh"
    return [
        {
            "item": each.place,
            "pointer": f"/items/{each.place}",
            "code": each.code,
            "detail": each.said.zh if zh else each.said.en,
        }
        for each in found.faults
    ]


def _checked(batch: Batch) -> readings.Batch:
    running = service()
    with session(running.engine) as reading:
        codes = set(visible.stations(reading)["code"])
    sent = [_reading(each) for each in batch.items]
    found = readings.check(sent, running.catalog, running.settings, codes, now())
    if found.file is None or (found.faults and not batch.partial):
        raise Refused(422, "bad_readings", errors=_problems(found))
    return found


def _store(found: readings.Batch) -> dict[str, Any]:
    refuse_beyond_quota()
    running = service()
    done = uploads.accept(
        running.engine, running.catalog, running.settings, found.content, found.name,
        by=account().email, person=account(), on=running.today(), now=now(), author=author(),
        known_stations_only=True, reading=found.file,
    )  # fmt: skip
    return {"stored": done.surveys, "upload": accepted_of(done), "problems": _problems(found)}


def _submit(found: readings.Batch) -> dict[str, Any]:
    return {"staged": submitted(found.file, found.content), "problems": _problems(found)}


@api.post("/readings")
@needs("upload")
@operation(TAG, Received, body=Batch, status=201, keyed=True, problems=(409,),
           others={202: Submitted})  # fmt: skip
def receive_readings(body: Batch) -> Any:
    """Take a batch of device readings."""
    prepared = {"prepare": lambda: _checked(body)}
    if goes_above(service().settings):
        return once(_submit, Submitted, status=202, location=lambda done: where(done["staged"]),
                    **prepared)  # fmt: skip
    return once(_store, Received, location=lambda done: upload_at(done["upload"]), **prepared)

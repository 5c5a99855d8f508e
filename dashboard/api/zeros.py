"""Confirmed zeros: that a planned survey was done with so much effort, and caught nothing."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from dashboard.api.once import once
from dashboard.api.operation import Id, Sent, Told, Word, operation
from dashboard.api.routes import api
from dashboard.api.standing import Staged, submitted, where
from dashboard.api.surveys import Day
from dashboard.api.uploaded import Accepted, accepted_of, upload_at
from dashboard.declared import needs
from dashboard.handed_in import refuse_beyond_quota
from dashboard.service import account, author, now, service
from dashboard.text import language
from vector.work import zero
from vector.work.handing_in import goes_above

TAG = "uploads"
Name = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
Amount = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$")]


class Confirmation(Sent):
    """Where, by which method, on which day, with what effort nothing was caught."""

    station_id: Id
    method: Word
    day: Day
    effort: Annotated[
        dict[Name, Amount],
        Field(max_length=10, description="decimals, by the method's effort fields"),
    ]


class Previewed(Told):
    """What a confirmation would store, in words."""

    sentence: str


def _word(body: Confirmation) -> zero.Word:
    return zero.Word(body.station_id, body.method, body.day, body.effort)


def _hand_in(body: Confirmation) -> dict[str, Any]:
    running = service()
    found = zero.preview(
        running.engine, running.catalog, running.settings, _word(body), now=now(),
        account=account(),
    )  # fmt: skip
    return submitted(found.reading, found.content)


def _confirm(body: Confirmation) -> dict[str, Any]:
    refuse_beyond_quota()
    running = service()
    done = zero.confirm(
        running.engine, running.catalog, running.settings, _word(body),
        by=account().email, now=now(), account=account(), author=author(),
    )  # fmt: skip
    return accepted_of(done)


@api.post("/zeros")
@needs("upload")
@operation(TAG, Accepted, body=Confirmation, status=201, keyed=True, problems=(409,),
           others={202: Staged})  # fmt: skip
def confirm_zero(body: Confirmation) -> Any:
    """Confirm that a planned survey caught nothing."""
    if goes_above(service().settings):
        return once(lambda _: _hand_in(body), Staged, status=202, location=where)
    return once(lambda _: _confirm(body), Accepted, location=upload_at)


@api.post("/zeros/preview")
@needs("upload")
@operation(TAG, Previewed, body=Confirmation)
def preview_zero(body: Confirmation) -> Any:
    """What confirming would store; nothing is stored."""
    running = service()
    found = zero.preview(
        running.engine, running.catalog, running.settings, _word(body), now=now(),
        account=account(),
    )  # fmt: skip
    return {"sentence": found.sentence(running.catalog, account().email, language())}

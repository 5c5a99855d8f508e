"""Confirmed zeros: that a planned survey was done with so much effort, and caught nothing."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from dashboard.api.once import once
from dashboard.api.operation import Id, Sent, Word, operation
from dashboard.api.routes import api
from dashboard.api.surveys import Day
from dashboard.api.uploaded import Accepted, accepted_of
from dashboard.declared import needs
from dashboard.service import account, author, now, service
from vector.work import zero

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


def _confirm(body: Confirmation) -> dict[str, Any]:
    running = service()
    word = zero.Word(body.station_id, body.method, body.day, body.effort)
    done = zero.confirm(
        running.engine, running.catalog, running.settings, word,
        by=account().email, now=now(), account=account(), author=author(),
    )  # fmt: skip
    return accepted_of(done)


@api.post("/zeros")
@needs("upload")
@operation(TAG, Accepted, body=Confirmation, status=201, keyed=True, problems=(409,))
def confirm_zero(body: Confirmation) -> Any:
    """Confirm that a planned survey caught nothing."""
    where = lambda done: f"/uploads/{done['upload_id']}"  # noqa: E731
    return once(lambda _: _confirm(body), Accepted, location=where)

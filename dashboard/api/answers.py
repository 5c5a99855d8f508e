"""Answers to alerts, and alerts as people work on them: state, mail, answers."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from dashboard.api.alerts import Alert, alert_told, one_seen
from dashboard.api.once import once
from dashboard.api.operation import GREATEST, Id, Page, Sent, Told, Word, operation
from dashboard.api.paging import Paged, by_part, part_of
from dashboard.api.problem import Refused
from dashboard.api.routes import api
from dashboard.declared import needs
from dashboard.service import account, author, now, service
from vector.store import alerts as kept
from vector.store.engine import session, transaction
from vector.work.answers import LONGEST, REFUSED, answer
from vector.work.rights import may

TAG = "alerts"
Verdict = Literal["true", "wrong_data", "treated", "refused"]


class Answer(Told):
    """What somebody answered to an alert."""

    id: int
    verdict: Verdict
    note: str
    given_by: str
    given_at: datetime


class Matter(Told):
    """The last change of a flag: its state, its mail to the office, and what was answered."""

    alert: Alert
    state: Literal["waiting", "open", "answered", "refused", "over"]
    mail: str | None = Field(description="the state of the mail to the office")
    recipients: list[str]
    answers: list[Answer]


class MatterQuery(Paged):
    """Which of them; the most severe and then the newest first."""

    state: Literal["waiting", "open", "answered", "refused", "over"] = "open"
    street: Id | None = None
    group: Word | None = None


class NewAnswer(Sent):
    """It is so, a count is wrong, it was treated; or, by who may approve, it may not go out."""

    verdict: Verdict
    note: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=LONGEST)] = ""


def _told(matter: kept.Matter) -> dict[str, Any]:
    digest = matter.outbox.digest if matter.outbox else None
    return {
        "alert": alert_told(matter.alert), "state": matter.state,
        "mail": digest.state if digest else None,
        "recipients": [each.email for each in matter.recipients], "answers": matter.answers,
    }  # fmt: skip


@api.get("/matters")
@needs("see")
@operation(TAG, Page[Matter], query=MatterQuery, problems=(409,))
def matters(query: MatterQuery) -> Any:
    """Alerts as people work on them."""
    catalog = service().catalog.indices.values()
    own = [index.id for index in catalog if index.group == query.group]
    narrowed: dict[str, Any] = {"street": query.street, "indices": own if query.group else None}
    with session(service().engine) as reading:
        counts = kept.counts(reading, account(), **narrowed)
        state = "-".join(map(str, counts.values()))
        part = part_of(query, state)
        found = kept.matters(
            reading, account(), query.state, limit=query.limit, offset=part.start, **narrowed
        )
        items = [_told(each) for each in found]
    return by_part(items, part, counts[query.state], state)


@api.post(f"/alerts/<int(max={GREATEST}):alert_id>/answers")
@needs("respond")
@operation(TAG, Answer, body=NewAnswer, status=201, keyed=True, problems=(404,))
def answer_alert(alert_id: int, body: NewAnswer) -> Any:
    """Answer the last alert of a flag."""
    person = account()
    if body.verdict == REFUSED and not may(person, "approve"):
        raise Refused(403)

    def act(_: object) -> Any:
        with transaction(service().engine) as writing:
            one_seen(writing, alert_id)
            return answer(
                writing, person, alert_id, body.verdict, note=body.note, by=person.email,
                now=now(), author=author(),
            )  # fmt: skip

    return once(act, Answer)

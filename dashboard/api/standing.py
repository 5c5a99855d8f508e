"""How a staged file is answered: its state, its steps, and the levels that approve it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session

from dashboard.api.operation import Told
from dashboard.api.problem import Refused
from dashboard.handed_in import refuse_beyond_quota
from dashboard.service import account, author, now, service
from dashboard.text import language
from vector.store import staged as store
from vector.store.engine import session
from vector.store.tables import Staged as Row
from vector.work import handing_in, review
from vector.work.review import Board

State = Literal["staged", "submitted", "returned", "accepted", "discarded"]
Reason = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=500)]


class Step(Told):
    """What somebody did with a staged file, and why; ``approved`` leaves it submitted."""

    what: Literal[State, "approved"]
    by: str
    at: datetime
    reason: str


class Level(Told):
    """A region that approves a file, in turn; by whom and when, once it has."""

    region: str
    turn: bool = Field(description="whether it is to approve now")
    by: str | None
    at: datetime | None
    note: str


class Staged(Told):
    """A file that waits, or waited; it counts nowhere until it is an upload."""

    id: int
    filename: str
    sha256: str
    size: int
    kind: Literal["surveys", "assays"]
    state: State
    surveys: int
    held: int
    hold_bad_rows: bool
    upload_id: int | None = Field(description="what it became")
    objection: str = Field(description="why the account cannot take it in; empty where it can")
    levels: list[Level] = Field(description="which approve it, in turn; none where none has to")
    steps: list[Step]


def told(reading: Session, row: Row) -> dict[str, Any]:
    """A staged file with its steps, and the levels that approve it."""
    names = (
        *("id", "filename", "sha256", "size", "kind", "state", "surveys", "held"),
        *("hold_bad_rows", "upload_id"),
    )
    steps = list(store.steps(reading, [row.id]))
    return {name: getattr(row, name) for name in names} | {
        "objection": _objection(reading, row),
        "levels": _levels(reading, row, steps),
        "steps": steps,
    }


def _levels(reading: Session, row: Row, steps: list[Any]) -> list[dict[str, Any]]:
    posts = Board(reading, service().settings).posts(row, steps)
    turn = review.due(posts) if row.state == "submitted" else None
    return [
        {
            "region": post.region.name,
            "turn": post is turn,
            "by": post.step.by if post.step else None,
            "at": post.step.at if post.step else None,
            "note": post.step.reason if post.step else "",
        }
        for post in posts
    ]


def _objection(reading: Session, row: Row) -> str:
    if row.state not in store.WAITING:
        return ""
    found = review.objection(reading, service().settings, row, account())
    zh, en = review.OBJECTIONS[found] if found else ("", "")
    return zh if language() == "zh" else en


def seen(reading: Session, staged_id: int) -> Row:
    """The staged file, where the account may see it."""
    found = store.one(reading, staged_id, account())
    if found is None:
        raise Refused(404)
    return found


def staged_of(staged_id: int) -> dict[str, Any]:
    """A staged file as it is answered."""
    with session(service().engine) as reading:
        return told(reading, seen(reading, staged_id))


def where(found: dict[str, Any]) -> str:
    """The address of a staged file."""
    return f"/staged/{found['id']}"


def submitted(found: Any, content: bytes, *, hold_bad_rows: bool = False) -> dict[str, Any]:
    """Hand a file that was read to the level above; the file as it waits now."""
    refuse_beyond_quota()
    number = handing_in.hand_in(
        service().engine, found, content, person=account(), now=now(), author=author(),
        hold_bad_rows=hold_bad_rows,
    )  # fmt: skip
    return staged_of(number)

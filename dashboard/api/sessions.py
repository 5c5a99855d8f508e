"""One's own sessions: which there are, and ending them; never by a token."""

from datetime import datetime
from typing import Any, Literal

from flask import Response, g

from dashboard.api.once import unkeyed
from dashboard.api.operation import GREATEST, Sent, Told, operation
from dashboard.api.routes import api
from dashboard.declared import OWN_SESSION, needs
from dashboard.service import account, author, now, service
from vector.store.engine import session
from vector.work import visits

TAG = "access"


class Visit(Told):
    """A session; ``here`` is the one that asks."""

    id: int
    started_at: datetime
    seen_at: datetime
    origin: str
    agent: str
    here: bool


class Ending(Sent):
    """That all sessions are meant."""

    everywhere: Literal[True]


def _visit(row: Any) -> dict[str, Any]:
    names = ("id", "started_at", "seen_at", "origin", "agent")
    return {name: getattr(row, name) for name in names} | {"here": row.id == g.get("visit")}


@api.get("/sessions")
@needs(OWN_SESSION)
@operation(TAG, list[Visit])
def own_sessions() -> Any:
    """One's own sessions."""
    running = service()
    with session(running.engine) as reading:
        rows = visits.listing(reading, account().id, running.settings.access, now())
    return [_visit(row) for row in rows]


@api.delete(f"/sessions/<int(max={GREATEST}):visit_id>")
@needs(OWN_SESSION)
@operation(TAG, status=204)
def end_session(visit_id: int) -> Any:
    """End one of the own sessions; one that is over already stays so."""
    unkeyed()
    visits.end(service().engine, account().id, visit_id, author())
    return Response(status=204)


@api.post("/sessions/ending")
@needs(OWN_SESSION)
@operation(TAG, body=Ending, status=204)
def sign_out_everywhere(body: Ending) -> Any:
    """End all of the own sessions, this one too."""
    unkeyed()
    visits.end_all(service().engine, account().id, author())
    return Response(status=204)

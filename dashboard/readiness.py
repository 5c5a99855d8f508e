"""``/healthz`` and ``/readyz``: whether the process lives, and whether it can do its work."""

from flask import Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from dashboard.declared import ANYBODY, needs
from dashboard.service import now, service
from vector.errors import StoreError
from vector.store import migrate
from vector.store.engine import session
from vector.work import heartbeat
from vector.work.heartbeat import Life

READY, UNREADY = "ready", "unready"


@needs(ANYBODY)
def health() -> Response:
    """Say that the process answers; a database that is away is no reason to start it anew."""
    return jsonify(status="ok")


@needs(ANYBODY)
def readiness() -> tuple[Response, int]:
    """Say whether the database is there, at the revision, and a worker alive; 503 if not."""
    found = {"database": _database()}
    found["worker"] = _worker() if found["database"] == READY else "unknown"
    ready = found["database"] == READY and found["worker"] == Life.ALIVE
    return jsonify(status=READY if ready else UNREADY, **found), 200 if ready else 503


def _database() -> str:
    try:
        migrate.check(service().engine)
    except StoreError:
        return "revision"
    except SQLAlchemyError:
        return "unreachable"
    return READY


def _worker() -> str:
    with session(service().engine) as reading:
        return heartbeat.life(reading, now()).value

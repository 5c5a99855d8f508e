"""Alive is one thing, ready another: the database at its revision, and a worker that lives."""

from datetime import UTC, datetime

from sqlalchemy import text

from vector.store.engine import connect, transaction
from vector.work.heartbeat import Heart


def ready(anybody):
    answer = anybody.client.get("/readyz")
    return answer.status_code, answer.get_json()


def test_ready_with_database_and_worker(app, anybody):
    engine = app.extensions["vector"].engine
    unready = {"status": "unready", "database": "ready", "worker": "absent"}
    assert ready(anybody) == (503, unready)
    Heart(engine).beat(datetime.now(UTC))
    assert ready(anybody) == (200, unready | {"status": "ready", "worker": "alive"})


def test_alive_but_not_ready_without_its_database(app, anybody):
    engine = app.extensions["vector"].engine
    with transaction(engine) as writing:
        writing.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    code, told = ready(anybody)
    assert (code, told["database"], told["worker"]) == (503, "revision", "unknown")
    running = app.extensions["vector"]
    away = connect("postgresql://nobody@127.0.0.1:1/none")
    object.__setattr__(running, "engine", away)
    code, told = ready(anybody)
    assert (code, told["database"]) == (503, "unreachable")
    assert anybody.client.get("/healthz").get_json() == {"status": "ok"}
    object.__setattr__(running, "engine", engine)
    away.dispose()

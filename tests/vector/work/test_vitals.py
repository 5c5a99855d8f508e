"""The vital figures count what waits and what stands, on both databases."""

from datetime import UTC, datetime, timedelta

import offices
from sqlalchemy import Engine

from vector.store.engine import session, transaction
from vector.store.tables import Digest, Job
from vector.work.heartbeat import Heart
from vector.work.vitals import surveys, vitals

NOW = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def job(due: datetime, **more: object) -> Job:
    return Job(kind="x", payload={}, due_at=due, **{"attempts": 0, **more})


def test_what_waits_and_since_when(engine: Engine) -> None:
    west = offices.office(engine, "河西街道", "wang@example.org")
    offices.alert(engine, west, at=NOW - 3 * HOUR)
    offices.alert(engine, west, "bi", at=NOW, approved=False)
    rows = [
        job(NOW - 2 * HOUR),
        job(NOW + HOUR),
        job(NOW - HOUR, claimed_at=NOW, claimed_by="x"),
        job(NOW - 9 * HOUR, done_at=NOW),
        job(NOW - 9 * HOUR, attempts=5),
        Digest(region_id=west, day=NOW.date(), message_id="m", state="failed", due_at=NOW),
    ]
    with transaction(engine) as writing:
        writing.add_all(rows)
    Heart(engine).beat(NOW - HOUR)
    with session(engine) as reading:
        found = vitals(reading, NOW)
    assert found.jobs == {"waiting": 2, "claimed": 1, "done": 1, "spent": 1}
    assert found.outbox == {"unapproved": 1, "ungathered": 1}
    assert found.digests == {"failed": 1}
    assert (found.oldest_job, found.oldest_mail) == (2 * 3600, 3 * 3600)
    assert (found.open_flags, found.heartbeat) == (2, 3600)


def test_nothing_overdue_is_zero_and_surveys_are_those_that_stand(filled: Engine) -> None:
    with transaction(filled) as writing:
        writing.add(job(NOW + HOUR))
    with session(filled) as reading:
        assert vitals(reading, NOW).oldest_job == 0
        assert surveys(reading) == 6

"""``/metrics``: the service's figures for Prometheus, shown to this machine or by a key."""

import hmac
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

from flask import Response, abort, current_app, request

from dashboard.declared import ANYBODY, needs
from dashboard.exposition import TYPE, Sample, family
from dashboard.peer import FORWARDED
from dashboard.service import now, service
from dashboard.tally import BOUNDS, Spent, Tally
from vector.store.engine import session
from vector.work.vitals import Vitals, surveys, vitals

TALLY = "vector_tally"
STATUS = Path("/proc/self/status")
SCHEME = "bearer "


def _allowed() -> bool:
    """With a key set, whoever shows it; else only a program on this machine, by no proxy."""
    key = service().settings.metrics_key
    if key:
        given = request.headers.get("Authorization", "")
        shown = given[len(SCHEME) :] if given.lower().startswith(SCHEME) else ""
        return hmac.compare_digest(shown.encode(), key.encode())
    # Unmarked, it may have come by a proxy as well.
    direct = request.environ.get(FORWARDED) is False
    return direct and _loopback(request.remote_addr or "")


def _loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


@needs(ANYBODY)
def metrics() -> Response:
    """All figures; 404 for whom they are not meant, who need not know that there are any."""
    if not _allowed():
        abort(404)
    tally: Tally = current_app.extensions[TALLY]
    running = service()
    with session(running.engine) as reading:
        found = vitals(reading, now())
        standing = running.memory.recall(reading, "surveys", lambda: surveys(reading))
    parts = [*_requests(tally), *_waiting(found), *_process(tally)]
    parts.append(family("vector_surveys", "gauge", "Surveys that stand.", [("", {}, standing)]))
    return Response("".join(parts), content_type=TYPE)


def _requests(tally: Tally) -> Iterator[str]:
    answers = [("", {"route": route, "status": status}, count)
               for route, status, count in tally.answers()]  # fmt: skip
    yield family("vector_requests_total", "counter", "Answers by route and status.", answers)
    times = [sample for route, spent in tally.routes() for sample in _histogram(route, spent)]
    yield family("vector_request_seconds", "histogram", "Time to an answer.", times)


def _histogram(route: str, spent: Spent) -> Iterator[Sample]:
    for bound, count in zip(BOUNDS, spent.within, strict=True):
        yield "_bucket", {"route": route, "le": bound}, count
    yield "_bucket", {"route": route, "le": "+Inf"}, spent.count
    yield "_sum", {"route": route}, spent.seconds
    yield "_count", {"route": route}, spent.count


def _waiting(found: Vitals) -> Iterator[str]:
    states = {
        "jobs": ("Jobs by state.", found.jobs),
        "digests": ("Mails to offices by state.", found.digests),
        "outbox": ("Alerts in no mail yet, by state.", found.outbox),
    }
    for name, (told, counts) in states.items():
        samples: list[Sample] = [("", {"state": key}, n) for key, n in sorted(counts.items())]
        yield family(f"vector_{name}", "gauge", told, samples)
    ages = [("", {"of": "job"}, found.oldest_job), ("", {"of": "mail"}, found.oldest_mail)]
    yield family("vector_oldest_pending_seconds", "gauge", "How long overdue.", ages)
    yield family("vector_flags_open", "gauge", "Flags not cleared.", [("", {}, found.open_flags)])
    beat = [] if found.heartbeat is None else [("", {}, found.heartbeat)]
    yield family("vector_heartbeat_age_seconds", "gauge", "Since a worker left word.", beat)


def _process(tally: Tally) -> Iterator[str]:
    count, seconds = tally.database()
    spent = [("_sum", {}, seconds), ("_count", {}, count)]
    yield family("vector_database_seconds", "summary", "Time of database statements.", spent)
    memory = [("", {}, size) for size in _resident()]
    yield family("process_resident_memory_bytes", "gauge", "Memory in use.", memory)


def _resident() -> Iterator[int]:
    """This process's memory, where the system tells it."""
    if STATUS.exists():
        for line in STATUS.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmRSS:"):
                yield int(line.split()[1]) * 1024

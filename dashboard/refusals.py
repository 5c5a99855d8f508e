"""Who is turned away at the sign-in: noted in the audit log, and counted towards the lock."""

from datetime import datetime, timedelta
from threading import Lock

from flask import request

from dashboard.service import now, service
from vector.store import audit
from vector.store.engine import transaction
from vector.store.tables import Account
from vector.work import lockout

NOTED_EVERY = timedelta(minutes=5)


def note(what: str, person: Account | None) -> None:
    """Write to the audit log what somebody tried, or did.

    Of a name that nobody has, only that it is unknown: it may be a password in the wrong field.
    """
    number = person.id if person else ""
    with transaction(service().engine) as writing:
        audit.record(writing, what, visitor(person), ("account", number))


def visitor(person: Account | None) -> audit.Author:
    """Who is at the door, for the audit log."""
    return audit.Author(person.email if person else audit.UNKNOWN, request.remote_addr or "")


def refuse(what: str, person: Account | None) -> None:
    """Note a refusal, and lock the account of one that is refused too often."""
    if person is None:
        return note(what, None)
    running, author = service(), visitor(person)
    rules = running.settings.access
    lockout.refuse(running.engine, person.id, what, rules, now=now(), author=author)
    return None


class Brake:
    """Which addresses the brake has turned away lately, so that each is noted once in a while.

    Whoever hammers at the door must not fill the audit log as well.
    """

    MOST = 1000

    def __init__(self) -> None:
        self._lock, self._noted = Lock(), dict[str, datetime]()

    def note(self) -> None:
        """Note that the visitor's address tried too often, unless that was noted lately."""
        address, moment = request.remote_addr or "", now()
        with self._lock:
            lately = self._noted.get(address)
            if lately is not None and moment - lately < NOTED_EVERY:
                return
            if len(self._noted) >= self.MOST:
                self._noted.clear()
            self._noted[address] = moment
        note("attempts_braked", None)

"""What taking a file in, and taking an upload back, does within a transaction.

The same for one that is kept and for one that is only tried (:mod:`vector.work.rehearsal`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.intake import Reading
from vector.settings import Settings
from vector.store import assays, ledger, surveys
from vector.store import uploads as store
from vector.store.places import Scope, recognise, register
from vector.work import admission, within
from vector.work.watch import Change, evaluate

Progress = Callable[[str, int, int], None]
STEPS = 3


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Accepted:
    """What was stored, and what it changed."""

    upload_id: int
    surveys: int
    superseded: int
    held: int
    new_stations: tuple[tuple[str, str], ...]
    changes: list[Change] = field(default_factory=list)

    def told(self) -> dict[str, object]:
        """Return what was stored, as the audit log keeps it."""
        counts = {"surveys": self.surveys, "superseded": self.superseded, "held": self.held}
        return {**counts, "new_stations": self.new_stations}


@dataclass(frozen=True)
class Withdrawn:
    """How many surveys or assays no longer stand, and how many stand again, and what changed."""

    left: int
    restored: int
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Moment:
    """By which catalogue and settings, on which day, and when flags are judged."""

    catalog: Catalog
    settings: Settings
    on: date
    now: datetime

    def changes(self, writing: Session) -> list[Change]:
        """Judge the present state, and write what changed."""
        return evaluate(writing, self.catalog, self.settings, on=self.on, now=self.now)


def take_in(
    writing: Session,
    moment: Moment,
    found: Reading,
    content: bytes,
    *,
    by: str,
    scope: Scope | None = None,
    hold_bad_rows: bool = True,
    known_stations_only: bool = False,
    tell: Progress = silent,
) -> Accepted:
    """Write upload, file, stations, surveys and flags; rows beyond the scope are held.

    Raises
    ------
    UploadError
        When the file is recognised, names unknown stations where it may not, or has rows at fault
        that are not to be held.
    """
    tell("入库", 0, STEPS)
    ledger.hold(writing)
    admission.refuse_recognised(store.find_by_sha(writing, found.sha256), found.name)
    found = within.held_to(writing, found, scope)
    admission.refuse_faulty(found, hold_bad_rows)
    new = recognise(writing, admission.places(found), scope).new
    admission.refuse_unknown(new, found.name, known_stations_only)
    stations = register(writing, admission.places(found), scope)
    receipt = admission.receipt(found, content)
    upload_id = store.add(writing, receipt, by=by, at=moment.now)
    tell("入库", 1, STEPS)
    stored = surveys.insert(writing, upload_id, found.tables, stations, moment.catalog)
    tell("研判", 2, STEPS)
    changes = moment.changes(writing)
    return Accepted(upload_id, stored.surveys, stored.superseded, found.held, new, changes)


def take_back(
    writing: Session, moment: Moment, upload_id: int, *, by: str, reason: str = ""
) -> Withdrawn:
    """Take an upload back: what stood before stands again, and the flags follow.

    Raises
    ------
    UploadError
        When there is no such upload, or it is withdrawn already.
    """
    ledger.hold(writing)
    store.withdraw(writing, upload_id, by=by, at=moment.now, reason=reason)
    counts = surveys.withdraw(writing, upload_id)
    tests = assays.withdraw(writing, upload_id)
    left, restored = counts.left + tests[0], counts.restored + tests[1]
    return Withdrawn(left, restored, moment.changes(writing))

"""The edition of what pages show: another one as soon as anything is there that was not before.

A change by people is in the audit log, a change of surveys, places, plans and limits in the
ledger, and what the service itself found out has rows of its own. Those are only ever added, but
for a run of a model, which takes the place of the one before and, as the newest, even its id. How
far the mail has come is told apart, because it changes many times in the minutes of the digests.
"""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vector.store.tables import Alert, Audit, Digest, Ledger, ModelRun, Result

# Who comes and goes, and what an auditor does, changes nothing that others see.
SILENT = (
    *("sign_in", "sign_in_failed", "sign_out", "attempts_braked", "second_factor_failed"),
    *("session_ended", "sessions_ended", "audit_verified", "audit_exported"),
)
_LAST = (
    select(Audit.sequence)
    .where(Audit.what.not_in(SILENT))
    .order_by(Audit.sequence.desc())
    .limit(1)
    .scalar_subquery()
)
RUNS = tuple(
    select(func.max(column)).scalar_subquery() for column in (ModelRun.id, ModelRun.made_at)
)
OPEN = ("waiting", "claimed", "closing")
TROUBLED = ("failed", "unconfirmed")
_EDITION = select(
    select(Ledger.changes).scalar_subquery(),
    _LAST,
    *(select(func.max(table.id)).scalar_subquery() for table in (Alert, Result)),
    *RUNS,
)
_FORECASTS = select(select(Ledger.changes).scalar_subquery(), *RUNS)
_FIGURES = select(
    select(Ledger.changes).scalar_subquery(), select(func.max(Result.id)).scalar_subquery(), *RUNS
)
_MAIL = select(
    select(func.max(Digest.id)).scalar_subquery(),
    select(func.sum(Digest.id)).where(Digest.state.in_(OPEN)).scalar_subquery(),
    select(func.count(Digest.id)).where(Digest.state.in_(TROUBLED)).scalar_subquery(),
)


def edition(reading: Session, *, mail: bool = False) -> tuple[Any, ...]:
    """Return what tells one state of the database from every other, for what pages show of it.

    Parameters
    ----------
    reading : Session
        Any transaction; what is computed in it or later is of this edition or a newer one.
    mail : bool
        Whether what is shown tells how far the mail has come.

    Examples
    --------
    >>> from vector.store import ledger, migrate
    >>> from vector.store.engine import connect, session, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     before = edition(reading)
    >>> with transaction(engine) as writing:
    ...     _ = ledger.hold(writing)
    >>> with session(engine) as reading:
    ...     edition(reading) == before
    False
    """
    found = tuple(reading.execute(_EDITION).one())
    return found + tuple(reading.execute(_MAIL).one()) if mail else found


def forecast_edition(reading: Session) -> tuple[Any, ...]:
    """Return what tells one state of the surveys, the places and the kept runs of models.

    Parameters
    ----------
    reading : Session
        Any transaction.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     forecast_edition(reading)
    (0, None, None)
    """
    return tuple(reading.execute(_FORECASTS).one())


def figure_edition(reading: Session) -> tuple[Any, ...]:
    """Return what tells one state of all that figures are computed from: kept results as well.

    What people do about a flag changes what pages show, and no figure.

    Parameters
    ----------
    reading : Session
        Any transaction.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     figure_edition(reading)
    (0, None, None, None)
    """
    return tuple(reading.execute(_FIGURES).one())

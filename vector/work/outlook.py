"""The outlook: flags that rest on models, and the job that computes everything behind them.

A place without a flag gets one when it is unusual, that is beyond what the years before let
expect; or an early one, of severity 0, when a forecast is likely enough to pass its limit. A flag
on a measured limit says more than either and takes their place. What is unusual clears under its
clear line, as a limit does; what was foreseen clears when no period is likely enough any more.
"""

from collections.abc import Mapping
from datetime import date, datetime

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from vector.catalog import Catalog, load
from vector.report.evidence import Evidence, Peak
from vector.report.telling import Lines, tell
from vector.settings import Settings
from vector.store import ledger
from vector.store.engine import session, transaction
from vector.store.tables import Flag
from vector.work import expectations, forecasts, jobs, news, retention, watch
from vector.work import nightly as ready
from vector.work.changes import Change, Changes
from vector.work.flags import OUTLOOK, open_flags
from vector.work.gathering import local
from vector.work.histories import Histories, histories
from vector.work.hysteresis import clear_line, clears
from vector.work.jobs import AFTER_CHANGE, NIGHTLY, RESULTS, RETENTION, Handler
from vector.work.judgement import Judged
from vector.work.limits import ActionLimits
from vector.work.signs import Early, Signs, Unusual
from vector.work.state import witness

log = structlog.get_logger()


def handlers(engine: Engine, settings: Settings) -> Mapping[str, Handler]:
    """Return what a worker does for each kind of job.

    After an upload, or a change of stations, forecasts wait for the night; all else is computed.
    """
    catalog = load()

    def nightly(now: datetime) -> None:
        # Its own job, so that neither waits for the other to succeed.
        with transaction(engine) as writing:
            jobs.ask(writing, RETENTION, now)
        compute(engine, catalog, settings, now)
        # Flags come first; what is only looked at is a job of its own.
        with transaction(engine) as writing:
            jobs.ask(writing, RESULTS, now)

    def after_change(now: datetime) -> None:
        compute(engine, catalog, settings, now, forecast=False)

    def results(now: datetime) -> None:
        ready.refresh(engine, catalog, settings, now)

    def retain(now: datetime) -> None:
        done = retention.remove(engine, settings, now)
        log.info("retention", **{each.kind: each.rows for each in done})

    found = {NIGHTLY: nightly, AFTER_CHANGE: after_change, RESULTS: results}
    return found | {RETENTION: retain}


def compute(
    engine: Engine, catalog: Catalog, settings: Settings, now: datetime, *, forecast: bool = True
) -> list[Change]:
    """Compute forecasts and expectations where the data have changed, then see to all flags.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        Indices, limits and rules.
    settings : Settings
        The band profile, the zone, whether alerts need a second person.
    now : datetime
        With zone.
    forecast : bool
        Whether forecasts are made anew as well.

    Returns
    -------
    list of Change
        What changed of the flags.
    """
    on = local(settings, now).date()
    with session(engine) as reading:
        found = histories(reading, catalog, until=on)
    if forecast:
        forecasts.refit(engine, catalog, settings, now, found)
    expectations.expect(engine, catalog, settings, now, found)
    with transaction(engine) as writing:
        # An upload beside this one sees to the same flags.
        ledger.still(writing)
        measured = watch.evaluate(writing, catalog, settings, on=on, now=now)
        return measured + evaluate(writing, catalog, settings, on=on, now=now, found=found)


def plan(engine: Engine, settings: Settings, now: datetime) -> bool:
    """See to it that the next night's job waits; returns whether it was written."""
    due = jobs.next_night(local(settings, now), load().outlook.hour)
    with session(engine) as reading:
        if jobs.waits(reading, NIGHTLY, due):
            return False
    with transaction(engine) as writing:
        return jobs.ask(writing, NIGHTLY, due)


def evaluate(
    session: Session,
    catalog: Catalog,
    settings: Settings,
    *,
    on: date,
    now: datetime,
    found: tuple[Histories, ...] | None = None,
) -> list[Change]:
    """Raise, update and clear the flags that rest on models.

    Parameters
    ----------
    session : Session
        A transaction that writes.
    catalog, settings
        As :func:`compute`.
    on : date
        The present.
    now : datetime
        When the changes are written, with zone.
    found : tuple of Histories, optional
        All series, where they have been gathered already.

    Returns
    -------
    list of Change
        Empty when nothing changed.
    """
    flags = open_flags(session)
    asked = {spot for spot, flag in flags.items() if flag.rule in OUTLOOK}
    found = histories(session, catalog, until=on) if found is None else found
    speaks = witness(session, catalog, settings.profile, ActionLimits(session, on))
    signs = Signs(session, catalog, speaks, found, on)
    outlook = _Outlook(catalog, Changes(session, settings, now), session)
    unusual, foreseen = signs.unusual(asked), signs.foreseen(asked)
    for spot in signs.gone(asked):
        outlook.close_for("revised", flags[spot])
    for spot in sorted({*asked, *unusual, *foreseen} - signs.gone(asked)):
        flag = flags.get(spot)
        if flag is None or spot in asked:
            outlook.judge(flag, unusual.get(spot), foreseen.get(spot))
    session.flush()
    return outlook.changes.written


class _Outlook:
    """Holds each place's flag against what the models say of it."""

    def __init__(self, catalog: Catalog, changes: Changes, session: Session) -> None:
        self.catalog, self.changes, self.session = catalog, changes, session

    def judge(self, flag: Flag | None, unusual: Unusual | None, ahead: Early | None) -> None:
        """Raise, keep or clear; what is counted says more than what is foreseen."""
        likely = ahead is not None and ahead.probability >= self.catalog.outlook.probability
        if unusual is not None and unusual.alarm and unusual.fresh:
            self._stand(flag, unusual.row, unusual.evidence)
        elif flag is not None and flag.rule == "expected":
            self._within(flag, unusual)
        elif ahead is not None and likely:
            self._stand(flag, ahead.row, ahead.evidence)
        elif flag is not None:
            self._recede(flag, ahead)

    def _stand(self, flag: Flag | None, row: Judged, found: Evidence) -> None:
        """Raise a flag, or bring the open one up to date and tell where it is worse."""
        if flag is None:
            worst = Peak(window=found.raised, severity=found.severity)
            evidence = found.model_copy(update={"worst": worst})
            self.changes.open(row.spot, evidence, tell("raised", evidence, self.catalog))
            return
        before = Evidence.read(flag.evidence)
        raised = before.raised if flag.rule == found.rule else found.raised
        worst = Peak(window=found.raised, severity=found.severity)
        if before.worst is not None and before.worst.severity > found.severity:
            worst = before.worst
        evidence = found.model_copy(update={"raised": raised, "worst": worst})
        present = tell("raised", evidence, self.catalog)
        known = news.expected(self.session, flag)
        if found.severity > flag.severity and found.severity > known:
            told = tell("worsened", evidence, self.catalog)
            self.changes.worsen(flag, evidence, present, told)
        else:
            self.changes.keep(flag, evidence, present)

    def _within(self, flag: Flag, unusual: Unusual | None) -> None:
        """What was unusual is not in alarm now: clear the flag, or keep it."""
        before = Evidence.read(flag.evidence)
        if unusual is None or unusual.alarm:
            return
        if unusual.row.end <= before.raised.end:
            self.close_for("revised", flag)
            return
        if not unusual.fresh:
            return
        found = unusual.evidence.model_copy(update={"raised": before.raised, "worst": before.worst})
        ratio = self.catalog.rules.clear_ratio
        lines = Lines(own=clear_line(found.bound, ratio))
        if clears(found.value, found.bound, ratio):
            self.changes.close(flag, found, tell("cleared", found, self.catalog, lines))
        else:
            self.changes.keep(flag, found, tell("easing", found, self.catalog, lines))

    def _recede(self, flag: Flag, ahead: Early | None) -> None:
        """What was foreseen is not likely enough now; with no forecast, nothing is known."""
        if ahead is None or ahead.probability >= self.catalog.outlook.clear_probability:
            return
        self.close_for("receded", flag)

    def close_for(self, cause: str, flag: Flag) -> None:
        """Clear a flag whose ground is gone."""
        evidence = Evidence.read(flag.evidence).model_copy(update={"cause": cause})
        self.changes.close(flag, evidence, tell(cause, evidence, self.catalog))

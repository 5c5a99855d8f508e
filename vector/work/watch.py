"""The watch: judges the present state of every place and writes down each change of it, once.

A place has at most one open flag 需消杀 for each index. A flag is **raised** when a place is
beyond its limit: a level and an absolute clause on any effort, a band and a density on the least
effort. It **worsens** when its severity passes the highest it had; it is **cleared** when a later
judgement with enough effort lies at or under the clear line (hysteresis). Nothing else changes
it: missing or old data never raise a flag and never clear one.

A flag stands on the surveys on which it was raised. When these have been withdrawn, corrected or
completed, and neither they nor the present state would raise it, it is cleared as *revised*. So a
flag raised only by an upload that is withdrawn goes with it, and one that earlier surveys raised
stays.

Every change writes an alert and its outbox row in the caller's transaction; evaluating again
without new data writes nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.report.evidence import Evidence
from vector.report.telling import tell
from vector.settings import Settings
from vector.store.flags import standing
from vector.store.geography import stations
from vector.store.tables import Alert, Component, Flag, Outbox
from vector.work.evidence import Judged
from vector.work.hysteresis import Clearing, clearing
from vector.work.present import WHOLE_STREET, Spot
from vector.work.state import State

AUTOMATIC = "自动批准"
Kind = Literal["raised", "worsened", "cleared"]


@dataclass(frozen=True)
class Change:
    """One change of one flag, as written."""

    kind: Kind
    flag_id: int
    street: str
    station: str
    index: str
    severity: int
    sentence: str


def evaluate(
    session: Session,
    catalog: Catalog,
    settings: Settings,
    *,
    on: date,
    now: datetime,
    restated: bool = False,
) -> list[Change]:
    """Judge the present state and write what changed.

    Parameters
    ----------
    session : Session
        A transaction that writes; alerts and outbox rows are kept with whatever caused them.
    catalog : Catalog
        Indices, limits and the rules of flags.
    settings : Settings
        The band profile, and whether alerts need a second person.
    on : date
        The present; surveys older than ``rules.fresh_days`` say nothing. A day before the newest
        survey is taken as the day of that survey: the state of the past is no present state.
    now : datetime
        When the changes are written, with zone.
    restated : bool
        Whether surveys that stood before were withdrawn or corrected: the severity a flag has
        had is then what stands today, for the worst of it may have been a slip.

    Returns
    -------
    list of Change
        Empty when nothing changed.
    """
    newest = session.scalar(select(func.max(Component.date)))
    on = max(on, newest) if newest else on
    flags = _open(session)
    state = State(session, catalog, settings.profile, on, flags)
    watch = _Watch(session, catalog, settings, now, state, restated)
    standing_on = state.standing(flags)
    for spot, row in state.flagged().items():
        watch.beyond(flags.get(spot), row, stands=spot in standing_on)
    for spot, flag in flags.items():
        if spot not in state.flagged():
            watch.within(flag, state.rows(spot), stands=spot in standing_on)
    session.flush()
    return watch.changes


def _open(session: Session) -> dict[Spot, Flag]:
    """Return the open flags by place; a station that moved takes its flag to its new street."""
    places = stations(session)
    streets = dict(zip(places["id"].tolist(), places["street_id"].tolist(), strict=True))
    found: dict[Spot, Flag] = {}
    for flag in standing(session, None):
        street = streets.get(flag.station_id, flag.region_id)
        if flag.region_id != street:
            flag.region_id = street
        found[street, flag.station_id or WHOLE_STREET, flag.index_id] = flag
    return found


@dataclass
class _Watch:
    """Writes changes."""

    session: Session
    catalog: Catalog
    settings: Settings
    now: datetime
    state: State
    restated: bool

    def __post_init__(self) -> None:
        self.changes: list[Change] = []

    def beyond(self, flag: Flag | None, row: Judged, *, stands: bool) -> None:
        """A place is beyond its limit: raise a flag, or keep it and see whether it worsened."""
        raised = self.state.raised(flag) if flag is not None and stands else None
        evidence = self.state.witness.evidence(row, raised)
        if evidence is None:
            return
        if flag is None:
            sentence = tell("raised", evidence, self.catalog)
            self._write("raised", self._raise(row, evidence, sentence), evidence, sentence)
        elif evidence.severity > flag.severity:
            sentence = tell("worsened", evidence, self.catalog)
            flag.severity = evidence.severity
            self._refresh(flag, evidence, sentence)
            self._write("worsened", flag, evidence, sentence)
        else:
            flag.severity = evidence.severity if self.restated else flag.severity
            self._refresh(flag, evidence, tell("raised", evidence, self.catalog))

    def within(self, flag: Flag, rows: list[Judged], *, stands: bool) -> None:
        """A flagged place is not seen beyond its limit: clear the flag, or keep it."""
        before = Evidence.read(flag.evidence)
        if not stands:
            self._revise(flag, before)
            return
        raised = before.raised
        later = [row for row in rows if row.end >= raised.end and self.state.enough(row, raised)]
        if not later:
            return
        clearings = [self._clearing(row, before) for row in later]
        held = [each for each in clearings if not each.clear]
        most = max(held or clearings, key=lambda each: each.evidence.denominator)
        change = "easing" if held else "cleared"
        sentence = tell(change, most.evidence, self.catalog, most.lines)
        if held:
            self._refresh(flag, most.evidence, sentence)
        else:
            self._close(flag, most.evidence, sentence)

    def _clearing(self, row: Judged, before: Evidence) -> Clearing:
        """Hold a flagged place against its limit, or the one it had if there is none by now."""
        found = self.state.witness.evidence(row, before.raised, otherwise=before.bound)
        assert found is not None
        pairs = self.state.witness.companions(self.catalog.indices[row.index], row)
        ratio, known = self.catalog.rules.clear_ratio, self.state.pair_known(row)
        return clearing(found, before.companion, pairs, ratio, known=known)

    def _raise(self, row: Judged, evidence: Evidence, sentence: str) -> Flag:
        flag = Flag(
            region_id=row.street_id,
            station_id=row.station_id or None,
            index_id=row.index,
            rule=evidence.rule,
            severity=evidence.severity,
            opened_at=self.now,
            observed_on=evidence.end,
            evidence=evidence.stored(),
            sentence=sentence,
        )
        self.session.add(flag)
        return flag

    def _refresh(self, flag: Flag, evidence: Evidence, sentence: str) -> None:
        """Keep the open flag's numbers those of the present; the change itself is no news."""
        stored = evidence.stored()
        if flag.evidence != stored:
            flag.evidence, flag.observed_on = stored, evidence.end
        if flag.sentence != sentence:
            flag.sentence = sentence

    def _revise(self, flag: Flag, before: Evidence) -> None:
        revised = before.model_copy(update={"cause": "revised"})
        self._close(flag, revised, tell("revised", revised, self.catalog))

    def _close(self, flag: Flag, evidence: Evidence, sentence: str) -> None:
        flag.cleared_at = self.now
        self._refresh(flag, evidence, sentence)
        self._write("cleared", flag, evidence, sentence)

    def _write(self, kind: Kind, flag: Flag, evidence: Evidence, sentence: str) -> None:
        """Write the alert and, with it, that an office must hear of it."""
        approved = self.settings.approve_automatically
        alert = Alert(
            flag=flag,
            change=kind,
            severity=evidence.severity,
            raised_at=self.now,
            approved_at=self.now if approved else None,
            approved_by=AUTOMATIC if approved else None,
            evidence=evidence.stored(),
            sentence=sentence,
        )
        self.session.add(alert)
        self.session.flush()
        office = Outbox(alert_id=alert.id, region_id=flag.region_id, due_at=self.now)
        self.session.add(office)
        self.changes.append(
            Change(
                kind,
                flag.id,
                evidence.street,
                evidence.station,
                flag.index_id,
                evidence.severity,
                sentence,
            )
        )

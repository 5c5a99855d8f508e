"""The watch: judges the present state of every place and writes down each change of it, once.

A place has at most one open flag 需消杀 for each index. A flag is **raised** when a place is
beyond its limit: a level and an absolute clause on any effort, a band and a density on the least
effort. It **worsens** when its severity passes what its office knows or is about to be told; it
is **cleared** when a later judgement with enough effort lies at or under the clear line
(hysteresis). Nothing else changes it: missing or old data never raise a flag and never clear one.

A flag stands on the surveys on which it was raised. When these have been withdrawn, corrected or
completed, and neither they nor the present state would raise it, it is cleared as *revised*. So a
flag raised only by an upload that is withdrawn goes with it, and one that earlier surveys raised
stays. When only its worst was such a slip, it is **corrected**: whoever was told the worst is told
what stands.

A flag that rests on a model (:mod:`vector.work.outlook`) is left alone here, unless its place is
beyond a measured limit: then it becomes a flag on that.

Every change writes an alert and its outbox row in the caller's transaction; evaluating again
without new data writes nothing. So what nothing has touched since the last time is not judged
again (:mod:`vector.work.basis`).
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.report.evidence import Evidence, Peak, Recheck
from vector.report.saying import say
from vector.report.telling import tell
from vector.settings import Settings
from vector.store import ledger
from vector.store.tables import Component, Flag
from vector.work import basis, news
from vector.work.changes import Change, Changes
from vector.work.flags import OUTLOOK, hand_over, open_flags
from vector.work.ground import Ground
from vector.work.hysteresis import Clearing, clearing
from vector.work.judgement import Judged
from vector.work.present import WHOLE_STREET, Spot
from vector.work.recheck import Rechecks
from vector.work.standing import Standing, rested
from vector.work.state import State, region_names

__all__ = ["Change", "evaluate"]


def evaluate(
    session: Session, catalog: Catalog, settings: Settings, *, on: date, now: datetime
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

    Returns
    -------
    list of Change
        Empty when nothing changed.
    """
    ledger.still(session)
    newest = session.scalar(select(func.max(Component.date)))
    on = max(on, newest) if newest else on
    indices = basis.touched(session, catalog, settings, on)
    if indices is not None and not indices:
        return []
    written = _evaluate(session, catalog, settings, on, now, indices)
    basis.settle(session, catalog, settings, on)
    return written


def _evaluate(
    session: Session,
    catalog: Catalog,
    settings: Settings,
    on: date,
    now: datetime,
    indices: Collection[str] | None,
) -> list[Change]:
    """Judge all indices, or those alone, and write what changed."""
    flags, changes = open_flags(session), Changes(session, settings, now)
    hand_over(flags, changes, region_names(session))
    measured = {
        spot: flag
        for spot, flag in flags.items()
        if flag.rule not in OUTLOOK and (indices is None or spot[2] in indices)
    }
    before = {spot: Evidence.read(flag.evidence) for spot, flag in measured.items()}
    state = State(session, catalog, settings.profile, on, before, indices)
    ground = Ground(session, catalog, settings.profile, rested(measured, before), indices)
    watch = _Watch(session, catalog, on, state, changes)
    for spot, row in state.flagged().items():
        if spot not in measured:
            watch.raise_(row, flags.get(spot))
    for spot, flag in measured.items():
        found = Standing(flag, spot, before[spot], ground, state.witness)
        if spot in state.flagged():
            watch.beyond(found, state.flagged()[spot])
        elif found.stands:
            watch.within(found)
        else:
            watch.revise(found)
    session.flush()
    return watch.changes.written


class _Watch:
    """Holds each place against its limits, and its flag against what it stands on."""

    def __init__(
        self, session: Session, catalog: Catalog, on: date, state: State, changes: Changes
    ) -> None:
        self.session, self.catalog, self.on = session, catalog, on
        self.state, self.changes = state, changes

    def raise_(self, row: Judged, modelled: Flag | None) -> None:
        """A place is beyond its limit that had no flag, or one that rests on a model alone."""
        evidence = self.state.witness.evidence(row)
        if evidence is None:
            return
        worst = Peak(window=row.window, severity=evidence.severity)
        evidence = evidence.model_copy(update={"worst": worst})
        sentence = tell("raised", evidence, self.catalog)
        if modelled is None:
            self.changes.open(row.spot, evidence, sentence)
        else:
            self._tell(modelled, evidence, sentence)

    def beyond(self, found: Standing, row: Judged) -> None:
        """A flagged place is beyond its limit: see whether it worsened."""
        raised = found.raised if found.stands else None
        evidence = self.state.witness.evidence(row, raised)
        if evidence is None:
            return
        waiting = self._rechecks(found, [row]) if found.stands else ()
        again = _merged(waiting, evidence.rechecks)
        update = {"worst": found.worst(evidence), "rechecks": again}
        evidence = evidence.model_copy(update=update)
        self._update(found, evidence, tell("raised", evidence, self.catalog))

    def revise(self, found: Standing) -> None:
        """What raised a flag stands no more, and the place is not beyond its limit."""
        self._close_for("revised", found)

    def within(self, found: Standing) -> None:
        """A flagged place is not seen beyond its limit: clear the flag, or keep it."""
        later = self._later(found, found.spot)
        waiting = self._rechecks(found, later)
        if later:
            self._judge_again(found, [self._clearing(row, found) for row in later], waiting)
        elif not waiting and self._apart(found):
            self._close_for("apart", found)
        else:
            self._requote(found)

    def _judge_again(
        self, found: Standing, clearings: Sequence[Clearing], waiting: tuple[Recheck, ...]
    ) -> None:
        """Clear a flag if every row lies at or under its line and no station is left out."""
        held = [each for each in clearings if not each.clear]
        most = max(held or clearings, key=lambda each: each.evidence.denominator)
        if not held and not waiting:
            sentence = tell("cleared", most.evidence, self.catalog, most.lines)
            self.changes.close(found.flag, most.evidence, sentence)
            return
        lines = most.lines if held else replace(most.lines, unchecked=waiting)
        again = _merged(waiting, most.evidence.rechecks if held else ())
        update = {"worst": found.worst(None), "rechecks": again}
        evidence = most.evidence.model_copy(update=update)
        self._update(found, evidence, tell("easing", most.evidence, self.catalog, lines))

    def _requote(self, found: Standing) -> None:
        """Nothing new is known: keep the flag's numbers, unless they were taken back."""
        row = found.quoted()
        evidence, sentence = found.before, found.flag.sentence
        if row is not None:
            evidence, sentence = self._quote(found, row)
        update = {"raised": found.raised, "worst": found.worst(None)}
        self._update(found, evidence.model_copy(update=update), sentence)

    def _quote(self, found: Standing, row: Judged) -> tuple[Evidence, str]:
        if not row.flag:
            held = self._clearing(row, found)
            return held.evidence, tell("easing", held.evidence, self.catalog, held.lines)
        evidence = self.state.witness.evidence(row, found.raised, found.before.bound)
        assert evidence is not None
        return evidence, tell("raised", evidence, self.catalog)

    def _update(self, found: Standing, evidence: Evidence, present: str) -> None:
        """Bring a flag up to date, and tell of it where it worsened or its worst was a slip."""
        assert evidence.worst is not None
        if evidence.worst.severity < found.was_worst.severity:
            sentence = say("change", "restated", sentence=present)
            self.changes.correct(found.flag, evidence, present, sentence)
        else:
            self._tell(found.flag, evidence, present)

    def _tell(self, flag: Flag, evidence: Evidence, present: str) -> None:
        """Bring a flag up to date, and tell of it where it worsened."""
        if self._worsened(flag, evidence):
            sentence = tell("worsened", evidence, self.catalog)
            self.changes.worsen(flag, evidence, present, sentence)
        else:
            self.changes.keep(flag, evidence, present)

    def _worsened(self, flag: Flag, evidence: Evidence) -> bool:
        return evidence.severity > flag.severity and evidence.severity > news.expected(
            self.session, flag
        )

    def _rechecks(self, found: Standing, pooled: Sequence[Judged]) -> tuple[Recheck, ...]:
        """Return the stations that hold a street's flag because nobody looked there again."""
        if found.spot[1] != WHOLE_STREET:
            return ()

        def settled(station: int) -> bool:
            return self._settled(found, station)

        street, _, index = found.spot
        each = Rechecks(self.session, street, index, self.on, pooled, settled)
        return each.open(found.before.rechecks)

    def _settled(self, found: Standing, station: int) -> bool:
        """Return whether a station of a street's flag is flagged by itself, or clear by itself."""
        later = self._later(found, (found.spot[0], station, found.spot[2]))
        return bool(later) and all(row.flag or self._clearing(row, found).clear for row in later)

    def _later(self, found: Standing, spot: Spot) -> list[Judged]:
        """Return what is known of a place, as late and with effort enough to clear the flag.

        That is nothing where the flag's own method has not been used: another one proves little.
        """
        raised, rows = found.raised, self.state.rows(spot)
        late = [row for row in rows if row.end >= raised.end and self.state.enough(row, raised)]
        return late if any(row.method == found.before.method for row in late) else []

    def _apart(self, found: Standing) -> bool:
        """Return whether all stations that a street's flag waited for are judged by themselves."""
        waited = found.before.rechecks
        return bool(waited) and all(self._settled(found, each.station) for each in waited)

    def _clearing(self, row: Judged, found: Standing) -> Clearing:
        """Hold a flagged place against its limit, or the one it had if there is none by now."""
        before = found.before
        evidence = self.state.witness.evidence(row, found.raised, otherwise=before.bound)
        assert evidence is not None
        pairs = self.state.witness.companions(self.catalog.indices[row.index], row)
        ratio, known = self.catalog.rules.clear_ratio, self.state.pair_known(row)
        return clearing(evidence, before.companion, pairs, ratio, known=known)

    def _close_for(self, cause: str, found: Standing) -> None:
        evidence = found.before.model_copy(update={"cause": cause})
        self.changes.close(found.flag, evidence, tell(cause, evidence, self.catalog))


def _merged(waiting: Sequence[Recheck], new: Sequence[Recheck]) -> tuple[Recheck, ...]:
    """Return the stations still waited for and those where something was found now, each once."""
    by_station = {each.station: each for each in (*waiting, *new)}
    return tuple(by_station[station] for station in sorted(by_station))

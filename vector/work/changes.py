"""Changes of flags: each is written to the flag, with its alert and outbox row, once."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from vector.report.evidence import Evidence
from vector.settings import Settings
from vector.store.tables import Alert, Flag, Outbox
from vector.work.present import Spot

AUTOMATIC = "自动批准"
Kind = Literal["raised", "worsened", "corrected", "cleared"]


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


@dataclass
class Changes:
    """Writes changes in the caller's transaction, and keeps a list of them."""

    session: Session
    settings: Settings
    now: datetime
    written: list[Change] = field(default_factory=list)

    def open(self, spot: Spot, evidence: Evidence, sentence: str) -> Flag:
        """Raise a flag."""
        street, station, index = spot
        flag = Flag(
            region_id=street,
            station_id=station or None,
            index_id=index,
            rule=evidence.rule,
            severity=evidence.severity,
            opened_at=self.now,
            observed_on=evidence.end,
            evidence=evidence.stored(),
            sentence=sentence,
        )
        self.session.add(flag)
        self._announce("raised", flag, evidence, sentence)
        return flag

    def keep(self, flag: Flag, evidence: Evidence, sentence: str) -> None:
        """Bring an open flag up to the present; that is no news."""
        self._quote(flag, evidence, sentence)
        if flag.severity != evidence.severity:
            flag.severity = evidence.severity

    def worsen(self, flag: Flag, evidence: Evidence, present: str, sentence: str) -> None:
        """An open flag is worse than its office knows; ``present`` is what the flag itself says."""
        self.keep(flag, evidence, present)
        self._announce("worsened", flag, evidence, sentence)

    def correct(self, flag: Flag, evidence: Evidence, present: str, sentence: str) -> None:
        """The worst that an open flag had shown was withdrawn or corrected."""
        self.keep(flag, evidence, present)
        self._announce("corrected", flag, evidence, sentence)

    def close(self, flag: Flag, evidence: Evidence, sentence: str) -> None:
        """Clear a flag; its severity stays what it was."""
        self._quote(flag, evidence, sentence)
        flag.cleared_at = self.now
        self._announce("cleared", flag, evidence, sentence)

    def _quote(self, flag: Flag, evidence: Evidence, sentence: str) -> None:
        stored = evidence.stored()
        if flag.evidence != stored:
            flag.evidence, flag.observed_on = stored, evidence.end
        if flag.sentence != sentence:
            flag.sentence = sentence
        if flag.rule != evidence.rule:
            flag.rule = evidence.rule

    def _announce(self, kind: Kind, flag: Flag, evidence: Evidence, sentence: str) -> None:
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
        place = (evidence.street, evidence.station, flag.index_id)
        self.written.append(Change(kind, flag.id, *place, evidence.severity, sentence))

"""An open flag and what it stands on: whether it would still be raised, and the worst it showed.

A flag rests on three windows of surveys: those that raised it, those that showed its worst, and
those it quotes. Each may have been withdrawn, corrected or completed since.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vector.report.evidence import Evidence, Peak, Window
from vector.store.tables import Flag
from vector.work.evidence import Witness
from vector.work.ground import Ground
from vector.work.judgement import Judged
from vector.work.present import Spot


@dataclass(frozen=True)
class Standing:
    """One open flag.

    Attributes
    ----------
    flag : Flag
        Open.
    spot : Spot
        Its place and index.
    before : Evidence
        What it rested on when it was last looked at.
    ground : Ground
        What its surveys come to now.
    witness : Witness
        Turns what was judged again into evidence.
    """

    flag: Flag
    spot: Spot
    before: Evidence
    ground: Ground
    witness: Witness

    @property
    def stands(self) -> bool:
        """Whether the surveys that raised it still stand, or would still raise it."""
        raised = self.before.raised
        if self.ground.intact(self.spot, raised):
            return True
        return any(row.flag for row in self.ground.rows(self.spot, raised.end))

    @property
    def was_worst(self) -> Peak:
        """The worst it had shown when it was last looked at."""
        return peak(self.before, self.flag.severity)

    def worst(self, present: Evidence | None) -> Peak:
        """Return the worst it has shown, by what stands now.

        Parameters
        ----------
        present : Evidence or None
            The present state where it is beyond the limit.
        """
        peaks = list(self._past())
        if present is not None:
            peaks.append(Peak(window=present.window, severity=present.severity))
        lowest = Peak(window=self.before.raised, severity=1)
        return max(peaks, key=lambda each: each.severity, default=lowest)

    def _past(self) -> Iterator[Peak]:
        was = self.was_worst
        if self.ground.intact(self.spot, was.window):
            yield was
            return
        for day in {window.end for window in windows(self.before, self.flag.severity)}:
            for row in self.ground.rows(self.spot, day):
                found = self.witness.evidence(row) if row.flag else None
                if found is not None:
                    yield Peak(window=row.window, severity=found.severity)

    def quoted(self) -> Judged | None:
        """Return what the flag is to quote instead, where what it quotes stands no more.

        The last of the days it rested on, but none before the surveys that raised it.
        """
        if self.ground.intact(self.spot, self.before.window):
            return None
        raised = self.before.raised
        rows = [
            row
            for day in (self.before.end, raised.end)
            for row in self.ground.rows(self.spot, day)
            if row.end >= raised.end
        ]
        # Corrected counts of the raising day may lie before it only where surveys went away.
        rows = rows or self.ground.rows(self.spot, raised.end)
        return max(rows, key=lambda row: (row.end, row.counts.denominator), default=None)


def peak(evidence: Evidence, severity: int) -> Peak:
    """Return the worst in a flag's evidence; what raised it unless it says otherwise."""
    return evidence.worst or Peak(window=evidence.raised, severity=severity)


def windows(evidence: Evidence, severity: int) -> tuple[Window, ...]:
    """Return the surveys a flag rests on: what raised it, its worst, and what it quotes."""
    return evidence.raised, peak(evidence, severity).window, evidence.window


def rested(flags: Mapping[Spot, Flag], before: Mapping[Spot, Evidence]) -> dict[Spot, set[Window]]:
    """Return the surveys that all open flags rest on."""
    return {spot: set(windows(before[spot], flag.severity)) for spot, flag in flags.items()}

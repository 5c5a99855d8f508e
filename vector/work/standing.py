"""An open flag and what it stands on: whether it would still be raised, and the worst it showed.

A flag rests on three windows of surveys: those that raised it, those that showed its worst, and
those it quotes. Each may have been withdrawn, corrected or completed since.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

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
        """Whether the surveys that raised it still stand, or what is left would raise it."""
        return self._left is not None

    @property
    def raised(self) -> Window:
        """The surveys it stands on; what raised it, if nothing of that is left."""
        return self._left or self.before.raised

    @cached_property
    def _left(self) -> Window | None:
        raised = self.before.raised
        if self.ground.intact(self.spot, raised):
            return raised
        worst = max(self._peaks([raised.end]), key=lambda each: each.severity, default=None)
        return worst.window if worst else None

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
        lowest = Peak(window=self.raised, severity=1)
        return max(peaks, key=lambda each: each.severity, default=lowest)

    def _past(self) -> Iterator[Peak]:
        was = self.was_worst
        if self.ground.intact(self.spot, was.window):
            yield was
            return
        rested = windows(self.before, self.flag.severity)
        yield from self._peaks({window.end for window in rested})

    def _peaks(self, days: Iterable[date]) -> Iterator[Peak]:
        """Yield what was beyond its limit on some days, by the data of today."""
        for day in days:
            for row in self.ground.rows(self.spot, day):
                # Its limit may have ended since; the one it was raised by then says how bad.
                found = self.witness.evidence(row, otherwise=self.before.bound)
                if row.flag and found is not None:
                    yield Peak(window=row.window, severity=found.severity)

    def quoted(self) -> Judged | None:
        """Return what the flag is to quote instead, where what it quotes stands no more.

        The last of the days it rested on, but none before the surveys that raised it.
        """
        if self.ground.intact(self.spot, self.before.window):
            return None
        days = (self.before.end, self.before.raised.end)
        rows = [row for day in days for row in self.ground.rows(self.spot, day)]
        later = [row for row in rows if row.end >= self.raised.end]
        return max(later, key=lambda row: (row.end, row.counts.denominator), default=None)


def peak(evidence: Evidence, severity: int) -> Peak:
    """Return the worst in a flag's evidence; what raised it unless it says otherwise."""
    return evidence.worst or Peak(window=evidence.raised, severity=severity)


def windows(evidence: Evidence, severity: int) -> tuple[Window, ...]:
    """Return the surveys a flag rests on: what raised it, its worst, and what it quotes."""
    return evidence.raised, peak(evidence, severity).window, evidence.window


def rested(flags: Mapping[Spot, Flag], before: Mapping[Spot, Evidence]) -> dict[Spot, set[Window]]:
    """Return the surveys that all open flags rest on."""
    return {spot: set(windows(before[spot], flag.severity)) for spot, flag in flags.items()}

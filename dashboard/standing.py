"""How a place of the map stands: flagged, over its limit, within it, or with none to compare with.

In the present month a place is flagged while a flag is open there, whatever rule has raised it: a
limit, or what the years before let expect. Of a past month what its own counts flag is told. A
value over its limit is no flag as long as too little was looked at; it is not "within" either.
"""

from collections import Counter
from typing import Any

from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.flagged import why
from dashboard.month import Asked
from dashboard.service import service
from dashboard.text import say
from vector.catalog.entry import exact
from vector.catalog.index import BandedIndex, DensityIndex, GradedIndex
from vector.report.evidence import Evidence
from vector.stats.level import holds
from vector.store.tables import Flag
from vector.work.limits import ActionLimits

STATES = ("flagged", "over", "calm", "free", "unknown")


class Standing:
    """How places stand by one index in one month."""

    def __init__(self, reading: Session, asked: Asked) -> None:
        self.asked = asked
        self._limits = ActionLimits(reading, asked.last)
        flags = [flag for flag in visible.open_flags() if self._is_asked(flag)]
        self._open = {flag.station_id: flag for flag in flags if flag.station_id}
        # Flags on a street as a whole, by its small stations taken together.
        self.streets = Counter(flag.region_id for flag in flags if not flag.station_id)

    def _is_asked(self, flag: Flag) -> bool:
        if not self.asked.present or flag.index_id != self.asked.index.id:
            return False
        return Evidence.read(flag.evidence).method in self.asked.methods

    def flagged(self, station: int, row: Any | None) -> bool:
        """Whether a station is flagged: now, or in a past month by what was counted there."""
        if self.asked.present:
            return station in self._open
        return row is not None and bool(row.flag)

    def said(self, state: str, station: int) -> list[str]:
        """The state of a station in words, and why it is flagged."""
        flag = self._open.get(station)
        reason = [] if flag is None else [why(flag, Evidence.read(flag.evidence))]
        return [say(f"state.{state}"), *reason] if state in ("flagged", "over") else []

    def of(self, row: Any | None, flagged: bool, street: int, station: int) -> str:
        """One of ``STATES``; for a street the station is 0."""
        if flagged:
            return "flagged"
        if row is None:
            return "unknown"
        beyond = self._beyond(row, street, station)
        return "free" if beyond is None else "over" if beyond else "calm"

    def _beyond(self, row: Any, street: int, station: int) -> bool | None:
        """Whether the value is beyond its limit; None where there is none to compare with."""
        index = self.asked.index
        if isinstance(index, GradedIndex):
            return row.level == "worse" if row.level else None
        if isinstance(index, BandedIndex):
            settings = service().settings
            least = service().catalog.profiles[settings.profile].flag_from
            return bool(row.band >= least) if row.band == row.band else None
        if not isinstance(index, DensityIndex):
            return bool(row.numerator > 0)
        limit = self._limits.find(index.id, street, station)
        if limit is None:
            return None
        op = "ge" if index.worse == "low" else "le"
        return not holds(op, row.numerator, row.denominator, index.multiplier, exact(limit.value))

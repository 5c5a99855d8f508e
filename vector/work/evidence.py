"""The evidence of one judged place: its numbers and limit, its effort, its pair."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from vector.catalog import Catalog
from vector.catalog.index import AbsoluteIndex, GradedIndex, Index
from vector.report.evidence import Bound, Companion, Evidence, Recheck, Rule, Window
from vector.report.numeral import plain
from vector.stats.finding import effort_unit
from vector.work.bound import Bounds
from vector.work.hysteresis import severity
from vector.work.judgement import Counts, Judged


@dataclass(frozen=True)
class Witness:
    """Turns judged rows into evidence.

    Parameters
    ----------
    catalog : Catalog
        Indices and methods.
    bounds : Bounds
        The limits the rows were judged by.
    streets, stations : mapping of int to str
        The names of places.
    """

    catalog: Catalog
    bounds: Bounds
    streets: Mapping[int, str]
    stations: Mapping[int, str]

    def evidence(
        self, row: Judged, raised: Window | None = None, otherwise: Bound | None = None
    ) -> Evidence | None:
        """Return what a flag on this row rests on.

        Parameters
        ----------
        row : Judged
            With effort.
        raised : Window, optional
            The surveys on which the flag was raised; the row's own unless given.
        otherwise : Bound, optional
            The limit to hold against where none is in force any more.

        Returns
        -------
        Evidence or None
            None where no limit holds for the row and no other is given.
        """
        index = self.catalog.indices[row.index]
        found = self.bounds.find(index, row.street_id, row.station_id, row.end)
        bound = found or otherwise
        if bound is None:
            return None
        value = _value(index, row.counts)
        companion, rechecks = self._companion(index, row), self._rechecks(row)
        return Evidence(
            street=self.streets[row.street_id],
            station=self.stations.get(row.station_id, ""),
            group=index.group,
            method=row.method,
            index=row.index,
            rule=_rule(index),
            start=row.start,
            end=row.end,
            stations=row.stations,
            surveys=row.surveys,
            numerator=row.counts.numerator,
            denominator=row.counts.denominator,
            value=value,
            lower=row.lower,
            upper=row.upper,
            unit=index.unit,
            effort=self._effort(index, row),
            bound=bound,
            companion=companion,
            p_beyond=row.p_beyond,
            words=row.words,
            severity=self._severity(row, value, bound, companion),
            companions=row.window.companions,
            raised=raised or row.window,
            found=tuple(sorted(each.name for each in rechecks)),
            rechecks=rechecks,
            **self._band(row),
        )

    def _rechecks(self, row: Judged) -> tuple[Recheck, ...]:
        return tuple(
            Recheck(station=each.station_id, name=self.stations[each.station_id], found_on=each.day)
            for each in row.members
            if each.found
        )

    def _companion(self, index: Index, row: Judged) -> Companion | None:
        """Return the companion that is furthest beyond its own limit, if any is beyond."""
        found = [
            (severity(each.value, each.bound), each)
            for each in self.companions(index, row)
            if each.bound.beyond(each.value)
        ]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def companions(self, index: Index, row: Judged) -> list[Companion]:
        """Return the counts per positive unit of a rate that have any, with their limits."""
        found = []
        for name, counts in row.companions.items():
            other = self.catalog.indices[name]
            if not isinstance(other, GradedIndex) or counts.denominator <= 0:
                continue
            bound = self.bounds.graded(other, row.end)
            if bound is not None:
                value = _value(other, counts)
                found.append(Companion(name=other.zh, value=value, unit=other.unit, bound=bound))
        return found

    def _severity(
        self, row: Judged, value: Fraction, bound: Bound, companion: Companion | None
    ) -> int:
        if row.band is not None:
            return max(1, row.band - self.bounds.profile.flag_from + 1)
        other = severity(companion.value, companion.bound) if companion else 1
        return max(severity(value, bound), other)

    def _band(self, row: Judged) -> dict[str, Any]:
        if row.band is None:
            return {}
        return {
            "band": row.band,
            "band_name": self.bounds.band_name(row.band),
            "scheme": self.bounds.profile.zh,
        }

    def _effort(self, index: Index, row: Judged) -> str:
        unit, scale = effort_unit(index, self.catalog)
        fields = [self.catalog.methods[row.method].field(name).zh for name in index.denominator]
        amount = plain(Fraction(row.counts.denominator, scale))
        return f"{'×'.join(fields)} {amount} {unit}".rstrip()


def _value(index: Index, counts: Counts) -> Fraction:
    if isinstance(index, AbsoluteIndex):
        return Fraction(counts.numerator)
    return index.multiplier * Fraction(*counts)


def _rule(index: Index) -> Rule:
    return "action_limit" if index.kind == "density" else index.kind

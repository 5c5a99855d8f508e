"""The evidence of one judged place: its limit as quoted, its effort in natural units, its pair."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from vector.catalog import Catalog
from vector.catalog.band import Profile
from vector.catalog.entry import Sourced
from vector.catalog.index import AbsoluteIndex, BandedIndex, GradedIndex, Index
from vector.report.evidence import Bound, Companion, Evidence, Rule, Window, limit_with_unit
from vector.report.numeral import plain
from vector.report.saying import say
from vector.stats.finding import effort_unit
from vector.work.hysteresis import severity
from vector.work.limits import ActionLimits

NOTHING = Fraction(0)


class Counts(NamedTuple):
    """Pooled numerator and denominator, in stored units."""

    numerator: int
    denominator: int


@dataclass(frozen=True)
class Judged:
    """One judged row: a place, a method and an index, with its companions' counts."""

    street_id: int
    station_id: int
    method: str
    index: str
    start: date
    end: date
    stations: int
    surveys: int
    counts: Counts
    lower: float | None
    upper: float | None
    band: int | None
    p_beyond: float | None
    words: str
    flag: bool
    companions: Mapping[str, Counts]

    @property
    def window(self) -> Window:
        """The surveys pooled."""
        numerator, denominator = self.counts
        return Window(start=self.start, end=self.end, numerator=numerator, denominator=denominator)


@dataclass(frozen=True)
class Witness:
    """Turns judged rows into evidence.

    Parameters
    ----------
    catalog, profile, limits
        What the rows were judged by.
    streets, stations : mapping of int to str
        The names of places.
    """

    catalog: Catalog
    profile: Profile
    limits: ActionLimits
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
        bound = self.bound(index, row) or otherwise
        if bound is None:
            return None
        value = _value(index, row.counts)
        companion = self._companion(index, row)
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
            raised=raised or row.window,
            **self._band(row),
        )

    def bound(self, index: Index, row: Judged) -> Bound | None:
        """Return the limit that holds for a row."""
        if isinstance(index, GradedIndex):
            return self._graded(index, row.end)
        if isinstance(index, BandedIndex):
            return self._banded(index)
        if isinstance(index, AbsoluteIndex):
            return self._absolute(index, row.end)
        return self._action(index, row)

    def _graded(self, index: GradedIndex, day: date) -> Bound | None:
        grading = self.catalog.grading(index, day)
        for limit in grading.limits:
            if limit.level == "C":
                text = say(
                    "limit",
                    "graded",
                    edition=grading.edition.id,
                    side=say("side", limit.op),
                    limit=limit_with_unit(limit.value, index.unit),
                )
                caution = _joined(grading.warning_zh, _caution("limit", limit))
                return _bound(limit.value, index.worse, text, limit, caution)
        return None

    def _banded(self, index: BandedIndex) -> Bound | None:
        cuts, at = self.profile.cuts_of(index.id), self.profile.flag_from
        if cuts is None or not 1 <= at <= len(cuts.cuts):
            return None
        value = cuts.cuts[at - 1]
        limit = limit_with_unit(value, index.unit)
        band = self._band_name(at)
        text = say("limit", "banded", profile=self.profile.zh, band=band, limit=limit)
        return _bound(value, index.worse, text, cuts, _caution("cuts", cuts))

    def _absolute(self, index: AbsoluteIndex, day: date) -> Bound | None:
        for edition in self.catalog.editions.values():
            for clause in edition.clauses:
                if clause.index == index.id:
                    text = say("limit", "absolute", edition=edition.id, clause=clause.zh)
                    warning = self._warning(index.group, edition.id, day)
                    caution = _joined(warning, _caution("limit", clause))
                    return _bound(NOTHING, "high", text, clause, caution)
        return None

    def _warning(self, group: str, applied: str, day: date) -> str:
        """Return the warning of an edition in force whose contents are not known."""
        for edition in self.catalog.editions.values():
            if edition.group == group and edition.graded_by == applied and edition.in_force(day):
                return edition.warning_zh
        return ""

    def _action(self, index: Index, row: Judged) -> Bound | None:
        limit = self.limits.find(index.id, row.street_id, row.station_id)
        if limit is None:
            return None
        value = Fraction(limit.value)
        text = say(
            "limit",
            "action_limit",
            set_by=limit.set_by,
            set_on=limit.set_on,
            limit=limit_with_unit(value, index.unit),
            source=limit.source,
        )
        return Bound(
            value=value, worse=index.worse, text=text, source=limit.source, confidence="certain"
        )

    def _companion(self, index: Index, row: Judged) -> Companion | None:
        """Return the companion that is furthest beyond its own limit, if any is beyond."""
        found = [
            (severity(each.value, each.bound), each)
            for each in self.companions(index, row)
            if each.value > each.bound.value
        ]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def companions(self, index: Index, row: Judged) -> list[Companion]:
        """Return the counts per positive unit of a rate that have any, with their limits."""
        found = []
        for name, counts in row.companions.items():
            other = self.catalog.indices[name]
            if not isinstance(other, GradedIndex) or counts.denominator <= 0:
                continue
            bound = self._graded(other, row.end)
            if bound is not None:
                value = _value(other, counts)
                found.append(Companion(name=other.zh, value=value, unit=other.unit, bound=bound))
        return found

    def _severity(
        self, row: Judged, value: Fraction, bound: Bound, companion: Companion | None
    ) -> int:
        if row.band is not None:
            return max(1, row.band - self.profile.flag_from + 1)
        other = severity(companion.value, companion.bound) if companion else 1
        return max(severity(value, bound), other)

    def _band(self, row: Judged) -> dict[str, Any]:
        if row.band is None:
            return {}
        return {
            "band": row.band,
            "band_name": self._band_name(row.band),
            "scheme": self.profile.zh,
        }

    def _band_name(self, band: int) -> str:
        return next((each.zh for each in self.profile.bands if each.band == band), str(band))

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


def _caution(key: str, fact: Sourced) -> str:
    if fact.certain:
        return ""
    return say("caution", key, confidence=say("confidence", fact.confidence), source=fact.source)


def _joined(*cautions: str) -> str:
    return "；".join(caution for caution in cautions if caution)


def _bound(
    value: Fraction, worse: Literal["high", "low"], text: str, fact: Sourced, caution: str
) -> Bound:
    return Bound(
        value=value,
        worse=worse,
        text=text,
        source=fact.source,
        confidence=fact.confidence,
        caution=caution,
    )

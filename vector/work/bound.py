"""The limit that holds for an index at a place on a day, as it is quoted to people.

The kind of an index decides where its limit comes from: the C limit of the edition in force, the
cut point at which a band profile flags, the action limit someone set, or a clause that allows
none. A limit that is not certain carries its caution.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from vector.catalog import Catalog
from vector.catalog.band import Profile
from vector.catalog.entry import Sourced
from vector.catalog.index import AbsoluteIndex, BandedIndex, GradedIndex, Index
from vector.catalog.standard import Edition
from vector.report.evidence import Bound, limit_with_unit
from vector.report.saying import say
from vector.work.limits import ActionLimits

NOTHING = Fraction(0)


@dataclass(frozen=True)
class Bounds:
    """The limits that places are held against."""

    catalog: Catalog
    profile: Profile
    limits: ActionLimits

    def find(self, index: Index, street: int, station: int, day: date) -> Bound | None:
        """Return the limit that holds.

        Parameters
        ----------
        index : Index
            Its kind decides.
        street, station : int
            Region and station ids; station 0 is the whole street.
        day : date
            The day of the last survey.

        Returns
        -------
        Bound or None
            None where the index has no limit there.
        """
        if isinstance(index, GradedIndex):
            return self.graded(index, day)
        if isinstance(index, BandedIndex):
            return self._banded(index)
        if isinstance(index, AbsoluteIndex):
            return self._absolute(index, day)
        return self._action(index, street, station)

    def graded(self, index: GradedIndex, day: date) -> Bound | None:
        """Return the C limit of the edition that grades an index on a day."""
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
                bound = _bound(limit.value, index, text, limit, caution)
                outdated = grading.in_force is not grading.edition
                note = _note(grading.in_force) if outdated else ""
                return bound.model_copy(update={"at_limit": limit.op == "lt", "note": note})
        return None

    def _banded(self, index: BandedIndex) -> Bound | None:
        cuts, at = self.profile.cuts_of(index.id), self.profile.flag_from
        if cuts is None or not 1 <= at <= len(cuts.cuts):
            return None
        value = cuts.cuts[at - 1]
        limit = limit_with_unit(value, index.unit)
        names = {"profile": self.profile.zh, "band": self.band_name(at)}
        text = say("limit", "banded", limit=limit, **names)
        bound = _bound(value, index, text, cuts, _caution("cuts", cuts))
        return bound.model_copy(update={"at_limit": cuts.boundary == "upper"})

    def band_name(self, band: int) -> str:
        """Return what the profile calls a band."""
        return next((each.zh for each in self.profile.bands if each.band == band), str(band))

    def _absolute(self, index: AbsoluteIndex, day: date) -> Bound | None:
        for edition in self.catalog.editions.values():
            for clause in edition.clauses:
                if clause.index == index.id:
                    text = say("limit", "absolute", edition=edition.id, clause=clause.zh)
                    newer = self._newer(index.group, edition.id, day)
                    warning = newer.warning_zh if newer else ""
                    caution = _joined(warning, _caution("limit", clause))
                    bound = _bound(NOTHING, index, text, clause, caution)
                    return bound.model_copy(update={"note": _note(newer) if newer else ""})
        return None

    def _newer(self, group: str, applied: str, day: date) -> Edition | None:
        """Return the edition in force whose contents are not known, if one is applied for it."""
        for edition in self.catalog.editions.values():
            if edition.group == group and edition.graded_by == applied and edition.in_force(day):
                return edition
        return None

    def _action(self, index: Index, street: int, station: int) -> Bound | None:
        limit = self.limits.find(index.id, street, station)
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


def _caution(key: str, fact: Sourced) -> str:
    if fact.certain:
        return ""
    return say("caution", key, confidence=say("confidence", fact.confidence), source=fact.source)


def _note(in_force: Edition) -> str:
    return say("caution", "edition", edition=in_force.id)


def _joined(*cautions: str) -> str:
    return "；".join(caution for caution in cautions if caution)


def _bound(value: Fraction, index: Index, text: str, fact: Sourced, caution: str) -> Bound:
    return Bound(
        value=value,
        worse=index.worse,
        text=text,
        source=fact.source,
        confidence=fact.confidence,
        caution=caution,
    )

"""What must be known of a limit before it is relied on: where it stands and how sure we are."""

from datetime import date

from dashboard.service import service
from dashboard.text import language, say
from vector.catalog.entry import Confidence, Sourced
from vector.catalog.index import AbsoluteIndex, BandedIndex, GradedIndex, Index
from vector.report.evidence import Bound


def origin(fact: Sourced | Bound) -> str:
    """Where a limit stands, and unless it is certain, how it is known."""
    source = say("limit.source", source=fact.source)
    if certain(fact):
        return source
    return say("limit.unsure", source=source, confidence=say(f"confidence.{fact.confidence}"))


def certain(fact: Sourced | Bound) -> bool:
    """Whether a limit may be relied on without a caution."""
    return fact.confidence == Confidence.CERTAIN


def replaced(index: Index, day: date) -> str:
    """The warning that an index is judged by an edition other than the one in force."""
    catalog = service().catalog
    if isinstance(index, GradedIndex):
        return str(getattr(catalog.grading(index, day), f"warning_{language()}"))
    if not isinstance(index, AbsoluteIndex):
        return ""
    warnings = (
        getattr(edition, f"warning_{language()}")
        for edition in catalog.editions.values()
        if edition.group == index.group and edition.graded_by and edition.in_force(day)
    )
    return next(warnings, "")


def facts(index: Index, day: date) -> list[Sourced]:
    """The limits, cut points or clauses of the catalogue that judge an index on a day."""
    running = service()
    catalog = running.catalog
    if isinstance(index, GradedIndex):
        return list(catalog.grading(index, day).limits)
    if isinstance(index, BandedIndex):
        cuts = catalog.profiles[running.settings.profile].cuts_of(index.id)
        return [cuts] if cuts else []
    clauses = (clause for edition in catalog.editions.values() for clause in edition.clauses)
    return [clause for clause in clauses if clause.index == index.id]


def deciding(index: Index, day: date, level: str = "C") -> Sourced | None:
    """The fact that decides of an index: its limit for a level, its cut points, its clause.

    Beyond that for C it is flagged.
    """
    found = (fact for fact in facts(index, day) if getattr(fact, "level", level) == level)
    return next(found, None)

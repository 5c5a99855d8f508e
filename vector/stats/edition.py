"""Which edition of a standard applies to which surveys: by the day of a row's last survey."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from vector.catalog import Catalog, Grading
from vector.catalog.index import GradedIndex
from vector.stats.finding import Findings, positions

Where = NDArray[np.bool_]
Days = NDArray[np.datetime64]


def gradings(catalog: Catalog, index: GradedIndex, days: Days) -> Iterator[tuple[Grading, Where]]:
    """Yield each grading of an index that applies on some of the days, with those days.

    Examples
    --------
    >>> from vector.catalog import load
    >>> flies = load().indices["fly_room_rate"]
    >>> days = np.array(["2025-10-31", "2025-11-01"], "datetime64[D]")
    >>> [(each.in_force.id, on.tolist()) for each, on in gradings(load(), flies, days)]
    [('GB/T 27772-2011', [True, False]), ('GB/T 27772-2025', [False, True])]
    """
    changes = _changes(catalog, index.group)
    codes = _times(changes, days)
    before = changes[0] - timedelta(days=1)
    for code in np.unique(codes).tolist():
        day = changes[code - 1] if code else before
        yield catalog.grading(index, day), codes == code


def spanning(catalog: Catalog, group: str, first: Days, last: Days) -> Where:
    """Return where the edition in force changed between the first and the last survey."""
    changes = _changes(catalog, group)
    return np.asarray(_times(changes, first) != _times(changes, last), np.bool_)


def _times(changes: list[date], days: Days) -> NDArray[np.intp]:
    """Return, for each day, how many changes of edition it comes after."""
    return np.searchsorted(np.array(changes, "datetime64[D]"), days, side="right")


def _changes(catalog: Catalog, group: str) -> list[date]:
    """Return the days on which the edition in force may change; obsolete ones never apply."""
    editions = [each for each in catalog.editions.values() if each.group == group]
    starts = {each.valid_from for each in editions if each.status != "obsolete"}
    ends = {each.valid_to + timedelta(days=1) for each in editions if each.valid_to}
    return sorted(starts | ends)


def note(findings: Findings, grading: Grading, block: slice, where: Where) -> None:
    """Record the edition that rows were judged by, and its warning."""
    number = findings.editions.index(grading.edition.id)
    findings.edition[block] = np.where(where, number, findings.edition[block])
    if grading.in_force is not grading.edition:
        warning = str(getattr(grading.in_force, f"warning_{findings.language}"))
        at = positions(block, where)
        findings.reasons.add_text(at, [warning], np.zeros(len(at), np.int64))

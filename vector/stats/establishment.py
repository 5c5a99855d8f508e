"""The C level of one establishment 单位, said beside the level by the limits for an area.

It holds for a single station inspected once; several surveys pooled are no longer the rooms of
one establishment. It never changes the level.
"""

from collections.abc import Mapping

import numpy as np

from vector.catalog.index import GradedIndex
from vector.catalog.standard import Allowance
from vector.stats.edition import gradings
from vector.stats.finding import Findings, Positions, Where, positions
from vector.stats.level import holds

Blocks = Mapping[str, slice]


def explain_allowances(findings: Findings, index: GradedIndex, blocks: Blocks) -> None:
    """Say of each station inspected once whether it meets what one establishment may have."""
    series, block = findings.series, blocks[index.id]
    _, rooms = findings.counts(block)
    once = (series.surveys[block] == 1) & (rooms > 0)
    for grading, where in gradings(findings.catalog, index, series.last[block]):
        above = 0
        rows = (row for row in grading.edition.allowances if row.index == index.id)
        for row in rows:
            sized = where & once & (rooms > above) & (rooms <= row.upto)
            _explain(findings, block, blocks, row, sized)
            above = row.upto


def _explain(
    findings: Findings, block: slice, blocks: Blocks, row: Allowance, sized: Where
) -> None:
    found, _ = findings.counts(block)
    flies, units = _at_places(findings, block, blocks.get(row.companion))
    sites, surveyed = _at_places(findings, block, blocks.get(row.none_at))
    multiplier = findings.catalog.indices[row.companion].multiplier
    crowded = (units > 0) & ~holds("le", flies, units, multiplier, row.most)
    broken = (found > row.positives) | crowded | (sites > 0)
    unknown = (surveyed == 0) | ((found > 0) & (units == 0))
    missing = findings.name(findings.catalog.indices[row.none_at])
    states = {
        "unit_fails": broken,
        "unit_open": ~broken & unknown,
        "unit_meets": ~broken & ~unknown,
    }
    for key, state in states.items():
        at = positions(block, sized & state)
        findings.reasons.add(at, key, allowance=findings.name(row), missing=missing)


def _at_places(
    findings: Findings, block: slice, other: slice | None
) -> tuple[Positions, Positions]:
    """Return the counts of another index at the place and period of each row of a block."""
    series = findings.series
    counts = np.zeros((2, int(series.place.max(initial=-1)) + 1), np.int64)
    if other is not None:
        for row, part in zip(counts, findings.counts(other), strict=True):
            np.add.at(row, series.place[other], part)
    return counts[0][series.place[block]], counts[1][series.place[block]]

"""Graded indices 分级指标: A, B, C or worse by the edition in force on the day of the survey.

A row that pools surveys from before and after a change of edition is graded by the edition of
its last survey, and says so. Where limits are paired, all must hold: a rate's row carries the
level of the pair and the probability of the limit that decides it, its companion's row its own
level. A companion without positive units is not
applicable and satisfied; one that is missing while there are positive units leaves the pair
unproved.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from vector.catalog import Catalog
from vector.catalog.index import GradedIndex
from vector.catalog.method import Field
from vector.stats.edition import gradings, note, spanning
from vector.stats.finding import Findings, Positions, Where, positions
from vector.stats.level import Level, Levels, Limits, grade, worst
from vector.stats.margin import Margin, margin

Blocks = Mapping[str, slice]
Chances = NDArray[np.float64]


def judge_graded(findings: Findings, index: GradedIndex, block: slice) -> None:
    """Grade the rows of one index by its own limits."""
    series, catalog = findings.series, findings.catalog
    spans = spanning(catalog, index.group, series.first[block], series.last[block])
    for grading, where in gradings(catalog, index, series.last[block]):
        if not grading.limits:
            findings.reasons.add(positions(block, where), "no_limits")
            continue
        limits = Limits(index, grading)
        own = grade(limits, *findings.counts(block))
        graded = where & (own != Level.NONE)
        findings.own[block] = np.where(graded, own, findings.own[block])
        findings.hold_against(index, block, limits.least, graded)
        note(findings, grading, block, graded)
        both = positions(block, graded & spans)
        findings.reasons.add(both, "edition_spans", edition=grading.in_force.id)
        if not limits.certain:
            findings.reasons.add(positions(block, graded), "limit_caution")
    findings.level[block] = findings.own[block]


def judge_pairs(findings: Findings, index: GradedIndex, blocks: Blocks) -> None:
    """Let the companions' limits count in the level and the probability of a rate."""
    block = blocks[index.id]
    k, n = findings.counts(block)
    imposed, chance = findings.imposed[block], np.full(len(n), np.nan)
    for companion_id in index.paired_with:
        other, covered, risk = companion_of(findings, block, blocks.get(companion_id))
        other = np.where(n > 0, other, np.int8(Level.NONE))
        chance = _decisive(imposed, other, chance, np.where(n > 0, risk, np.nan))
        imposed = worst(imposed, other)
        missing = (n > 0) & (k > 0) & (covered <= 0)
        findings.whole[block] &= ~missing
        name = findings.name(findings.catalog.indices[companion_id])
        findings.reasons.add(positions(block, missing), "companion_missing", index=name)
        partial = positions(block, (k > covered) & (covered > 0))
        findings.reasons.add(partial, "companion_partial", index=name)
        _explain_pair(findings, block, other, name)
    own = findings.own[block]
    findings.p_beyond[block] = _decisive(own, imposed, findings.p_beyond[block], chance)
    findings.imposed[block], findings.level[block] = imposed, worst(own, imposed)


def _decisive(mine: Levels, theirs: Levels, p: Chances, other: Chances) -> Chances:
    """Return the probability that belongs to the worse level; between equals the larger one.

    A pair is beyond its limits where either is, so neither probability alone may hide the other.
    """
    larger = np.fmax(p, other)
    return np.asarray(np.select([theirs > mine, theirs < mine], [other, p], larger))


def _explain_pair(findings: Findings, block: slice, other: Levels, name: str) -> None:
    for code in (Level.B, Level.C, Level.WORSE):
        decides = positions(block, (other == code) & (other > findings.own[block]))
        label = findings.say(f"level_{code.label}")
        findings.reasons.add(decides, "companion_decides", index=name, level=label)


def companion_of(
    findings: Findings, block: slice, companion: slice | None
) -> tuple[Levels, Positions, Chances]:
    """Return the level, denominator and probability of the companion's row of each row.

    NONE, -1 and NaN where the companion has no row for that place, period and method.
    """
    size = block.stop - block.start
    levels, covered = np.full(size, Level.NONE, np.int8), np.full(size, -1, np.int64)
    chances = np.full(size, np.nan)
    if companion is None:
        return levels, covered, chances
    mine, theirs = _slots(findings, block), _slots(findings, companion)
    at = np.minimum(np.searchsorted(theirs, mine), len(theirs) - 1)
    found = theirs[at] == mine
    levels[found] = findings.own[companion][at[found]]
    covered[found] = findings.series.denominator[companion][at[found]]
    chances[found] = findings.p_beyond[companion][at[found]]
    return levels, covered, chances


def _slots(findings: Findings, block: slice) -> Positions:
    """Return one number for each place, period and method, ascending within a block."""
    methods = len(findings.series.names["method"])
    return findings.series.place[block] * methods + findings.series.codes["method"][block]


def needless(findings: Findings, block: slice, rate: slice | None) -> Where:
    """Return where a count per positive unit has nothing to count: nothing was positive."""
    size = block.stop - block.start
    if rate is None:
        return np.zeros(size, np.bool_)
    mine, theirs = _slots(findings, block), _slots(findings, rate)
    at = np.minimum(np.searchsorted(theirs, mine), len(theirs) - 1)
    k, n = (counts[at] for counts in findings.counts(rate))
    clean = (theirs[at] == mine) & (k == 0) & (n > 0)
    return np.asarray(clean & (findings.series.denominator[block] <= 0), np.bool_)


def explain_margin(findings: Findings, index: GradedIndex, block: slice) -> None:
    """Say what would change the level of each row, and flag what is worse than C."""
    for grading, where in gradings(findings.catalog, index, findings.series.last[block]):
        if grading.limits:
            limits = Limits(index, grading)
            found = margin(limits, *findings.counts(block), findings.imposed[block])
            _explain(findings, index, block, found, where & ~findings.series.reported[block])
    worse = findings.level[block] == Level.WORSE
    findings.flag[block] = worse
    findings.reasons.add(positions(block, worse), "flag_graded")


def bad_field(catalog: Catalog, index: GradedIndex) -> Field:
    """Return the form's field that counts what is bad: positives, or what failed.

    Examples
    --------
    >>> from vector.catalog import load
    >>> bad_field(load(), load().indices["rodent_proofing_rate"]).id
    'failed'
    """
    subtracted = [name[1:] for name in index.numerator if name.startswith("-")]
    name = subtracted[0] if index.worse == "low" and subtracted else index.numerator[0]
    return catalog.methods[index.methods[0]].field(name)


def counted(field: Field) -> tuple[str, str]:
    """Return the counter and the noun of what a field counts, as they follow a number.

    Examples
    --------
    >>> from vector.catalog import load
    >>> methods = load().methods
    >>> counted(methods["rodent_trace_indoor"].field("positive_rooms"))
    ('个', '鼠迹阳性房间')
    >>> counted(methods["rodent_route"].field("signs"))
    ('处', '鼠迹')
    """
    noun = field.zh.removesuffix("数")
    if field.unit == "处":
        return field.unit, noun.removesuffix("处")
    # 阳性房间 is counted with 个: its own unit, 间, is already its last character.
    return ("个" if noun.endswith(field.unit) else field.unit), noun


def _explain(
    findings: Findings, index: GradedIndex, block: slice, found: Margin, where: Where
) -> None:
    field = bad_field(findings.catalog, index)
    unit, noun = counted(field)
    values = {"unit": unit, "noun": noun if findings.language == "zh" else field.en}
    steps = (
        ("margin_worse", found.worse_by, found.worse_to),
        ("margin_better", found.better_by, found.better_to),
    )
    for key, by, to in steps:
        for code in np.unique(to[where & (by > 0)]).tolist():
            some = where & (by > 0) & (to == code)
            label = findings.say(f"level_{Level(code).label}")
            counts = {"count": by[some]}
            findings.reasons.add_each(positions(block, some), key, counts, level=label, **values)

"""Bands, action limits and absolute clauses: how the indices that carry no letter are judged.

A banded Aedes index is judged by a named profile, a monitoring density by an action limit that
someone set, an absolute index by a clause that allows none. A flag on a band or a density is
raised only on the least effort its index asks for; a broken absolute clause needs one find.
"""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from vector.catalog.band import Cuts, Profile
from vector.catalog.entry import exact
from vector.catalog.index import AbsoluteIndex, BandedIndex, DensityIndex, GradedIndex
from vector.catalog.standard import Clause
from vector.stats.edition import gradings, note
from vector.stats.finding import Findings, Where, positions
from vector.stats.level import band
from vector.stats.sentence import unit

# An index, or an index within a street, or an index at a station of a street; the narrowest wins.
LimitKey = str | tuple[str, str] | tuple[str, str, str]
ActionLimits = Mapping[LimitKey, Fraction | str | int]


def judge_banded(findings: Findings, index: BandedIndex, block: slice, profile: Profile) -> None:
    """Sort the rows of an Aedes index into the profile's bands."""
    n = findings.series.denominator[block]
    cuts = profile.cuts_of(index.id)
    if cuts is None:
        name = findings.name(profile)
        findings.reasons.add(positions(block, n > 0), "not_judged", profile=name)
        return
    found = band(index, cuts, *findings.counts(block))
    findings.band[block] = found
    limit = _flagging_cut(profile, cuts)
    if limit is not None:
        findings.hold_against(index, block, limit, n > 0)
    if not cuts.certain:
        findings.reasons.add(positions(block, n > 0), "cuts_caution")
    high = found >= profile.flag_from
    _flag(findings, index, block, high)
    for each in profile.bands:
        flagged = positions(block, high & (found == each.band) & findings.flag[block])
        findings.reasons.add(flagged, "flag_banded", band=findings.name(each))


def _flagging_cut(profile: Profile, cuts: Cuts) -> Fraction | None:
    """Return the cut point above which a flag is raised."""
    if 1 <= profile.flag_from <= len(cuts.cuts):
        return cuts.cuts[profile.flag_from - 1]
    return None


def judge_density(
    findings: Findings, index: DensityIndex, block: slice, limits: ActionLimits
) -> None:
    """Hold a monitoring density against the action limits; it never has a level or a band."""
    effort = findings.series.denominator[block] > 0
    number, values = _limits_of(findings, index, block, limits)
    findings.reasons.add(positions(block, effort & (number < 0)), "density_free")
    for code, limit in enumerate(values):
        held = effort & (number == code)
        text = f"{float(limit):.10g}"
        # No place is surely at 0: only a find shows that it is beyond a limit of 0.
        found = held & (findings.series.numerator[block] > 0) if limit == 0 else held
        findings.hold_against(index, block, limit, found)
        at = positions(block, held)
        findings.reasons.add(at, "density_limited", limit=text, unit=unit(index.unit))
    least = findings.catalog.rules.probability
    beyond = findings.p_beyond[block] >= least
    _flag(findings, index, block, beyond)
    flagged = positions(block, findings.flag[block])
    findings.reasons.add(flagged, "flag_limit", percent=100 * least)


def _limits_of(
    findings: Findings, index: DensityIndex, block: slice, limits: ActionLimits
) -> tuple[NDArray[np.int64], list[Fraction]]:
    """Return the number of each row's action limit, -1 for none, and the limits."""
    keys = [(key, value) for key, value in limits.items() if _parts(key)[0] == index.id]
    number = np.full(block.stop - block.start, -1, np.int64)
    values: list[Fraction] = []
    for key, value in sorted(keys, key=lambda item: len(_parts(item[0]))):
        held = np.ones(len(number), np.bool_)
        for name, wanted in zip(("street", "station"), _parts(key)[1:], strict=False):
            codes = findings.series.codes[name][block]
            held &= findings.series.names[name][codes] == wanted
        number[held] = len(values)
        values.append(exact(value))
    return number, values


def _parts(key: LimitKey) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else key


def judge_absolute(findings: Findings, index: AbsoluteIndex, block: slice) -> None:
    """Hold a count against the clause that allows none: pass or fail, never a level."""
    k, n = findings.counts(block)
    # Clauses stand in the editions that grade the group's other indices.
    graded = next(
        each
        for each in findings.catalog.indices.values()
        if isinstance(each, GradedIndex) and each.group == index.group
    )
    for grading, where in gradings(findings.catalog, graded, findings.series.last[block]):
        clauses = [each for each in grading.edition.clauses if each.index == index.id]
        for clause in clauses[:1]:
            surveyed = where & (n > 0)
            note(findings, grading, block, surveyed)
            _keep_or_break(findings, block, clause, surveyed & (k == 0), surveyed & (k > 0))


def _keep_or_break(
    findings: Findings, block: slice, clause: Clause, kept: Where, broken: Where
) -> None:
    text = findings.name(clause)
    findings.flag[block] |= broken
    findings.reasons.add(positions(block, kept), "absolute_kept", clause=text)
    findings.reasons.add(positions(block, broken), "flag_absolute", clause=text)


def _flag(
    findings: Findings, index: BandedIndex | DensityIndex, block: slice, beyond: Where
) -> None:
    """Flag the rows beyond a limit that rest on enough effort."""
    enough = findings.series.denominator[block] >= index.min_effort
    findings.flag[block] = beyond & enough
    findings.explain_small(index, block, beyond & ~enough)

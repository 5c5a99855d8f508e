"""Verdicts 结论: what is said of a place as a whole, once its indices are judged.

``group_level``: the worst of the graded indices of a group that were surveyed. ``place_level``:
the worst of the groups; a place meets C only when all four groups do, each with every graded
index surveyed. ``hygiene_city``: the national programme's own pass or fail, beside the levels
and never instead of them. A broken absolute clause is named in each of them and changes no
letter (decision 0028). ``place_band``: the highest band where several Aedes indices were
surveyed. Verdicts repeat what the indices' rows say, so they carry no flag of their own.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vector.catalog.band import Profile
from vector.catalog.index import AbsoluteIndex, BandedIndex, GradedIndex, Index
from vector.catalog.standard import CityRule
from vector.stats.finding import Findings
from vector.stats.level import Level, holds
from vector.stats.reason import Reasons
from vector.stats.sentence import listed

Codes = NDArray[np.int64]
Blocks = Mapping[str, slice]

# What is known of a requirement at a place.
OPEN, BROKEN, MET = np.int8(-1), np.int8(0), np.int8(1)


class Verdict(NamedTuple):
    """Rows of one kind of verdict: the places, and what is said of each."""

    id: str
    group: str
    kind: str
    places: Codes
    level: NDArray[Any]
    band: NDArray[np.int8]
    edition: str
    profile: str
    reasons: Reasons


class Standing(NamedTuple):
    """What is known of a group at every place."""

    worst: NDArray[np.int8]
    surveyed: Codes
    present: NDArray[np.bool_]
    full: int

    def meets(self, least: Level) -> NDArray[np.int8]:
        """Return whether the group is at the level or better, or whether it cannot be said."""
        complete = np.where(self.surveyed == self.full, MET, OPEN)
        return np.where(self.worst > least, BROKEN, complete).astype(np.int8)


def verdicts(
    findings: Findings, blocks: Blocks, profile: Profile, rule: CityRule | None
) -> list[Verdict]:
    """Return the verdict rows of every place that has graded or several banded indices."""
    standings = {group: _standing(findings, blocks, group) for group in findings.catalog.groups}
    found = [_group_level(findings, blocks, each, standings[each]) for each in standings]
    present = np.logical_or.reduce([each.present for each in standings.values()])
    places = np.flatnonzero(present)
    found.append(_place_level(findings, blocks, standings, places))
    if rule is not None:
        found.append(_hygiene_city(findings, blocks, standings, places, rule))
    found.append(_place_band(findings, blocks, profile))
    return [each for each in found if len(each.places)]


def _indices(findings: Findings, group: str) -> list[GradedIndex]:
    """Return the group's graded indices that must be surveyed; companions go with their rate."""
    return [
        each
        for each in findings.catalog.indices.values()
        if isinstance(each, GradedIndex) and each.group == group and not each.needs_positive
    ]


def _size(findings: Findings) -> int:
    return int(findings.series.place.max(initial=-1)) + 1


def _standing(findings: Findings, blocks: Blocks, group: str) -> Standing:
    size, indices = _size(findings), _indices(findings, group)
    worst = np.full(size, Level.NONE, np.int8)
    surveyed, present = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    for bit, index in enumerate(indices):
        block = blocks.get(index.id)
        if block is None:
            continue
        place, level = findings.series.place[block], findings.level[block]
        present[place] = True
        np.maximum.at(worst, place, level)
        done = place[(level != Level.NONE) & findings.whole[block]]
        surveyed[done] |= 1 << bit
    return Standing(worst, surveyed, present, (1 << len(indices)) - 1)


def _group_level(findings: Findings, blocks: Blocks, group: str, standing: Standing) -> Verdict:
    places = np.flatnonzero(standing.present)
    reasons = Reasons(len(places), findings.language)
    worst, surveyed = standing.worst[places], standing.surveyed[places]
    for mask in np.unique(surveyed).tolist():
        with_mask = surveyed == mask
        names = [
            findings.name(index)
            for bit, index in enumerate(_indices(findings, group))
            if not mask >> bit & 1
        ]
        fails, meets = with_mask & (worst == Level.WORSE), with_mask & (worst != Level.WORSE)
        if names:
            missing = listed(names, findings.language)
            reasons.add(np.flatnonzero(fails), "group_missing_fails", indices=missing)
            reasons.add(np.flatnonzero(meets), "group_missing", indices=missing)
        else:
            reasons.add(np.flatnonzero(fails), "group_fails")
            reasons.add(np.flatnonzero(meets), "group_meets")
    _add_clauses(findings, blocks, [group], places, reasons)
    return Verdict(
        "group_level", group, "graded", places, _labels(worst), _no_band(places), "", "", reasons
    )


def _add_clauses(
    findings: Findings, blocks: Blocks, groups: Collection[str], places: Codes, reasons: Reasons
) -> None:
    """Name the absolute clauses that are broken: they stand beside the letter."""
    clauses = [
        each
        for each in findings.catalog.indices.values()
        if isinstance(each, AbsoluteIndex) and each.group in groups and each.id in blocks
    ]
    broken = np.zeros((len(places), len(clauses)), np.int8)
    for column, index in enumerate(clauses):
        block = blocks[index.id]
        found = findings.series.place[block][findings.flag[block]]
        broken[:, column] = np.isin(places, found)
    for state, at in _distinct(broken):
        names = [findings.name(each) for each, no in zip(clauses, state, strict=True) if no]
        if names:
            reasons.add(at, "clause_broken", clauses=listed(names, findings.language))


def _place_level(
    findings: Findings, blocks: Blocks, standings: dict[str, Standing], places: Codes
) -> Verdict:
    worst = np.maximum.reduce([each.worst[places] for each in standings.values()])
    reasons = Reasons(len(places), findings.language)
    states = np.stack([each.meets(Level.C)[places] for each in standings.values()], axis=1)
    names = [findings.name(findings.catalog.groups[group]) for group in standings]
    for state, at in _distinct(states):
        broken = [name for name, each in zip(names, state, strict=True) if each == BROKEN]
        open_ = [name for name, each in zip(names, state, strict=True) if each == OPEN]
        if broken:
            reasons.add(at, "place_fails", groups=listed(broken, findings.language))
        elif open_:
            reasons.add(at, "place_incomplete", groups=listed(open_, findings.language))
        else:
            reasons.add(at, "place_meets")
    _add_clauses(findings, blocks, standings, places, reasons)
    level, bands = _labels(worst), _no_band(places)
    return Verdict("place_level", "", "graded", places, level, bands, "", "", reasons)


def _hygiene_city(
    findings: Findings,
    blocks: Blocks,
    standings: dict[str, Standing],
    places: Codes,
    rule: CityRule,
) -> Verdict:
    least = Level[rule.least_level]
    label = findings.say(f"level_{rule.least_level}")
    columns, broken, missing = [], [], []
    for group in rule.groups:
        name = findings.name(findings.catalog.groups[group])
        columns.append(standings[group].meets(least)[places])
        broken.append(findings.say("city_group", group=name, level=label))
        missing.append(name)
    for each in rule.requirements:
        index = findings.catalog.indices[each.index]
        columns.append(_required(findings, blocks.get(each.index), index, each)[places])
        broken.append(findings.say("city_requirement", requirement=findings.name(each)))
        missing.append(findings.name(index))
    states = np.stack(columns, axis=1)
    outside = ~_within(findings, places, rule)
    states[outside] = OPEN
    reasons = Reasons(len(places), findings.language)
    reasons.add(np.flatnonzero(outside), "city_period")
    if not rule.start.certain:
        reasons.add(np.flatnonzero(outside), "city_start_caution", day=rule.start.day)
    level = np.full(len(places), "", object)
    for state, at in _distinct(states):
        level[at] = "fail" if BROKEN in state else "" if OPEN in state else "pass"
        at = at[~outside[at]]
        for number in np.flatnonzero(state == BROKEN).tolist():
            reasons.add_text(at, [broken[number]], np.zeros(len(at), np.int64))
        open_ = [missing[number] for number in np.flatnonzero(state == OPEN).tolist()]
        if open_ and BROKEN not in state:
            reasons.add(at, "city_missing", missing=listed(open_, findings.language))
        elif BROKEN not in state:
            reasons.add(at, "city_pass", level=label)
    _add_clauses(findings, blocks, rule.groups, places, reasons)
    return Verdict(
        "hygiene_city", "", "graded", places, level, _no_band(places), rule.id, "", reasons
    )


def _required(
    findings: Findings, block: slice | None, index: Index, requirement: Any
) -> NDArray[np.int8]:
    """Return whether every place meets a requirement on one index."""
    met = np.full(_size(findings), OPEN, np.int8)
    if block is None:
        return met
    place, (k, n) = findings.series.place[block], findings.counts(block)
    kept = holds(requirement.op, k, n, index.multiplier, requirement.value)
    met[place[kept & (n > 0)]] = MET
    met[place[~kept & (n > 0)]] = BROKEN
    return met


def _within(findings: Findings, places: Codes, rule: CityRule) -> NDArray[np.bool_]:
    """Return whether the last survey of each place falls in the time the rule is in force."""
    last = np.full(_size(findings), np.datetime64("0001-01-01", "D"))
    np.maximum.at(last, findings.series.place, findings.series.last)
    inside = last[places] >= np.datetime64(rule.start.day)
    if rule.valid_to is not None:
        inside &= last[places] <= np.datetime64(rule.valid_to)
    return np.asarray(inside, np.bool_)


def _place_band(findings: Findings, blocks: Blocks, profile: Profile) -> Verdict:
    size = _size(findings)
    worst, surveyed = np.full(size, -1, np.int8), np.zeros(size, np.int64)
    judged = [
        each
        for each in findings.catalog.indices.values()
        if isinstance(each, BandedIndex) and each.id in blocks
    ]
    for bit, index in enumerate(judged):
        block = blocks[index.id]
        place, band = findings.series.place[block], findings.band[block]
        np.maximum.at(worst, place, band)
        surveyed[place[band >= 0]] |= 1 << bit
    several = surveyed & (surveyed - 1) != 0
    places = np.flatnonzero(several & (worst >= 0))
    reasons = Reasons(len(places), findings.language)
    for mask in np.unique(surveyed[places]).tolist():
        names = [findings.name(each) for bit, each in enumerate(judged) if mask >> bit & 1]
        at = np.flatnonzero(surveyed[places] == mask)
        reasons.add(at, "place_band", indices=listed(names, findings.language))
    level = np.full(len(places), "", object)
    group = judged[0].group if judged else ""
    return Verdict(
        "place_band", group, "banded", places, level, worst[places], "", profile.id, reasons
    )


def _distinct(states: NDArray[np.int8]) -> list[tuple[NDArray[np.int8], Codes]]:
    """Return each distinct row of states, with the positions that have it."""
    if not len(states):
        return []
    rows, number = np.unique(states, axis=0, return_inverse=True)
    return [(row, np.flatnonzero(number.ravel() == code)) for code, row in enumerate(rows)]


def _labels(levels: NDArray[np.int8]) -> NDArray[Any]:
    names = np.array([each.label for each in sorted(Level)], object)
    return np.asarray(names[levels.astype(np.int64) + 1])


def _no_band(places: Codes) -> NDArray[np.int8]:
    return np.full(len(places), -1, np.int8)

"""Checks of standard editions, their limits and clauses, and of the city rules."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from vector.catalog.index import AbsoluteIndex, GradedIndex, Index
from vector.catalog.standard import LETTERS, Allowance, Edition, Limit, Status
from vector.errors import CatalogError

if TYPE_CHECKING:
    from vector.catalog import Catalog

Fault = tuple[str, str]


def faults(catalog: "Catalog") -> Iterator[CatalogError]:
    """Yield editions that cannot be applied, limits out of order, indices without limits."""
    for key, edition in catalog.editions.items():
        for field, reason in _of_edition(catalog, edition):
            yield catalog.editions.fault(key, field, reason)
    yield from _overlaps(catalog)
    yield from _unlimited(catalog)
    yield from _city_rules(catalog)


def _city_rules(catalog: "Catalog") -> Iterator[CatalogError]:
    """Yield city rules for unknown groups, or that require what is not a graded index."""
    for key, rule in catalog.city_rules.items():
        for group in rule.groups:
            if group not in catalog.groups:
                yield catalog.city_rules.fault(key, "groups", f"没有类别 {group}")
        for requirement in rule.requirements:
            index = catalog.indices.get(requirement.index)
            where = f"requirements.{requirement.index}"
            if not isinstance(index, GradedIndex):
                yield catalog.city_rules.fault(key, where, "没有这个分级指标")
            elif (requirement.op == "ge") != (index.worse == "low"):
                reason = f"op 的方向与指标（{index.worse} 为差）不符"
                yield catalog.city_rules.fault(key, where, reason)


def _of_edition(catalog: "Catalog", edition: Edition) -> Iterator[Fault]:
    if edition.group not in catalog.groups:
        yield "group", f"没有类别 {edition.group!r}"
    if edition.valid_to is not None and edition.valid_to < edition.valid_from:
        yield "valid_to", "早于 valid_from"
    yield from _status(catalog, edition)
    for index_id in dict.fromkeys(limit.index for limit in edition.limits):
        index = catalog.indices.get(index_id)
        ladder = [limit for limit in edition.limits if limit.index == index_id]
        yield from ((f"limits.{index_id}", reason) for reason in _ladder(edition, index, ladder))
    for clause in edition.clauses:
        index = catalog.indices.get(clause.index)
        if not isinstance(index, AbsoluteIndex) or index.group != edition.group:
            yield "clauses", f"{clause.index} 不是本类别的绝对条款指标"
    for index_id in dict.fromkeys(row.index for row in edition.allowances):
        rows = [row for row in edition.allowances if row.index == index_id]
        index = catalog.indices.get(index_id)
        where = f"allowances.{index_id}"
        yield from ((where, reason) for reason in _allowances(catalog, edition, index, rows))


def _allowances(
    catalog: "Catalog", edition: Edition, index: Index | None, rows: list[Allowance]
) -> Iterator[str]:
    """Yield what is wrong with the allowances of one index, from small establishments up."""
    if not isinstance(index, GradedIndex) or index.group != edition.group:
        yield "没有这个类别的分级指标"
        return
    if any(first.upto >= second.upto for first, second in pairwise(rows)):
        yield "须由小到大写 upto"
    if any(first.positives > second.positives for first, second in pairwise(rows)):
        yield "positives 须随 upto 放宽"
    for row in rows:
        other = catalog.indices.get(row.none_at)
        if not 0 <= row.positives <= row.upto:
            yield f"positives 须在 0 与 upto（{row.upto}）之间"
        if row.companion not in index.paired_with:
            yield f"{row.companion} 不是 {index.id} 的成对指标"
        if other is None or other.group != edition.group:
            yield f"没有本类别的指标 {row.none_at}"


def _status(catalog: "Catalog", edition: Edition) -> Iterator[Fault]:
    """Yield what an edition of this status must have and must not have."""
    has = {"limits": edition.limits, "graded_by": edition.graded_by}
    has |= {"recognised": edition.recognised, "warning_zh": edition.warning_zh}
    wanted = {
        Status.USABLE: {"limits"},
        Status.UNKNOWN: {"graded_by", "warning_zh"},
        Status.OBSOLETE: {"recognised"},
    }[edition.status]
    for name, value in has.items():
        if bool(value) != (name in wanted):
            yield name, f"{edition.status.value} 的版本{'须有' if name in wanted else '不能有'}此项"
    if edition.graded_by:
        substitute = catalog.editions.get(edition.graded_by)
        if substitute is None or substitute.status is not Status.USABLE:
            yield "graded_by", f"没有可用的版本 {edition.graded_by}"
        elif substitute.group != edition.group:
            yield "graded_by", f"{substitute.id} 属于 {substitute.group}"


def _ladder(edition: Edition, index: Index | None, limits: list[Limit]) -> Iterator[str]:
    """Yield what is wrong with the limits of one index, from A to C."""
    if not isinstance(index, GradedIndex):
        yield "没有这个分级指标"
        return
    if index.group != edition.group:
        yield f"指标属于 {index.group}"
    if tuple(limit.level for limit in limits) != LETTERS:
        yield "须依次写 A、B、C 三级，各一条"
    if len({limit.op for limit in limits}) > 1:
        yield "各级的 op 不同"
    low = index.worse == "low"
    if any((limit.op == "ge") != low for limit in limits):
        yield f"op 的方向与指标（{index.worse} 为差）不符"
    values = [-limit.value if low else limit.value for limit in limits]
    if any(better > poorer for better, poorer in pairwise(values)):
        yield "限值须由 A 到 C 逐级放宽"


def _overlaps(catalog: "Catalog") -> Iterator[CatalogError]:
    """Yield editions of one group that are in force on the same day."""
    current = [e for e in catalog.editions.values() if e.status is not Status.OBSOLETE]
    current.sort(key=lambda edition: (edition.group, edition.valid_from))
    for first, second in pairwise(current):
        if first.group == second.group and first.in_force(second.valid_from):
            reason = f"{second.id} 已于 {second.valid_from} 施行，此前须止"
            yield catalog.editions.fault(first.id, "valid_to", reason)


def _unlimited(catalog: "Catalog") -> Iterator[CatalogError]:
    """Yield graded and absolute indices that no usable edition judges."""
    usable = [e for e in catalog.editions.values() if e.status is Status.USABLE]
    limited = {limit.index for edition in usable for limit in edition.limits}
    limited |= {clause.index for edition in usable for clause in edition.clauses}
    for key, index in catalog.indices.items():
        if isinstance(index, GradedIndex | AbsoluteIndex) and key not in limited:
            yield catalog.indices.fault(key, "kind", "没有任何可用的标准版本给出限值")

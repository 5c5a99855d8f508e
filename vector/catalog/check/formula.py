"""Checks of indices: their methods, fields and pairs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vector.catalog.index import AbsoluteIndex, Family, GradedIndex, Index
from vector.catalog.method import Method
from vector.errors import CatalogError

if TYPE_CHECKING:
    from vector.catalog import Catalog

Fault = tuple[str, str]


def faults(catalog: "Catalog") -> Iterator[CatalogError]:
    """Yield indices whose methods, fields, family or pairs do not fit."""
    for key, index in catalog.indices.items():
        for field, reason in _of_index(catalog, index):
            yield catalog.indices.fault(key, field, reason)


def _of_index(catalog: "Catalog", index: Index) -> Iterator[Fault]:
    unknown = [name for name in index.methods if name not in catalog.methods]
    for name in unknown:
        yield "methods", f"没有方法 {name}"
    if not index.methods:
        yield "methods", "至少要有一个方法"
    if unknown or not index.methods:
        return
    methods = [catalog.methods[name] for name in index.methods]
    for method in methods:
        if method.group != index.group:
            yield "group", f"是 {index.group}，而方法 {method.id} 属于 {method.group}"
    yield from _fields(index, methods)
    yield from _family(index)
    yield from _companion(catalog, index)
    if isinstance(index, GradedIndex):
        yield from _pairs(catalog, index)


def _fields(index: Index, methods: list[Method]) -> Iterator[Fault]:
    """Yield fields that a method lacks, or that two methods keep at different resolutions."""
    for part, names in (("numerator", index.numerator), ("denominator", index.denominator)):
        if not names:
            yield part, "至少要有一个字段"
        for name in (name.removeprefix("-") for name in names):
            lacking = [m.id for m in methods if name not in {field.id for field in m.fields}]
            for method in lacking:
                yield part, f"方法 {method} 没有字段 {name}"
            if not lacking and len({method.field(name).decimals for method in methods}) > 1:
                yield part, f"字段 {name} 在各方法中的小数位数不同"
    known = {field.id: field.decimals for field in methods[0].fields}
    if len({known.get(name.removeprefix("-")) for name in index.numerator}) > 1:
        yield "numerator", "相加减的字段须有相同的小数位数"
    if any(name.startswith("-") for name in index.denominator):
        yield "denominator", "分母的字段不能相减"


def _family(index: Index) -> Iterator[Fault]:
    if isinstance(index, AbsoluteIndex) != (index.family is Family.COUNT):
        yield "family", "绝对条款用 count，其他指标不用"
    if (index.family is Family.RATIO) != bool(index.needs_positive):
        yield "needs_positive", "每阳性单位的计数（ratio）须写明所属的率，其他指标不写"
    if index.worse == "low" and index.family is not Family.PROPORTION:
        yield "worse", "只有率（proportion）可以以低为差"


def _companion(catalog: "Catalog", index: Index) -> Iterator[Fault]:
    """Yield a count per positive unit whose denominator is not its rate's numerator."""
    if not index.needs_positive:
        return
    rate = catalog.indices.get(index.needs_positive)
    if rate is None:
        yield "needs_positive", f"没有指标 {index.needs_positive}"
    elif rate.numerator != index.denominator or rate.methods != index.methods:
        yield "needs_positive", f"{rate.id} 的分子不是本指标的分母"
    elif isinstance(index, GradedIndex) and (
        not isinstance(rate, GradedIndex) or index.id not in rate.paired_with
    ):
        yield "needs_positive", f"{rate.id} 的 paired_with 没有 {index.id}"


def _pairs(catalog: "Catalog", index: GradedIndex) -> Iterator[Fault]:
    for name in index.paired_with:
        other = catalog.indices.get(name)
        if not isinstance(other, GradedIndex):
            yield "paired_with", f"没有分级指标 {name}"
        elif other.needs_positive != index.id:
            yield "paired_with", f"{name} 的 needs_positive 不是 {index.id}"

"""Checks of resistance schemes, Abbott's rules, criteria of efficacy, and what names them."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from vector.catalog.resistance import Class, Scheme
from vector.errors import CatalogError

if TYPE_CHECKING:
    from vector.catalog import Catalog

SETTINGS = "bioassay.toml"


def faults(catalog: "Catalog") -> Iterator[CatalogError]:
    """Yield schemes whose classes do not follow one another, rules turned round, unknown names."""
    for key, scheme in catalog.resistance_schemes.items():
        for field, reason in _of_scheme(scheme):
            yield catalog.resistance_schemes.fault(key, field, reason)
    for key, rule in catalog.abbott_rules.items():
        if rule.repeat_above < rule.correct_from:
            yield catalog.abbott_rules.fault(key, "repeat_above", "小于 correct_from")
    yield from _settings(catalog)
    for name in catalog.efficacy.criteria:
        if name not in catalog.efficacy_criteria:
            yield CatalogError("efficacy.toml", "efficacy.criteria", f"没有标准 {name}")


def _of_scheme(scheme: Scheme) -> Iterator[tuple[str, str]]:
    if len(scheme.classes) < 2:
        yield "classes", "至少两级"
    if len({each.id for each in scheme.classes}) < len(scheme.classes):
        yield "classes", "编号重复"
    ends = [_end(each) for each in scheme.classes]
    if ends and ends[-1] is not None:
        yield f"classes.{scheme.classes[-1].id}", "最后一级不设上限"
    if any(end is None for end in ends[:-1]):
        yield "classes", "除最后一级外，须有 below 或 upto 之一"
    elif any(a is not None and b is not None and a >= b for a, b in pairwise(ends)):
        yield "classes", "须由小到大"


def _end(each: Class) -> Fraction | None:
    """Return where a class ends; None when neither or both ends are given."""
    if (each.below is None) == (each.upto is None):
        return None
    return each.below if each.below is not None else each.upto


def _settings(catalog: "Catalog") -> Iterator[CatalogError]:
    settings = catalog.bioassay
    if settings.abbott not in catalog.abbott_rules:
        yield CatalogError(SETTINGS, "bioassay.abbott", f"没有规则 {settings.abbott}")
    for measure in ("mortality", "ratio"):
        name = getattr(settings, f"{measure}_scheme")
        scheme = catalog.resistance_schemes.get(name)
        if scheme is None or scheme.measure != measure:
            where = f"bioassay.{measure}_scheme"
            yield CatalogError(SETTINGS, where, f"没有 measure = {measure} 的方案 {name}")

"""Checks of methods: their fields, relations and names."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vector.catalog.method import Field, Method, Role
from vector.catalog.name import fold
from vector.errors import CatalogError

if TYPE_CHECKING:
    from vector.catalog import Catalog

Fault = tuple[str, str]


def faults(catalog: "Catalog") -> Iterator[CatalogError]:
    """Yield methods of an unknown group or whose parts name fields they do not have."""
    chinese: dict[str, str] = {}
    for key, method in catalog.methods.items():
        if method.group not in catalog.groups:
            yield catalog.methods.fault(key, "group", f"没有类别 {method.group}")
        if fold(method.zh) in chinese:
            reason = f"名称与 {chinese[fold(method.zh)]} 相同"
            yield catalog.methods.fault(key, "zh", reason)
        chinese[fold(method.zh)] = key
        for field, reason in _of_method(method):
            yield catalog.methods.fault(key, field, reason)


def _of_method(method: Method) -> Iterator[Fault]:
    ids = [field.id for field in method.fields]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"fields.{name}", "字段编号重复"
    for role in Role:
        if not any(field.role is role for field in method.fields):
            yield "fields", f"没有 {role.value} 字段"
    yield from _headers(method)
    for part, names in _named(method):
        for name in names:
            if name not in ids:
                yield part, f"没有字段 {name}"
    yield from _alternatives(method)
    if method.species != bool(method.species_total):
        yield "species_total", "分种类计数的方法须写明种类之和等于哪个字段，其余方法不写"


def _named(method: Method) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the parts of a method that name fields."""
    for place, check in enumerate(method.checks):
        yield f"checks.{place}", (*check.left, *check.right)
    for choice in method.one_of:
        yield "one_of", choice
    if method.species_total:
        yield "species_total", (method.species_total,)


def _alternatives(method: Method) -> Iterator[Fault]:
    required = set(method.required)
    for choice in method.one_of:
        for name in required.intersection(choice):
            yield "one_of", f"{name} 已是必填字段，不能再列为任选其一"


def _headers(method: Method) -> Iterator[Fault]:
    """Yield headers that would fit two fields of one form."""
    owners: dict[str, Field] = {}
    for field in method.fields:
        for name in {fold(name) for name in (field.id, field.zh, *field.aliases)}:
            if (owner := owners.setdefault(name, field)) is not field:
                yield f"fields.{field.id}.aliases", f"表头 {name} 已属于字段 {owner.id}"

"""Checks of groups, species, habitats, programmes and words."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from vector.catalog.entry import Confidence
from vector.catalog.name import Names
from vector.errors import CatalogError

if TYPE_CHECKING:
    from vector.catalog import Catalog


def faults(catalog: "Catalog") -> Iterator[CatalogError]:
    """Yield rows of an unknown group or method, species names shared in a group, gaps in words."""
    yield from _groups(catalog)
    yield from _species_names(catalog)
    for key, programme in catalog.programmes.items():
        if programme.method not in catalog.methods:
            yield catalog.programmes.fault(key, "method", f"没有方法 {programme.method}")
    yield from _words(catalog)


def _groups(catalog: "Catalog") -> Iterator[CatalogError]:
    for key, species in catalog.species.items():
        if species.group not in catalog.groups:
            yield catalog.species.fault(key, "group", f"没有类别 {species.group}")
    for key, habitat in catalog.habitats.items():
        for group in habitat.groups:
            if group not in catalog.groups:
                yield catalog.habitats.fault(key, "groups", f"没有类别 {group}")


def _species_names(catalog: "Catalog") -> Iterator[CatalogError]:
    for group in catalog.groups:
        names = Names(species for species in catalog.species.values() if species.group == group)
        for name, (first, second, *_) in names.shared():
            reason = f"名称 {name} 与 {first.id} 重复"
            yield catalog.species.fault(second.id, "aliases", reason)


def _words(catalog: "Catalog") -> Iterator[CatalogError]:
    leasts = [likelihood.least for likelihood in catalog.likelihoods]
    if any(high <= low for high, low in pairwise(leasts)) or leasts[-1] != 0:
        last = catalog.likelihoods[-1].id
        yield CatalogError("words.toml", f"{last}.least", "须由大到小排列，最后一项为 0")
    for confidence in Confidence:
        if confidence is not Confidence.CERTAIN and confidence not in catalog.cautions:
            yield CatalogError("cautions.toml", confidence.value, "缺少此项")

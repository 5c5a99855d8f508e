"""Checks of survey sizes: known subjects, one amount for every population band, never falling."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from vector.catalog.standard import SurveyScheme, SurveySize
from vector.errors import CatalogError

if TYPE_CHECKING:
    from vector.catalog import Catalog


def faults(catalog: "Catalog") -> Iterator[CatalogError]:
    """Yield schemes whose population bands or sizes do not fit."""
    for key, scheme in catalog.survey_schemes.items():
        if _falls(scheme.population_upper):
            yield catalog.survey_schemes.fault(key, "population_upper", "须由小到大")
        for place, size in enumerate(scheme.sizes):
            for field, reason in _of_size(catalog, scheme, size):
                yield catalog.survey_schemes.fault(key, f"sizes.{place}.{field}", reason)


def _of_size(
    catalog: "Catalog", scheme: SurveyScheme, size: SurveySize
) -> Iterator[tuple[str, str]]:
    if size.group not in catalog.groups:
        yield "group", f"没有类别 {size.group}"
    method = catalog.methods.get(size.method)
    if method is None or method.group != size.group:
        yield "method", f"{size.group} 没有方法 {size.method}"
    for at, name in enumerate(size.habitats):
        habitat = catalog.habitats.get(name)
        if habitat is None or size.group not in habitat.groups:
            yield "takes.habitats" if at else "habitat", f"{size.group} 没有生境 {name}"
    yield from _twice(catalog, scheme, size)
    bands = len(scheme.population_upper) + 1
    for name, values in (("amounts", size.amounts), ("units", size.units)):
        if len(values) != bands and not (name == "units" and not values):
            yield name, f"须有 {bands} 个数，每个人口档一个"
        if _falls(values):
            yield name, "人口多的档不能少于人口少的档"


def _twice(catalog: "Catalog", scheme: SurveyScheme, size: SurveySize) -> Iterator[tuple[str, str]]:
    """A survey counts for one row only, else the same rooms would be looked at twice."""
    others = [each for each in scheme.sizes if each is not size and each.method == size.method]
    for name in size.takes.habitats if size.takes else ():
        if any(name in other.habitats for other in others):
            yield "takes.habitats", f"{name} 已计入同一方法的另一行"


def _falls(values: tuple[int, ...]) -> bool:
    return any(low > high for low, high in pairwise(values))

"""Checks of band profiles: bands without a gap, cuts in order, banded indices only."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from vector.catalog.band import Profile
from vector.catalog.index import BandedIndex
from vector.errors import CatalogError

if TYPE_CHECKING:
    from vector.catalog import Catalog


def faults(catalog: "Catalog") -> Iterator[CatalogError]:
    """Yield profiles whose bands and cuts do not fit together."""
    for key, profile in catalog.profiles.items():
        for field, reason in _of_profile(catalog, profile):
            yield catalog.profiles.fault(key, field, reason)


def _of_profile(catalog: "Catalog", profile: Profile) -> Iterator[tuple[str, str]]:
    numbers = [band.band for band in profile.bands]
    if numbers != list(range(len(numbers))):
        yield "bands", "须从 0 起依次编号"
    if profile.flag_from not in numbers:
        yield "flag_from", f"没有 {profile.flag_from} 级"
    indices = [cuts.index for cuts in profile.cuts]
    for cuts in profile.cuts:
        where = f"cuts.{cuts.index}"
        if not isinstance(catalog.indices.get(cuts.index), BandedIndex):
            yield where, "没有这个风险分级指标"
        if indices.count(cuts.index) > 1:
            yield where, "指标重复"
        if len(cuts.cuts) != len(profile.bands) - 1:
            yield where, f"{len(profile.bands)} 个等级须有 {len(profile.bands) - 1} 个分界"
        if any(low >= high for low, high in pairwise(cuts.cuts)):
            yield where, "分界须由小到大"

"""The words for a season's strength must cover every value from 0 to 1, each once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vector.errors import CatalogError

if TYPE_CHECKING:
    from vector.catalog import Catalog


def faults(catalog: "Catalog") -> Iterator[CatalogError]:
    """Yield where two bands begin at the same value, or none begins at 0."""
    bands = catalog.season_bands
    begun: dict[float, str] = {}
    for band in bands.values():
        if band.least in begun:
            yield bands.fault(band.id, "least", f"与 {begun[band.least]} 的起点相同")
        begun[band.least] = band.id
    if 0 not in begun:
        lowest = min(bands.values(), key=lambda band: band.least)
        yield bands.fault(lowest.id, "least", "最低一级须从 0 开始")

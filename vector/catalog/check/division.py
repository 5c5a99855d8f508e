"""Each level of regions is told apart by more digits than the level above."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from vector.errors import CatalogError

if TYPE_CHECKING:
    from vector.catalog import Catalog


def faults(catalog: "Catalog") -> Iterator[CatalogError]:
    """Yield where a level stands below one with as many digits or more."""
    divisions = catalog.divisions
    for above, below in pairwise(divisions.values()):
        if below.digits <= above.digits:
            reason = f"应多于上一级（{above.zh}）的 {above.digits} 位"
            yield divisions.fault(below.id, "digits", reason)

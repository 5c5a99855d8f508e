"""The cross-checks of the whole catalogue: what no single row can know to be wrong."""

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from vector.catalog.check import (
    band,
    campaign,
    division,
    form,
    formula,
    limit,
    resistance,
    season,
    size,
    subject,
)
from vector.errors import CatalogError

if TYPE_CHECKING:
    from vector.catalog import Catalog

CHECKS = (subject, form, formula, limit, band, size, resistance, season, campaign, division)


def faults(catalog: "Catalog") -> Iterator[CatalogError]:
    """Yield every fault of a catalogue, those that others rest on first.

    Parameters
    ----------
    catalog : Catalog
        As read from its files, before it is used.

    Yields
    ------
    CatalogError
        With the file, the key and the reason.
    """
    return chain.from_iterable(check.faults(catalog) for check in CHECKS)

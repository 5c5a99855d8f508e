"""A campaign is against groups that are known, in months that follow one another."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from vector.errors import CatalogError

if TYPE_CHECKING:
    from vector.catalog import Catalog


def faults(catalog: "Catalog") -> Iterator[CatalogError]:
    """Yield where a group is unknown, or a month does not follow the one before."""
    campaigns = catalog.campaigns
    for campaign in campaigns.values():
        for group in campaign.groups:
            if group not in catalog.groups:
                yield campaigns.fault(campaign.id, "groups", f"没有病媒类别 {group!r}")
        if any(after != before % 12 + 1 for before, after in pairwise(campaign.months)):
            yield campaigns.fault(campaign.id, "months", "月份须相连，跨年时 12 之后写 1")

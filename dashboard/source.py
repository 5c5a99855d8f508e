"""Where the surveys behind a number stand: the address of their page."""

from typing import Any

from dashboard import linked
from vector.catalog import Index

PATH = "/sources"


def address(
    index: Index,
    start: Any = None,
    end: Any = None,
    *,
    street: Any = None,
    station: Any = None,
    method: str = "",
    **more: Any,
) -> str:
    """Where the surveys behind an index stand, of a place and from one day to another, if said.

    ``method``: the one that the number is by, where the index has several. ``more``: ``month`` of
    every year, ``habitat``, and ``by="then"`` for the borders of the day.
    """
    by = method if len(index.methods) > 1 else ""
    days = {key: f"{day:%Y-%m-%d}" for key, day in (("start", start), ("end", end)) if day}
    chosen = {"index": index.id, "street": street, "station": station, **days, "method": by, **more}
    return linked.address(PATH, **chosen)

"""Judged rows as people read them on a screen: columns, levels and bands in their words."""

from typing import TYPE_CHECKING, Any

from vector.cli.language import named, spoken, words
from vector.cli.stored import unit

if TYPE_CHECKING:
    import pandas as pd

    from vector.catalog import Catalog

PLACES = ("street", "station", "habitat")


def readable(judged: "pd.DataFrame", catalog: "Catalog") -> "pd.DataFrame":
    """Return the columns that people read, under the names they use; none for unnamed places.

    Parameters
    ----------
    judged : DataFrame
        As :func:`vector.stats.judge.judge` gives it.
    catalog : Catalog
        For the names of indices and bands.
    """
    called = {each.id: getattr(each, spoken()) for each in catalog.indices.values()}
    called |= words("assess_verdicts")
    told = words("assess_words")
    bands = {each.band: getattr(each, spoken()) for each in _bands(judged, catalog)}
    level = judged["level"].astype(str).map(lambda each: told.get(each, each))
    band = judged["band"].map(lambda number: bands.get(number, ""), na_action=None)
    columns: dict[str, Any] = {each: judged[each] for each in (*PLACES, "start", "end")}
    columns |= {
        "index": judged["index"].astype(str).map(called),
        **{each: judged[each] for each in ("value", "lower", "upper")},
        "unit": judged["unit"].astype(str).map(unit),
        "level": level.where(level != "", band),
        "words": judged["words"],
        "flag": judged["flag"].map({1: told["flagged"], 0: ""}),
        "reason": judged["reason"],
    }
    empty = [each for each in PLACES if (judged[each].astype(str) == "").all()]
    return named("assess", {each: columns[each] for each in columns if each not in empty})


def _bands(judged: "pd.DataFrame", catalog: "Catalog") -> tuple[Any, ...]:
    used = [each for each in judged["profile"].cat.categories if each]
    return catalog.profiles[used[0]].bands if used else ()

"""Why nothing is forecast of an index at a station, by the rules that :mod:`vector.work.ahead`
and :mod:`vector.work.histories` forecast by.

A short history is no reason: a single survey is forecast from, with what like stations show.
"""

from datetime import date
from enum import StrEnum

import numpy as np

from vector.catalog import Catalog
from vector.catalog.index import Index
from vector.stats.period import number_of
from vector.work.ahead import NEAR, idle_until, periods_ahead
from vector.work.histories import makes_series
from vector.work.single import Single


class Ground(StrEnum):
    """Why a station has no forecast of its own.

    The index makes no series (unwatched); nothing was counted with any effort (uncounted); the
    last survey is too long ago (idle); the usual effort is too small to look at the station alone
    (small); no period ahead is surveyed at that time of year (off_season). Where none of these
    holds, the next computation makes one (pending).
    """

    UNWATCHED = "unwatched"
    UNCOUNTED = "uncounted"
    IDLE = "idle"
    SMALL = "small"
    OFF_SEASON = "off_season"
    PENDING = "pending"


def ground(catalog: Catalog, own: Single | None, index: Index, today: date) -> Ground:
    """Find the first reason why a series is not forecast.

    Parameters
    ----------
    catalog : Catalog
        For the rules of the outlook.
    own : Single or None
        The station's series of one method, as :func:`vector.work.single.single` gathers it.
    index : Index
        Of which index.
    today : date
        The present.

    Returns
    -------
    Ground
        ``PENDING`` where a forecast is to be made.

    Examples
    --------
    >>> import pandas as pd
    >>> from vector.catalog import load
    >>> catalog = load()
    >>> str(ground(catalog, None, catalog.indices["indoor_trace_rate"], date(2026, 6, 20)))
    'unwatched'
    >>> counts = pd.DataFrame({"period": [677], "count": [3], "effort": [2.0]})
    >>> rats = catalog.indices["trap_rate"]
    >>> str(ground(catalog, Single("month", counts), rats, date(2026, 6, 20)))
    'pending'
    """
    if own is None:
        return Ground.UNCOUNTED if makes_series(catalog, index.id) else Ground.UNWATCHED
    present = int(number_of(np.array([today], "datetime64[D]"), own.step)[0])
    if own.counts["period"].max() <= idle_until(catalog, own.season, present):
        return Ground.IDLE
    if _usual(own, index) < index.min_effort:
        return Ground.SMALL
    return Ground.PENDING if _surveyed_ahead(catalog, own, present) else Ground.OFF_SEASON


def _usual(own: Single, index: Index) -> float:
    """Return the median effort of a period, as counted: whole numbers again."""
    return float((own.counts["effort"] * float(index.multiplier)).round().median())


def _surveyed_ahead(catalog: Catalog, own: Single, present: int) -> bool:
    """Return whether a period to forecast is in the season of the series.

    As :func:`vector.work.ahead.in_season` finds it for all series, without its tables: a page asks.
    """
    known = own.counts["period"].to_numpy()
    if known.max() - known.min() + 1 < own.season:
        return True
    reach, ahead = NEAR[own.step], periods_ahead(catalog, own.step, present)
    surveyed = (known[:, None] + np.arange(-reach, reach + 1)) % own.season
    return bool(np.isin(ahead[ahead > known.max()] % own.season, surveyed).any())

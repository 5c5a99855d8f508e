"""One station's counts of one index by period, as :mod:`vector.work.histories` gathers all."""

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.catalog.index import Index
from vector.stats.period import Step, number_of
from vector.store.breaks import breaks, segments
from vector.work.histories import SEASON, makes_series


class Single(NamedTuple):
    """The step by which a method's programme goes, and the counts: period, count, effort."""

    step: Step
    counts: pd.DataFrame

    @property
    def season(self) -> int:
        """The number of periods in a year."""
        return SEASON[self.step]


def single(
    session: Session, catalog: Catalog, found: pd.DataFrame, index: Index, method: str, until: date
) -> Single | None:
    """Gather one station's series, however small its effort.

    Parameters
    ----------
    session : Session
        Any transaction.
    catalog : Catalog
        For the method's step.
    found : DataFrame
        The station's components, as :func:`vector.store.components.components` gives them.
    index : Index
        Of which index.
    method : str
        By which method.
    until : date
        The last day that counts.

    Returns
    -------
    Single or None
        One row for each period with effort since the series last broke, in order: ``period``
        (int64), ``count``, ``effort`` (float64, so that count / effort is the index's value).
        None where the index makes no series or nothing was surveyed.
    """
    if not makes_series(catalog, index.id):
        return None
    last = pd.Timestamp(until)
    wanted = (found["index"] == index.id) & (found["method"] == method) & (found["date"] <= last)
    own = found[(wanted & (found["denominator"] > 0)).to_numpy()]
    if own.empty:
        return None
    days = own["date"].to_numpy().astype("datetime64[D]")
    figures = own[["numerator", "denominator"]].to_numpy(np.float64)
    known = breaks(session, int(own["station_id"].iloc[0]))
    if len(known):
        number = segments(known, own["station_id"], days)
        kept = number == number.max()
        days, figures = days[kept], figures[kept]
    step: Step = catalog.methods[method].cadence
    period, at = np.unique(number_of(days, step), return_inverse=True)
    count, effort = (np.bincount(at, each) for each in figures.T)
    per = float(index.multiplier)
    return Single(step, pd.DataFrame({"period": period, "count": count, "effort": effort / per}))

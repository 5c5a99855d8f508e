"""What of a changed station is left out of comparisons, and how that is told.

What was counted before a station moved, or got another lamp, method or habitat, is no measure for
what is counted since. It stays where it was drawn, and is compared with nothing.
"""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from dashboard.service import service
from dashboard.text import say
from vector.store.breaks import breaks, segments


def cut(reading: Session, found: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """The months since each station last changed, and the days on which the others ended.

    A month in which a station changed compares with none but itself. The days are by station.
    """
    known = service().memory.recall(reading, "breaks", lambda: breaks(reading))
    own = known[known["station_id"].isin(found["station_id"])]
    if own.empty:
        return found, pd.Series(dtype="datetime64[s]")
    number = _parts(own, found)
    keys = [found["station_id"], found["method"]]
    newest = pd.Series(number, found.index).groupby(keys).transform("max")
    left = number < newest.to_numpy()
    last = own.groupby("station_id")["day"].max()
    return found[~left], last[last.index.isin(found.loc[left, "station_id"])]


def _parts(own: pd.DataFrame, found: pd.DataFrame) -> NDArray[np.int64]:
    """Which part of its station's history each month lies in, a month of change by itself."""
    first = pd.to_datetime(found[["year", "month"]].assign(day=1))
    begun = segments(own, found["station_id"], first)
    ended = segments(own, found["station_id"], first + pd.offsets.MonthEnd(0))
    return np.asarray(begun + ended, np.int64)


def told(left: pd.Series, *, alone: bool) -> list[str]:
    """What is left out of a comparison of one station alone, or of several, in words."""
    if left.empty:
        return []
    if alone:
        return [say("season.cut", day=_day(left.iloc[0]))]
    return [say("season.cut_several", count=len(left))]


def _day(at: Any) -> date:
    return pd.Timestamp(at).date()

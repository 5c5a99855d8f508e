"""The latest surveys of a station as the watch judges them: with like stations beside it.

A probability leans on what like stations show. On the station page it must be the one that flags
rest on, so all stations are judged there too, for one index and once until the surveys change.
"""

from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from dashboard.service import service
from dashboard.text import language
from dashboard.visible import fresh_since
from vector.stats.judge import judge
from vector.store.components import components
from vector.work.limits import ActionLimits
from vector.work.present import at_any_effort, pools

WORDS = ("level", "words", "reason")
VERDICT = ("band", "p_beyond", "flag", *WORDS)


def with_verdict(
    reading: Session, judged: pd.DataFrame, station: int, together: tuple[str, ...]
) -> tuple[pd.DataFrame, bool]:
    """The judged periods, the last with the watch's verdict where the watch saw the same counts."""
    if judged.empty or not _may_be_watched(judged.iloc[-1]):
        return judged, False
    last = judged.index[-1]
    found = _same(_watched(reading, together), judged.loc[last], station)
    if found is None:
        return judged, False
    told = judged.astype(dict.fromkeys(WORDS, object))
    for name in VERDICT:
        told.at[last, name] = found[name]
    return told, True


def _may_be_watched(own: Any) -> bool:
    """Whether the watch judges by itself what was found last: fresh, and with effort enough.

    All stations are judged only then, which takes long where they are thousands.
    """
    running = service()
    index = running.catalog.indices[own["index"]]
    enough = at_any_effort(index) or own["denominator"] >= index.min_effort
    return bool(enough and own["end"].date() >= fresh_since(service().today()))


def _same(rows: pd.DataFrame, own: Any, station: int) -> Any | None:
    same = rows[
        (rows["station"] == str(station))
        & (rows["index"] == own["index"])
        & (rows["method"] == own["method"])
        & (rows["numerator"] == own["numerator"])
        & (rows["denominator"] == own["denominator"])
        & (rows["start"] >= own["start"])
        & (rows["end"] <= own["end"])
    ]
    return None if same.empty else same.iloc[0]


def _watched(reading: Session, together: tuple[str, ...]) -> pd.DataFrame:
    """Every station's latest state by these indices; stations are named by their ids."""
    running, today = service(), service().today()
    asked = ("watched", today, together, language())
    return running.memory.recall(reading, asked, lambda: _judge(reading, together))


def _judge(reading: Session, together: tuple[str, ...]) -> pd.DataFrame:
    running, today = service(), service().today()
    found = components(reading, indices=together, start=fresh_since(service().today()), end=today)
    stations = pools(found, running.catalog).stations
    named = {
        place: stations[f"{place}_id"].astype(str).astype("category")
        for place in ("street", "station")
    }
    return judge(
        stations.assign(**named),
        running.catalog,
        by="station",
        period="all",
        profile=running.settings.profile,
        city_rule=None,
        action_limits=ActionLimits(reading, today).keys(stations),
        verdicts=False,
        language=language(),
    )

"""What happened at a station: flags raised and cleared, signals, limits set, the station changed.

One list for the figure's lane and for the table under it. A change of place, habitat, method or
lamp breaks the curve, because what was counted before does not compare with what is counted after.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.flagged import quantity, why
from dashboard.lines import limits_at
from dashboard.panel import about
from dashboard.service import service
from dashboard.text import LANGUAGES, language, name, say
from vector.catalog import Index
from vector.report.evidence import Evidence
from vector.store import flags
from vector.store.tables import Alert
from vector.work import revisions

COLUMNS = ("day", "kind", "index", "hover")
BREAKING = frozenset({"site", "habitat", "method", "equipment"})
# A day on which a station changed, what changed, and how that is told.
Change = tuple[date, Sequence[str], str]


def events(
    reading: Session,
    station: int,
    index: Index,
    signals: pd.DataFrame,
    changes: Sequence[Change],
) -> pd.DataFrame:
    """Everything that happened at a station, the latest first; ``changes`` as of it."""
    rows = [
        *(_alert(each) for each in flags.of_station(reading, station)),
        *(
            (start, "signal", index.id, f"{start}\n{hover}")
            for start, hover in zip(signals["start"], signals["hover"], strict=True)
        ),
        *_limits(reading, station, index),
        *((str(day), "revision", "", f"{day}\n{said}") for day, _, said in changes),
    ]
    found = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    return found.sort_values("day", ascending=False, kind="stable", ignore_index=True)


def _alert(alert: Alert) -> tuple[str, str, str, str]:
    day = alert.raised_at.astimezone(service().zone).date()
    return str(day), alert.change, alert.flag.index_id, f"{day}\n{_told(alert)}"


def _told(alert: Alert) -> str:
    """The sentence: the Chinese one as kept, the English one from the numbers."""
    if language() == LANGUAGES[0]:
        return alert.sentence
    index = name(service().catalog.indices[alert.flag.index_id])
    if alert.change == "cleared":
        return say("station.change_cleared", index=index)
    return why(alert.flag, Evidence.read(alert.evidence))


def _limits(reading: Session, station: int, index: Index) -> Iterator[tuple[str, str, str, str]]:
    for limit, since, _ in limits_at(reading, index, station):
        said = say("station.limit_set", limit=quantity(limit.value, index.unit), by=limit.set_by,
                   source=limit.source)  # fmt: skip
        yield str(since), "limit", index.id, f"{since}\n{said}"


def changes_of(reading: Session, station: int) -> list[Change]:
    """The days on which a station changed, what changed, and how that is told."""
    spans = list(revisions.spans(reading, service().catalog, station).itertuples())
    told = []
    for before, after in pairwise(spans):
        changed = [part for part in str(after.changed).split("、") if part]
        if changed:
            told.append((after.valid_from, changed, _change(before, after, changed)))
    return told


def _change(before: Any, after: Any, changed: Sequence[str]) -> str:
    """What was and what became of each thing that changed."""
    parts = []
    for part in changed:
        was, became = getattr(before, part, None), getattr(after, part, None)
        if part == "habitat":
            was, became = visible.habitat(was), visible.habitat(became)
        what = say(f"station.changed_{part}")
        told = {"what": what, "was": was or "—", "became": became or "—"}
        parts.append(what if part == "site" else say("station.changed", **told))
    return say("list.join").join(parts)


def breaks(changes: Sequence[Change]) -> pd.DataFrame:
    """The days at which the curve breaks, each with what changed."""
    rows = [
        (str(day), say("list.join").join(say(f"station.changed_{part}") for part in changed), said)
        for day, changed, said in changes
        if BREAKING & set(changed)
    ]
    return pd.DataFrame(rows, columns=pd.Index(["day", "label", "note"]))


def cut_words(found: pd.DataFrame, judged: pd.DataFrame) -> list[Any]:
    """That what was counted before the last break is no past of what is counted since."""
    if found.empty:
        return []
    day = str(found["day"].max())
    surveyed = str(judged["end"].max())[:10] >= day
    key = "station.cut" if surveyed else "station.cut_ahead"
    return [about(say(key, day=day))]


def parted(curve: pd.DataFrame, days: Sequence[str]) -> pd.DataFrame:
    """The curve with a break at each of these days."""
    if curve.empty or not days:
        return curve
    gap = pd.DataFrame({"start": pd.to_datetime(list(days))}).astype(curve[["start"]].dtypes)
    whole = pd.concat([curve, gap]).sort_values("start", kind="stable", ignore_index=True)
    return whole.assign(beyond=whole["beyond"].eq(True), hover=whole["hover"].fillna(""))

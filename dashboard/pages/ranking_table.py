"""What a ranking is asked for by the filters, and the table of it to take along."""

from datetime import date
from typing import Any

import pandas as pd

from dashboard import ranked
from dashboard.flagged import effort
from dashboard.pages import board
from dashboard.ranked import Ranked
from dashboard.service import service
from dashboard.text import name, say, unit
from vector.catalog import Index
from vector.stats.period import Step
from vector.store.boundaries import Boundaries
from vector.store.engine import session


def _day(written: str | None) -> date | None:
    """The day in an address or a choice; what is no day is no choice."""
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None


def asked(
    reading: Any,
    index: str | None,
    step: str,
    period: str | None,
    by: str,
    method: str | None = None,
) -> tuple[Index, Step, date, Ranked] | None:
    """What is ranked, by which periods, in which, and the ranking; None where nothing can be."""
    found = service().catalog.indices.get(index or "")
    day = _day(period)
    if found is None or day is None or step not in ranked.STEPS or by not in ranked.BOUNDARIES:
        return None
    every: Step = "week" if step == "week" else "month"
    borders: Boundaries = "then" if by == "then" else "today"
    start = ranked.shifted(day, every, 0)
    return found, every, start, ranked.ranked(reading, found, every, start, borders, method or "")


def frame(
    index: str | None, step: str, period: str | None, by: str, method: str | None = None
) -> pd.DataFrame | None:
    """The ranking and the streets apart from it, under headings in the reader's language."""
    with session(service().engine) as reading:
        chosen = asked(reading, index, step, period, by, method)
    if chosen is None:
        return None
    known, every, start, found = chosen
    told = found.rows if len(found.rows) else pd.DataFrame()
    if len(told):
        told = told.assign(
            board=[say(f"ranking.board_{each}") for each in told["board"]],
            change=[say(f"ranking.change_{each}") for each in told["change"]],
        )
    apart = found.apart.assign(board=[say(f"ranking.apart_{each}") for each in found.apart["kind"]])
    whole = pd.concat([told, apart], ignore_index=True).assign(
        period=board.named(start, every), index=name(known), unit=unit(known.unit),
        method=board.method_name(found), boundaries=say(f"ranking.by_{by}"),
        effort=lambda rows: [effort(known, each, found.method) for each in rows["denominator"]],
    )  # fmt: skip
    columns = [
        *("period", "index", "method", "boundaries", "street", "rank", "rank_lower", "rank_upper"),
        *("value", "lower", "upper", "unit", "effort", "surveys", "change", "before", "board"),
    ]
    told = whole.reindex(columns=columns)
    return told.rename(columns={each: say(f"ranking.column_{each}") for each in columns})

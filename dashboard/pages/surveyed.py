"""The latest surveys of a station, with their numbers and who handed them in."""

from collections import Counter
from typing import Any

from dashboard import visible
from dashboard.pages.listed import both, listed
from dashboard.pages.pager import pager
from dashboard.pages.sources import numbers
from dashboard.panel import nothing
from dashboard.service import account, service
from dashboard.text import name, say
from vector.store import activity, photos

NAME = "station-surveys"
SHOWN = 10
COLUMNS = {
    **{each: f"station.{each}" for each in ("date", "how", "numbers")},
    "photos": "photos.column",
    **{each: f"station.{each}" for each in ("upload", "who")},
}


def surveys(reading: Any, station: int, begin: int = 0) -> Any:
    """A part of the surveys that stand, the latest first."""
    rows = rows_of(reading, station, SHOWN + 1, begin)
    if not rows:
        return nothing(say("station.no_surveys"))
    shown, more = rows[:SHOWN], len(rows) > SHOWN
    table = listed(say("station.surveys"), COLUMNS, [row | both(row) for row in shown])
    return [table, pager(NAME, begin, SHOWN, len(shown), more=more)]


def rows_of(reading: Any, station: int, most: int, begin: int = 0) -> list[dict[str, Any]]:
    """The latest surveys but for so many, each in the reader's words."""
    found = activity.latest_surveys(reading, station, most, begin)
    days = Counter(each.taken_on for each in photos.of_station(reading, account(), station))
    return [_survey(row) | {"photos": days[row.date] or ""} for row in found.itertuples()]


def _survey(row: Any) -> dict[str, Any]:
    return {
        "date": str(row.date),
        "method": name(service().catalog.methods[row.method]),
        "habitat": visible.habitat(row.habitat),
        "numbers": numbers(row),
        "upload": f"{row.upload_id} · {row.filename}",
        "by": row.by,
        "at": f"{row.accepted_at.astimezone(service().zone):%Y-%m-%d %H:%M}",
    }

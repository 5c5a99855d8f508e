"""The latest surveys of a station, with their numbers and who handed them in."""

from collections import Counter
from typing import Any

from dashboard import visible
from dashboard.grids import grid, survey_columns
from dashboard.pages.sources import numbers
from dashboard.panel import nothing
from dashboard.service import account, service
from dashboard.text import name, say
from vector.store import activity, photos

SHOWN = 50


def surveys(reading: Any, station: int) -> Any:
    """The surveys that stand, the latest first."""
    rows = rows_of(reading, station)
    if not rows:
        return nothing(say("station.no_surveys"))
    return grid("station-survey-grid", survey_columns(), rows)


def rows_of(reading: Any, station: int, most: int = SHOWN) -> list[dict[str, Any]]:
    """The latest surveys, each in the reader's words."""
    found = activity.latest_surveys(reading, station, most)
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

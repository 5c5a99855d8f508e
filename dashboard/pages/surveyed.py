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


def surveys(reading: Any, station: int) -> Any:
    """The surveys that stand, the latest first."""
    found = activity.latest_surveys(reading, station)
    if found.empty:
        return nothing(say("station.no_surveys"))
    days = Counter(each.taken_on for each in photos.of_station(reading, account(), station))
    rows = [_survey(row) | {"photos": days[row.date] or ""} for row in found.itertuples()]
    return grid("station-survey-grid", survey_columns(), rows)


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

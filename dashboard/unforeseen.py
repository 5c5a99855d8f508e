"""Why nothing is forecast of an index at a station, in plain words."""

from dashboard.flagged import effort
from dashboard.service import service
from dashboard.text import name, say
from vector.catalog import Index
from vector.work.single import Single
from vector.work.unforeseen import ground


def why(own: Single | None, index: Index, method: str) -> str:
    """The reason that holds for the station's series of that method."""
    catalog = service().catalog
    return say(
        f"unforeseen.{ground(catalog, own, index, service().today())}",
        method=name(catalog.methods[method]),
        years=catalog.outlook.idle_seasons,
        least=effort(index, index.min_effort, method),
    )

"""What the database keeps, for `vector assess store:` — by today's boundaries or those of then."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vector.cli.language import note, refusal

if TYPE_CHECKING:
    import pandas as pd


def standing(files: list[Path], boundaries: Literal["today", "then"]) -> "pd.DataFrame":
    """Return what stands in the database, as :func:`vector.stats.judge.judge` takes it.

    Parameters
    ----------
    files : list of Path
        ``store:``, or ``store:@REGION`` for a region and below it; nothing else beside it.
    boundaries : {"today", "then"}
        Under which street each survey is counted; it is said which.

    Raises
    ------
    VectorError
        When files are named beside it, there is no such region, or nothing has been counted.
    """
    from vector.cli.county import opened
    from vector.store.components import components
    from vector.store.engine import session
    from vector.work.gazetteer import Gazetteer

    if len(files) > 1:
        raise refusal("store_alone")
    place = str(files[0]).partition("@")[2]
    with session(opened(None)[1]) as reading:
        region = Gazetteer(reading).region(place) if place else None
        found = components(reading, region=region, boundaries=boundaries)
    if found.empty:
        raise refusal("no_surveys_left")
    note(f"boundaries_{boundaries}")
    return found.drop(columns=["station_id", "region_id"])

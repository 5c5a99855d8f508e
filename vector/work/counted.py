"""What has been counted of an index, as the statistics take it: the same for a command and a job.

Each statistic agrees on columns; here they are found in the store. What went in is known by a
fingerprint, so that an answer can be told to rest on the same counts.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import pandas as pd
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.catalog.index import Index
from vector.forecast import fingerprint
from vector.store import places
from vector.store.boundaries import Boundaries
from vector.store.counts import counts

Places = Literal["store", "streets", "streets-then"]
Language = Literal["zh", "en"]
BOUNDARIES: dict[Places, Boundaries] = {
    "store": "today",
    "streets": "today",
    "streets-then": "then",
}
# At which of its places a station stood; a lamp known only since it was changed.
SITE: dict[Language, str] = {"zh": "第{}处", "en": "site {}"}
UNKNOWN: dict[Language, str] = {"zh": "未记", "en": "not recorded"}
# What the columns that a statistic agrees on are made from.
SOURCES: dict[str, dict[str, str]] = {
    "series": {
        "series": "place", "period": "day", "count": "count", "effort": "effort",
        "habitat": "habitat", "method": "method", "equipment": "equipment", "site": "site",
    },
    "hotspot": {
        "place": "place", "longitude": "longitude", "latitude": "latitude", "count": "count",
        "effort": "effort", "period": "month", "stratum": "alike",
    },
    "efficacy": {
        "station": "place", "date": "date", "count": "count", "effort": "effort",
        "method": "method",
    },
    "quality": {
        "station": "place", "date": "date", "method": "method", "habitat": "habitat",
        "count": "count", "effort": "effort", "uploaded": "uploaded",
    },
}  # fmt: skip
# What every answer rests on, and what only some do.
PLAIN = (
    *("street", "station", "method_id", "habitat", "date", "count", "effort"),
    *("equipment_id", "site_id"),
)
EXTRA = ("longitude", "latitude", "uploaded")


@dataclass(frozen=True)
class Counted:
    """Counts and efforts of one index.

    Attributes
    ----------
    frame : DataFrame
        The agreed columns; ``row`` counts the surveys.
    region : int
        The id of the region they are from.
    stations : tuple of int
        Whose counts they are.
    plain : DataFrame
        The same in no language: methods by their id.
    """

    frame: pd.DataFrame
    region: int
    stations: tuple[int, ...]
    plain: pd.DataFrame = field(repr=False)

    @cached_property
    def version(self) -> str:
        """The fingerprint of the counts, the efforts, and what else was taken."""
        return fingerprint(self.plain)


@dataclass(frozen=True)
class Taken:
    """What stands of one index, with all that any statistic may ask of it.

    Attributes
    ----------
    rows : DataFrame
        One row for each survey; the sources of :data:`SOURCES`.
    region : int
        The id of the region they are from.
    stations : tuple of int
        Whose counts they are.
    """

    rows: pd.DataFrame
    region: int
    stations: tuple[int, ...]

    def under(self, contract: str, by: Places = "store") -> Counted:
        """Return the columns a statistic agrees on, station by station or street by street."""
        rows = self.rows
        if by != "store":
            # A street has no place of its own to stand at.
            rows = rows.assign(place=rows["street"], site="")
        columns = {column: rows[source] for column, source in SOURCES[contract].items()}
        frame = rows[[]].assign(row=range(1, len(rows) + 1), **columns)
        plain = [*PLAIN, *(name for name in SOURCES[contract].values() if name in EXTRA)]
        return Counted(frame, self.region, self.stations, self.rows[plain])


def taken(
    session: Session,
    catalog: Catalog,
    index: Index,
    region: int | None = None,
    *,
    language: Language = "zh",
    boundaries: Boundaries = "today",
) -> Taken | None:
    """Take what stands of an index; None when nothing has been counted.

    Parameters
    ----------
    session : Session
        Any transaction.
    catalog : Catalog
        The names of the methods.
    index : Index
        What was counted.
    region : int, optional
        Only of this region and below it.
    language : {"zh", "en"}
        Of the methods' names.
    boundaries : {"today", "then"}
        Whose borders decide the street of a survey.
    """
    root = places.root(session)
    top = root if region is None else region
    # The root holds every station: to ask for its subtree would only take time.
    found = counts(session, index, region=None if top == root else top, boundaries=boundaries)
    if found.empty:
        return None
    return Taken(
        _told(found, catalog, language), top, tuple(sorted(set(found["station_id"].tolist())))
    )


def _told(found: pd.DataFrame, catalog: Catalog, language: Language) -> pd.DataFrame:
    """Add what columns are made from, as text: place, day, month, position, and what is alike.

    Only surveys of one method, habitat and month of the year are expected to find the same.
    """
    known = catalog.methods
    names = {
        name: getattr(known[name], language) for name in found["method"].unique() if name in known
    }
    method = found["method"].map(lambda name: names.get(name, name))
    texts: dict[str, Any] = {
        "method": method,
        "method_id": found["method"],
        "equipment_id": found["equipment"],
        "site_id": found["site"],
        **_apart(found, language),
        "place": (found["street"] + " " + found["station"]).str.strip(),
        "day": found["date"].dt.strftime("%Y-%m-%d"),
        "month": found["date"].dt.strftime("%Y-%m"),
        "alike": method + "/" + found["habitat"] + found["date"].dt.strftime("/%m"),
    }
    for name in ("longitude", "latitude"):
        texts[name] = found[name].map(lambda value: "" if value != value else f"{value:.6f}")
    return found.assign(**texts)


def _apart(found: pd.DataFrame, language: Language) -> dict[str, Any]:
    """Return the lamp, and the place where a station stood; "" where it never was another."""
    station = found.groupby("station_id")
    sites = found["site"].map(SITE[language].format)
    unknown = (found["equipment"] == "") & (station["equipment"].transform("nunique") > 1)
    return {
        "site": sites.where(station["site"].transform("nunique") > 1, ""),
        "equipment": found["equipment"].where(~unknown, UNKNOWN[language]),
    }

"""Duties 应报: what was expected of whom and what came, and who has not reported yet."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.report.period import month_named
from vector.settings import Settings
from vector.stats.arrival import Arrival
from vector.store import charged, completeness, places
from vector.store.engine import Access, connection_of
from vector.store.tables import Account, Contact

BY = ("street", "month", "group", "method", "station")
MISSING = (
    *("month", "street", "station", "method", "zh", "due", "days_late"),
    *("person", "phone", "office", "email"),
)


def told(
    reading: Session,
    catalog: Catalog,
    settings: Settings,
    first: date,
    last: date,
    *,
    today: date,
    account: Account | None = None,
) -> pd.DataFrame:
    """Return what an account may see of :func:`vector.store.completeness.months`.

    Parameters
    ----------
    reading : Session
        Any transaction.
    catalog, settings : Catalog, Settings
        Methods and indices; the zone of days.
    first, last, today : date
        As for :func:`vector.store.completeness.months`.
    account : Account, optional
        Who asks; the service itself, which sees all, unless given.
    """
    seen = None if account is None else places.visible_stations(account)
    return completeness.months(
        reading, catalog, first, last, today=today, zone=settings.timezone, stations=seen
    )


def totals(rows: pd.DataFrame, catalog: Catalog, by: Sequence[str]) -> pd.DataFrame:
    """Return the totals by places, months or methods, months as ``2026-05``, with Chinese names.

    Parameters
    ----------
    rows : DataFrame
        As given by :func:`told`.
    catalog : Catalog
        The names of groups and methods.
    by : sequence of str
        Of street, month, group, method and station; a station is told with its street.

    Returns
    -------
    DataFrame
        As :func:`vector.store.completeness.totals`; ``zh`` names the group or method.
    """
    keys = [name for name in BY if name in by or (name == "street" and "station" in by)]
    months = pd.Series([f"{day:%Y-%m}" for day in rows["month"]], rows.index, dtype=object)
    found = completeness.totals(rows.assign(month=months), keys)
    for name, known in (("group", catalog.groups), ("method", catalog.methods)):
        if name in keys:
            words = [known[each].zh for each in found[name]]
            found.insert(list(found).index(name) + 1, f"{name}_zh", words)
    return found


def missing(reading: Session, rows: pd.DataFrame, catalog: Catalog, *, today: date) -> pd.DataFrame:
    """Return who has not reported: each survey past its day, and whom to ask for it.

    Parameters
    ----------
    reading : Session
        Any transaction.
    rows : DataFrame
        As given by :func:`told`.
    catalog : Catalog
        The names of methods.
    today : date
        From which the days are counted.

    Returns
    -------
    DataFrame
        month (``2026-05``, with the part where it asks for several surveys), street, station,
        method, zh, due (date), days_late, person and phone (who answers for the station), office
        (the names of those who receive the street's mail) and email; the longest overdue first.
    """
    late = rows[rows["arrival"] == Arrival.MISSING.value].copy()
    people, answers = contacts(reading), charged.by_station(reading, today)
    late["zh"] = [catalog.methods[method].zh for method in late["method"]]
    late["days_late"] = [(today - day).days for day in late["due"]]
    parts = zip(late["month"], late["part"], late["times"], strict=True)
    late["month"] = [month_named(*each) for each in parts]
    for name in ("person", "phone"):
        found = (answers.get(station) for station in late["station_id"])
        late[name] = [getattr(each, name) if each else "" for each in found]
    for name in ("office", "email"):
        late[name] = [people.get(street, {}).get(name, "") for street in late["street_id"]]
    ordered = late.sort_values(["due", "street", "station", "method"], ignore_index=True)
    return ordered[list(MISSING)]


def contacts(access: Access) -> dict[int, dict[str, str]]:
    """Return who receives the mail of each street: names and addresses, by region id."""
    query = select(Contact.region_id, Contact.name, Contact.email).where(Contact.active)
    people: dict[int, list[tuple[str, str]]] = {}
    for region, name, email in connection_of(access).execute(query.order_by(Contact.id)):
        people.setdefault(region, []).append((name, email))
    return {
        region: {
            "office": "、".join(name for name, _ in own if name),
            "email": "、".join(email for _, email in own),
        }
        for region, own in people.items()
    }

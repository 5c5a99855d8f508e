"""Inspections 检查: what was looked at where, for the survey sizes, and what plans asked for."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.stats.sampling import MEASURED
from vector.store import bulk, geography, plans
from vector.store.components import Choice
from vector.store.engine import connection_of
from vector.store.tables import Plan, Station, Survey


def looked_at(
    session: Session, catalog: Catalog, choice: Choice, *, scheme: str = "gb_2011"
) -> dict[str, pd.DataFrame]:
    """Return what was looked at, as :func:`vector.stats.sampling.adequacy` takes it.

    Parameters
    ----------
    session : Session
        Any transaction.
    catalog : Catalog
        Its methods and survey sizes.
    choice : Choice
        Which surveys.
    scheme : str
        Which survey sizes.

    Returns
    -------
    dict of str to DataFrame
        For each method that the sizes speak of: street (empty), station (its id as text), habitat
        and the measured fields in stored units, one row for each station and habitat.

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     list(looked_at(reading, load(), Choice())["fly_rooms"].columns)
    ['street', 'station', 'habitat', 'rooms']
    """
    wanted: dict[str, set[str]] = {}
    for size in catalog.survey_schemes[scheme].sizes:
        form = {field.id for field in catalog.methods[size.method].fields}
        measured = {MEASURED[size.measure][0]} & form
        wanted[size.method] = wanted.get(size.method, set()) | measured
    return {
        method: _summed(session, method, sorted(fields), choice)
        for method, fields in wanted.items()
    }


def _summed(session: Session, method: str, fields: list[str], choice: Choice) -> pd.DataFrame:
    sums = [func.sum(Survey.fields[field].as_integer()).label(field) for field in fields]
    query = (
        select(Survey.station_id, Survey.habitat, *sums)
        .where(Survey.method == method, *choice.of_surveys(Survey))
        .group_by(Survey.station_id, Survey.habitat)
    )
    found = bulk.frame(connection_of(session), query)
    table = pd.DataFrame({"street": "", "station": found["station_id"].astype(str)})
    table["habitat"] = found["habitat"].astype(object)
    return table.assign(**{field: found[field].astype("float64") for field in fields})


def asked_for(
    session: Session,
    start: date,
    end: date,
    today: date,
    *,
    stations: Select[Any] | Sequence[int] | None = None,
    region: int | None = None,
) -> dict[str, bool]:
    """Return the methods that plans ask for within a time, and whether any of it is due.

    Parameters
    ----------
    session : Session
        Any transaction.
    start, end : date
        The first and last day; whole months are looked at.
    today : date
        What is due after today is not yet due.
    stations : Select or sequence of int, optional
        Station ids.
    region : int, optional
        A region's id: it and all below it.

    Returns
    -------
    dict of str to bool
        By method; a method that is not asked for is not there.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     asked_for(reading, date(2026, 1, 1), date(2026, 6, 1), date(2026, 6, 1))
    {}
    """
    columns = (Plan.method, Plan.months, Plan.due_day, Plan.valid_from, Plan.valid_to)
    query = select(*columns).distinct()
    if stations is not None:
        query = query.where(Plan.station_id.in_(stations))
    if region is not None:
        owned = select(Station.id).where(Station.region_id.in_(geography.subtree(region)))
        query = query.where(Plan.station_id.in_(owned))
    months = plans.months_between(start, end)
    found: dict[str, bool] = {}
    for row in session.execute(query):
        plan = Plan(**row._mapping)
        for day in filter(None, (plans.due(plan, month) for month in months)):
            found[plan.method] = found.get(plan.method, False) or day < today
    return found

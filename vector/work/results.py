"""Results of computations on the store: kept with their versions, and answered from what is kept.

The same question about the same counts, by the same version of the method, has one answer: it is
computed once. Pages and commands take it from here; :func:`latest` is what stands, :func:`answer`
computes where it must.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.forecast import fingerprint
from vector.settings import Settings
from vector.stats.bioassay.identity import IDENTITY
from vector.store import results as store
from vector.store.assays import MEASURED
from vector.store.engine import session, transaction
from vector.store.geography import subtree
from vector.store.places import root
from vector.store.results import Basis, Question, latest, listing, one, stations, tables
from vector.work.computations import Tables
from vector.work.counted import Counted
from vector.work.versions import model_version

__all__ = [
    "ASSAYS",
    "Answer",
    "Basis",
    "Question",
    "answer",
    "latest",
    "listing",
    "one",
    "rests_on",
    "rests_on_assays",
    "retire",
    "seen_from",
    "stations",
    "tables",
]

# What a computation on resistance tests looks at, in place of an index.
ASSAYS = "assays"
# A result of more cells would be a burden to every backup.
LARGEST = 2_000_000


@dataclass(frozen=True)
class Answer:
    """The tables of a computation, and where they are from.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        What was found.
    result : int or None
        The number under which it is kept; None when it was too large for that.
    made_at : datetime
        When it was computed, with zone.
    new : bool
        Whether it was computed now.
    """

    tables: Mapping[str, pd.DataFrame]
    result: int | None
    made_at: datetime
    new: bool


def answer(
    engine: Engine,
    settings: Settings,
    question: Question,
    basis: Basis,
    compute: Callable[[], Tables],
    *,
    now: datetime,
    by: str,
) -> Answer:
    """Answer from the result that is kept where it rests on the same versions; else compute it.

    Parameters
    ----------
    engine : Engine
        The database.
    settings : Settings
        How many results of a question are kept.
    question, basis
        What is asked, and of what.
    compute : callable
        Returns the tables; outside any transaction, so that nobody waits for it.
    now : datetime
        With zone.
    by : str
        Who asks.

    Returns
    -------
    Answer
        Its tables are the same whether computed or kept; their rows are numbered from 0.
    """
    with session(engine) as reading:
        known = _known(reading, question, basis)
    if known is not None:
        return known
    made = {name: frame.reset_index(drop=True) for name, frame in compute().items()}
    if sum(frame.size for frame in made.values()) > LARGEST:
        return Answer(made, None, now, new=True)
    with transaction(engine) as writing:
        # Somebody may have asked the same meanwhile.
        again = _known(writing, question, basis)
        if again is not None:
            return again
        number = store.keep(
            writing, question, basis, made, made_at=now, made_by=by, most=settings.results_kept
        )
    return Answer(made, number, now, new=True)


def _known(access: Session, question: Question, basis: Basis) -> Answer | None:
    found = store.same(access, question, basis, account=None)
    if found is None:
        return None
    return Answer(tables(access, found.id, account=None), found.id, found.made_at, new=False)


def rests_on(counted: Counted, kind: str, catalog: Catalog) -> Basis:
    """Return what a computation of a kind on these counts rests on."""
    version = model_version(kind, catalog)
    return Basis(version, counted.version, len(counted.frame), counted.stations)


def rests_on_assays(rows: pd.DataFrame, catalog: Catalog) -> Basis:
    """Return what a computation on these rows of :func:`vector.store.assays.rows` rests on.

    Their order counts: the first assay of a susceptible strain is the one others are divided by.
    """
    told = [*IDENTITY, *(name for name in MEASURED if name != "row")]
    data = fingerprint(rows[told].assign(order=range(len(rows))))
    stations = tuple(sorted({int(each) for each in rows["station_id"].dropna()}))
    return Basis(model_version("bioassay", catalog), data, len(rows), stations)


def seen_from(access: Session, rows: pd.DataFrame, region: int) -> int:
    """Return the region whose people may see all sites of rows that were asked of a region.

    A susceptible strain is taken along wherever it was tested; one of another region, or of a site
    that is no place of the county, is for the county only. A laboratory's has no site.
    """
    inside = rows["region_id"].isin(list(access.scalars(subtree(region))))
    return region if (inside | (rows["site"] == "")).all() else root(access)


def retire(engine: Engine, settings: Settings, now: datetime) -> int:
    """Remove the results that are older than the settings let them be; returns how many."""
    with transaction(engine) as writing:
        return store.retire(writing, now - timedelta(days=settings.results_days))

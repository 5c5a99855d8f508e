"""The rows of assays a command judges: from a file or the store, only those asked for, named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vector.cli.language import refusal

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from vector.settings import Settings


@dataclass(frozen=True)
class Wanted:
    """Which assays are wanted; what is left out does not restrict.

    ``place`` is a site by its name; of the store also a region, with all below it. The strain
    ``reference`` is wanted wherever it was tested: others are divided by it.
    """

    species: str = ""
    insecticide: str = ""
    place: str = ""
    reference: str = ""


class Store(NamedTuple):
    """The store that rows are from, and the region of it that was asked."""

    settings: "Settings"
    engine: "Engine"
    region: int


class Found(NamedTuple):
    """The rows of the wanted assays; of a file there is no store."""

    rows: "pd.DataFrame"
    store: Store | None


def assays(file: Path, wanted: Wanted, known_on: datetime | None = None) -> Found:
    """Return the rows of the wanted assays, and the store they are from.

    Parameters
    ----------
    file : Path
        A table of assays; or ``store:``, the assays of the store, or ``store:@REGION``.
    wanted : Wanted
    known_on : datetime, optional
        Of the store: the day whose knowledge is wanted.

    Raises
    ------
    VectorError
        When the file cannot be read, or there is no such assay.
    """
    from vector.cli.contract import read
    from vector.cli.stored import is_stored
    from vector.stats.bioassay.identity import whole

    store = None
    if is_stored(file):
        rows, below, store = _of_store(file, wanted, known_on)
    elif known_on is not None:
        raise refusal("known_on_store")
    else:
        rows, below = whole(_one_measure(read(file, "bioassay"))), None
    kept = rows[_chosen(rows, wanted, below)]
    if kept.empty:
        raise refusal("no_assay")
    return Found(kept, store)


def _one_measure(rows: "pd.DataFrame") -> "pd.DataFrame":
    if ("minute" in rows) == ("dose" in rows):
        raise refusal("dose_or_minute")
    return rows


def _of_store(
    file: Path, wanted: Wanted, known_on: datetime | None
) -> tuple["pd.DataFrame", "pd.Series[bool] | None", Store]:
    """Return the store's rows, which of them lie in the place, where it is a region; the store."""
    from vector.cli.county import opened
    from vector.stats.bioassay.identity import unified
    from vector.store import places
    from vector.store.assays import rows
    from vector.store.components import end_of_day
    from vector.store.engine import session
    from vector.work.gazetteer import Gazetteer

    kind, _, rest = str(file).partition(":")
    index, _, region = rest.partition("@")
    if kind != "store" or index:
        raise refusal("assays_by_index")
    settings, engine = opened(None)
    moment = end_of_day(known_on.date(), settings.timezone) if known_on else None
    with session(engine) as reading:
        found = unified(rows(reading, known_on=moment))
        top = Gazetteer(reading).region(region) if region else places.root(reading)
        if region:
            found = found[_within(reading, found, top) | _referring(found, wanted)]
        below = _inside(reading, found, wanted.place) if wanted.place else None
        return found, below, Store(settings, engine, top)


def _inside(reading: "Session", rows: "pd.DataFrame", place: str) -> "pd.Series[bool]":
    """Return which rows have a site in a region; of an unknown one none."""
    from vector.errors import StoreError
    from vector.work.gazetteer import Gazetteer

    try:
        return _within(reading, rows, Gazetteer(reading).region(place))
    except StoreError:
        return rows["region_id"].isin([])


def _within(reading: "Session", rows: "pd.DataFrame", region: int) -> "pd.Series[bool]":
    from vector.store.geography import subtree

    return rows["region_id"].isin(list(reading.scalars(subtree(region))))


def _chosen(
    rows: "pd.DataFrame", wanted: Wanted, below: "pd.Series[bool] | None"
) -> "pd.Series[bool]":
    import pandas as pd

    from vector.stats.bioassay.identity import spelling

    kept = pd.Series(True, rows.index)
    if wanted.species:
        kept &= rows["species"].map(_species) == _species(wanted.species)
    if wanted.insecticide:
        kept &= rows["insecticide"].map(spelling) == spelling(wanted.insecticide)
    if wanted.place:
        site = rows["site"].map(spelling) == spelling(wanted.place)
        kept &= (site if below is None else site | below) | _referring(rows, wanted)
    return kept


def _referring(rows: "pd.DataFrame", wanted: Wanted) -> "pd.Series[bool]":
    return is_strain(rows, wanted.reference) & (wanted.reference != "")


def is_strain(rows: "pd.DataFrame", strain: str) -> "pd.Series[bool]":
    """Return which rows are of a strain, however it is spelled."""
    from vector.stats.bioassay.identity import spelling

    return rows["strain"].map(spelling) == spelling(strain)


def _species(text: str) -> str:
    """Return the id of a species by any of its names; the name where it is not known."""
    from vector.catalog import load
    from vector.stats.bioassay.identity import spelling

    catalog = load()
    known = (catalog.find_species(text, group) for group in catalog.groups)
    return next((each.id for each in known if each is not None), spelling(text))


def kinds(rows: "pd.DataFrame") -> Iterator["pd.DataFrame"]:
    """Yield the assays by dose, then those by time, each as named rows with one column ``dose``.

    ``attrs["timed"]`` says which they are.

    Parameters
    ----------
    rows : DataFrame
        As :func:`assays` returns it.
    """
    from vector.stats.bioassay.identity import names

    for timed, column, other in ((False, "dose", "minute"), (True, "minute", "dose")):
        if column not in rows:
            continue
        # A file is of one kind; of the store's rows each has one of the two numbers.
        part = rows if other not in rows else rows[rows[column].notna()]
        if not part.empty:
            named = part.assign(dose=part[column], assay=names(part))
            named.attrs["timed"] = timed
            yield named


def chosen_among(rows: "pd.DataFrame", reference: str) -> list[str]:
    """Return the assays of the susceptible strain that were taken where several were made alike.

    Parameters
    ----------
    rows : DataFrame
        As :func:`assays` returns it.
    reference : str
        The susceptible strain; "" for none.
    """
    from vector.stats.bioassay.identity import SHARED

    taken: list[str] = []
    if not reference:
        return taken
    for part in kinds(rows):
        known = part[is_strain(part, reference)].drop_duplicates("assay")
        again = known.duplicated(list(SHARED), keep=False)
        taken += known[again].drop_duplicates(list(SHARED))["assay"].tolist()
    return taken


def referred(rows: "pd.DataFrame", reference: str) -> "pd.DataFrame":
    """Name, for every field assay, the assay of the susceptible strain that was tested alike.

    Parameters
    ----------
    rows : DataFrame
        As :func:`kinds` yields it.
    reference : str
        The susceptible strain; "" for none.
    """
    import pandas as pd

    from vector.stats.bioassay.identity import SHARED

    susceptible = is_strain(rows, reference)
    if not reference or not susceptible.any():
        return rows
    keys = pd.MultiIndex.from_frame(rows[list(SHARED)])
    known = rows[susceptible].drop_duplicates(list(SHARED)).set_index(list(SHARED))["assay"]
    named = pd.Series(known.reindex(keys).to_numpy(), index=rows.index, dtype=object)
    told = rows.assign(reference=named.where(~susceptible))
    told.attrs.update(rows.attrs)
    return told

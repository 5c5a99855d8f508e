"""Survey sizes 抽样数量: whether an inspection survey covered what the standards ask for.

A level rests on how much was looked at. The sizes go by population and habitat: so many
establishments (or stretches, or waters), and so many rooms, metres or persons in them.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog import Catalog
from vector.catalog.method import Method
from vector.catalog.standard import SurveyScheme, SurveySize
from vector.stats.sentence import Language, listed, say

# The form's field that holds each measure, and how many of the measure its unit is.
MEASURED = {
    "rooms": ("rooms", 1),
    "metres": ("km", 1000),
    "sites": ("sites", 1),
    "persons": ("persons", 1),
}

COLUMNS = (
    "group",
    "method",
    "habitat",
    "zh",
    "measure",
    "units_needed",
    "units_surveyed",
    "amount_needed",
    "amount_surveyed",
    "enough",
)


def adequacy(
    tables: Mapping[str, pd.DataFrame],
    catalog: Catalog,
    population: int,
    *,
    scheme: str = "gb_2011",
) -> pd.DataFrame:
    """Return what was surveyed against what the standards ask for, habitat by habitat.

    A size counts the surveys of its own habitat and of those that it takes.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        One table per method id, as ``vector.intake.read`` gives.
    catalog : Catalog
        The catalogue.
    population : int
        Inhabitants of the place; a band's upper edge belongs to it.
    scheme : str
        Which survey sizes.

    Returns
    -------
    DataFrame
        Columns :data:`COLUMNS`. Units are establishments or stretches (distinct stations;
        ``-1`` needed: none asked for), amounts are in the measure; NaN where the form does not
        record it. ``enough`` is False where anything asked for is short or not recorded.

    Raises
    ------
    ValueError
        When the population is not positive.

    Notes
    -----
    GB/T 27770–27773-2011, survey sizes by population (likely: one source).

    Examples
    --------
    >>> from vector.catalog import load
    >>> found = adequacy({}, load(), 90_000).iloc[0]
    >>> int(found.units_needed), int(found.amount_needed), bool(found.enough)
    (10, 100, False)
    """
    if population <= 0:
        raise ValueError("the population must be positive")
    sizes = catalog.survey_schemes[scheme]
    band = band_of(sizes, population)
    names = _habitat_names(catalog)
    seen = {method: _surveyed(table, names) for method, table in tables.items()}
    rows = [
        _row(size, band, seen.get(size.method), catalog.methods[size.method])
        for size in sizes.sizes
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def band_of(scheme: SurveyScheme, population: int) -> int:
    """Return which population band a place falls in; the upper edges are inclusive.

    Examples
    --------
    >>> from vector.catalog import load
    >>> scheme = load().survey_schemes["gb_2011"]
    >>> band_of(scheme, 100_000), band_of(scheme, 100_001), band_of(scheme, 3_000_000)
    (0, 1, 4)
    """
    return int(np.searchsorted(scheme.population_upper, population, side="left"))


def _habitat_names(catalog: Catalog) -> dict[str, str]:
    """Return the id of every habitat by its id and by its names."""
    names: dict[str, str] = {}
    for habitat in catalog.habitats.values():
        for name in (*habitat.aliases, habitat.zh, habitat.id):
            names[name] = habitat.id
    return names


def _surveyed(table: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return a table whose habitats are ids."""
    return table.assign(habitat=table["habitat"].astype(str).map(names).fillna(""))


def _row(
    size: SurveySize, band: int, table: pd.DataFrame | None, method: Method
) -> tuple[Any, ...]:
    needed = size.units[band] if size.units else None
    units, amount = _counted(size, table, method)
    short = (needed is not None and units < needed) or not amount >= size.amounts[band]
    return (
        size.group,
        size.method,
        size.habitat,
        size.zh,
        size.measure,
        -1 if needed is None else needed,
        units,
        size.amounts[band],
        amount,
        not short,
    )


def _counted(size: SurveySize, table: pd.DataFrame | None, method: Method) -> tuple[int, float]:
    if table is None:
        return 0, 0.0
    rows = table[table["habitat"].isin(size.habitats)]
    stations = len(rows[["street", "station"]].astype(str).drop_duplicates())
    field, times = MEASURED[size.measure]
    form = {each.id: each for each in method.fields}
    if field in form:
        total = float(np.nansum(_column(rows, field)))
        return stations, total * times / 10 ** form[field].decimals
    # Waters are the stations themselves; other measures cannot be told from this form.
    return stations, float(stations) if size.measure == "sites" else float("nan")


def _column(rows: pd.DataFrame, field: str) -> NDArray[np.float64]:
    return rows[field].to_numpy(dtype=np.float64) if field in rows else np.array([])


def shortfalls(found: pd.DataFrame, language: Language = "zh") -> list[str]:
    """Return one sentence for every habitat that was surveyed too little."""
    return [_sentence(row, language) for row in found[~found["enough"]].itertuples()]


def _sentence(row: Any, language: Language) -> str:
    unit = say(f"measure_{row.measure}", language)
    parts = [(row.units_needed, row.units_surveyed, say("measure_units", language))]
    parts.append((row.amount_needed, row.amount_surveyed, unit))
    lacking = [
        say("adequacy_part", language, needed=f"{needed:g}", surveyed=f"{surveyed:g}", unit=name)
        if surveyed == surveyed
        else say("adequacy_unknown", language, needed=f"{needed:g}", unit=name)
        for needed, surveyed, name in parts
        if needed >= 0 and not surveyed >= needed
    ]
    where = row.zh if language == "zh" else row.habitat
    return say("adequacy", language, where=where, parts=listed(lacking, language))

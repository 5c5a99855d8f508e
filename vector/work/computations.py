"""Computations on the counts of an index: what is asked, in words that can be kept, and answered.

A command and the nightly job ask in the same words, so that one finds what the other has kept.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from vector.catalog import Catalog
from vector.catalog.index import Index
from vector.stats import hotspot as spots
from vector.stats import quality as qualities
from vector.stats import season as seasons
from vector.stats.scatter import Scatter

Tables = dict[str, pd.DataFrame]
Parameters = Mapping[str, Any]
Computation = Callable[[pd.DataFrame, Parameters, Catalog], Tables]
LANGUAGES: tuple[Any, ...] = ("zh", "en")
# What is asked unless something else is.
SEASON: dict[str, Any] = {
    "show": "season", "section": "month", "by": ["series"], "each_year": False, "year_start": 1,
    "quiet": [], "basis": "auto", "grouped": False,
}  # fmt: skip
CURVE: dict[str, Any] = {
    "show": "curve", "section": "month", "by": ["series"], "each_year": False, "year_start": 1,
    "quiet": [],
}  # fmt: skip
QUALITY: Parameters = {"period": "year", "until": None, "national": False}
HOTSPOT: Parameters = {
    "share": 0.5, "radius": None, "longest": 0.5, "alive": False, "direction": "high",
    "replicates": 999, "seed": None, "null": "auto", "dispersion": None, "adjust": "none",
    "moran": False, "months": None, "space": False,
}  # fmt: skip
# A search through every span of years takes hours for a city; where, of the last year, seconds.
LAST_YEAR = 12
NOT_SEARCHED = ("adjust", "moran", "months", "space")


def season(table: pd.DataFrame, parameters: Parameters, catalog: Catalog) -> Tables:
    """Find the season of every series, or its curve.

    Parameters
    ----------
    table : DataFrame
        As :func:`vector.stats.season.season` takes it; names that are all blank are left out.
    parameters : mapping
        As :data:`SEASON`, or as :data:`CURVE` with ``per``, the effort a density is for.
    catalog : Catalog
        The bands.

    Returns
    -------
    dict of str to DataFrame
        ``season`` or ``curve``.
    """
    asked = dict(parameters)
    show, section, by = (asked.pop(name) for name in ("show", "section", "by"))
    if show == "curve":
        return {show: seasons.curve(table, section, by, **asked)}
    return {show: seasons.season(table, section, by, catalog=catalog, **asked)}


def quality(table: pd.DataFrame, parameters: Parameters, catalog: Catalog) -> Tables:
    """Score the quality of monitoring.

    Parameters
    ----------
    table : DataFrame
        As :func:`vector.stats.quality.quality` takes it; methods are told by their id.
    parameters : mapping
        As :data:`QUALITY`, with ``family``; ``until`` is a day as text.
    catalog : Catalog
        The rules, and the programmes for ``national``.

    Returns
    -------
    dict of str to DataFrame
        ``scores``, ``points``, and ``left_out``: the rows that could not be read.
    """
    until = parameters["until"]
    found = qualities.quality(
        _by_method(table, catalog),
        catalog.quality,
        plan=_programme(catalog) if parameters["national"] else None,
        period=parameters["period"],
        until=None if until is None else date.fromisoformat(until),
        family=parameters["family"],
    )
    left_out = pd.DataFrame({"rows": [found.left_out]})
    return {"scores": found.scores, "points": found.points, "left_out": left_out}


def _by_method(table: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Return the table with the methods that the catalogue knows by their id."""
    if "method" not in table:
        return table
    named = {text: catalog.find_method(text) for text in table["method"].unique() if text}
    ids = {text: method.id for text, method in named.items() if method is not None}
    return table.assign(method=table["method"].map(lambda text: ids.get(text, text)))


def _programme(catalog: Catalog) -> pd.DataFrame:
    """Return when the catalogue's programmes ask for a survey: method, month, times."""
    rows = [
        (each.method, month, each.times)
        for each in catalog.programmes.values()
        for month in each.months
    ]
    return pd.DataFrame(rows, columns=["method", "month", "times"])


def hotspot(table: pd.DataFrame, parameters: Parameters, catalog: Catalog) -> Tables:
    """Search places for clusters of high rates, or ask whether like places lie side by side.

    Parameters
    ----------
    table : DataFrame
        As :func:`vector.stats.hotspot.study` takes it.
    parameters : mapping
        As :data:`HOTSPOT`.
    catalog : Catalog
        Not asked: the search has no rules.

    Returns
    -------
    dict of str to DataFrame
        ``clusters`` (or ``moran``), and ``said``: one sentence a row, in ``zh`` and
        ``en``, and whether there was a search.

    Raises
    ------
    ValueError
        When a parameter is out of its bounds.
    """
    if parameters["months"] is not None:
        table = recent(table, parameters["months"])
    if parameters["space"]:
        table = table.drop(columns="period", errors="ignore")
    found = spots.study(table, adjust=parameters["adjust"])
    if parameters["moran"]:
        return _moran(found, sphere={"longitude", "latitude"} <= set(table))
    search = _search(parameters)
    result = spots.scan(found, search)
    said = {name: spots.sentences(result, search, name) for name in LANGUAGES}
    told = pd.DataFrame(said).assign(searched=result.reason is spots.Reason.NONE)
    return {"clusters": result.clusters, "said": told}


def _search(parameters: Parameters) -> spots.Search:
    from vector.stats.hotspot.scan import SEED

    asked = {name: value for name, value in parameters.items() if name not in NOT_SEARCHED}
    radius, seed, known = (asked[name] for name in ("radius", "seed", "dispersion"))
    return spots.Search(
        **asked
        | {
            "radius": float("inf") if radius is None else radius,
            "seed": SEED if seed is None else seed,
            "dispersion": None if known is None else Scatter(*known),
        }
    )


def _moran(found: spots.Study, *, sphere: bool) -> Tables:
    from vector.stats.hotspot.moran import NEIGHBOURS
    from vector.stats.hotspot.telling import say

    result = spots.moran(found, sphere=sphere)
    if result.reason:
        few = {"least": NEIGHBOURS + 2, "neighbours": NEIGHBOURS}
        said = {name: [say(result.reason, name, **few)] for name in LANGUAGES}
        return {"said": pd.DataFrame(said).assign(searched=False)}
    values = {"index": f"{result.index:.3f}", "expected": f"{result.expected:.3f}"}
    said = {name: [say("moran", name, **values, p=f"{result.p:.3g}")] for name in LANGUAGES}
    return {"moran": result.local, "said": pd.DataFrame(said).assign(searched=True)}


def recent(table: pd.DataFrame, months: int) -> pd.DataFrame:
    """Return the rows of so many months up to the newest; their ``period`` is a month.

    Examples
    --------
    >>> recent(pd.DataFrame({"period": ["2025-12", "2026-02", "2026-01"]}), 2)["period"].tolist()
    ['2026-02', '2026-01']
    """
    month = table["period"].to_numpy(dtype="datetime64[M]")
    kept: pd.DataFrame = table[month > month.max() - months].reset_index(drop=True)
    return kept


def unblanked(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of the store without columns of names that are blank in every row.

    Examples
    --------
    >>> unblanked(pd.DataFrame({"series": ["甲"], "habitat": [""]})).columns.tolist()
    ['series']
    """
    blank = [name for name in table if (table[name] == "").all()]
    return table.drop(columns=blank)


def placed(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of places of the store with their positions as numbers."""
    axes = ("longitude", "latitude")
    return table.assign(
        **{name: pd.to_numeric(table[name].replace("", None)).astype("float64") for name in axes}
    )


def of_season(index: Index) -> tuple[Parameters, ...]:
    """Return what is asked each night of the seasons of an index."""
    by = {"by": apart(index)}
    return SEASON | by, CURVE | by | {"per": float(index.times)}


def apart(index: Index) -> list[str]:
    """Return what tells the seasons of an index apart: stations, and methods where it has several.

    Examples
    --------
    >>> from vector.catalog import load
    >>> apart(load().indices["trap_rate"]), apart(load().indices["light_trap_density"])
    (['series', 'method'], ['series'])
    """
    return ["series", "method"] if len(index.methods) > 1 else ["series"]


def of_quality(index: Index) -> tuple[Parameters, ...]:
    """Return what is asked each night of the quality of an index's surveys."""
    return ({**QUALITY, "family": family(index)},)


def of_hotspot(index: Index) -> tuple[Parameters, ...]:
    """Return what is asked each night of an index's hotspots."""
    return ({**HOTSPOT, "months": LAST_YEAR, "space": True},)


def family(index: Index) -> str:
    """Return the law of an index's counts: ``proportion`` where effort bounds them."""
    return "proportion" if index.family == "proportion" else "rate"

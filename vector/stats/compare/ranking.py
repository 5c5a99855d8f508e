"""Ranking 排名: who stands where, between which ranks in truth, and what is no difference.

A rank is a figure like any other: with few traps it may be chance. The rank interval tells
between which ranks a place stands in 95 % of the densities that its counts and the spread of all
allow. The sentence on the first few is read off the same intervals, so that the two agree.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from vector.catalog import Catalog, load
from vector.stats.catch import whole_catch
from vector.stats.compare.rank import DRAWS, SEED, ranks
from vector.stats.compare.segment import refuse_mixture
from vector.stats.compare.telling import numeral, told
from vector.stats.interval import garwood
from vector.stats.moments import scatter_squares
from vector.stats.observation import Flags, Ints, Observations, observations
from vector.stats.replicate import Overdispersion, of_groups
from vector.stats.sentence import Language


def ranking(
    frame: pd.DataFrame,
    by: Iterable[str] = (),
    *,
    top: int = 3,
    draws: int = DRAWS,
    seed: int = SEED,
    catalog: Catalog | None = None,
) -> pd.DataFrame:
    """Rank series by their pooled density, overall or within groups, the densest first.

    Parameters
    ----------
    frame : DataFrame
        Columns ``series, period, count, effort`` and those of ``by``; every row counts.
    by : iterable of str
        Columns that make a ranking of their own, e.g. ``("species",)``.
    top : int
        How many make "the first few", which are compared with the next.
    draws, seed : int
        Of the simulation.
    catalog : Catalog, optional
        For the level of significance.

    Returns
    -------
    DataFrame
        ``by``, ``rank, series, count, effort, density, lower, upper, rank_lower, rank_upper,
        top_probability, dispersion, above_next``, sorted by rank; places without effort last,
        with an empty rank. ``above_next`` says of the first ``top`` whether the rank interval ends
        before that of the place after them begins.

    References
    ----------
    As of :func:`ranks`.

    Examples
    --------
    >>> streets = pd.DataFrame({"series": ["东街", "西街"], "period": "2024-05",
    ...     "count": [30, 4], "effort": [500, 500]})
    >>> ranking(streets, top=1)[["rank", "series", "rank_lower", "above_next"]].values.tolist()
    [[1, '东街', 1, True], [2, '西街', 2, False]]
    """
    facts = load() if catalog is None else catalog
    groups = list(by)
    table = _pooled(frame, groups)
    within = table["within"].to_numpy(np.int64)
    phi = table["phi"].to_numpy(np.float64)
    k, size = table["count"].to_numpy(np.float64), table["effort"].to_numpy(np.float64)
    sure = 1 - facts.comparison.significance
    found = ranks(within, k, size, phi, top=top, draws=draws, seed=seed, confidence=sure)
    lower, upper = garwood(k / phi, size / phi)
    density = np.divide(k, size, out=np.full(len(k), np.nan), where=size > 0)
    table = table.assign(
        rank=found.rank, density=density, lower=lower, upper=upper, rank_lower=found.lower,
        rank_upper=found.upper, top_probability=found.top,
    )  # fmt: skip
    table = table.sort_values(["within", "rank"], key=_last, kind="stable", ignore_index=True)
    table["above_next"] = _above_next(table, top).astype(object)
    for name in ("rank", "rank_lower", "rank_upper"):
        table[name] = table[name].astype("Int64").mask(table["rank"] == 0)
    return table[[*groups, *COLUMNS]]


def _last(column: "pd.Series[int]") -> "pd.Series[int]":
    """Sort places without a rank behind all others."""
    return column.where(column > 0, len(column) + 1) if column.name == "rank" else column


def _pooled(frame: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """Return Σ count, Σ effort and φ of every place; φ among its surveys of the same period."""
    named = frame if "series" in frame else frame.assign(series="")
    refuse_mixture(named, groups)
    apart = "species" in groups or "species" not in named
    seen = observations(named if apart else whole_catch(named))
    keys = [*groups, "series"]
    rows = seen.frame[keys].assign(
        count=np.where(seen.usable, seen.count, 0.0),
        effort=np.where(seen.usable, seen.effort, 0.0),
    )
    grouped = rows.groupby(keys, dropna=False, observed=True, sort=True)
    table = grouped[["count", "effort"]].sum().reset_index()
    within, place = _codes(table, groups), np.asarray(grouped.ngroup(), np.int64)
    month = seen.calendar.year * 12 + seen.calendar.part
    scatter = _scatter(seen, within[place], place, month)
    return table.assign(within=within, dispersion=scatter.phi[within], phi=scatter.cautious[within])


def _scatter(seen: Observations, within: Ints, place: Ints, month: Ints) -> Overdispersion:
    """Return φ of each ranking: like places scatter alike, and one of them tells little of it."""
    pairs = np.unique(np.column_stack([place, month]), axis=0, return_inverse=True)[1].ravel()
    shape = (int(within.max(initial=-1)) + 1, int(pairs.max(initial=-1)) + 1)
    cell = np.unique(within * shape[1] + pairs, return_inverse=True)[1].ravel()
    owner = np.zeros(int(cell.max(initial=-1)) + 1, np.int64)
    owner[cell] = within
    found = scatter_squares(seen, cell, len(owner))
    return of_groups(found, owner, shape[0])


def _codes(table: pd.DataFrame, groups: list[str]) -> Ints:
    if not groups:
        return np.zeros(len(table), np.int64)
    return np.asarray(table.groupby(groups, dropna=False, observed=True).ngroup(), np.int64)


def _above_next(table: pd.DataFrame, top: int) -> Flags:
    """Say of the first of each ranking whether their intervals end before the next one's begins."""
    within, rank, lower, upper = (
        table[name].to_numpy(np.int64) for name in ("within", "rank", "rank_lower", "rank_upper")
    )
    begun = np.searchsorted(within, within)
    after = np.minimum(begun + top, len(table) - 1)
    followed = (within[after] == within) & (rank[after] > 0)
    first = np.arange(len(table)) < begun + top
    return np.asarray(first & followed & (upper < lower[after]), np.bool_)


def said(
    table: pd.DataFrame, by: Iterable[str] = (), *, top: int = 3, language: Language = "zh"
) -> list[str]:
    """Return one sentence for each ranking: whether the first few stand out from the next.

    With ``by`` each begins with the names of its group.

    Parameters
    ----------
    table : DataFrame
        As :func:`ranking` returns it with the same ``by`` and ``top``.
    by : iterable of str
    top : int
    language : {"zh", "en"}

    Examples
    --------
    >>> streets = pd.DataFrame({"series": list("甲乙丙丁"), "period": "2024-05",
    ...     "count": [9, 8, 8, 7], "effort": 500})
    >>> said(ranking(streets))
    ['前三名与第四名无统计差别']
    """
    groups = list(by)
    if not groups:
        return [_sentence(table, top, language)]
    colon = told("named", language)
    return [
        " ".join(map(str, names)) + colon + _sentence(rows, top, language)
        for names, rows in table.groupby(groups, sort=False, dropna=False)
    ]


def _sentence(rows: pd.DataFrame, top: int, language: Language) -> str:
    number = int(rows["rank"].notna().sum())
    values = {"top": numeral(top, language), "next": numeral(top + 1, language)}
    if number <= top:
        return told("rank_too_few", language, number=number, **values)
    first = rows.iloc[:top]
    above = first.loc[first["above_next"].astype(bool), "series"]
    alike = first.loc[~first["above_next"].astype(bool), "series"]
    kind = "first" if top == 1 else "top"
    if not len(above) or not len(alike):
        return told(f"{kind}_above" if len(above) else f"{kind}_alike", language, **values)
    names = told("list", language)
    return told("top_some", language, above=names.join(above), alike=names.join(alike), **values)


COLUMNS: tuple[str, ...] = (
    "rank", "series", "count", "effort", "density", "lower", "upper", "rank_lower", "rank_upper",
    "top_probability", "dispersion", "above_next",
)  # fmt: skip

"""Differences 差异检验: whether habitats, streets or species differ in density at all."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from vector.catalog import Catalog, load
from vector.stats.catch import every_species, whole_catch
from vector.stats.compare.period import FamilyName, refuse_beyond
from vector.stats.compare.segment import refuse_mixture
from vector.stats.compare.slope import distinct
from vector.stats.compare.table import DRAWS, SEED, Test, proportions_test, rates_test
from vector.stats.compare.telling import figure, told
from vector.stats.observation import Ints, Observations, observations
from vector.stats.replicate import Overdispersion, of_groups, squares
from vector.stats.sentence import Language


def differences(
    frame: pd.DataFrame,
    among: str = "series",
    by: Iterable[str] = (),
    *,
    family: FamilyName = "rate",
    draws: int = DRAWS,
    seed: int = SEED,
    catalog: Catalog | None = None,
) -> pd.DataFrame:
    """Test whether what ``among`` names differs, pooled over all periods, once for each group.

    Parameters
    ----------
    frame : DataFrame
        Columns ``period, count, effort``, ``among`` and those of ``by``.
    among : str
        The column whose values are compared: ``series``, ``habitat``, ``species`` …
    by : iterable of str
        One test for each of these.
    family : {"rate", "proportion"}
        Counts per effort, or positives among checked.
    draws, seed : int
        Of the exact tests by random tables.
    catalog : Catalog, optional

    Returns
    -------
    DataFrame
        ``by``, ``groups, count, effort, statistic, freedom, p, least_expected, test, dispersion,
        zh, en``. ``test`` says which test was used. χ² is divided by φ, found among the surveys
        of one place and month.

    Examples
    --------
    >>> rats = pd.DataFrame({"habitat": ["居民区", "菜市场"], "period": "2024-05",
    ...     "count": [30, 60], "effort": [1000, 1000]})
    >>> differences(rats, "habitat")[["statistic", "test", "zh"]].values.tolist()
    [[10.0, 'chi_square', '差别有统计学意义（χ²=10.0，自由度 1，P=0.0016）']]
    """
    facts = load() if catalog is None else catalog
    groups = list(by)
    seen = _seen(frame, among, groups, family)
    keys = _keys(seen, groups)
    group = np.asarray(pd.MultiIndex.from_frame(keys).factorize(sort=True)[0], np.int64)
    which = np.asarray(pd.factorize(seen.frame[among].astype(str))[0], np.int64)
    names = keys.iloc[np.unique(group, return_index=True)[1]].reset_index(drop=True)
    shape = (len(names), int(which.max(initial=-1)) + 1)
    count, effort = (
        np.bincount(group * shape[1] + which, np.where(seen.usable, each, 0.0), shape[0] * shape[1])
        for each in (seen.count, seen.effort)
    )
    k, size = count.reshape(shape), effort.reshape(shape)
    scatter = _scatter(seen, group, which, shape[0], family)
    test = proportions_test if family == "proportion" else rates_test
    found = test(k, size, facts.comparison, *scatter, draws=draws, seed=seed)
    table = names[groups].assign(
        groups=(size > 0).sum(axis=1), count=k.sum(axis=1), effort=size.sum(axis=1),
        **found._asdict(), dispersion=scatter.phi,
    )  # fmt: skip
    return _told(table, facts.comparison.significance)


def _seen(frame: pd.DataFrame, among: str, groups: list[str], family: FamilyName) -> Observations:
    named = frame if "series" in frame else frame.assign(series="")
    refuse_mixture(named, [*groups, among])
    refuse_mixture(named, [each for each in groups if each != among])
    if "species" in (among, *groups):
        named = every_species(named, tuple(each for each in groups if each != "species"))
    else:
        named = whole_catch(named)
    seen = observations(named)
    refuse_beyond(seen, family)
    return seen


def _keys(seen: Observations, groups: list[str]) -> pd.DataFrame:
    return seen.frame[groups] if groups else seen.frame.assign(all="")[["all"]]


def _scatter(
    seen: Observations, group: Ints, which: Ints, size: int, family: FamilyName
) -> Overdispersion:
    """Return φ of each group, among the surveys of one series, period and value compared."""
    series = np.asarray(pd.factorize(seen.frame["series"])[0], np.int64)
    month = seen.calendar.year * 12 + seen.calendar.part
    cell = distinct(distinct(distinct(group, which)[1], series)[1], month)[1]
    owner = np.zeros(int(cell.max(initial=-1)) + 1, np.int64)
    owner[cell] = group
    good = seen.usable
    binomial = family == "proportion"
    found = squares(cell[good], seen.count[good], seen.effort[good], len(owner), binomial=binomial)
    return of_groups(found, owner, size)


def _told(table: pd.DataFrame, level: float) -> pd.DataFrame:
    rows = list(zip(table["test"], table["statistic"], table["freedom"], table["p"], strict=True))
    languages: tuple[Language, ...] = ("zh", "en")
    return table.assign(
        **{each: [_sentence(*row, level, each) for row in rows] for each in languages}
    )


def _sentence(
    test: str, statistic: float, freedom: float, p: float, level: float, language: Language
) -> str:
    if not test:
        return told("test_none", language)
    values = {"statistic": figure(statistic), "freedom": f"{freedom:.0f}", "p": probability(p)}
    basis = told(f"test_{Test(test).value}", language, **values)
    return told("test_differ" if p < level else "test_alike", language, basis=basis)


def probability(p: float) -> str:
    """Return a probability as papers print it.

    Examples
    --------
    >>> probability(0.0016), probability(1e-9), probability(0.25)
    ('=0.0016', '<0.0001', '=0.25')
    """
    return "<0.0001" if p < 1e-4 else f"={p:.2g}"

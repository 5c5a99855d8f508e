"""From rows of insects to findings: which assays are lines, which single doses, and their classes.

An assay with one dose is a discriminating test and gets a mortality; with more it gets lethal
doses and, where a susceptible strain was tested alike, a resistance ratio. Every class is told
with its scheme; every figure with what must be known to read it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from vector.catalog import Catalog
from vector.stats.bioassay.assays import Assays, Positions, gather
from vector.stats.bioassay.choice import Settings
from vector.stats.bioassay.curve import Curves, fit
from vector.stats.bioassay.lethal import lethal
from vector.stats.bioassay.mortality import mortality
from vector.stats.bioassay.natural import fit_natural
from vector.stats.bioassay.pairing import MEDIAN, Names, reference, with_ratio
from vector.stats.bioassay.reason import Reason
from vector.stats.bioassay.scheme import UNKNOWN, classify, identifiers, words
from vector.stats.bioassay.telling import about, joined, say, spans

# Below this p two lines are told not to be parallel.
PARALLEL = 0.05


@dataclass(frozen=True)
class Findings:
    """Lethal doses of the assays with several doses, and mortalities of those with one."""

    lines: pd.DataFrame
    tests: pd.DataFrame


def assess(rows: pd.DataFrame, settings: Settings, catalog: Catalog) -> Findings:
    """Read every assay of a table.

    Parameters
    ----------
    rows : DataFrame
        ``assay`` (what tells assays apart), ``dose`` (0: control), ``number``, ``dead``; and
        ``reference``, optional: for a field assay the name of the susceptible assay to divide by.
    settings : Settings
    catalog : Catalog
        For the cautions of facts that are not certain.

    Returns
    -------
    Findings
        ``lines``: per assay and percentage, in the order of the table, the columns of
        :func:`~vector.stats.bioassay.lethal.lethal` with ``slope, se_slope, chi2, df, p,
        natural, ratio, ratio_lower, ratio_upper, parallel_p, ratio_reason, class, class_name,
        scheme, scheme_name, told``.
        ``tests``: those of :func:`~vector.stats.bioassay.mortality.mortality` with
        ``class_name, scheme_name, told``. ``told`` is everything to be said, one text.

    References
    ----------
    GB/T 26347-2010 and its companions for Chinese practice; see each part for its own.

    Examples
    --------
    >>> from vector.catalog import load
    >>> rows = pd.DataFrame({"assay": "甲", "dose": [0, 1], "number": 100, "dead": [2, 97]})
    >>> found = assess(rows, Settings.of(load()), load())
    >>> found.tests[["assay", "value", "class", "scheme"]].values.tolist()
    [['甲', 97.0, 'possible_resistance', 'who_1998']]
    """
    codes, names = pd.factorize(rows["assay"].astype(str), sort=False)
    dose = rows["dose"].to_numpy(dtype=np.float64)
    treated = pd.Series(dose).where(dose > 0).groupby(codes).nunique().to_numpy()
    several = treated > 1
    lines = np.flatnonzero(several)
    return Findings(
        _lines(rows[several[codes]], names[lines], settings, catalog),
        _tests(rows[~several[codes]], names[~several], settings, catalog),
    )


def _positions(rows: pd.DataFrame, names: Names) -> Positions:
    return names.get_indexer(pd.Index(rows["assay"].astype(str)))


def _lines(rows: pd.DataFrame, names: Names, settings: Settings, catalog: Catalog) -> pd.DataFrame:
    """Return the lethal doses of the assays with several doses."""
    assays = gather(
        _positions(rows, names),
        rows["dose"],
        rows["number"],
        rows["dead"],
        size=len(names),
        rule=None if settings.natural == "none" else settings.rule,
        correct=settings.natural == "abbott",
    )
    curves = _fitted(assays, settings)
    found = lethal(curves, settings.percents, heterogeneity=settings.heterogeneity)
    at = found["assay"].to_numpy()
    found = found.assign(
        assay=np.asarray(names, dtype=object)[at],
        slope=curves.slope[at],
        se_slope=np.sqrt(curves.var_slope)[at],
        chi2=curves.pearson[at],
        df=curves.df[at],
        p=curves.p[at],
        natural=curves.natural[at],
    )
    found = with_ratio(found, reference(rows, names), assays, curves, settings)
    found = _classed(found, settings)
    told = _told(found, assays, curves, at, settings, catalog)
    return found.assign(told=told)


def _fitted(assays: Assays, settings: Settings) -> Curves:
    if settings.natural == "fit":
        return fit_natural(assays, settings.link, flat_level=settings.flat)
    return fit(assays, settings.link, flat_level=settings.flat)


def _classed(found: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Add the class of the ratio at 50 %, the percentage that schemes are made for."""
    scheme = settings.ratio_scheme
    median = found["percent"] == MEDIAN
    places = {
        name: classify(scheme, found[column].where(median))
        for name, column in (
            ("class", "ratio"),
            ("class_lower", "ratio_lower"),
            ("class_upper", "ratio_upper"),
        )
    }
    some = places["class"] != UNKNOWN
    return found.assign(
        **{name: identifiers(scheme, each) for name, each in places.items()},
        class_name=words(scheme, places["class"], settings.language),
        scheme=np.where(some, scheme.id, ""),
        scheme_name=np.where(some, getattr(scheme, settings.language), ""),
    )


def _told(
    found: pd.DataFrame,
    assays: Assays,
    curves: Curves,
    at: np.ndarray,
    settings: Settings,
    catalog: Catalog,
) -> list[str]:
    """Return, per row, its reason and every caution, as one text."""
    fitted = np.isfinite(curves.slope)
    cautions = {
        Reason.CORRECTED: assays.adjusted,
        Reason.NO_CONTROL: (assays.control_number == 0) & (not settings.repeated),
        Reason.HETEROGENEOUS: curves.heterogeneous(settings.heterogeneity),
        Reason.UNTESTABLE: fitted & (curves.df == 0),
        Reason.REPEATED: np.full(assays.size, settings.repeated),
    }
    scheme = about(settings.ratio_scheme, settings.language, catalog)
    texts = []
    for row, place in zip(found.to_dict("records"), at, strict=True):
        codes = [row["reason"], *(c for c, where in cautions.items() if where[place])]
        codes += _ratio_doubts(row)
        parts = [say(code, settings) for code in codes if code]
        if row["class"]:
            parts += [*spans(row, settings.ratio_scheme, settings), *scheme]
        texts.append(joined(parts, settings.language))
    return texts


def _ratio_doubts(row: Mapping[Any, Any]) -> Iterator[Reason]:
    """Yield what must be known to read a row's resistance ratio."""
    if row["ratio_reason"] == Reason.NO_REFERENCE:
        yield Reason.NO_REFERENCE
    if row["ratio_lower"] <= 1 <= row["ratio_upper"]:
        yield Reason.NOT_DIFFERENT
    if row["ratio"] == row["ratio"] and row["parallel_p"] < PARALLEL:
        yield Reason.NOT_PARALLEL


def _tests(rows: pd.DataFrame, names: Names, settings: Settings, catalog: Catalog) -> pd.DataFrame:
    """Return the mortality of the assays with one dose."""
    codes = _positions(rows, names)
    control = rows["dose"].to_numpy() == 0
    # What is missing makes the whole sum missing, and the test impossible.
    known = np.where(rows["dose"].to_numpy() >= 0, 1.0, np.nan)
    sums = [
        np.bincount(codes[where], (rows[column].to_numpy() * known)[where], len(names))
        for where in (~control, control)
        for column in ("dead", "number")
    ]
    rule = None if settings.natural == "none" else settings.rule
    scheme = settings.mortality_scheme
    found = mortality(*sums, scheme=scheme, rule=rule, least=settings.least)
    found.insert(0, "assay", np.asarray(names, dtype=object))
    titles = {each.id: getattr(each, settings.language) for each in scheme.classes}
    said = about(scheme, settings.language, catalog)
    told = []
    for row, kept in zip(found.to_dict("records"), sums[3], strict=True):
        codes_of = [row["reason"], *([Reason.CORRECTED] if row["corrected"] else [])]
        codes_of += [Reason.NO_CONTROL] if kept == 0 else []
        parts = [say(code, settings) for code in codes_of if code]
        if row["class"]:
            parts += [*spans(row, scheme, settings), *said]
        told.append(joined(parts, settings.language))
    return found.assign(
        class_name=found["class"].map(titles).fillna(""),
        scheme_name=getattr(scheme, settings.language),
        told=told,
    )

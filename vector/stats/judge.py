"""Judging surveys without a database: counts in, one judged row per place, period and index out.

Each index is judged by its kind: graded by the edition in force, banded by a profile, a density
by an action limit, an absolute one by its clause. A flag 需消杀 is raised when a graded index is
worse than C, when a band is at the profile's medium band or higher, when a density is beyond its
action limit with the catalogue's probability, or when an absolute clause is broken. A level and
a broken clause are facts about what was inspected and flag on any effort; a band or a density
flags only on the least effort that its index asks for.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog import Catalog
from vector.catalog.index import AbsoluteIndex, BandedIndex, DensityIndex, GradedIndex
from vector.stats import density, graded, threshold
from vector.stats.establishment import explain_allowances
from vector.stats.finding import Findings
from vector.stats.rows import COLUMNS, assemble
from vector.stats.sentence import Language
from vector.stats.series import By, Period, Series, gather
from vector.stats.threshold import ActionLimits
from vector.stats.verdict import verdicts as place_verdicts

__all__ = ["COLUMNS", "components", "judge"]

SITE = ("street", "station", "habitat")
STATED = "stated:"
"""Columns of a table with an index's own value, from which the survey's counts are made."""

COMPONENTS = ("method", "index", *SITE, "date", "numerator", "denominator")


def components(
    tables: Mapping[str, pd.DataFrame], catalog: Catalog, *, missing: bool = False
) -> pd.DataFrame:
    """Return each index's numerator and denominator in every survey.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        One table per method id: ``station``, ``street``, ``habitat``, ``date`` and one float64
        column per field in stored units, NaN where missing (as ``vector.intake.read`` gives).
    catalog : Catalog
        The catalogue.
    missing : bool
        Whether surveys that give no number at all are kept, marked in a further column
        ``missing``, so that their place is shown as having no data.

    Returns
    -------
    DataFrame
        ``method, index, street, station, habitat`` (categorical), ``date``, ``numerator`` and
        ``denominator`` (int64, stored units). A survey that lacks a field of an index has no
        row for it; a failed effort has one, with denominator 0. Where tables have columns
        ``stated:index``, also ``stated``: the index's own value, where the counts are made
        from it (else NaN).

    Raises
    ------
    KeyError
        When a table is of no known method.
    """
    parts = [
        part for method, table in tables.items() for part in _parts(method, table, catalog, missing)
    ]
    columns = (*COMPONENTS, "missing") if missing else COMPONENTS
    reported = any(str(name).startswith(STATED) for table in tables.values() for name in table)
    return _joined(parts, (*columns, "stated") if reported else columns)


def _parts(
    method: str, table: pd.DataFrame, catalog: Catalog, missing: bool
) -> list[dict[str, Any]]:
    form = catalog.methods[method]
    fields = {
        field.id: table[field.id].to_numpy(dtype=np.float64)
        for field in form.fields
        if field.id in table
    }
    if not len(table) or not fields:
        return []
    found = [(each, density.components(each, fields)) for each in catalog.indices_of(method)]
    blank = np.logical_and.reduce([np.isnan(values) for values in fields.values()])
    parts = []
    for index, each in found:
        kept = each.known | blank if missing else each.known
        parts.append(_part(table, method, index.id, each, kept, blank))
    return parts


def _part(
    table: pd.DataFrame,
    method: str,
    index: str,
    found: density.Components,
    kept: NDArray[np.bool_],
    blank: NDArray[np.bool_],
) -> dict[str, Any]:
    rows = table if kept.all() else table[kept]
    return {
        "method": method,
        "index": index,
        **{name: rows[name].astype("category") for name in SITE},
        "date": rows["date"].to_numpy(),
        "numerator": found.numerator[kept],
        "denominator": found.denominator[kept],
        "missing": blank[kept],
        "stated": rows[STATED + index].to_numpy(np.float64)
        if STATED + index in rows
        else np.full(int(kept.sum()), np.nan),
    }


def _joined(parts: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    parts = [part for part in parts if len(part["date"])]
    joined: dict[str, Any] = {}
    for name in columns:
        values = [part[name] for part in parts]
        if name in SITE:
            joined[name] = _union(values)
        elif name in ("method", "index"):
            codes, names = pd.factorize(np.array(values, dtype=object))
            repeated = np.repeat(codes, [len(part["date"]) for part in parts])
            joined[name] = pd.Categorical.from_codes(repeated, pd.Index(names, dtype=object))
        else:
            joined[name] = np.concatenate(values) if values else _nothing(name)
    return pd.DataFrame(joined, columns=list(columns))


def _union(values: list[Any]) -> "pd.Categorical[Any]":
    if not values:
        return pd.Categorical([], categories=pd.Index([], dtype=object))
    as_text = [each.cat.rename_categories(each.cat.categories.astype(str)) for each in values]
    return pd.api.types.union_categoricals(as_text)


def _nothing(name: str) -> NDArray[Any]:
    kind = {"date": "datetime64[s]", "missing": "bool", "stated": "float64"}.get(name, "int64")
    return np.array([], dtype=kind)


def judge(
    components: pd.DataFrame,
    catalog: Catalog,
    *,
    by: By = "station",
    period: Period = "all",
    profile: str = "panyu",
    city_rule: str | None = "hygiene_city_2021",
    action_limits: ActionLimits | None = None,
    verdicts: bool = True,
    language: Language = "zh",
    only: Callable[[Series], NDArray[np.int64]] | None = None,
) -> pd.DataFrame:
    """Judge surveys: pool, divide, interval, level or band, probability, words, flag, reason.

    Parameters
    ----------
    components : DataFrame
        As :func:`components` returns it (further columns are ignored).
    catalog : Catalog
        The catalogue.
    by : {"station", "street", "habitat", "all"}
        What is pooled into one row.
    period : {"survey", "week", "month", "year", "all"}
        Over what time; weeks begin on Monday. ``start`` and ``end`` are the period's first and
        last day, or the first and last survey for "survey" and "all".
    profile : str
        The band profile that judges Aedes indices.
    city_rule : str or None
        The national programme whose own verdict is given; None for none.
    action_limits : mapping, optional
        Action limits in the index's unit, exact (Fraction, int or decimal text), by index, by
        (index, street) or by (index, street, station); the narrowest holds.
    verdicts : bool
        Whether rows ``group_level``, ``place_level``, ``hygiene_city`` and ``place_band`` are
        added.
    language : {"zh", "en"}
        The language of ``words`` and ``reason``.
    only : callable, optional
        Chooses of the pooled rows those to judge, by position, ascending; all of a place and
        period or none. The others are still what like stations show.

    Returns
    -------
    DataFrame
        The columns :data:`COLUMNS`, in that order. ``numerator`` and ``denominator`` are in
        stored units, missing where no number was given; ``level`` is A, B, C, worse (pass or
        fail for ``hygiene_city``) or empty; ``band`` is missing where there is none. A row
        without effort has neither value nor judgement, but a reason.

    Raises
    ------
    KeyError
        When there is no such profile or city rule, or an action limit names no index.
    TypeError
        When an action limit is set on anything but a monitoring density.

    Notes
    -----
    GB/T 27770–27773 (levels, worst index, paired limits); 全爱卫发〔2021〕6号 (hygiene city).

    Examples
    --------
    >>> from vector.catalog import load
    >>> rooms = pd.DataFrame({"station": ["甲"], "street": [""], "habitat": [""],
    ...     "date": pd.to_datetime(["2024-05-13"]), "rooms": [100.0], "positive_rooms": [5.0]})
    >>> found = components({"rodent_trace_indoor": rooms}, load())
    >>> judge(found, load(), verdicts=False)[["index", "value", "level"]].values.tolist()
    [['indoor_trace_rate', 5.0, 'C']]
    """
    scheme = catalog.profiles[profile]
    rule = catalog.city_rules[city_rule] if city_rule else None
    limits = _checked(action_limits or {}, catalog)
    series = gather(components, catalog, by, period)
    if only is not None:
        series = series.part(only(series))
    findings = Findings(series, catalog, language)
    blocks = {index.id: block for index, block in series.blocks(catalog)}
    for index, block in series.blocks(catalog):
        findings.measure(index, block)
        rate = blocks.get(index.needs_positive)
        findings.explain_empty(index, block, graded.needless(findings, block, rate))
        if isinstance(index, GradedIndex):
            graded.judge_graded(findings, index, block)
        elif isinstance(index, BandedIndex):
            threshold.judge_banded(findings, index, block, scheme)
        elif isinstance(index, AbsoluteIndex):
            threshold.judge_absolute(findings, index, block)
        else:
            threshold.judge_density(findings, index, block, limits)
    _judge_levels(findings, blocks, alone=by == "station")
    findings.explain_undecided()
    extra = place_verdicts(findings, blocks, scheme, rule) if verdicts else []
    return assemble(findings, scheme, extra)


def _judge_levels(findings: Findings, blocks: dict[str, slice], *, alone: bool) -> None:
    """Hear the paired limits, then say what would change each level; alone: of one station."""
    rated = [
        (index, block)
        for index, block in findings.series.blocks(findings.catalog)
        if isinstance(index, GradedIndex)
    ]
    for index, _ in rated:
        graded.judge_pairs(findings, index, blocks)
    for index, block in rated:
        graded.explain_margin(findings, index, block)
        if alone:
            explain_allowances(findings, index, blocks)


def _checked(limits: ActionLimits, catalog: Catalog) -> ActionLimits:
    for key in limits:
        index = catalog.indices[key if isinstance(key, str) else key[0]]
        if not isinstance(index, DensityIndex):
            raise TypeError(f"{index.id} is {index.kind}: action limits are for densities")
    return limits

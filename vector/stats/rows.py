"""Rows: findings and verdicts set out in the columns that ``vector assess`` promises."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog import Catalog
from vector.catalog.band import Profile
from vector.stats.finding import Findings
from vector.stats.level import Level
from vector.stats.series import Series
from vector.stats.verdict import Verdict

COLUMNS = (
    "group",
    "method",
    "index",
    "kind",
    "street",
    "station",
    "habitat",
    "start",
    "end",
    "surveys",
    "numerator",
    "denominator",
    "value",
    "unit",
    "lower",
    "upper",
    "edition",
    "level",
    "profile",
    "band",
    "p_beyond",
    "words",
    "flag",
    "reason",
)
SITES = ("street", "station", "habitat")
TEXTS = (
    "group",
    "method",
    "index",
    "kind",
    *SITES,
    "unit",
    "edition",
    "level",
    "profile",
    "words",
    "reason",
)
# Verdicts follow the rows they rest on.
LAST = 1_000_000


def assemble(findings: Findings, profile: Profile, verdicts: list[Verdict]) -> pd.DataFrame:
    """Return the judged rows and the verdicts, place by place, in the order of the groups."""
    shared = {name: _shared(findings, name) for name in SITES} if verdicts else {}
    said = [_said(findings, each, shared) for each in verdicts]
    parts = [_judged(findings, profile), *said]
    frame = pd.concat(parts, ignore_index=True) if verdicts else parts[0]
    order = np.lexsort([frame.pop(name).to_numpy() for name in ("_index", "_group", "_place")])
    frame = frame.iloc[order].reset_index(drop=True)
    # Beside verdicts texts of several parts have become plain ones.
    texts = {name: frame[name].astype("category") for name in TEXTS} if verdicts else {}
    return frame.assign(**texts)[list(COLUMNS)]


def ranks(series: Series, catalog: Catalog) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return where the group and the index of each row stand in the catalogue.

    Rows are set out by place and period, then by these.
    """
    ids = [str(each) for each in series.names["index"]]
    known = [catalog.indices.get(each) for each in ids]
    orders = [catalog.groups[each.group].order if each else 0 for each in known]
    positions = {each: number for number, each in enumerate(catalog.indices)}
    code = series.codes["index"]
    return np.array(orders)[code], np.array([positions.get(each, 0) for each in ids])[code]


def _judged(findings: Findings, profile: Profile) -> pd.DataFrame:
    series, catalog = findings.series, findings.catalog
    ids = [str(each) for each in series.names["index"]]
    indices = [catalog.indices.get(each) for each in ids]
    code = series.codes["index"]
    said = {
        name: _coded(code, [str(getattr(each, name, "")) for each in indices])
        for name in ("group", "kind", "unit")
    }
    banded = np.where(findings.band >= 0, 1, 0)
    groups, positions = ranks(series, catalog)
    return pd.DataFrame(
        {
            **said,
            "method": _coded(series.codes["method"], list(series.names["method"])),
            "index": _coded(code, ids),
            **{name: _coded(series.codes[name], list(series.names[name])) for name in SITES},
            "start": series.start.astype("datetime64[s]"),
            "end": series.end.astype("datetime64[s]"),
            "surveys": _whole(series.surveys),
            "numerator": _whole(series.numerator, series.missing | series.reported),
            "denominator": _whole(series.denominator, series.missing | series.reported),
            "value": findings.value,
            "lower": findings.lower,
            "upper": findings.upper,
            "edition": _coded(findings.edition, findings.editions),
            "level": _coded(findings.level + 1, [each.label for each in sorted(Level)]),
            "profile": _coded(banded, ["", profile.id]),
            "band": _whole(findings.band, findings.band < 0),
            "p_beyond": findings.p_beyond,
            "words": _words(findings),
            "flag": findings.flag.astype(np.int8),
            "reason": findings.reasons.texts(),
            "_place": series.place,
            "_group": groups,
            "_index": positions,
        }
    )


def _said(
    findings: Findings, verdict: Verdict, shared: dict[str, NDArray[np.int64]]
) -> pd.DataFrame:
    series, places = findings.series, verdict.places
    start, end = _span(findings, verdict.group)
    size = len(places)
    groups = findings.catalog.groups
    order = groups[verdict.group].order if verdict.group else len(groups) + 1
    last = LAST + ("group_level", "place_band", "place_level", "hygiene_city").index(verdict.id)
    return pd.DataFrame(
        {
            "group": _same(verdict.group, size),
            "kind": _same(verdict.kind, size),
            "unit": _same("", size),
            "method": _same("", size),
            "index": _same(verdict.id, size),
            **{name: _coded(shared[name][places], list(series.names[name])) for name in SITES},
            "start": start[places],
            "end": end[places],
            "surveys": _missing(size),
            "numerator": _missing(size),
            "denominator": _missing(size),
            "value": np.nan,
            "lower": np.nan,
            "upper": np.nan,
            "edition": _same(verdict.edition, size),
            "level": verdict.level,
            "profile": _same(verdict.profile, size),
            "band": _whole(verdict.band, verdict.band < 0),
            "p_beyond": np.nan,
            "words": _same("", size),
            "flag": np.zeros(size, np.int8),
            "reason": verdict.reasons.texts(),
            "_place": places,
            "_group": np.full(size, order),
            "_index": np.full(size, last),
        }
    )


def _coded(codes: NDArray[Any], names: list[Any]) -> "pd.Categorical[Any]":
    """Return names chosen by code, which may repeat."""
    distinct, number = np.unique(np.array(names, dtype=str), return_inverse=True)
    return pd.Categorical.from_codes(number[codes], pd.Index(distinct.tolist(), dtype=object))


def _same(name: str, size: int) -> "pd.Categorical[Any]":
    return _coded(np.zeros(size, np.int64), [name])


def _missing(size: int) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(np.zeros(size, np.int64), np.ones(size, np.bool_))


def _whole(values: NDArray[Any], missing: NDArray[np.bool_] | None = None) -> Any:
    mask = np.zeros(len(values), np.bool_) if missing is None else missing
    return pd.arrays.IntegerArray(values.astype(np.int64), mask)


def _words(findings: Findings) -> "pd.Categorical[Any]":
    """Return the words for every probability, empty where there is none."""
    ordered = sorted(findings.catalog.likelihoods, key=lambda each: each.least)
    position = np.searchsorted([each.least for each in ordered], findings.p_beyond, side="right")
    said = np.where(np.isnan(findings.p_beyond), 0, position)
    return _coded(said, ["", *(findings.name(each) for each in ordered)])


def _span(findings: Findings, group: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the first and last day of every place, by the rows of one group, or by all."""
    series = findings.series
    size = int(series.place.max(initial=-1)) + 1
    # A place without rows of the group keeps these days; there is no verdict on it.
    start, end = (np.full(size, np.datetime64(each)) for each in ("9999-12-31", "0001-01-01"))
    for index, block in series.blocks(findings.catalog):
        if group in ("", index.group):
            np.minimum.at(start, series.place[block], series.start[block])
            np.maximum.at(end, series.place[block], series.end[block])
    return start.astype("datetime64[s]"), end.astype("datetime64[s]")


def _shared(findings: Findings, name: str) -> NDArray[np.int64]:
    """Return the code that all rows of a place share, else that of the empty name."""
    codes, place = findings.series.codes[name], findings.series.place
    most = np.zeros(int(place.max(initial=-1)) + 1, np.int64)
    least = np.full(len(most), np.iinfo(np.int64).max)
    np.minimum.at(least, place, codes)
    np.maximum.at(most, place, codes)
    return np.where(least == most, least, 0)

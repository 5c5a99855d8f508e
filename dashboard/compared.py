"""Streets against one another, and each against itself a period ago: what a ranking computes.

Frames of sums come in, as :func:`vector.store.streets.sums` gives them by one method, with what is
bad in ``count``. The value and its interval are those that the map and the assessment give the same
counts. The interval of a rank is wider: it also allows for how much all surveys scatter.
"""

from typing import Any

import numpy as np
import pandas as pd

from dashboard.service import service
from dashboard.text import language, place_name
from vector.catalog import Index
from vector.catalog.index import Family
from vector.stats.compare import ranking, rate_ratio, said
from vector.stats.density import density
from vector.stats.interval import interval

# With fewer streets there are no halves to speak of.
LEAST = 4
SUMMED = ["numerator", "count", "denominator", "surveys", "failed", "share"]


def sums(own: pd.DataFrame) -> pd.DataFrame:
    """What each street counted in the whole period, by its id; failed surveys were surveys."""
    each = own.groupby("street_id")
    told = each[SUMMED].sum().assign(name=each["street"].first().map(place_name))
    return told.assign(replicates=told["surveys"], surveys=told["surveys"] + told["failed"])


def ranks(own: pd.DataFrame, index: Index) -> tuple[pd.DataFrame, list[str]]:
    """Rank, the worst first; values in the index's unit. Then what the ranking comes to."""
    if own.empty:
        return pd.DataFrame(), []
    scale = float(index.multiplier)
    frame = own.assign(
        series=own["street_id"], effort=own["denominator"] / scale, product=own["product"] / scale,
        effort_square=own["effort_square"] / scale**2,
    )  # fmt: skip
    table = ranking(frame, catalog=service().catalog)
    rows = table.drop(columns=["density", "lower", "upper"]).rename(columns={"series": "street_id"})
    rows = rows.astype({"street_id": "int64"}).join(_measured(own, index), on="street_id")
    named = table.assign(series=rows["street"])
    return rows.assign(board=boards(rows)), said(named, language=language())


def _measured(own: pd.DataFrame, index: Index) -> pd.DataFrame:
    """The value of each street with its interval, as the judge gives them."""
    whole = sums(own)
    k, n = (whole[each].to_numpy(np.int64) for each in ("numerator", "denominator"))
    lower, upper = interval(index.family, k, n, index.multiplier, _spread(whole, index.family))
    value = density(k, n, index.multiplier)
    told = whole[["denominator", "surveys"]].rename_axis("street_id")
    return told.assign(street=whole["name"], value=value, lower=lower, upper=upper)


def _spread(whole: pd.DataFrame, family: Family) -> Any:
    """How much surveys of one street scatter, as ``vector.stats.interval.dispersion`` says it."""
    k, n = whole["numerator"].astype(float), whole["denominator"].astype(float)
    value = k / n.where(n > 0)
    variance = value * (1 - value) if family is Family.PROPORTION else value
    pearson = (whole["share"] - k * value) / variance.where(variance > 0)
    return np.fmax(pearson / (whole["replicates"] - 1).clip(lower=1), 1.0).to_numpy()


def boards(rows: pd.DataFrame) -> list[str]:
    """On which board a street stands: only where its whole rank interval lies in one half."""
    half = len(rows) / 2
    if len(rows) < LEAST:
        return ["middle"] * len(rows)
    return [
        "black" if row.rank_upper <= half else "red" if row.rank_lower > half else "middle"
        for row in rows.itertuples()
    ]


def against(rows: pd.DataFrame, earlier: pd.DataFrame, index: Index) -> pd.DataFrame:
    """Compare each street with itself a period ago, allowing for the number of streets."""
    able = earlier[earlier["denominator"] >= index.min_effort]
    # Of the period before only the rank is told; equal values share the better one.
    values = able["count"] / able["denominator"].where(able["denominator"] > 0)
    places_then = values.rank(ascending=False, method="min").dropna().astype(int)
    base = able.reindex(rows["street_id"])
    scale = float(index.multiplier)
    found = rate_ratio(
        rows["count"], rows["effort"], base["count"], base["denominator"] / scale,
        rows["dispersion"],
    )  # fmt: skip
    compared = max(int(np.isfinite(found.p).sum()), 1)
    sure = np.nan_to_num(found.p * compared, nan=1.0) < service().catalog.comparison.significance
    worse = np.nan_to_num(found.ratio, nan=1.0, posinf=2.0) > 1
    change = np.select([np.isnan(found.p), sure & worse, sure], ["unknown", "up", "down"], "alike")
    then = [places_then.get(each) for each in rows["street_id"]]
    return rows.assign(change=change, before=then)

"""The lines of curves: this year, the years before and their mean; habitats; species."""

import pandas as pd
from sqlalchemy.orm import Session

from dashboard import comparable, visible
from dashboard.seasonal import (
    COLUMNS,
    Scope,
    asked,
    curve_of,
    ever,
    only,
    pooled,
    unasked,
    wanted,
    within,
)
from dashboard.service import service
from dashboard.text import say
from vector.stats.empty import Empty, classify
from vector.store import monthly, surveyed

MOST_LINES = 6


def species_months(reading: Session, looked: Scope) -> pd.DataFrame:
    """Months by species: each with the effort of all surveys that could have found it.

    Months of a station that caught something of no named species say nothing of species.
    """
    whole = within(service().memory.recall(
        reading, ("species", looked.method), lambda: surveyed.species(reading, looked.method)
    ), looked)  # fmt: skip
    caught = whole[whole["station_id"].isin(looked.stations)]
    if caught.empty:
        return caught.assign(effort=0.0, line="")
    keys = ["station_id", "year", "month"]
    found = within(only(monthly.months(reading, looked.index, wanted(looked)), looked), looked)
    effort = found.groupby(keys)[["count", "effort"]].sum().reset_index()
    named = caught.groupby(keys)["count"].sum().rename("named").reset_index()
    effort = effort.merge(named, how="left", on=keys)
    told = effort[(effort["named"] > 0) | (effort["count"] == 0)][[*keys, "effort"]]
    most = caught.groupby("species")["count"].sum().nlargest(MOST_LINES).index
    crossed = told.merge(pd.DataFrame({"species": most}), how="cross")
    whole = crossed.merge(caught, how="left", on=[*keys, "species"])
    return whole.assign(count=whole["count"].fillna(0.0), line=whole["species"])


def by_year(reading: Session, looked: Scope, found: pd.DataFrame) -> pd.DataFrame:
    """This year, up to five years before, and their mean: one line each."""
    today = service().today()
    first = today.year - service().catalog.comparison.mean_years
    recent = found[(found["year"] >= first) & (found["year"] <= today.year)]
    if recent.empty:
        return pd.DataFrame(columns=COLUMNS)
    each = curve_of(looked, pooled(recent), each_year=True)
    each = each.assign(line=each["year"].astype(str))
    alike = comparable.cut(reading, recent)[0]
    earlier = alike[alike["year"] < today.year]
    begun = 12 * each["year"].astype(int) + each["month"] >= _begun(reading, looked)
    parts = [_classified(reading, looked, each)[begun]]
    if len(earlier):
        parts.append(_mean(looked, earlier, unasked(reading, looked)))
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _begun(reading: Session, looked: Scope) -> int:
    """The month before which nothing is missing: that of the first survey ever, or the first one
    that is looked at."""
    found, since = ever(reading, looked), looked.since
    first = int((12 * found["year"] + found["month"]).min())
    return first if since is None else max(first, 12 * since.year + since.month)


def _mean(looked: Scope, earlier: pd.DataFrame, quiet: set[int]) -> pd.DataFrame:
    years = sorted(earlier["year"].unique())
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else f"{years[0]}"
    label = say("season.mean", years=span, count=len(years))
    return curve_of(looked, pooled(earlier), quiet=sorted(quiet)).assign(line=label)


def by_part(reading: Session, looked: Scope, found: pd.DataFrame, part: str) -> pd.DataFrame:
    """All years together, one line for each habitat or species, those of most effort first."""
    told = found[found[part] != ""]
    weight = told.groupby(part)[["count", "effort"]].sum()
    most = weight.sort_values(["effort", "count"], ascending=False).index[:MOST_LINES]
    told = told[told[part].isin(most)]
    if told.empty:
        return pd.DataFrame(columns=COLUMNS)
    each = curve_of(looked, pooled(told, part), quiet=sorted(unasked(reading, looked)))
    ordered = each.set_index("series").loc[most].reset_index()
    called = {kept: _called(part, kept, looked.index.group) for kept in most}
    told = ordered.assign(line=ordered["series"].map(called))
    return told.assign(habitat=ordered["series"] if part == "habitat" else "")[
        [*COLUMNS, "habitat"]
    ]


def _called(part: str, kept: str, group: str) -> str:
    return visible.habitat(kept) if part == "habitat" else visible.species(kept, group)


def _classified(reading: Session, looked: Scope, each: pd.DataFrame) -> pd.DataFrame:
    """Say of every month of every year why it has no figure, by the plan and the day."""
    due = asked(reading, looked)
    today = service().today()
    month, year = each["month"], each["year"].astype(int)
    day = month.map(due).fillna(0)
    now = (year == today.year) & (month == today.month)
    past = year * 12 + month < today.year * 12 + today.month
    kinds = classify(
        month.isin(due.keys()),
        past | (now & (today.day > day)),
        each["surveys"].gt(0) | (each["kind"] == Empty.NO_EFFORT.value),
        each["effort"].where(each["surveys"] > 0, 0.0),
        each["count"],
    )
    return each.assign(kind=kinds)

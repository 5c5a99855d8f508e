"""Signs: what the models say of each place that may raise a flag, as evidence.

A place is **unusual** when its newest survey period is beyond what the years before let expect; it
is **foreseen** beyond its limit when a forecast passes the limit likely enough within the horizon.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.report.evidence import Bound, Evidence, Foreseen, limit_with_unit
from vector.report.saying import say
from vector.stats.interval import interval
from vector.store import outlook as store
from vector.store.tables import Expectation, Prediction
from vector.work.evidence import Witness
from vector.work.histories import SERIES, Histories
from vector.work.hysteresis import severity
from vector.work.judgement import Counts, Judged
from vector.work.present import WHOLE_STREET, Spot, first_fresh

EARLY = 0  # the severity of what is only foreseen
DIGITS = 3  # significant ones: an expectation is no more exact
KEYS = ["region_id", "place_id", "method", "index_id"]


@dataclass(frozen=True)
class Unusual:
    """The newest period of a place, held against what was expected of it.

    Attributes
    ----------
    row : Judged
        What was counted.
    evidence : Evidence
        With the upper limit of the expectation as its limit.
    alarm : bool
        Whether it is beyond that limit.
    fresh : bool
        Whether it says something about the present.
    """

    row: Judged
    evidence: Evidence
    alarm: bool
    fresh: bool


@dataclass(frozen=True)
class Early:
    """The forecast of a place, held against its limit.

    Attributes
    ----------
    row : Judged
        What was counted last.
    evidence : Evidence
        With the first period that passes the limit likely enough, else the likeliest.
    probability : float
        Of that period.
    """

    row: Judged
    evidence: Evidence
    probability: float


@dataclass(frozen=True)
class Signs:
    """Reads what the latest runs say of places.

    Attributes
    ----------
    session : Session
        Any transaction.
    catalog : Catalog
        Indices, the rules of flags and of the outlook.
    witness : Witness
        Turns counts into evidence.
    histories : tuple of Histories
        All series.
    on : date
        The present; what was counted too long before it says nothing of it.
    """

    session: Session
    catalog: Catalog
    witness: Witness
    histories: tuple[Histories, ...]
    on: date

    def unusual(self, asked: Collection[Spot]) -> dict[Spot, Unusual]:
        """Return the places in alarm, and of those asked for what was expected of them.

        Of several methods that give one index, the one in alarm, else the one with most effort.
        """
        rows = _keyed(store.rows(self.session, Expectation))
        told = rows["upper"].notna() & (rows["alarm"] | _among(rows, asked))
        oldest = first_fresh(self.catalog, self.on)
        found: dict[Spot, Unusual] = {}
        rows_told: Iterator[Any] = rows[told].itertuples(index=False)
        for each in rows_told:
            row = self._counted(each, int(each.period))
            if row is None:
                continue
            evidence = self._expected(row, each)
            sign = Unusual(row, evidence, bool(each.alarm), row.end >= oldest)
            before = found.get(row.spot)
            if before is None or _rank(sign) > _rank(before):
                found[row.spot] = sign
        return found

    def foreseen(self, asked: Collection[Spot]) -> dict[Spot, Early]:
        """Return the places likely enough to pass their limit, and those asked for.

        Of each the first period that is likely enough, else the likeliest.
        """
        rows = _keyed(store.rows(self.session, Prediction))
        likely = rows["p_beyond"] >= self.catalog.outlook.probability
        rows = rows[rows["p_beyond"].notna() & (likely | _among(rows, asked))]
        order = np.where(likely.loc[rows.index], 2 - 1e-9 * rows["period"], rows["p_beyond"])
        first = rows.assign(order=order).sort_values("order", ascending=False)
        found: dict[Spot, Early] = {}
        for each in first.drop_duplicates(KEYS).itertuples(index=False):
            row = self._counted(each, None)
            evidence = self._ahead(row, each) if row is not None else None
            if row is not None and evidence is not None and evidence.foreseen is not None:
                sign = Early(row, evidence, evidence.foreseen.probability)
                found.setdefault(row.spot, sign)
        return found

    def gone(self, asked: Collection[Spot]) -> set[Spot]:
        """Return the places asked for of which no survey stands any more."""
        known = {(street, station, index) for street, station, _, index in self._series}
        return set(asked) - known

    @cached_property
    def _series(self) -> dict[tuple[int, int, str, str], tuple[Histories, int]]:
        return {
            tuple(row[1:]): (each, row[0])
            for each in self.histories
            for row in each.series[SERIES].itertuples()
        }

    def _counted(self, told: Any, period: int | None) -> Judged | None:
        """Return the counts of a series in a period, or the newest; None where they are gone."""
        key = (told.region_id, told.place_id, told.method, told.index_id)
        if key not in self._series:
            return None
        each, number = self._series[key]
        counts = each.of(number)
        rows = counts.tail(1) if period is None else counts[counts["period"] == period]
        if rows.empty:
            return None
        row: Any = next(rows.itertuples(index=False))
        return self._judged(key, row)

    def _judged(self, key: tuple[int, int, str, str], row: Any) -> Judged:
        street, station, method, name = key
        index = self.catalog.indices[name]
        numerator, denominator = int(row.numerator), int(row.denominator)
        lower, upper = interval(index.family, [numerator], [denominator], index.multiplier)
        return Judged(
            street_id=street,
            station_id=station,
            method=method,
            index=name,
            start=row.first.date(),
            end=row.last.date(),
            stations=int(row.stations),
            surveys=int(row.surveys),
            counts=Counts(numerator, denominator),
            lower=float(lower[0]),
            upper=float(upper[0]),
            band=None,
            p_beyond=None,
            words="",
            flag=True,
            companions={},
        )

    def _expected(self, row: Judged, told: Any) -> Evidence:
        """Return the counts with the upper limit of the expectation as their limit."""
        unit = self.catalog.indices[row.index].unit
        upper, expected = (Fraction(f"{value:.{DIGITS}g}") for value in (told.upper, told.expected))
        bound = Bound(
            value=upper,
            worse="high",
            text=say(
                "limit",
                "expected",
                limit=limit_with_unit(upper, unit),
                expected=limit_with_unit(expected, unit),
                years=told.years,
            ),
            source=say("source", "expected"),
            confidence="certain",
        )
        evidence = self.witness.evidence(row, otherwise=bound)
        assert evidence is not None
        update = {
            "bound": bound,
            "rule": "expected",
            "severity": severity(evidence.value, bound),
            "p_beyond": None,
        }
        return evidence.model_copy(update=update)

    def _ahead(self, row: Judged, told: Any) -> Evidence | None:
        """Return the last counts with the forecast that passes their limit."""
        evidence = self.witness.evidence(row)
        if evidence is None:
            return None
        ahead = Foreseen(
            start=told.start,
            step=told.step,
            density=told.density,
            lower=told.lower,
            upper=told.upper,
            probability=told.p_beyond,
            model=told.model,
            made_on=told.made_at.date(),
        )
        update = {"rule": "forecast", "severity": EARLY, "foreseen": ahead}
        return evidence.model_copy(update=update)


def _keyed(rows: pd.DataFrame) -> pd.DataFrame:
    """Add ``place_id``: the station, or 0 for the street as a whole."""
    return rows.assign(place_id=rows["station_id"].fillna(WHOLE_STREET).astype("int64"))


def _among(rows: pd.DataFrame, asked: Collection[Spot]) -> "pd.Series[bool]":
    spots = pd.MultiIndex.from_frame(rows[["region_id", "place_id", "index_id"]])
    found = spots.isin(list(asked)) if asked else np.zeros(len(rows), np.bool_)
    return pd.Series(found, index=rows.index)


def _rank(sign: Unusual) -> tuple[bool, int, int]:
    return sign.alarm, sign.evidence.severity, sign.row.counts.denominator

"""Findings: what is said of every row — value, interval, level or band, probability, flag.

This module holds what all kinds of index share: the value with its 95 % interval, the
probability of being beyond a limit, and the effort that would decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vector.catalog import Catalog
from vector.catalog.index import Family, GradedIndex, Index
from vector.stats import exceed
from vector.stats.density import density
from vector.stats.effort import NEVER, to_decide, undecided
from vector.stats.interval import interval
from vector.stats.level import Level
from vector.stats.reason import Reasons
from vector.stats.sentence import Language, say, unit
from vector.stats.series import Series

Where = NDArray[np.bool_]
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Bounded:
    """A limit that rows of an index were held against, and how probably each is beyond it."""

    index: Index
    block: slice
    limit: Fraction
    where: Where
    chance: NDArray[np.float64]


class Findings:
    """The columns of a judgement, one entry for each row of the series.

    ``own`` is the level by an index's own limits, ``imposed`` the one its companions' limits
    impose, ``level`` the worse of the two; ``whole`` is False where a companion is missing.
    """

    def __init__(self, series: Series, catalog: Catalog, language: Language) -> None:
        size = len(series)
        self.series = series
        self.catalog = catalog
        self.language = language
        self.reasons = Reasons(size, language)
        self.value, self.lower, self.upper, self.p_beyond = np.full((4, size), np.nan)
        self.own = np.full(size, Level.NONE, np.int8)
        self.imposed, self.level = self.own.copy(), self.own.copy()
        self.band = np.full(size, -1, np.int8)
        self.whole = np.ones(size, np.bool_)
        self.flag = np.zeros(size, np.bool_)
        self.edition = np.zeros(size, np.int16)
        self.editions = ["", *catalog.editions]
        self._bounded: list[Bounded] = []

    def name(self, named: Any) -> str:
        """Return the name of a catalogue row in the reader's language."""
        return str(getattr(named, self.language))

    def say(self, key: str, **values: object) -> str:
        """Return a sentence in the reader's language."""
        return say(key, self.language, **values)

    def counts(self, block: slice) -> tuple[Positions, Positions]:
        """Return the pooled numerators and denominators of a block.

        Where only the index's own value is reported, numbers that give exactly that value.
        """
        k, n = self.series.numerator[block], self.series.denominator[block]
        stated = self.series.stated[block]
        said = np.flatnonzero(~np.isnan(stated))
        if not said.size:
            return k, n
        index = self.catalog.indices[
            self.series.names["index"][self.series.codes["index"][block][0]]
        ]
        k, n = k.copy(), n.copy()
        for row in said:
            share = Fraction(str(round(stated[row], 6))) / Fraction(index.multiplier)
            k[row], n[row] = share.numerator, share.denominator
        return k, n

    def measure(self, index: Index, block: slice) -> None:
        """Fill in the value and its interval."""
        k, n = self.counts(block)
        if index.family is Family.COUNT:
            self.value[block] = np.where(n > 0, k, np.nan)
            return
        self.value[block] = density(k, n, index.multiplier)
        self.lower[block], self.upper[block] = interval(
            index.family, k, n, index.multiplier, self.series.spread[block]
        )
        self._silence(block)

    def _silence(self, block: slice) -> None:
        """Give no interval where the effort is not known, and say so."""
        reported = self.series.reported[block]
        alone = ~np.isnan(self.series.stated[block])
        self.lower[block][reported] = np.nan
        self.upper[block][reported] = np.nan
        self.reasons.add(positions(block, alone), "reported_alone")
        self.reasons.add(positions(block, reported & ~alone), "reported_too")

    def explain_empty(self, index: Index, block: slice, needless: Where) -> None:
        """Say why rows have no value, and where none was needed."""
        idle = self.series.denominator[block] <= 0
        missing = self.series.missing[block]
        self.reasons.add(positions(block, missing), "missing")
        self.reasons.add(positions(block, idle & ~missing & ~needless), "no_effort")
        key = "companion_satisfied" if isinstance(index, GradedIndex) else "no_positive"
        self.reasons.add(positions(block, idle & needless), key)

    def hold_against(self, index: Index, block: slice, limit: Fraction, where: Where) -> None:
        """Fill in the probability of being beyond a limit, for the rows it applies to."""
        where = where & ~self.series.reported[block]
        if not where.any():
            return
        chance = exceed.beyond(
            index.family,
            index.worse,
            *self.counts(block),
            index.multiplier,
            limit,
            dispersion=self.series.spread[block],
            fitted=self._prior(index, block),
        )
        self.p_beyond[block] = np.where(where, chance, self.p_beyond[block])
        self._bounded.append(Bounded(index, block, limit, where, chance))

    def _prior(self, index: Index, block: slice) -> exceed.Prior:
        """Return what like stations let expect of each row, judged here or not."""
        whole, every, rows = self.series.around(block)
        found = exceed.prior(
            index.family,
            whole.numerator[every],
            whole.denominator[every],
            whole.like[every],
            dispersion=whole.spread[every],
        )
        return exceed.Prior(found.first[rows], found.second[rows])

    def explain_undecided(self) -> None:
        """Say how much more effort would decide, wherever the words are undecided."""
        lower, upper = undecided(self.catalog.likelihoods)
        for bounded in self._bounded:
            open_ = bounded.where
            # A pair may be decided by its companion: then no effort on the rate is called for.
            for chance in (bounded.chance, self.p_beyond[bounded.block]):
                open_ = open_ & (chance >= lower) & (chance < upper)
            # A count per positive unit has no effort of its own to add to.
            if bounded.index.needs_positive:
                continue
            for method, own in self._by_method(bounded.block, open_):
                self._explain_effort(bounded, own, method)

    def _by_method(self, block: slice, where: Where) -> Iterator[tuple[str, Where]]:
        """Yield each method of some rows of a block, and which of them are by it."""
        codes = self.series.codes["method"][block]
        for code in np.unique(codes[where]).tolist():
            yield str(self.series.names["method"][code]), where & (codes == code)

    def _explain_effort(self, bounded: Bounded, open_: Where, method: str) -> None:
        index, block = bounded.index, bounded.block
        k, n = self.counts(block)
        phi, prior = self.series.spread[block], self._prior(index, block)
        k, n, phi = k[open_], n[open_], phi[open_]
        more = to_decide(
            index.family,
            index.worse,
            k / phi,
            n / phi,
            index.multiplier,
            bounded.limit,
            self.catalog.likelihoods,
            prior=(prior.first[open_], prior.second[open_]),
        )
        at = positions(block, open_)
        self.reasons.add(at[more == NEVER], "effort_never")
        some = more > 0
        measure, scale = effort_unit(index, self.catalog, method)
        amount = two_digits(more[some] * phi[some] / scale)
        self.reasons.add_each(at[some], "effort_decides", {"amount": amount}, unit=unit(measure))

    def explain_small(self, index: Index, block: slice, where: Where) -> None:
        """Say that a flag would rest on too little effort."""
        for method, own in self._by_method(block, where):
            measure, scale = effort_unit(index, self.catalog, method)
            at, least = positions(block, own), index.min_effort / scale
            self.reasons.add(at, "too_small", least=least, unit=unit(measure))


def positions(block: slice, where: Where) -> Positions:
    """Return the positions of a block's rows where a condition holds."""
    return np.asarray(np.flatnonzero(where) + block.start, np.int64)


def effort_unit(index: Index, catalog: Catalog, by: str = "") -> tuple[str, int]:
    """Return the unit of an index's effort by one of its methods, and how many stored make one.

    Examples
    --------
    >>> from vector.catalog import load
    >>> effort_unit(load().indices["rodent_route_index"], load())
    ('km', 1000)
    """
    method = catalog.methods[by or index.methods[0]]
    fields = [method.field(name) for name in index.denominator]
    measure = "·".join(field.unit for field in fields)
    return measure, int(10 ** sum(field.decimals for field in fields))


def two_digits(amount: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return amounts rounded up to two digits: they are estimates, not orders.

    Examples
    --------
    >>> two_digits(np.array([7.0, 66.0, 113.0, 1802.0])).tolist()
    [7.0, 66.0, 120.0, 1900.0]
    """
    step = 10.0 ** (np.floor(np.log10(np.maximum(amount, 1e-9))) - 1)
    return np.asarray(np.round(np.ceil(np.round(amount / step, 9)) * step, 9))

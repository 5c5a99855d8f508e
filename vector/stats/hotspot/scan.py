"""The scan: where, and when, counts are higher (or lower) than chance would have them.

Kulldorff's scan statistic looks through every circle of places up to a share of the effort, and
every span of time, for the one whose counts are hardest to explain by one common rate; chance is
what the same search finds in simulated counts without any cluster. Because the best of all
windows is compared with the best of all windows, it makes no matter how many are looked at.
"""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.stats.hotspot.cluster import Found, clusters
from vector.stats.hotspot.likelihood import Direction, Ratio
from vector.stats.hotspot.null import replicates
from vector.stats.hotspot.study import Reason, Study
from vector.stats.hotspot.window import Circles, Spans, circles, spans
from vector.stats.scatter import Scatter, scatter

Floats = NDArray[np.float64]
SEED = 20260105
BLOCK = 200_000
TINY = 1e-9
# So many periods that no window reaches are enough to estimate the clumping from.
QUIET = 6
POISSON = Scatter(0.0, 0.0)


@dataclass(frozen=True)
class Search:
    """What is looked for, and how.

    Attributes
    ----------
    share : float
        The largest part of the expectation that a circle may hold, up to one half.
    radius : float
        The largest radius, in the unit of the distances.
    longest : float
        The longest span of time as a part of all periods.
    alive : bool
        Whether only clusters that last to the newest period are looked for.
    direction : {"high", "low", "both"}
        Which rates are looked for.
    replicates, seed : int
        How many simulations, and their seed.
    null : {"auto", "poisson", "clumped"}
        How counts fall by chance; ``auto`` is clumped when the counts are.
    dispersion : Scatter, optional
        The clumping, known from elsewhere; estimated from the counts unless given.
    most : int
        How many clusters at most.
    """

    share: float = 0.5
    radius: float = float("inf")
    longest: float = 0.5
    alive: bool = False
    direction: Direction = "high"
    replicates: int = 999
    seed: int = SEED
    null: Literal["auto", "poisson", "clumped"] = "auto"
    dispersion: Scatter | None = None
    most: int = 10

    def __post_init__(self) -> None:
        if not 0 < self.share <= 0.5 or not 0 < self.longest <= 1 or not self.radius > 0:
            raise ValueError("share must be in (0, 0.5], longest in (0, 1], radius above 0")
        if self.replicates < 1 or self.most < 1:
            raise ValueError("replicates and most must be at least 1")


@dataclass(frozen=True)
class Scan:
    """What a search found.

    Attributes
    ----------
    clusters : DataFrame
        Columns of :data:`vector.stats.hotspot.cluster.COLUMNS`, likeliest first.
    reason : Reason
        Why nothing was searched; then there are no clusters.
    scatter : Scatter
        The clumping of the counts as estimated or given.
    clumped : bool
        Whether chance was simulated with it.
    p_scatter : float
        How probable at least as much scatter is under the Poisson law; NaN without a search.
    replicates, windows, left_out : int
        Simulations made, windows looked at, rows left out.
    unit : str
        Of the radii.
    """

    clusters: pd.DataFrame
    reason: Reason
    scatter: Scatter = POISSON
    clumped: bool = False
    p_scatter: float = float("nan")
    replicates: int = 0
    windows: int = 0
    left_out: int = 0
    unit: str = ""


def scan(study: Study, search: Search | None = None) -> Scan:
    """Search a study for clusters of high (or low) rates.

    The window with the greatest log likelihood ratio is the likeliest cluster; further ones
    share no place with those before. With R simulations of which b have a greatest ratio at
    least as great, ``p = (1 + b)/(1 + R)``; for further clusters the comparison is with the
    greatest ratio too, which is cautious. ``p_gumbel`` reads p off a Gumbel law fitted to the
    simulated maxima by moments, for p far below 1/(1 + R).

    Trap counts come in clumps, and then the Poisson law makes far too much of chance: unless
    told otherwise, chance is simulated with the clumping that the counts show
    (:func:`vector.stats.scatter.scatter`). A search for what is alive takes it from the periods
    before every window, if there are six. Otherwise a true cluster is part of the estimate:
    cautious where places are few; give ``dispersion`` from an earlier, quiet time then.

    Parameters
    ----------
    study : Study
    search : Search, optional

    Returns
    -------
    Scan
        The same for the same study, search and seed.

    References
    ----------
    Kulldorff (1997), Commun. Stat. Theory Methods 26, 1481–1496; Kulldorff (2001), J. R. Stat.
    Soc. A 164, 61–72 (space–time and prospective); Abrams, Kleinman and Kulldorff (2010), Int.
    J. Health Geogr. 9, 61 (Gumbel); Loh and Zhu (2007), Ann. Appl. Stat. 1, 560–584 (why
    over-dispersion must be in the null).

    Examples
    --------
    >>> from vector.stats.hotspot.study import study
    >>> grid = {"x": [0, 1, 2] * 3, "y": [0] * 3 + [1] * 3 + [2] * 3}
    >>> count = [9, 8, 1, 9, 2, 1, 2, 1, 1]
    >>> rows = pd.DataFrame({"place": range(9), **grid, "count": count, "effort": 100})
    >>> first = scan(study(rows), Search(null="poisson", replicates=99)).clusters.loc[0]
    >>> first.members, int(first["count"]), float(first.p)
    (('0', '1', '3'), 26, 0.01)
    """
    search = search or Search()
    if study.reason is not Reason.NONE:
        return Scan(clusters([], study, np.empty(0)), study.reason, left_out=study.left_out)
    rings = circles(study.distance, study.expected.sum(axis=1), search.share, search.radius)
    times = spans(len(study.periods), search.longest, search.alive)
    if not rings:
        return Scan(clusters([], study, np.empty(0)), Reason.NO_WINDOW, left_out=study.left_out)
    ratio = Ratio(study.total, search.direction)
    spread = search.dispersion or _scatter(study, times)
    clumped = spread.found and search.null != "poisson"
    null = spread if clumped else POISSON
    maxima = _maxima(study, search, rings, times, ratio, null)
    found = _greatest(study, rings, times, ratio, search.most)
    return Scan(
        clusters(found, study, maxima),
        Reason.NONE,
        spread,
        clumped,
        _p_scatter(study, search),
        search.replicates,
        sum(len(ring.sizes) for ring in rings) * len(times.first),
        study.left_out,
        study.unit,
    )


def _scatter(study: Study, times: Spans) -> Scatter:
    """Estimate the clumping, from the periods that no window reaches where there are some."""
    quiet = int(times.first.min()) if times.after.min() == len(study.periods) else 0
    count, expected = study.count, study.expected
    if quiet >= QUIET and count[:, :quiet].any():
        count, expected = count[:, :quiet], expected[:, :quiet]
    place = np.repeat(np.arange(count.shape[0]), count.shape[1])
    return scatter(place, count.ravel(), expected.ravel())


def _sums(until: NDArray[Any], ring: Circles, times: Spans) -> NDArray[Any]:
    """Return what each circle and span holds, from sums over time up to each period."""
    grown = np.cumsum(until[..., ring.members], axis=-1, dtype=until.dtype)[..., ring.sizes - 1]
    held: NDArray[Any] = grown[..., times.after, :] - grown[..., times.first, :]
    return held


def _until(cells: NDArray[Any], kind: type) -> NDArray[Any]:
    """Return sums over time up to each period, periods before places."""
    turned = np.swapaxes(cells, -1, -2)
    before = np.zeros((*turned.shape[:-2], 1, turned.shape[-1]), kind)
    return np.concatenate([before, np.cumsum(turned, axis=-2, dtype=kind)], axis=-2)


def _maxima(
    study: Study, search: Search, rings: list[Circles], times: Spans, ratio: Ratio, null: Scatter
) -> Floats:
    """Return the greatest ratio of each simulation."""
    expected = _until(study.expected, np.float64)
    made = replicates(study.expected, study.total, null, search.replicates, search.seed)
    return np.concatenate([_greatest_of(block, expected, rings, times, ratio) for block in made])


def _greatest_of(
    block: NDArray[np.int64], expected: Floats, rings: list[Circles], times: Spans, ratio: Ratio
) -> Floats:
    counts = _until(block, np.int32)
    best = np.zeros(len(block))
    for ring in rings:
        against = ratio.against(_sums(expected, ring, times))
        step = max(1, BLOCK // against.base.size)
        for start in range(0, len(block), step):
            part = slice(start, start + step)
            ratios = against.of(_sums(counts[part], ring, times))
            best[part] = np.maximum(best[part], ratios.max(axis=(-1, -2)))
    return best


class _Best(NamedTuple):
    """The best span of every circle of a ring, and its ratio."""

    ring: Circles
    spans: NDArray[np.intp]
    ratios: Floats

    def free(self, used: NDArray[np.bool_]) -> int:
        """Return how many of the circles, the smallest first, hold no used place."""
        taken = np.flatnonzero(used[self.ring.members])
        first = taken[0] if len(taken) else len(self.ring.members)
        return int(np.searchsorted(self.ring.sizes, first, side="right"))


def _greatest(
    study: Study, rings: list[Circles], times: Spans, ratio: Ratio, most: int
) -> list[Found]:
    """Return the likeliest windows that share no place, the likeliest first."""
    counts, expected = _until(study.count, np.int64), _until(study.expected, np.float64)
    best = []
    for ring in rings:
        ratios = ratio.of(_sums(counts, ring, times), _sums(expected, ring, times))
        best.append(_Best(ring, ratios.argmax(axis=0), ratios.max(axis=0)))
    used = np.zeros(len(study.places), dtype=np.bool_)
    found: list[Found] = []
    while len(found) < most and (one := _likeliest(best, used, times)) is not None:
        used[one.members] = True
        found.append(one)
    return found


def _likeliest(best: list[_Best], used: NDArray[np.bool_], times: Spans) -> Found | None:
    tops = [float(each.ratios[: each.free(used)].max(initial=0.0)) for each in best]
    at = int(np.argmax(tops))
    if tops[at] <= TINY:
        return None
    ring, spans_, ratios = best[at]
    circle = int(ratios[: best[at].free(used)].argmax())
    span = spans_[circle]
    return Found(
        ring.centre,
        ring.members[: ring.sizes[circle]],
        float(ring.radii[circle]),
        int(times.first[span]),
        int(times.after[span]),
        tops[at],
    )


def _p_scatter(study: Study, search: Search) -> float:
    """Return how probable as much scatter is under Poisson, by simulation."""
    some = study.expected > 0

    def pearson(count: NDArray[np.int64]) -> Floats:
        residual = (count[..., some] - study.expected[some]) ** 2 / study.expected[some]
        return np.asarray(residual.sum(axis=-1))

    seen = pearson(study.count)
    made = replicates(study.expected, study.total, POISSON, search.replicates, search.seed + 1)
    beyond = sum(int((pearson(block) >= seen * (1 - TINY)).sum()) for block in made)
    return (1 + beyond) / (1 + search.replicates)

"""Moran's I: whether like rates lie side by side, over the whole map and around each place.

The statistic and its permutations are esda's, the neighbours libpysal's (the extra ``spatial``).
Rates of unequal effort are put on one scale first, so that a place with few traps does not look
extreme for that reason alone.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from vector.stats.hotspot.distance import unit_vectors
from vector.stats.hotspot.study import Reason, Study
from vector.stats.hotspot.telling import SENTENCES
from vector.stats.sentence import refusal_from

Floats = NDArray[np.float64]
SEED = 20260106
NEIGHBOURS = 4
PERMUTATIONS = 999
# The library's quadrants: a place against its neighbours' mean.
QUADRANTS = np.array(["", "high_high", "low_high", "low_low", "high_low"], dtype=object)


@dataclass(frozen=True)
class Moran:
    """Moran's I over the map, and around each place.

    Attributes
    ----------
    index, expected, p : float
        I, its mean under no pattern (-1/(n - 1)), and its two-sided permutation p; NaN where
        there is a reason.
    local : DataFrame
        ``place``, ``rate``, ``index``, ``quadrant`` (high_high: a high place among high ones),
        ``p`` (two-sided, conditional permutation) and ``q`` (Benjamini–Hochberg over places).
    reason : str
        Why there is none; a key of the sentences.
    """

    index: float
    expected: float
    p: float
    local: pd.DataFrame
    reason: str = ""


def moran(
    study: Study,
    *,
    sphere: bool = True,
    neighbours: int = NEIGHBOURS,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> Moran:
    """Return Moran's I of a study's rates, all periods together.

    ``I = z'Wz / z'z`` over k nearest neighbours with rows that add up to 1; z are the empirical
    Bayes standardised rates of Assunção and Reis: count/effort less the pooled rate, over the
    standard deviation that its effort gives it.

    Parameters
    ----------
    study : Study
    sphere : bool
        Whether x and y are longitude and latitude.
    neighbours, permutations, seed : int

    Returns
    -------
    Moran

    Raises
    ------
    VectorError
        When the libraries are not installed.

    References
    ----------
    Moran (1950), Biometrika 37, 17–23; Anselin (1995), Geogr. Anal. 27, 93–115; Assunção and
    Reis (1999), Stat. Med. 18, 2147–2162.

    Examples
    --------
    >>> from vector.stats.hotspot.study import study
    >>> rows = pd.DataFrame({"place": range(12), "x": range(12), "y": 0, "effort": 100})
    >>> found = moran(study(rows.assign(count=[9] * 6 + [1] * 6)), sphere=False, neighbours=2)
    >>> round(found.index, 2), found.p < 0.05
    (0.83, True)
    """
    if study.reason not in (Reason.NONE, Reason.ONE_SPOT):
        return _without(study.reason.value)
    kept = study.expected.sum(axis=1) > 0
    if kept.sum() <= neighbours + 1:
        return _without("neighbours")
    count, effort = study.count.sum(axis=1)[kept], study.expected.sum(axis=1)[kept]
    if np.ptp(count / effort) == 0:
        return _without("no_variance")
    position = unit_vectors if sphere else _as_given
    points = position(study.x[kept], study.y[kept])
    return _moran(study.places[kept], points, count, effort, neighbours, permutations, seed)


def _as_given(x: Floats, y: Floats) -> Floats:
    return np.stack([x, y], axis=-1)


def _without(reason: str) -> Moran:
    nan = float("nan")
    columns = ["place", "rate", "index", "quadrant", "p", "q"]
    return Moran(nan, nan, nan, pd.DataFrame(columns=columns), reason)


def _moran(
    places: NDArray[np.object_],
    points: Floats,
    count: NDArray[np.int64],
    effort: Floats,
    neighbours: int,
    permutations: int,
    seed: int,
) -> Moran:
    esda, smoothing, neighbourhood = _library()
    weights = neighbourhood.KNN.from_array(points, k=neighbours, silence_warnings=True)
    weights.transform = "r"
    rate = smoothing.assuncao_rate(count, effort)
    with _seeded(seed), warnings.catch_warnings():
        # Which side the library's own p is of changes with its version; it is not used here.
        warnings.simplefilter("ignore", DeprecationWarning)
        whole = esda.Moran(rate, weights, permutations=permutations)
        each = esda.Moran_Local(rate, weights, permutations=permutations, seed=seed)
    p = _two_sided(each.sim, each.Is)
    local = pd.DataFrame(
        {
            "place": places,
            "rate": count / effort,
            "index": each.Is,
            "quadrant": QUADRANTS[each.q],
            "p": p,
            "q": stats.false_discovery_control(p),
        }
    )
    return Moran(float(whole.I), float(whole.EI), float(_two_sided(whole.sim, whole.I)), local)


def _library() -> list[ModuleType]:
    try:
        return [
            import_module(name) for name in ("esda.moran", "esda.smoothing", "libpysal.weights")
        ]
    except ImportError as error:
        raise refusal_from(SENTENCES, "missing_library") from error


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Seed the global generator, which the library draws from, and leave it as it was."""
    state = np.random.get_state()
    np.random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(state)


def _two_sided(simulated: Floats, index: Floats) -> Floats:
    """Return p of both sides; simulations along the first axis."""
    whole = 1 + len(simulated)
    above = (1 + (simulated >= index).sum(axis=0)) / whole
    below = (1 + (simulated <= index).sum(axis=0)) / whole
    return np.asarray(np.minimum(1.0, 2 * np.minimum(above, below)), np.float64)

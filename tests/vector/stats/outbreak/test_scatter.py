"""The scatter of one station's series: solved once for each judged period, and no other than when
it is solved among others."""

import numpy as np

from vector.catalog import load
from vector.stats.outbreak import scatter as module
from vector.stats.outbreak.mode import Mode
from vector.stats.outbreak.sample import Sample

RULES = load().outbreak
ALONE, TOGETHER = np.array([0, 1, 2]), np.array([0, 1, 2, 3, 3])


def scatters(pool):
    """The scatters of rows of invented counts, some of them short."""
    random = np.random.default_rng(4)
    used = np.arange(40) < random.integers(20, 40, (5, 1))
    counts = np.where(used, random.negative_binomial(2, 0.2, used.shape), 0.0)
    counts, used = counts[: len(pool)], used[: len(pool)] * 1.0
    none = np.zeros(counts.shape)
    sample = Sample(counts, used, none, none, none, pool, none[:, 0])
    step = Mode(none, none, 8 * used, 0.1 * used, none[:, 0] == 0)
    return module.scatter(sample, step, used, RULES)


def test_a_row_alone_in_its_pool_is_solved_once(monkeypatch):
    solve, solved = module._root, []
    monkeypatch.setattr(module, "_root", lambda *given: solved.append(1) or solve(*given))
    alone = scatters(ALONE)
    assert len(solved) == 1
    together = scatters(TOGETHER)
    assert len(solved) == 3
    assert together[:3].tolist() == alone.tolist()

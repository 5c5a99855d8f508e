import sys

import numpy as np
import pandas as pd
import pytest

from vector.errors import VectorError
from vector.stats.hotspot import moran, study

pytest.importorskip("esda", reason="the extra spatial")


def map_of(count, effort=100, size=8):
    x, y = np.divmod(np.arange(size * size), size)
    return pd.DataFrame(
        {"place": [f"{a}{b}" for a, b in zip(x, y, strict=True)], "x": x * 1.0, "y": y * 1.01}
    ).assign(count=np.asarray(count).ravel(), effort=effort)


def by_hand(rows, neighbours):
    """Moran's I of the standardised rates over the k nearest, in the textbook's words."""
    n = rows["effort"].to_numpy(float)
    rate = rows["count"].to_numpy() / n
    pooled = rows["count"].sum() / n.sum()
    spread = (n * (rate - pooled) ** 2).sum() / n.sum() - pooled / n.mean()
    variance = spread + pooled / n
    variance = np.where(variance > 0, variance, pooled / n)
    z = (rate - pooled) / np.sqrt(variance)
    z = z - z.mean()
    total = 0.0
    for i in range(len(z)):
        away = np.hypot(rows["x"] - rows["x"][i], rows["y"] - rows["y"][i]).to_numpy(copy=True)
        away[i] = np.inf
        total += z[i] * z[np.argsort(away, kind="stable")[:neighbours]].mean()
    return total / (z**2).sum()


def test_equals_the_textbook():
    random = np.random.default_rng(7)
    rows = map_of(random.poisson(6, 64), random.integers(50, 300, 64))
    rows["x"] += random.random(64) * 0.2
    found = moran(study(rows), sphere=False)
    assert found.index == pytest.approx(by_hand(rows, 4), abs=1e-9)
    assert found.expected == pytest.approx(-1 / 63)


def test_a_smooth_map_is_found_and_noise_is_not():
    random = np.random.default_rng(1)
    smooth = map_of(random.poisson(np.outer(np.linspace(2, 30, 8), np.ones(8))))
    noise = map_of(random.poisson(10, 64))
    assert moran(study(smooth), sphere=False).p <= 0.002
    assert moran(study(noise), sphere=False).p > 0.05


def test_a_corner_of_high_places_is_high_among_high():
    count = np.full((8, 8), 3)
    count[:3, :3] = 30
    local = moran(study(map_of(count)), sphere=False).local.set_index("place")
    assert local.loc["11", "quadrant"] == "high_high"
    assert local.loc["11", "q"] < 0.2
    assert local.loc["66", "quadrant"] == "low_low"


def test_the_same_twice_and_the_global_generator_is_left_alone():
    rows = map_of(np.random.default_rng(1).poisson(10, 64))
    np.random.seed(3)
    before = np.random.get_state()[1].copy()
    one, two = (moran(study(rows), sphere=False) for _ in range(2))
    assert one.p == two.p
    pd.testing.assert_frame_equal(one.local, two.local)
    np.testing.assert_array_equal(before, np.random.get_state()[1])


def test_longitude_and_latitude_by_the_sphere():
    rows = map_of(np.random.default_rng(1).poisson(10, 64))
    rows = rows.rename(columns={"x": "longitude", "y": "latitude"})
    assert -1 < moran(study(rows)).index < 1


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (map_of([5] * 64), "no_variance"),
        (map_of([0] * 64), "nothing"),
        (map_of(range(4), size=2), "neighbours"),
    ],
)
def test_what_has_no_index_has_a_reason(rows, reason):
    found = moran(study(rows), sphere=False)
    assert found.reason == reason
    assert np.isnan(found.index)
    assert found.local.empty


def test_without_the_libraries_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "esda.moran", None)
    with pytest.raises(VectorError, match=r"vector-surveillance\[spatial\]"):
        moran(study(map_of(np.arange(64))), sphere=False)

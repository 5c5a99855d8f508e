"""Draws the invented county's streets and the counties beside it: two GeoJSON files.

    python data/demo/geography.py

The land is cut into a few hundred small cells; each cell goes to its nearest street seat, so
neighbouring streets share their border exactly and the borders wander as real ones do. What lies
around the county falls to the counties beside it; they are drawn as outlines alone. The
coordinates lie around 0° N 0° E, where there is only sea.
"""

import json
from pathlib import Path

import numpy as np
from scipy.spatial import Voronoi, cKDTree

SEED = 20260101
CELLS = 1400
SEATS = 10
# In which direction each county beside it lies, in degrees from the east against the clock.
BESIDE = (15, 95, 165, 235, 310)
HERE = Path(__file__).parent


def seats() -> np.ndarray:
    """Return the street seats, spread evenly (Lloyd's relaxation) over the county."""
    random = np.random.default_rng(SEED)
    land = _land(random.uniform(-0.3, 0.3, (20_000, 2)))
    centres = land[:SEATS]
    for _ in range(25):
        nearest = cKDTree(centres).query(land)[1]
        centres = np.array([land[nearest == seat].mean(axis=0) for seat in range(SEATS)])
    return centres[np.lexsort((centres[:, 0], -centres[:, 1].round(1)))]


def _land(points: np.ndarray) -> np.ndarray:
    """Keep the points inside the county's wavy outline."""
    angle = np.arctan2(points[:, 1], points[:, 0])
    outline = 0.2 + 0.02 * np.sin(3 * angle + 1) + 0.012 * np.sin(7 * angle)
    return points[np.hypot(points[:, 0] / 1.25, points[:, 1]) <= outline]


def _nearby(points: np.ndarray) -> np.ndarray:
    """Tell which points lie in the county or in what is drawn around it."""
    return np.hypot(points[:, 0] / 1.15, points[:, 1]) <= 0.285


def outlines() -> tuple[list[list[list[float]]], list[list[list[float]]]]:
    """Return one clockwise ring of longitude and latitude for each street, and for each county
    beside them."""
    random = np.random.default_rng(SEED + 1)
    points = random.uniform(-0.35, 0.35, (CELLS, 2))
    points = _relaxed(points)
    owner = np.full(len(points), -1)
    inside = {tuple(point) for point in _land(points)}
    land = np.array([tuple(point) in inside for point in points])
    owner[land] = cKDTree(seats()).query(points[land])[1]
    around = _nearby(points) & ~land
    angles = np.radians(BESIDE)
    beside = 0.3 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    owner[around] = SEATS + cKDTree(beside).query(points[around])[1]
    cells = Voronoi(points)
    rings = [_ring(cells, points, owner, seat) for seat in range(SEATS + len(BESIDE))]
    return rings[:SEATS], rings[SEATS:]


def _relaxed(points: np.ndarray) -> np.ndarray:
    random = np.random.default_rng(SEED + 2)
    sample = random.uniform(-0.35, 0.35, (60_000, 2))
    for _ in range(3):
        nearest = cKDTree(points).query(sample)[1]
        count = np.maximum(np.bincount(nearest, minlength=len(points)), 1)
        sums = [np.bincount(nearest, sample[:, axis], len(points)) for axis in (0, 1)]
        points = np.stack(sums, axis=1) / count[:, None]
    return points


def _ring(cells: Voronoi, points: np.ndarray, owner: np.ndarray, seat: int) -> list[list[float]]:
    """Chain the cell edges between this street and anything else; keep the longest loop."""
    following: dict[int, int] = {}
    for (one, other), (start, end) in zip(cells.ridge_points, cells.ridge_vertices, strict=True):
        if (owner[one] == seat) == (owner[other] == seat) or start < 0:
            continue
        centre = points[one] if owner[one] == seat else points[other]
        first, second = cells.vertices[start] - centre, cells.vertices[end] - centre
        clockwise = first[0] * second[1] - first[1] * second[0] < 0
        following[start if clockwise else end] = end if clockwise else start
    return max(_loops(cells, following), key=len)


def _loops(cells: Voronoi, following: dict[int, int]) -> list[list[list[float]]]:
    loops = []
    while following:
        start, vertex = following.popitem()
        loop = [start, vertex]
        while vertex != start:
            vertex = following.pop(vertex)
            loop.append(vertex)
        loops.append([[round(float(x), 5) for x in cells.vertices[v]] for v in loop])
    return loops


def write(
    file: str, names: list[tuple[str, str]], rings: list[list[list[float]]], **more: bool
) -> None:
    """Write a GeoJSON file of regions with these codes, names and rings, and more said of each."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name, **more},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for (code, name), ring in zip(names, rings, strict=True)
    ]
    content = {"type": "FeatureCollection", "features": features}
    text = json.dumps(content, ensure_ascii=False) + "\n"
    (HERE / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    import sys

    sys.path.insert(0, str(Path(__file__).parent.parent))
    from demo.county import NEIGHBOURS, STREETS

    inner, outer = outlines()
    write("streets.geojson", [(street.code, street.name) for street in STREETS], inner)
    write("neighbours.geojson", list(NEIGHBOURS), outer, beside=True)

"""Whether a shape on a map is one: rings closed, not crossing themselves, holes inside, no overlap.

Coordinates are compared as whole numbers of 10⁻⁷ degrees, a centimetre on the ground, so that no
rounding decides; points closer than that are one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vector.errors import StoreError
from vector.store.refusal import said

SCALE = 10**7
MOST_POINTS = 200_000
# Segments whose extents overlap in longitude; a map of borders has a few for each segment.
MOST_PAIRS = 60_000_000
CHUNK = 2_000_000

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class _Ring:
    """A ring's distinct points in order; the polygon it bounds from outside or is a hole of."""

    points: Ints
    polygon: int
    outer: bool


def refuse_invalid(geometry: Mapping[str, Any]) -> None:
    """Refuse a polygon or multipolygon that bounds no area in a clear way.

    Parameters
    ----------
    geometry : mapping
        A GeoJSON geometry of longitudes and latitudes.

    Raises
    ------
    StoreError
        Saying what is wrong and where.

    Notes
    -----
    Segments are sorted by their western end; only those that overlap in longitude and latitude are
    tried, by the signs of cross products. Source: OGC 06-103r4 (simple features), 6.1.11.1.

    Examples
    --------
    >>> bow = [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]
    >>> refuse_invalid({"type": "Polygon", "coordinates": bow})
    Traceback (most recent call last):
    vector.errors.StoreError: 边界自相交：约在（1.0, 0.0）至（0.0, 1.0）一段。
    """
    lists = geometry["coordinates"]
    polygons = [lists] if geometry["type"] == "Polygon" else lists
    count = sum(len(ring) for polygon in polygons for ring in polygon)
    if count > MOST_POINTS:
        raise StoreError(*said("shape_large", count=count, most_points=MOST_POINTS))
    if not count:
        raise StoreError(*said("shape_empty"))
    rings = [
        _ring(ring, number, outer=at == 0)
        for number, polygon in enumerate(polygons)
        for at, ring in enumerate(polygon)
    ]
    _refuse_crossing(rings)
    _refuse_misplaced(rings)


def _ring(ring: Any, polygon: int, *, outer: bool) -> _Ring:
    degrees = np.array([point[:2] for point in ring], float)
    points = np.rint(degrees * SCALE).astype(np.int64)
    if (points[0] != points[-1]).any():
        raise StoreError(*said("ring_open", first=_place(points[0]), last=_place(points[-1])))
    kept = points[1:][(np.diff(points, axis=0) != 0).any(axis=1)]
    if len(kept) < 3 or _on_one_line(kept):
        raise StoreError(*said("ring_flat", first=_place(points[0])))
    return _Ring(kept, polygon, outer)


def _on_one_line(points: Ints) -> bool:
    first, others = points[:1], points[1:]
    far = others[np.abs(others - first).sum(axis=1).argmax()][None]
    return not _side(first, far, others).any()


def _place(point: Ints) -> str:
    return f"（{point[0] / SCALE}, {point[1] / SCALE}）"


def _refuse_crossing(rings: list[_Ring]) -> None:
    """Refuse rings that meet themselves, or cross one another; to touch another is allowed."""
    first = np.concatenate([ring.points for ring in rings])
    second = np.concatenate([np.roll(ring.points, -1, axis=0) for ring in rings])
    sizes = [len(ring.points) for ring in rings]
    owner = np.repeat(np.arange(len(rings)), sizes)
    place = np.concatenate([np.arange(size) for size in sizes])
    last = np.repeat(np.array(sizes) - 1, sizes)
    for one, two in _pairs(first, second):
        same = owner[one] == owner[two]
        gap = np.abs(place[one] - place[two])
        beside = same & ((gap == 1) | (gap == last[one]))
        meets, crosses, folds = _meeting(first, second, one, two)
        wrong = np.where(same, np.where(beside, folds, meets), crosses)
        if wrong.any():
            at = int(np.argmax(wrong))
            key = "ring_crosses_itself" if same[at] else "rings_cross"
            ends = _place(first[one[at]]), _place(second[one[at]])
            raise StoreError(*said(key, first=ends[0], last=ends[1]))


def _pairs(first: Ints, second: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs of segments whose extents overlap."""
    low, high = np.minimum(first, second), np.maximum(first, second)
    order = np.argsort(low[:, 0], kind="stable")
    west = low[order, 0]
    reach = np.searchsorted(west, high[order, 0], side="right") - np.arange(len(order)) - 1
    if reach.sum() > MOST_PAIRS:
        raise StoreError(*said("shape_complex"))
    ends = np.cumsum(reach)
    begin = 0
    while begin < len(order):
        before = ends[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, before + CHUNK, side="right")))
        counts = reach[begin:end]
        one = np.repeat(np.arange(begin, end), counts)
        step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        left, right = order[one], order[one + 1 + step]
        near = (low[left, 1] <= high[right, 1]) & (low[right, 1] <= high[left, 1])
        yield left[near], right[near]
        begin = end


def _meeting(
    first: Ints, second: Ints, one: Ints, two: Ints
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which pairs meet at all, cross in their midst, or fold back on one another."""
    a, b, c, d = first[one], second[one], first[two], second[two]
    sides = [_side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)]
    meets = (sides[0] * sides[1] <= 0) & (sides[2] * sides[3] <= 0)
    crosses = (sides[0] * sides[1] < 0) & (sides[2] * sides[3] < 0)
    flat = (sides[0] == 0) & (sides[1] == 0)
    back = ((b - a) * (d - c)).sum(axis=1) < 0
    return meets, crosses, flat & back


def _side(a: Ints, b: Ints, c: Ints) -> Ints:
    u, v = b - a, c - a
    return np.asarray(np.sign(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]), np.int64)


def _refuse_misplaced(rings: list[_Ring]) -> None:
    """Refuse a hole outside its polygon, and a polygon on top of another."""
    outers = {ring.polygon: ring for ring in rings if ring.outer}
    holes = [ring for ring in rings if not ring.outer]
    for hole in holes:
        if not _inside(hole.points, outers[hole.polygon].points):
            raise StoreError(*said("hole_outside", first=_place(hole.points[0])))
    for ring in outers.values():
        for other in outers.values():
            if ring is not other and _inside(ring.points, other.points, strict=True):
                own = [hole for hole in holes if hole.polygon == other.polygon]
                if not any(_inside(ring.points, hole.points) for hole in own):
                    raise StoreError(*said("shapes_overlap", first=_place(ring.points[0])))


def _inside(points: Ints, ring: Ints, *, strict: bool = False) -> bool:
    """Return whether rings that do not cross lie one in the other, by a point not of both."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    if (points.max(axis=0) < low).any() or (points.min(axis=0) > high).any():
        return False
    corners = set(map(tuple, ring.tolist()))
    free = next((point for point in points.tolist() if tuple(point) not in corners), None)
    return not strict if free is None else _covers(ring, free[0], free[1])


def _covers(ring: Ints, x: int, y: int) -> bool:
    """Return whether a point lies in a ring, by how often a line to the east crosses it."""
    x0, y0 = ring.T - np.array([[x], [y]])
    x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
    spans = (y0 > 0) != (y1 > 0)
    cross = x0 * (y1 - y0) - y0 * (x1 - x0)
    east = np.where(y1 > y0, cross > 0, cross < 0)
    return bool((spans & east).sum() % 2)

"""Which neighbours on the map lie on one another, and by how much.

A border drawn twice never fits to the centimetre; what matters is a street that reaches well into
the next. The share is estimated on a lattice of points, which is near enough for a warning.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from vector.store.engine import Access, connection_of
from vector.store.tables import Region

SIDE = 120
LEAST = 0.005

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Overlap:
    """Two regions of one level that lie on one another, and the share of the smaller one."""

    one: str
    other: str
    share: float


def overlaps(access: Access) -> list[Overlap]:
    """Return the regions of one level whose shapes overlap by more than a hair, the worst first.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.

    Returns
    -------
    list of Overlap
        Where at least ``LEAST`` of the smaller region lies in the other.

    Notes
    -----
    ``SIDE``² points over the box that both share; a point counts where it is inside both by the
    even-odd rule, so holes are outside. The share is good to about one part in a hundred.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     overlaps(reading)
    []
    """
    query = select(Region.name, Region.level, Region.geometry).where(
        Region.geometry.is_not(None), Region.valid_to.is_(None)
    )
    rows = connection_of(access).execute(query.order_by(Region.id)).all()
    known = [(name, level, _rings(json.loads(str(shape)))) for name, level, shape in rows]
    boxes = [_box(rings) for _, _, rings in known]
    found = []
    for one, two in combinations(range(len(known)), 2):
        shared = _shared(boxes[one], boxes[two])
        if known[one][1] != known[two][1] or shared is None:
            continue
        share = _share(known[one][2], known[two][2], shared)
        if share >= LEAST:
            found.append(Overlap(known[one][0], known[two][0], share))
    return sorted(found, key=lambda each: -each.share)


def _rings(geometry: Any) -> list[NDArray[np.float64]]:
    lists = geometry["coordinates"]
    polygons = [lists] if geometry["type"] == "Polygon" else lists
    rings: Iterable[Sequence[Sequence[float]]] = (ring for rings in polygons for ring in rings)
    return [np.array([point[:2] for point in ring], float) for ring in rings]


def _box(rings: list[NDArray[np.float64]]) -> Box:
    points = np.concatenate(rings)
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _shared(one: Box, two: Box) -> Box | None:
    west, south = max(one[0], two[0]), max(one[1], two[1])
    east, north = min(one[2], two[2]), min(one[3], two[3])
    return (west, south, east, north) if west < east and south < north else None


def _share(one: list[NDArray[np.float64]], two: list[NDArray[np.float64]], shared: Box) -> float:
    """Return how much of the smaller region lies in the other."""
    west, south, east, north = shared
    steps = (np.arange(SIDE) + 0.5) / SIDE
    x, y = west + steps * (east - west), south + steps * (north - south)
    both = (_inside(x, y, one) & _inside(x, y, two)).mean() * (east - west) * (north - south)
    return float(both / min(_area(one), _area(two)))


def _area(rings: list[NDArray[np.float64]]) -> float:
    """Return the area of rings, holes running the other way."""
    return abs(
        sum(
            float((ring[:-1, 0] * ring[1:, 1] - ring[1:, 0] * ring[:-1, 1]).sum()) / 2
            for ring in rings
        )
    )


def _inside(
    x: NDArray[np.float64], y: NDArray[np.float64], rings: list[NDArray[np.float64]]
) -> NDArray[np.bool_]:
    """Return for each y and x whether the point is inside: an odd number of borders lie west."""
    starts = np.concatenate([ring[:-1] for ring in rings])
    ends = np.concatenate([ring[1:] for ring in rings])
    return np.stack([_odd(x, north, starts, ends) for north in y])


def _odd(
    x: NDArray[np.float64], north: float, starts: NDArray[np.float64], ends: NDArray[np.float64]
) -> NDArray[np.bool_]:
    crossing = (starts[:, 1] <= north) != (ends[:, 1] <= north)
    (west, south), (east, top) = starts[crossing].T, ends[crossing].T
    borders = west + (north - south) * (east - west) / (top - south)
    odd: NDArray[np.bool_] = np.searchsorted(np.sort(borders), x) % 2 == 1
    return odd

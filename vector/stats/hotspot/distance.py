"""Distances between places: along the great circle, or on a plane."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

# Mean radius of the earth (IUGG), in km.
RADIUS = 6371.0088


def unit_vectors(longitude: ArrayLike, latitude: ArrayLike) -> Floats:
    """Return the points of the unit sphere at longitudes and latitudes in degrees, one a row.

    Examples
    --------
    >>> unit_vectors([0], [90]).round(6).tolist()
    [[0.0, 0.0, 1.0]]
    """
    east, north = np.radians(np.asarray(longitude, float)), np.radians(np.asarray(latitude, float))
    level = np.cos(north)
    return np.stack([level * np.cos(east), level * np.sin(east), np.sin(north)], axis=-1)


def great_circle(longitude: ArrayLike, latitude: ArrayLike) -> Floats:
    """Return the distances in km between all pairs of points on the sphere.

    ``2 R arcsin(chord / 2)`` with R = 6371.0088 km, which is the haversine formula: exact for
    near points, where the arc cosine is not.

    Parameters
    ----------
    longitude, latitude : array_like, shape (places,)
        In degrees.

    Returns
    -------
    float64 array, shape (places, places)

    Examples
    --------
    A degree of latitude:

    >>> great_circle([0, 0], [0, 1]).round(2).tolist()
    [[0.0, 111.2], [111.2, 0.0]]
    """
    chord = _apart(unit_vectors(longitude, latitude))
    return 2 * RADIUS * np.arcsin(np.minimum(chord / 2, 1.0))


def plane(x: ArrayLike, y: ArrayLike) -> Floats:
    """Return the straight distances between all pairs of points, in the unit of x and y.

    Examples
    --------
    >>> plane([0, 3], [0, 4]).tolist()
    [[0.0, 5.0], [5.0, 0.0]]
    """
    return _apart(np.stack([np.asarray(x, float), np.asarray(y, float)], axis=-1))


def _apart(points: Floats) -> Floats:
    squares = np.zeros((len(points), len(points)))
    for column in points.T:
        squares += np.subtract.outer(column, column) ** 2
    return np.asarray(np.sqrt(squares), np.float64)

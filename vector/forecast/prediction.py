"""The prediction: the predictive distribution of every row asked, and what is read from it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.forecast.mixture import EDGES, WEIGHTS, at_most, quantiles
from vector.forecast.panel import Array, Mask
from vector.forecast.sentence import refusal

# The 23 quantiles of the forecast hubs (Reich et al. 2019, PLoS Comput Biol 15:e1007486).
HUB = (0.01, 0.025, *(round(0.05 * step, 2) for step in range(1, 20)), 0.975, 0.99)
INTERVAL = (0.025, 0.975)


@dataclass(frozen=True)
class Prediction:
    """The predictive distribution of each row of a future, in its order.

    Attributes
    ----------
    rows : DataFrame
        series, period, effort as asked; model and reason, codes of ``sentences.toml``.
    node : ndarray, shape (N, 46)
        Nodes of the expected count; NaN where the effort is 0 or unknown.
    kept : ndarray, shape (N, 47)
        The calibrated probabilities of the nodes' edges.
    most : ndarray, shape (N,)
        The most that can be counted (positives among so many tries); infinite without a bound.
    """

    rows: pd.DataFrame
    node: Array
    kept: Array
    most: Array

    @property
    def usable(self) -> Mask:
        """Where effort is planned."""
        return self.effort > 0

    @property
    def effort(self) -> Array:
        """The planned effort."""
        return self.rows["effort"].to_numpy(float)

    def frame(self, levels: tuple[float, ...] = HUB) -> pd.DataFrame:
        """Return means, quantiles and densities as columns.

        Parameters
        ----------
        levels : tuple of float
            Probabilities of the quantiles, increasing.

        Returns
        -------
        DataFrame
            See :func:`vector.forecast.forecast`.
        """
        _check(levels)
        mean, both = self.mean(), sorted({*levels, *INTERVAL})
        found = dict(zip(both, self.quantiles(tuple(both)).T, strict=True))
        columns = {f"q{level:g}": found[level] for level in levels}
        effort = np.where(self.usable, self.effort, np.nan)
        density = {
            "density": mean / effort,
            "lower": found[INTERVAL[0]] / effort,
            "upper": found[INTERVAL[1]] / effort,
        }
        asked = self.rows[["series", "period", "effort"]].reset_index(drop=True)
        said = self.rows[["model", "reason"]].reset_index(drop=True)
        return pd.concat([asked.assign(mean=mean, **columns, **density), said], axis=1)

    def mean(self) -> Array:
        """Return the expected counts: 0 without effort, NaN where it is unknown."""
        node = np.fmin(np.nan_to_num(self.node), self.most[:, None])
        return self._filled((node * np.diff(self.kept, axis=1)).sum(axis=1))

    def quantiles(self, levels: tuple[float, ...]) -> Array:
        """Return the quantiles as whole counts.

        Parameters
        ----------
        levels : tuple of float
            Probabilities, increasing.

        Returns
        -------
        ndarray, shape (N, len(levels))
            0 without effort, NaN where it is unknown.

        Raises
        ------
        ForecastError
            The levels are not strictly increasing between 0 and 1.
        """
        wanted = _check(levels)
        found = np.zeros((len(self.rows), len(wanted)))
        usable = self.usable
        at = [np.interp(wanted, kept, EDGES) for kept in self.kept[usable]]
        found[usable] = quantiles(self.node[usable], np.reshape(at, (-1, len(wanted))))
        return self._filled(np.fmin(found, self.most[:, None]))

    def beyond(self, limit: float | Array) -> Array:
        """Return the probability that the density found lies above a limit.

        P(count > limit · effort), summed over the predictive distribution itself.

        Parameters
        ----------
        limit : float or ndarray, shape (N,)
            In units of count per effort; NaN where there is none.

        Returns
        -------
        ndarray, shape (N,)
            Probabilities; NaN without effort or limit.

        Raises
        ------
        ForecastError
            A limit is negative.
        """
        limits = np.broadcast_to(np.asarray(limit, float), len(self.rows))
        if (limits < 0).any():
            raise refusal("limit", found=float(limits[limits < 0][0]))
        chance = np.full(len(self.rows), np.nan)
        asked = self.usable & ~np.isnan(limits)
        # 0.1 · 30 is 3: a density equal to the limit is not beyond it.
        most = np.floor(limits[asked] * self.effort[asked] * (1 + 1e-12) + 1e-9)
        below = at_most(most, self.node[asked])
        bent = [
            np.interp(*row) for row in zip(below, _edges(len(below)), self.kept[asked], strict=True)
        ]
        chance[asked] = 1 - np.clip(np.array(bent), 0, 1)
        chance[asked] *= most < self.most[asked]
        return chance

    def _filled(self, value: Array) -> Array:
        """Put in what is said without effort: 0, or NaN where it is unknown."""
        effort = self.effort if value.ndim == 1 else self.effort[:, None]
        return np.where(effort > 0, value, np.where(effort == 0, 0.0, np.nan))


def _check(levels: tuple[float, ...]) -> Array:
    wanted = np.asarray(levels, float)
    inside = bool(((wanted > 0) & (wanted < 1)).all())
    if not len(wanted) or not inside or (np.diff(wanted) <= 0).any():
        raise refusal("quantiles")
    return wanted


def _edges(size: int) -> NDArray[np.float64]:
    return np.broadcast_to(EDGES, (size, len(EDGES)))


def empty_nodes(size: int) -> Array:
    """Return nodes of rows of which nothing is known yet.

    Parameters
    ----------
    size : int
        How many rows.

    Returns
    -------
    ndarray, shape (size, 46)
        NaN throughout.

    Examples
    --------
    >>> empty_nodes(1).shape
    (1, 46)
    """
    return np.full((size, len(WEIGHTS)), np.nan)

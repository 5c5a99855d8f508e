"""Quasi-Poisson regression with log link, many fits at once, step for step as R's ``glm.fit``.

The steps matter: R stops when the deviance no longer moves, and takes dispersion, leverage and
standard errors from the weights of the last step, one step before the fitted means. A threshold
that is to agree with R's to the last digits must stop at the same step and use the same weights.
"""

from dataclasses import dataclass

import numpy as np

from vector.stats.outbreak.design import Codes, Design, Flags, Floats

TOLERANCE = 1e-8
MOST_STEPS = 25
SMALLEST = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Fit:
    """Quasi-Poisson regressions, one a row.

    Attributes
    ----------
    coefficients : float64 array, shape (fits, coefficients)
    mean : float64 array, shape (fits, points)
        Fitted means.
    working : float64 array, shape (fits, points)
        Weights of the last step of least squares.
    converged : bool array, shape (fits,)
    degrees : int64 array, shape (fits,)
        Residual degrees of freedom.
    """

    coefficients: Floats
    mean: Floats
    working: Floats
    converged: Flags
    degrees: Codes

    def dispersion(self, counts: Floats, weights: Floats | None = None) -> Floats:
        """Return Σ w r² over the degrees of freedom, r the working residuals (y - μ)/μ.

        Parameters
        ----------
        counts : float64 array, shape (fits, points)
        weights : float64 array, optional
            The weights of the last step unless given.
        """
        used = self.working if weights is None else weights
        squares = np.where(used > 0, used * (counts / self.mean - 1) ** 2, 0).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(squares / self.degrees)


def fit(
    design: Design,
    counts: Floats,
    weights: Floats | None = None,
    offset: Floats | None = None,
    *,
    tolerance: float = TOLERANCE,
    most: int = MOST_STEPS,
) -> Fit:
    """Fit quasi-Poisson regressions with log link by iteratively reweighted least squares.

    E Y = μ, log μ = offset + Xβ, Var Y = φ μ / weight. From μ = y + 0.1, each step regresses
    z = η - offset + (y - μ)/μ on X with weights w μ; it ends when the deviance D changes by less
    than ``tolerance`` (|D| + 0.1).

    Parameters
    ----------
    design : Design
        :class:`Layered` or :class:`Columns`.
    counts : float64 array, shape (fits, points)
        Counts, not negative; what has weight 0 may hold any finite number.
    weights : float64 array, shape (fits, points), optional
        Prior weights; 1 unless given, 0 for a point that is left out.
    offset : float64 array, shape (fits, points), optional
        Logarithm of the effort.
    tolerance : float
    most : int
        Steps after which a regression counts as not converged.

    Returns
    -------
    Fit
        A regression that broke down has ``converged`` False.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, 2nd edition, section 2.5; Wedderburn
    (1974), Biometrika 61, 439–447.

    Examples
    --------
    >>> from vector.stats.outbreak.design import Columns
    >>> counts = np.array([[2.0, 4.0, 6.0]])
    >>> fit(Columns(np.ones((3, 1))), counts).mean.round(9).tolist()
    [[4.0, 4.0, 4.0]]
    """
    prior = np.ones_like(counts) if weights is None else weights
    if not len(counts):
        nothing = design.solve(prior, counts)[0]
        none = np.zeros(0, np.int64)
        return Fit(nothing, counts, prior, none > 0, none)
    given = np.zeros_like(counts) if offset is None else offset
    state = _Steps(design, counts, prior, given, tolerance)
    for _ in range(most):
        if not state.open.any():
            break
        state.step()
    points = (prior > 0).sum(axis=1)
    return Fit(
        state.coefficients,
        state.mean,
        state.working,
        state.converged,
        np.asarray(points - design.rank(prior), dtype=np.int64),
    )


class _Steps:
    """The state of many regressions between two steps; those that are done stand still."""

    def __init__(
        self, design: Design, counts: Floats, prior: Floats, offset: Floats, tolerance: float
    ) -> None:
        self.design, self.counts, self.prior = design, counts, prior
        self.offset, self.tolerance = offset, tolerance
        self.mean = counts + 0.1
        self.predictor = np.log(self.mean)
        self.deviance = self._deviance(self.mean)
        self.working = prior * self.mean
        self.coefficients = np.zeros((len(counts), 0))
        self.open = np.ones(len(counts), dtype=np.bool_)
        self.converged = np.zeros(len(counts), dtype=np.bool_)

    def _deviance(self, mean: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(self.counts > 0, self.counts * np.log(self.counts / mean), 0)
            each = np.where(self.prior > 0, self.prior * (ratio - (self.counts - mean)), 0)
        return np.asarray(2 * each.sum(axis=1))

    def step(self) -> None:
        working = self.prior * self.mean
        response = self.predictor - self.offset + self.counts / self.mean - 1
        coefficients, fitted = self.design.solve(working, response)
        predictor = fitted + self.offset
        mean, deviance = self._halved(coefficients, predictor)
        sound = np.isfinite(deviance)
        self._take(self.open & sound, coefficients, predictor, mean, working)
        change = np.abs(deviance - self.deviance)
        done = sound & (change / (np.abs(deviance) + 0.1) < self.tolerance)
        self.converged |= self.open & done
        self.deviance = np.where(self.open, deviance, self.deviance)
        self.open &= sound & ~done

    def _halved(self, coefficients: Floats, predictor: Floats) -> tuple[Floats, Floats]:
        """Return means and deviance; a step that leads beyond all numbers is halved, in place."""
        mean = self._mean(predictor)
        deviance = self._deviance(mean)
        for _ in range(MOST_STEPS):
            far = self.open & ~np.isfinite(deviance)
            if not (far.any() and self.coefficients.shape[1]):
                break
            coefficients[far] = (coefficients[far] + self.coefficients[far]) / 2
            predictor[far] = (predictor[far] + self.predictor[far]) / 2
            mean[far] = self._mean(predictor)[far]
            deviance = self._deviance(mean)
        return mean, deviance

    def _mean(self, predictor: Floats) -> Floats:
        with np.errstate(over="ignore"):
            mean = np.maximum(np.exp(predictor), SMALLEST)
        return np.where(self.prior > 0, mean, 1)

    def _take(
        self,
        rows: Flags,
        coefficients: Floats,
        predictor: Floats,
        mean: Floats,
        working: Floats,
    ) -> None:
        if not self.coefficients.shape[1]:
            self.coefficients = np.full(coefficients.shape, np.nan)
        for kept, new in (
            (self.coefficients, coefficients),
            (self.predictor, predictor),
            (self.mean, mean),
            (self.working, working),
        ):
            kept[rows] = new[rows]

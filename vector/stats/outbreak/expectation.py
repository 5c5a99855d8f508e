"""The seasonal expectation: what density a station's own past lets expect at a time of the year.

A negative-binomial regression with the effort as offset: a level, the yearly wave with its
harmonics, a trend where it is significant. Past outbreaks count less. What few surveys cannot
tell is held by moderate assumptions: how high waves go, how far years differ, how scattered
counts are among like series. So two years give a wide expectation and five a narrow one, by the
same rule. All series at once.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from scipy import special

from vector.catalog.outbreak import OutbreakRules
from vector.stats.outbreak.glm import Codes, Flags, Floats

# Rounds of fitting, weighing past outbreaks and estimating the dispersion.
ROUNDS = 3
MOST_STEPS = 40
# No step of the regression goes farther than this on the log scale.
LONGEST_STEP = 2.0
STILL = 1e-7
# The level's prior is that of Jeffreys for a rate: half a count without effort.
HALF = 0.5
FARTHEST = 30.0
SATURATED = 0.95
# The dispersion is looked for between these, on the log scale.
DISPERSION_RANGE = (-9.0, 3.0)
BISECTIONS = 30
LOSS_POINTS, LOSS_RANKS = 31, 1000


class Sample(NamedTuple):
    """The history of each judged survey, one a row; the rest of a short row is not ``used``.

    ``phase`` is the time of the year and ``age`` the years before the judged period; ``pool``
    numbers the rows whose dispersion is alike.
    """

    counts: Floats
    used: Floats
    log_effort: Floats
    phase: Floats
    age: Floats
    pool: Codes
    phase_now: Floats

    def rows(self, chosen: Flags) -> "Sample":
        """Return some of the rows."""
        return self._replace(**{name: getattr(self, name)[chosen] for name in self._fields})


class Expectation(NamedTuple):
    """Logarithm of the expected density, its variance, the over-dispersion α, and the trend."""

    log_density: Floats
    variance: Floats
    dispersion: Floats
    trend: Flags
    slope: Floats
    converged: Flags


def expect(sample: Sample, rules: OutbreakRules) -> Expectation:
    """Return the seasonal expectation of each row.

    log E(Y/effort) = β₀ + Σ_h (a_h cos 2πhφ + b_h sin 2πhφ) [+ β t], Var Y = μ + α μ², with normal
    priors of the rules' standard deviations on waves and trend. α is the root of
    Σ ω (y - μ)²/(μ + αμ²) = Σ ω (1 - h), drawn towards that of the pool. Years differ by
    ``year_sd``: with Y years the variance gains s² (1 + 1/Y), with a trend also s² d²/S, where d
    is the way from the years' mean to now and S their spread; a trend must be significant against
    that, too, and never leads beyond the highest density seen. α and β₀ are corrected for what the
    weights ω take from ordinary surveys.

    Parameters
    ----------
    sample : Sample
    rules : OutbreakRules

    Returns
    -------
    Expectation

    References
    ----------
    Noufaily et al. (2013), Stat. Med. 32, 1206–1222 (weights, trend); Lawless (1987), Can. J.
    Stat. 15, 209–225 (moment equation); Robinson and Smyth (2007), Bioinformatics 23, 2881–2887
    (dispersions drawn together); Firth (1993), Biometrika 80, 27–38 (half a count).

    Examples
    --------
    >>> from vector.catalog import load
    >>> row = np.arange(24.0)[None]
    >>> sample = Sample(0 * row + 8, 0 * row + 1, 0 * row + np.log(2), row / 12 % 1, 2 - row / 12,
    ...     np.zeros(1, np.int64), np.zeros(1))
    >>> expect(sample, load().outbreak).log_density.round(1).tolist()
    [1.4]
    """
    plain = _weighed(sample, _waves(sample.phase, rules), _precision(rules), rules)
    now = _waves(sample.phase_now, rules)
    years = _years(sample)
    found = _expectation(plain, now, rules.year_sd**2 * (1 + 1 / years.number))
    long = years.number >= rules.trend_years
    if long.any() and rules.trend_p > 0:
        some = sample.rows(long)
        _keep_trends(found, long, some, _Years(*(each[long] for each in years)), rules)
    return found


class _Years(NamedTuple):
    """How many years a row has, how long ago their mean is, and their spread around it."""

    number: Floats
    mean: Floats
    spread: Floats


class _Regression(NamedTuple):
    coefficients: Floats
    covariance: Floats
    dispersion: Floats
    converged: Flags


class _Step(NamedTuple):
    coefficients: Floats
    covariance: Floats
    mean: Floats
    leverage: Floats
    converged: Flags


def _waves(phase: Floats, rules: OutbreakRules) -> Floats:
    columns = [np.ones_like(phase)]
    for harmonic in range(1, len(rules.season_sd) + 1):
        angle = 2 * np.pi * harmonic * phase
        columns += [np.cos(angle), np.sin(angle)]
    return np.stack(columns, axis=-1)


def _precision(rules: OutbreakRules) -> Floats:
    return np.concatenate([[0.0], np.repeat(np.array(rules.season_sd) ** -2.0, 2)])


def _years(sample: Sample) -> _Years:
    """Return the years counted back from now in which a row has a survey."""
    whole = np.floor(sample.age).astype(np.int64)
    ages = np.arange(whole.max(initial=0) + 1)
    has = np.stack([((whole == age) & (sample.used > 0)).any(axis=1) for age in ages], axis=1)
    number = np.maximum(has.sum(axis=1), 1).astype(np.float64)
    mean = (has * (ages + 0.5)).sum(axis=1) / number
    return _Years(number, mean, (has * (ages + 0.5 - mean[:, None]) ** 2).sum(axis=1))


def _expectation(fitted: _Regression, now: Floats, between: Floats) -> Expectation:
    log_density = (now * fitted.coefficients[:, : now.shape[1]]).sum(axis=1)
    used = fitted.covariance[:, : now.shape[1], : now.shape[1]]
    variance = np.einsum("ri,rij,rj->r", now, used, now) + between
    none = np.zeros(len(now))
    return Expectation(
        log_density, variance, fitted.dispersion.copy(), none > 0, none, fitted.converged.copy()
    )


def _keep_trends(
    found: Expectation, long: Flags, sample: Sample, years: _Years, rules: OutbreakRules
) -> None:
    """Put the expectation with a trend where the trend deserves it."""
    columns = np.concatenate([_waves(sample.phase, rules), -sample.age[..., None]], axis=-1)
    fitted = _weighed(sample, columns, np.append(_precision(rules), rules.trend_sd**-2.0), rules)
    year = rules.year_sd**2
    drift = year / np.maximum(years.spread, 0.5)
    between = year * (1 + 1 / years.number) + drift * years.mean**2
    trended = _expectation(fitted, _waves(sample.phase_now, rules), between)
    error = np.sqrt(fitted.covariance[:, -1, -1] + drift)
    p = 2 * special.ndtr(-np.abs(fitted.coefficients[:, -1]) / error)
    density = np.where(sample.used > 0, sample.counts / np.exp(sample.log_effort), 0).max(axis=1)
    kept = (p < rules.trend_p) & (np.exp(trended.log_density) <= density) & fitted.converged
    rows = np.flatnonzero(long)[kept]
    slopes = trended._replace(trend=kept, slope=fitted.coefficients[:, -1])
    for column, other in zip(found, slopes, strict=True):
        column[rows] = other[kept]


def _weighed(
    sample: Sample, columns: Floats, precision: Floats, rules: OutbreakRules
) -> _Regression:
    """Fit, weigh past outbreaks less and estimate the dispersion, a few times over."""
    total = (sample.used * np.exp(sample.log_effort)).sum(axis=1)
    level = (sample.used * sample.counts).sum(axis=1) + HALF
    coefficients = np.zeros((len(total), columns.shape[-1]))
    coefficients[:, 0] = np.log(level / np.where(total > 0, total, 1))
    dispersion = np.full(len(total), rules.dispersion)
    weights = sample.used
    for _ in range(ROUNDS):
        step = _fit(sample, columns, precision, weights, dispersion, coefficients)
        weights = _weights(sample, step, dispersion, rules.weights_threshold)
        dispersion = _dispersion(sample, step, weights, rules)
        coefficients = step.coefficients
    coefficients[:, 0] -= np.log(_loss(rules.weights_threshold).at(dispersion)[0])
    return _Regression(coefficients, step.covariance, dispersion, step.converged)


def _fit(
    sample: Sample,
    columns: Floats,
    precision: Floats,
    weights: Floats,
    dispersion: Floats,
    coefficients: Floats,
) -> _Step:
    """Find the mode of the coefficients by Fisher scoring."""
    across = np.swapaxes(columns, 1, 2)
    for _ in range(MOST_STEPS):
        mean = _mean(columns, coefficients, sample)
        scale = weights / (1 + dispersion[:, None] * mean)
        information = across @ (columns * (scale * mean)[..., None]) + np.diag(precision)
        # Half a count keeps a level without any catch from running away.
        information[:, 0, 0] += np.maximum(HALF - information[:, 0, 0], 0)
        score = (across @ (scale * (sample.counts - mean))[..., None])[..., 0]
        score -= coefficients * precision
        score[:, 0] += HALF
        step = np.linalg.solve(information, score[..., None])[..., 0]
        farthest = np.abs(step).max(axis=1)
        coefficients = (
            coefficients + step * np.minimum(1, LONGEST_STEP / np.maximum(farthest, STILL))[:, None]
        )
        if (farthest < STILL).all():
            break
    covariance = np.linalg.inv(information)
    leverage = scale * mean * ((columns @ covariance) * columns).sum(axis=-1)
    return _Step(
        coefficients,
        np.asarray(covariance, np.float64),
        mean,
        np.asarray(leverage),
        farthest < np.sqrt(STILL),
    )


def _mean(columns: Floats, coefficients: Floats, sample: Sample) -> Floats:
    log_mean = (columns @ coefficients[..., None])[..., 0] + sample.log_effort
    return np.asarray(np.exp(np.clip(log_mean, -FARTHEST, FARTHEST)) * sample.used)


def _weights(sample: Sample, step: _Step, dispersion: Floats, threshold: float) -> Floats:
    """Return weights s⁻² beyond the threshold, else 1, rescaled to the number of surveys."""
    spread = (1 + dispersion[:, None] * step.mean) * (1 - np.minimum(step.leverage, SATURATED))
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = 1.5 * (sample.counts ** (2 / 3) - step.mean ** (2 / 3)) / step.mean ** (1 / 6)
        s = np.where(sample.used > 0, raw / np.sqrt(spread), 0)
        weights = np.where(s > threshold, s**-2.0, 1) * sample.used
    number = sample.used.sum(axis=1)
    total = weights.sum(axis=1)
    return np.asarray(
        weights * np.divide(number, total, out=np.ones_like(total), where=total > 0)[:, None]
    )


def _dispersion(sample: Sample, step: _Step, weights: Floats, rules: OutbreakRules) -> Floats:
    """Return α of each row, drawn towards its pool's, and that towards the rules'."""
    loss = _loss(rules.weights_threshold)
    rows, pools = np.arange(len(sample.counts)), int(sample.pool.max(initial=-1)) + 1
    pooled = _root(sample, step, weights, sample.pool, pools, loss)
    worth = _worth(step, np.full(len(rows), rules.dispersion))
    known = np.bincount(sample.pool, worth, pools)
    pooled = (known * pooled + rules.pool_weight * rules.dispersion) / (known + rules.pool_weight)
    own = _root(sample, step, weights, rows, len(rows), loss)
    worth = _worth(step, pooled[sample.pool])
    return np.asarray(
        (worth * own + rules.own_weight * pooled[sample.pool]) / (worth + rules.own_weight)
    )


class _Loss(NamedTuple):
    """What the weights leave of mean and variance when there was no outbreak at all."""

    dispersion: Floats
    mean: Floats
    variance: Floats

    def at(self, dispersion: Floats) -> tuple[Floats, Floats]:
        known = np.log(self.dispersion)
        asked = np.log(dispersion)
        return np.interp(asked, known, self.mean), np.interp(asked, known, self.variance)


@cache
def _loss(threshold: float) -> _Loss:
    """Tabulate the loss for gamma-distributed levels of every dispersion.

    The weights take the highest of ordinary surveys for outbreaks; without correction, mean and
    scatter would come out too small, and false alarms too many.
    """
    dispersion = np.exp(np.linspace(*DISPERSION_RANGE, LOSS_POINTS))
    ranks = (np.arange(LOSS_RANKS) + 0.5) / LOSS_RANKS
    levels = special.gammaincinv(1 / dispersion[:, None], ranks) * dispersion[:, None]
    s = 1.5 * (levels ** (2 / 3) - 1) / np.sqrt(dispersion)[:, None]
    weights = np.where(s > threshold, np.maximum(s, threshold) ** -2.0, 1)
    total = weights.sum(axis=1)
    mean = (weights * levels).sum(axis=1) / total
    squares = (weights * (levels - mean[:, None]) ** 2).sum(axis=1)
    return _Loss(dispersion, mean, squares / total / dispersion / mean**2)


def _worth(step: _Step, dispersion: Floats) -> Floats:
    """Return how many surveys tell of the dispersion: those whose counts are not just Poisson."""
    scaled = dispersion[:, None] * step.mean
    return np.asarray(((scaled / (1 + scaled)) ** 2).sum(axis=1))


def _root(
    sample: Sample, step: _Step, weights: Floats, codes: Codes, size: int, loss: _Loss
) -> Floats:
    """Solve the moment equation of each code by bisection."""
    wanted = np.bincount(codes, (weights * (1 - step.leverage)).sum(axis=1), size)
    squares = weights * (sample.counts - step.mean) ** 2
    low, high = (np.full(size, end) for end in DISPERSION_RANGE)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        variance = step.mean * (1 + np.exp(middle)[codes][:, None] * step.mean)
        ratio = np.divide(squares, variance, out=np.zeros_like(squares), where=variance > 0)
        more = np.bincount(codes, ratio.sum(axis=1), size) > wanted * loss.at(np.exp(middle))[1]
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    return np.asarray(np.exp((low + high) / 2))

"""The seasonal expectation: what density a station's own past lets expect at a time of the year.

A negative-binomial regression with the effort as offset: a level, the yearly wave with its
harmonics, a trend where it is significant. Past outbreaks count less. What few surveys cannot
tell is held by moderate assumptions: how high waves go, how far years differ, how scattered
counts are among like series. So two years give a wide expectation and five a narrow one, by the
same rule. All series at once.
"""

from typing import NamedTuple

import numpy as np
from scipy import special

from vector.catalog.outbreak import OutbreakRules
from vector.stats.outbreak.design import Flags, Floats
from vector.stats.outbreak.mode import HALF, find
from vector.stats.outbreak.sample import Sample
from vector.stats.outbreak.scatter import loss_of, outbreak_weights, scatter

# Rounds of fitting, weighing past outbreaks and estimating the dispersion.
ROUNDS = 3


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
        step = find(sample, columns, precision, weights, dispersion, coefficients)
        weights = outbreak_weights(sample, step, dispersion, rules.weights_threshold)
        dispersion = scatter(sample, step, weights, rules)
        coefficients = step.coefficients
    coefficients[:, 0] -= np.log(loss_of(rules.weights_threshold).mean_at(dispersion))
    return _Regression(coefficients, step.covariance, dispersion, step.converged)

"""The flexible test against a plain one: one series and week at a time, dense matrices, loops.

Written from the papers and the package's manual in another way than the program: design matrices
with a column for each part of the year, orthogonal factors, scipy's laws. Sparse series, series
with holes and series of zeros are where batched code goes wrong.
"""

import numpy as np
import pytest
from scipy import stats

from vector.stats.outbreak import Flexible, farrington_flexible

WEEKS = 330
FORMS = [
    Flexible(b=3, alpha=0.01),
    Flexible(b=3, no_periods=10, past_weeks_not_included=26, p_threshold_trend=1, alpha=0.01,
             threshold_method="nbPlugin"),
    Flexible(b=4, w=2, no_periods=5, weights_threshold=1, threshold_method="muan", alpha=0.025),
    Flexible(b=5, no_periods=10, reweight=False, past_weeks_not_included=13, powertrans="1/2",
             limit54=(0, 4)),
    Flexible(b=2, trend=True, powertrans="none", limit54=(3, 2)),
]  # fmt: skip


def irls(design, y, prior):
    mean, beta = y + 0.1, None
    eta, old = np.log(mean), deviance(y, y + 0.1, prior)
    for _ in range(25):
        weight = prior * mean
        q, r = np.linalg.qr(np.sqrt(weight)[:, None] * design)
        before = beta
        beta = np.linalg.solve(r, q.T @ (np.sqrt(weight) * (eta + (y - mean) / mean)))
        for _ in range(25):
            new = deviance(y, np.exp(design @ beta), prior)
            if np.isfinite(new) or before is None:
                break
            beta = (beta + before) / 2
        if not np.isfinite(new):
            return None
        eta = design @ beta
        mean = np.exp(eta)
        if abs(new - old) / (abs(new) + 0.1) < 1e-8:
            return beta, mean, weight, np.linalg.inv(r.T @ r), (q**2).sum(axis=1)
        old = new
    return None


def deviance(y, mean, prior):
    log = np.where(y > 0, y * np.log(np.where(y > 0, y, 1) / mean), 0)
    return 2 * (prior * (log - y + mean)).sum()


def model(rows, form, trend):
    """Fit the rows (week, count, part); return what predicts and what tests the trend."""
    week, y, part = rows
    parts = np.unique(part)
    columns = [np.ones(len(y))] + ([week] if trend else [])
    design = np.column_stack([*columns, *((part == each) for each in parts[1:])]).astype(float)
    found = irls(design, y, np.ones(len(y)))
    if found is None:
        return None
    free = len(y) - design.shape[1]
    beta, mean, weight, unscaled, hat = found
    pearson = weight * (y / mean - 1) ** 2
    phi, used = max(pearson.sum() / free, 1), weight
    if form.reweight:
        s = 1.5 * (y ** (2 / 3) * mean ** (-1 / 6) - mean**0.5) / np.sqrt(phi * (1 - hat))
        small = s <= form.weights_threshold
        used = np.where(small, 1, s**-2.0)
        used *= len(y) / used.sum()
        beta, mean, weight, unscaled, _ = irls(design, y, used)
        phi = max((weight * (y / mean - 1) ** 2).sum() / free, 1)
    scale = (used * (y / mean - 1) ** 2).sum() / free
    return beta, unscaled * scale, phi, free, design.shape[1] - len(columns)


def reference(counts, now, form):
    """Return week, count and part of the year of what is used."""
    parts = {}
    for year in range(1, form.b + 1):
        centre, newer = now - 52 * year, now - 52 * (year - 1)
        parts |= dict.fromkeys(range(centre - form.w, centre + form.w + 1), form.no_periods)
        between = np.arange(centre + form.w + 1, newer - form.w)
        if form.no_periods > 1:
            for number, block in enumerate(np.array_split(between, form.no_periods - 1), 1):
                parts |= dict.fromkeys(block.tolist(), number)
    recent = form.w if form.past_weeks_not_included is None else form.past_weeks_not_included
    parts |= dict.fromkeys(range(now - form.w, now), form.no_periods)
    kept = sorted(week for week in parts if week < now - recent and not np.isnan(counts[week]))
    return np.array(kept, float), counts[kept], np.array([parts[each] for each in kept])


def bound(eta, error, phi, form):
    mean = np.exp(eta)
    if form.threshold_method == "delta":
        a = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1}[form.powertrans]
        tau = phi + error**2 * mean
        z = stats.norm.isf(form.alpha)
        return (mean**a + z * a * mean ** (a - 0.5) * np.sqrt(tau)) ** (1 / a)
    if form.threshold_method == "muan":
        mean *= np.exp(stats.norm.isf(form.alpha) * error)
    if mean > 1e9:
        return mean if np.isfinite(mean) else np.nan
    law = stats.nbinom(mean / (phi - 1), 1 / phi) if phi > 1 else stats.poisson(mean)
    return law.ppf(1 - form.alpha)


def literal(counts, now, form):
    """Return upper bound, alarm, φ and trend of a week; None where the regression fails."""
    week, y, part = reference(counts, now, form)

    def ahead(fitted, trend):
        beta, covariance, *_, blocks = fitted
        x = np.concatenate([[1], [now] if trend else [], np.zeros(blocks)])
        # The last block column is the season that is judged.
        x[-1] = 1 if blocks else x[-1]
        return x @ beta, np.sqrt(x @ covariance @ x)

    fitted, trend = model((week, y, part), form, True) if form.trend else None, form.trend
    if fitted is not None:
        beta, covariance, _, free, _ = fitted
        p = 2 * stats.t.sf(abs(beta[1]) / np.sqrt(covariance[1, 1]), free)
        trend = form.b >= 3 and p < form.p_threshold_trend
        trend = trend and np.exp(ahead(fitted, True)[0]) <= y.max()
    if fitted is None or not trend:
        fitted, trend = model((week, y, part), form, False), False
    if fitted is None:
        return None
    eta, error = ahead(fitted, trend)
    phi = fitted[2]
    upper = bound(eta, error, phi, form)
    cases, periods = form.limit54
    enough = counts[now - periods + 1 : now + 1].sum() >= cases
    return (upper if enough else np.nan), enough and counts[now] > upper, phi, trend


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("level", [0.15, 0.4, 3.0, 25.0])
def test_batched_and_plain_agree(form, level):
    random = np.random.default_rng([3, int(level * 100)])
    week = np.arange(WEEKS)
    wave = np.exp(np.cos(2 * np.pi * week / 52) * 1.5 + 0.003 * week * (level == 3))
    counts = random.poisson(level * wave[:, None] * random.gamma(2, 0.5, (WEEKS, 6))) * 1.0
    counts[random.random(counts.shape) < 0.03] = np.nan
    # A season without a single case makes weights that all but vanish.
    counts[(week % 52 > 20) & (week % 52 < 30), :2] = 0
    counts[-8:, :] = np.nan_to_num(counts[-8:, :])
    counts[-1, 1::2] += 4 * level + 3
    asked = [WEEKS - 3, WEEKS - 1]
    found = farrington_flexible(counts, form, asked)
    for row in found.itertuples():
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            plain = literal(counts[:, row.series], row.position, form)
        if plain is None:
            assert row.reason == "not_converged"
            continue
        upper, alarm, phi, trend = plain
        assert row.phi == pytest.approx(phi, rel=1e-7)
        # An estimate without any case in the season may have a bound that is vast.
        near = 1e-6 if not upper > 1e9 else 1e-3
        assert row.upper == pytest.approx(upper, rel=near, abs=1e-9, nan_ok=True)
        assert (row.alarm, row.trend) == (alarm, trend)

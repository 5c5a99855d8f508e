"""Natural mortality 自然死亡率 estimated together with the line, in place of Abbott's formula.

share dead = C + (1 - C) F(intercept + slope × log10 dose); the control rows tell C, and so do low
doses. The limits of lethal doses then know how uncertain the control is.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy import special

from vector.stats.bioassay.assays import Assays
from vector.stats.bioassay.curve import FLAT, Curves, fit
from vector.stats.bioassay.link import Link, share, steepness
from vector.stats.bioassay.reason import Reason, give
from vector.stats.bioassay.scoring import Trials, distance, fit_quality, invert, moments
from vector.stats.density import Floats

STEPS = 200
HALVINGS = 25
# So near to the greatest likelihood the iteration stops; and C stays above and below these.
NEAR = 1e-11
LEAST, MOST = 1e-9, 0.99
# The information of what is held: as good as known.
HELD = 1e12


class Model(NamedTuple):
    """The three coefficients of every assay, the rows they meet, and their log likelihood."""

    line: Floats
    natural: Floats
    loglik: Floats


@dataclass(frozen=True)
class Rows:
    """Treated rows, followed by one row per control; ``treated`` is 1 or 0."""

    trials: Trials
    dose: Floats
    treated: Floats


def fit_natural(assays: Assays, link: Link = Link.PROBIT, *, flat_level: float = FLAT) -> Curves:
    """Fit line and natural mortality of every assay by maximum likelihood (Fisher scoring).

    Parameters
    ----------
    assays : Assays
        Gathered with ``correct=False``: deaths as counted. An assay without a control is fitted
        without natural mortality.
    link : Link
        Probit unless another is given.
    flat_level : float
        As for :func:`~vector.stats.bioassay.curve.fit`.

    Returns
    -------
    Curves
        ``natural`` is C; ``df`` counts the control as a row and C as a coefficient. Lethal doses
        from it are those of the insecticide alone.

    Raises
    ------
    ValueError
        When deaths were corrected already.

    References
    ----------
    Finney (1971), Probit Analysis, 3rd ed., chapter 7.

    Examples
    --------
    >>> from vector.stats.bioassay import gather
    >>> rows = gather([0] * 5, [0, 1, 2, 4, 8], [100] * 5, [10, 19, 46, 83, 98])
    >>> line = fit_natural(rows)
    >>> line.natural.round(3).tolist(), line.slope.round(3).tolist()
    ([0.103], [3.688])
    """
    if assays.adjusted.any():
        raise ValueError("deaths were corrected for the control already")
    start = fit(_abbott(assays), link, flat_level=1.0)
    plain = fit(assays, link, flat_level=flat_level)
    known = assays.control_number > 0
    kept = known & (start.reasons == Reason.FINE.value)
    plain = replace(plain, reasons=np.where(known & ~kept, start.reasons, plain.reasons))
    if not kept.any():
        return plain
    rows = _rows(assays, kept)
    model, covariance, near = _climb(rows, link, _first(assays, start, rows))
    joined = _joined(plain, rows, link, kept, (model, covariance), flat_level)
    give(joined.reasons, kept & ~near, Reason.NOT_CONVERGED)
    return joined


def _abbott(assays: Assays) -> Assays:
    """Return the assays with natural mortality taken off roughly, to start from."""
    known = assays.control_number > 0
    natural = np.zeros(assays.size)
    natural[known] = assays.control_dead[known] / assays.control_number[known]
    natural = np.minimum(natural, MOST)[assays.codes]
    dead = np.maximum(assays.dead / assays.number - natural, 0) / (1 - natural) * assays.number
    return replace(assays, dead=np.minimum(dead, assays.number))


def _rows(assays: Assays, kept: np.ndarray) -> Rows:
    used = kept[assays.codes]
    control = np.flatnonzero(kept)
    trials = Trials(
        assays.size,
        np.concatenate([assays.codes[used], control]),
        np.empty((0, 3)),
        np.concatenate([assays.number[used], assays.control_number[control]]),
        np.concatenate([assays.dead[used], assays.control_dead[control]]),
    )
    dose = np.concatenate([assays.dose[used], np.zeros(len(control))])
    treated = np.concatenate([np.ones(int(used.sum())), np.zeros(len(control))])
    return Rows(trials, dose, treated)


def _first(assays: Assays, start: Curves, rows: Rows) -> Model:
    natural = (assays.control_dead + 0.5) / (assays.control_number + 1)
    line = np.column_stack([start.intercept, start.slope])
    return _model(rows, start.link, line, np.clip(natural, LEAST, MOST))


def _eta(rows: Rows, line: Floats) -> Floats:
    at = line[rows.trials.codes]
    return np.asarray(at[:, 0] + at[:, 1] * rows.dose)


def _mean(rows: Rows, link: Link, line: Floats, natural: Floats) -> Floats:
    base = natural[rows.trials.codes]
    killed = rows.treated * share(link, _eta(rows, line))
    return np.asarray(np.clip(base + (1 - base) * killed, LEAST, 1 - 1e-15))


def _model(rows: Rows, link: Link, line: Floats, natural: Floats) -> Model:
    mean = _mean(rows, link, line, natural)
    return Model(line, natural, fit_quality(rows.trials, mean)[1])


def _climb(rows: Rows, link: Link, model: Model) -> tuple[Model, Floats, np.ndarray]:
    """Climb to the greatest likelihood; return it, the covariance, and which got there."""
    near = np.isnan(model.loglik)
    for _ in range(STEPS):
        going = _only(rows, ~near)
        step, _ = _step(going, link, model)
        better = _no_lower(going, link, model, step)
        stay = np.abs(better.loglik - model.loglik) < NEAR * (np.abs(better.loglik) + 1)
        model = _where(near, model, better)
        near |= stay
        if near.all():
            break
    return model, _step(rows, link, model)[1], near & ~np.isnan(model.loglik)


def _only(rows: Rows, kept: np.ndarray) -> Rows:
    """Return the rows of some assays."""
    used = kept[rows.trials.codes]
    trials = replace(
        rows.trials,
        codes=rows.trials.codes[used],
        number=rows.trials.number[used],
        dead=rows.trials.dead[used],
    )
    return Rows(trials, rows.dose[used], rows.treated[used])


def _where(first: np.ndarray, one: Model, other: Model) -> Model:
    """Return one model for some assays and the other for the rest."""
    return Model(
        np.where(first[:, None], one.line, other.line),
        np.where(first, one.natural, other.natural),
        np.where(first, one.loglik, other.loglik),
    )


def _step(rows: Rows, link: Link, model: Model) -> tuple[Floats, Floats]:
    """Return the step of Fisher scoring and the covariance where it stands."""
    eta, mean = _eta(rows, model.line), _mean(rows, link, model.line, model.natural)
    base = model.natural[rows.trials.codes]
    along = rows.treated * (1 - base) * steepness(link, eta)
    design = np.column_stack([along, along * rows.dose, 1 - rows.treated * share(link, eta)])
    trials = replace(rows.trials, design=design)
    weight = 1 / (mean * (1 - mean))
    pull = (trials.dead - trials.number * mean) * weight
    information, score = moments(trials, trials.number * weight, pull)
    # At its end and pulled outwards natural mortality stays, and the line moves alone.
    held = (model.natural <= LEAST) & (score[:, 2] < 0)
    information[held, 2, :], information[held, :, 2], score[held, 2] = 0, 0, 0
    information[held, 2, 2] = HELD
    covariance = invert(information)
    return np.einsum("sij,sj->si", covariance, score), covariance


def _no_lower(rows: Rows, link: Link, model: Model, step: Floats) -> Model:
    """Return the model after the step, halved until the likelihood does not fall."""
    size = np.ones(rows.trials.size)
    for _ in range(HALVINGS):
        line = model.line + size[:, None] * step[:, :2]
        natural = np.clip(model.natural + size * step[:, 2], LEAST, MOST)
        tried = _model(rows, link, line, natural)
        with np.errstate(invalid="ignore"):
            lower = tried.loglik < model.loglik
        if not lower.any():
            return tried
        size = np.where(lower, size / 2, size)
    return _where(lower, model, tried)


def _joined(
    plain: Curves,
    rows: Rows,
    link: Link,
    done: np.ndarray,
    found: tuple[Model, Floats],
    flat_level: float,
) -> Curves:
    """Return the plain curves, with the new figures where natural mortality was estimated."""
    model, covariance = found
    mean = _mean(rows, link, model.line, model.natural)
    reasons = np.where(done, Reason.FINE.value, plain.reasons)
    slope = model.line[:, 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        wald = special.chdtrc(1, slope**2 / covariance[:, 1, 1])
        give(reasons, done & (wald >= flat_level), Reason.FLAT)
        give(reasons, done & (slope <= 0), Reason.NEGATIVE_SLOPE)
    figures = {
        "intercept": model.line[:, 0],
        "slope": slope,
        "var_intercept": covariance[:, 0, 0],
        "var_slope": covariance[:, 1, 1],
        "covariance": covariance[:, 0, 1],
        "pearson": fit_quality(rows.trials, mean)[0],
        "loglik": model.loglik,
        "natural": model.natural,
        "trend_p": wald,
        "df": np.maximum(np.bincount(rows.trials.codes, minlength=rows.trials.size) - 3.0, 0),
        "deviance": rows.trials.total(distance(rows.trials, mean)),
    }
    mended = {name: np.where(done, new, getattr(plain, name)) for name, new in figures.items()}
    return replace(plain, reasons=reasons, **mended)

"""The combined model: filter, clues, spread and calibration, from history to prediction."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.forecast.clue import Other, Pairs, Scene
from vector.forecast.filter import follow
from vector.forecast.lesson import lessons, outlook
from vector.forecast.memory import remember
from vector.forecast.mixture import EDGES, nodes
from vector.forecast.panel import Array, Asked, Panel, gather
from vector.forecast.prediction import HUB, Prediction, empty_nodes
from vector.forecast.profile import profiles, waves
from vector.forecast.rule import COMBINED, RULES, simple
from vector.forecast.sentence import refusal
from vector.forecast.tuning import tuned
from vector.stats.sentence import either


def predict(
    history: pd.DataFrame,
    future: pd.DataFrame,
    *,
    season: int,
    rules: Mapping[str, str] | None = None,
) -> Prediction:
    """Forecast counts given effort as full predictive distributions.

    Parameters
    ----------
    history, future, season, rules
        As :func:`forecast`.

    Returns
    -------
    Prediction
        One distribution per row of ``future``, in its order.

    Raises
    ------
    ForecastError
        As :func:`forecast`.

    Examples
    --------
    >>> history = pd.DataFrame(
    ...     {"series": "a", "period": range(60), "count": [3, 9, 4] * 20, "effort": 30}
    ... )
    >>> future = pd.DataFrame({"series": ["a"], "period": [60], "effort": [30]})
    >>> predict(history, future, season=12).beyond(2.0).round(1).tolist()
    [0.0]
    """
    panel, asked = gather(history, future, season)
    rows = future[["series", "period", "effort"]].reset_index(drop=True)
    model = _models(panel, asked, rules or {})
    rows = rows.assign(effort=asked.effort, model=model, reason=_reasons(panel, asked))
    node, kept = _distributions(panel, asked, model)
    return Prediction(rows, node, kept, panel.most(asked.effort))


def forecast(
    history: pd.DataFrame,
    future: pd.DataFrame,
    *,
    season: int,
    quantiles: tuple[float, ...] = HUB,
    rules: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Forecast the counts of many series given the effort that will be spent.

    Level, passing anomaly and seasonal course of every series are followed by a filter; what
    neighbours, past years and the effort add is learned by regression from past forecasts of the
    same horizon, and so are spread, shape and calibration of the predictive distribution. All
    series lend to each other: a short or empty history borrows from its kind, then from all.

    Parameters
    ----------
    history : DataFrame
        ``series``, ``period`` (whole number of the month or week, counted through the years),
        ``count`` (whole, not negative), ``effort``; optionally ``kind`` and numeric covariates.
        Rows in any order; two rows of one series and period are added up; rows without count or
        effort are no observations.
    future : DataFrame
        ``series``, ``period``, ``effort`` and the same covariates. A period inside the
        history's time is forecast from the period before it.
    season : int
        Periods of a year: 12 for months, 52 for weeks; 1 for none.
    quantiles : tuple of float
        Probabilities of the quantiles; the 23 of the forecast hubs unless given.
    rules : mapping of series to rule, optional
        Series for which a simple rule is used, ``climatology`` or ``last_year``, as
        :func:`vector.forecast.choose` found them; ``combined`` for the others.

    Returns
    -------
    DataFrame
        One row per row of ``future``, in its order: series, period, effort, mean, one column
        ``q0.01`` … per quantile (whole counts), density (mean / effort), lower and upper (its
        95 % prediction interval), model, reason (code of ``sentences.toml``). Effort 0: counts
        are 0, density is NaN. Effort unknown: all NaN.

    Raises
    ------
    ForecastError
        A column is missing, a number unreadable, negative or not whole, or no effort was ever
        spent.

    Examples
    --------
    >>> history = pd.DataFrame(
    ...     {"series": "a", "period": range(60), "count": [3, 9, 4] * 20, "effort": 30}
    ... )
    >>> future = pd.DataFrame({"series": ["a"], "period": [60], "effort": [0]})
    >>> forecast(history, future, season=12)[["mean", "q0.5", "reason"]].values.tolist()
    [[0.0, 0.0, 'no_effort']]
    """
    return predict(history, future, season=season, rules=rules).frame(tuple(quantiles))


def _distributions(panel: Panel, asked: Asked, model: NDArray[np.object_]) -> tuple[Array, Array]:
    """Return nodes and calibrated edges of every row asked."""
    node = empty_nodes(len(asked.series))
    kept = np.tile(EDGES, (len(node), 1))
    usable = asked.effort > 0
    for rule in RULES:
        rows = usable & (model == rule)
        node[rows] = simple(rule, panel, asked, rows)
    usable &= model == COMBINED
    if not usable.any():
        return node, kept
    scene = _scene(panel, int(asked.target.max()))
    learned = lessons(scene, np.unique(asked.horizon[usable]))
    for horizon, lesson in learned.items():
        rows = usable & (asked.horizon == horizon)
        series, effort = asked.series[rows], asked.effort[rows]
        unusual = scene.unusual(effort, series)
        pairs = Pairs(asked.origin[rows], asked.target[rows], series, unusual)
        view = outlook(scene, lesson, pairs, effort)
        node[rows] = nodes(view.location + np.log(effort), view.variance, view.share)
        kept[rows] = view.kept
    return node, kept


def _scene(panel: Panel, last: int) -> Scene:
    wave = waves(panel.start, max(last + 1, panel.periods), panel.season)
    past = wave[: panel.periods]
    profile = profiles(panel, past)
    setting = tuned(panel, past, profile)
    track = follow(panel, past, profile, setting.motion())
    others = tuple(
        Other(follow(panel, past, profile, one.motion()), one.persistence)
        for one in (setting.slower(), setting.quicker())
    )
    noise = setting.noise * profile.variance
    memory = remember(panel, profile, past, track, noise)
    return Scene(panel, profile, track, memory, wave, noise, setting.persistence, others)


def _models(panel: Panel, asked: Asked, rules: Mapping[str, str]) -> NDArray[np.object_]:
    unknown = set(rules.values()) - {*RULES, COMBINED}
    if unknown:
        raise refusal("rule", found=unknown.pop(), expected=either((*RULES, COMBINED)))
    named = {str(series): rule for series, rule in rules.items()}
    of_series = np.array([named.get(str(name), COMBINED) for name in panel.names], object)
    return of_series[asked.series]


def _reasons(panel: Panel, asked: Asked) -> list[str]:
    seen = panel.observed.sum(axis=0)[asked.series]
    conditions = [
        np.isnan(asked.effort),
        asked.effort == 0,
        seen == 0,
        seen < panel.season,
    ]
    codes = ["unknown_effort", "no_effort", "no_history", "short_history"]
    return [str(code) for code in np.select(conditions, codes, "")]

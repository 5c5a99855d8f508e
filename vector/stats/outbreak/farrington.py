"""Farrington's test: is this week's count beyond what the same weeks of past years let expect?

A quasi-Poisson regression on the reference weeks gives the expectation; past outbreaks count
less in it, and a trend is kept only where it is significant and does not run away. The original
of 1996 and the flexible form with Noufaily's improvements; both agree with the established
program's figures (see docs/statistics/outbreak.md), for any number of series at once.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from vector.stats.outbreak.design import Codes, Flags, Floats
from vector.stats.outbreak.form import Flexible, Form, Original
from vector.stats.outbreak.panel import Panel
from vector.stats.outbreak.reference import Reference
from vector.stats.outbreak.regression import Model, Task, regress

# So many reference counts are held in memory at a time.
ROOM = 1 << 20


def farrington_flexible(
    counts: ArrayLike,
    options: Flexible | None = None,
    periods: ArrayLike | None = None,
    *,
    effort: ArrayLike | None = None,
    days: ArrayLike | None = None,
) -> pd.DataFrame:
    """Judge periods of many series by the flexible Farrington test.

    Parameters
    ----------
    counts : array, shape (periods,) or (periods, series)
        Counts at even periods, the oldest first; NaN where missing.
    options : Flexible, optional
    periods : int array, optional
        Positions to judge, from 0; all that have the history unless given.
    effort : array, shape of counts, optional
        Its logarithm is an offset; a count without effort is missing.
    days : datetime64 array, shape (periods,), optional
        The day of each period; the reference then goes by the calendar, not by ``frequency``.

    Returns
    -------
    DataFrame
        One row for each judged period and series: ``series``, ``position``, ``observed``,
        ``upper`` (NaN where there is none), ``alarm`` (missing where the regression failed),
        ``expected``, ``mu0``, ``phi``, ``trend``, ``slope``, ``p``, ``score`` and ``reason``:
        "" or ``history_short``, ``too_few_cases``, ``not_converged``, ``missing``.

    Raises
    ------
    ValueError
        When counts are negative, shapes differ or a year has too few periods for the parts.

    References
    ----------
    Farrington et al. (1996), J. R. Stat. Soc. A 159, 547–563; Noufaily et al. (2013), Stat. Med.
    32, 1206–1222; Salmon, Schumacher and Höhle (2016), J. Stat. Softw. 70(10).

    Examples
    --------
    >>> counts = np.append(np.tile([4, 5, 6, 5], 80), [30])
    >>> found = farrington_flexible(counts, Flexible(), [320])
    >>> found[["upper", "alarm"]].round(4).values.tolist()
    [[9.294, True]]
    """
    return _judged(Panel.of(counts, effort, days), periods, options or Flexible())


def farrington(
    counts: ArrayLike,
    options: Original | None = None,
    periods: ArrayLike | None = None,
    *,
    effort: ArrayLike | None = None,
    days: ArrayLike | None = None,
) -> pd.DataFrame:
    """Judge periods of many series by Farrington's test of 1996.

    Parameters and result as of :func:`farrington_flexible`; the effort is used whenever it is
    given, and ``upper`` is 0 where there were too few cases.

    References
    ----------
    Farrington, Andrews, Beale and Catchpole (1996), J. R. Stat. Soc. A 159, 547–563.

    Examples
    --------
    >>> counts = np.append(np.tile([4, 5, 6, 5], 80), [30])
    >>> farrington(counts, Original(), [320])["alarm"].tolist()
    [True]
    """
    return _judged(Panel.of(counts, effort, days), periods, options or Original())


def _judged(panel: Panel, periods: ArrayLike | None, form: Form) -> pd.DataFrame:
    """Judge the asked periods, some at a time, so that memory stays small."""
    asked = panel.asked(periods, form.first)
    found = [form.reference(panel, int(now)) for now in asked]
    parts = [
        _part(panel, asked[rows], found[rows], series, form)
        for rows, series in _portions(panel, found)
    ]
    joined = pd.concat(parts, ignore_index=True)
    joined["reason"] = pd.Categorical(joined["reason"])
    return joined.sort_values(["series", "position"], kind="stable", ignore_index=True)


def _portions(panel: Panel, found: list[Reference | None]) -> Iterator[tuple[slice, slice]]:
    """Cut periods × series into portions that fit the room; one, empty, if nothing is asked."""
    points = max((len(each.position) for each in found if each), default=1)
    series = max(min(panel.series, ROOM // points), 1)
    periods = max(ROOM // (points * series), 1)
    for start in range(0, max(len(found), 1), periods):
        for first in range(0, max(panel.series, 1), series):
            yield slice(start, start + periods), slice(first, min(first + series, panel.series))


def _part(
    panel: Panel, asked: Codes, found: list[Reference | None], series: slice, form: Form
) -> pd.DataFrame:
    """Judge some periods of some series."""
    width = series.stop - series.start
    task = _task(panel, asked, found, series, form)
    usable = np.asarray((task.weights > 0).any(axis=1))
    model = _spread(regress(task.rows(usable), form.rule), usable)
    observed = panel.counts[asked, series].ravel()
    cases = panel.recent(asked, form.limit54[1], series).ravel()
    # What is missing lets nobody tell whether the cases were enough.
    enough = np.where(np.isnan(cases), np.nan, cases >= form.limit54[0])
    return pd.DataFrame(
        {
            "series": np.tile(np.arange(series.start, series.stop), len(asked)),
            "position": np.repeat(asked, width),
            "observed": observed,
            **form.columns(observed, model, form.threshold(observed, model), enough),
            "reason": _reasons(usable, model.converged, enough),
        }
    )


def _task(
    panel: Panel, asked: Codes, found: list[Reference | None], series: slice, form: Form
) -> Task:
    """Gather the reference counts of every asked period and series into rows of equal length."""
    width = series.stop - series.start
    position, layer, used = _padded(found)
    counts = _rows(panel.counts[position][..., series])
    given = np.repeat(used, width, axis=0) & ~np.isnan(counts)
    time = panel.time() if form.calendar else np.arange(panel.length, dtype=np.float64)
    log_effort = panel.log_effort()
    return Task(
        counts=np.where(given, counts, 0),
        weights=given.astype(np.float64),
        offset=np.where(given, _rows(log_effort[position][..., series]), 0),
        layer=np.repeat(layer, width, axis=0),
        layers=form.layers,
        time=np.repeat(time[position], width, axis=0),
        now=np.repeat(time[asked], width),
        offset_now=log_effort[asked, series].ravel(),
    )


def _padded(found: list[Reference | None]) -> tuple[Codes, Codes, Flags]:
    """Return positions and layers of all references as rows of equal length, and what is filled."""
    longest = max((len(each.position) for each in found if each), default=1)
    position = np.zeros((len(found), longest), np.int64)
    layer, used = np.zeros_like(position), np.zeros(position.shape, np.bool_)
    for row, each in enumerate(found):
        if each is not None:
            held = len(each.position)
            position[row, :held], layer[row, :held] = each.position, each.layer
            used[row, :held] = True
    return position, layer, used


def _rows(values: Floats) -> Floats:
    """Return periods × points × series as one row for each period and series."""
    periods, points, series = values.shape
    return np.moveaxis(values, 2, 1).reshape(periods * series, points)


def _spread(model: Model, usable: Flags) -> Model:
    """Put the fitted rows back among those that could not be fitted; what broke down is NaN."""
    converged = np.zeros(len(usable), np.bool_)
    converged[usable] = model.converged
    trend = np.zeros(len(usable), np.bool_)
    trend[usable] = model.trend

    def wide(column: Floats) -> Floats:
        values = np.full(len(usable), np.nan)
        values[usable] = np.where(model.converged, column, np.nan)
        return values

    log_mean, error, phi = wide(model.log_mean), wide(model.error), wide(model.phi)
    return Model(log_mean, error, phi, trend, wide(model.slope), converged)


def _reasons(usable: Flags, converged: Flags, enough: Floats) -> ArrayLike:
    """Return why a row has no bound; the first of several reasons."""
    return np.select(
        [~usable, np.isnan(enough), ~converged, enough == 0],
        ["history_short", "missing", "not_converged", "too_few_cases"],
        default="",
    )

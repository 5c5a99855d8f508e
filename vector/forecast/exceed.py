"""Beyond a limit: how likely each forecast is to pass it, and when that is first likely."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from vector.forecast.panel import Array
from vector.forecast.prediction import Prediction

LIKELY = 0.5

Limit = float | Mapping[str, float] | pd.Series


def exceedance(prediction: Prediction, limit: Limit) -> pd.DataFrame:
    """Return, for every row, the probability that the density found lies beyond a limit.

    P(count > limit · effort), summed over the predictive distribution itself; a density equal
    to the limit is not beyond it.

    Parameters
    ----------
    prediction : Prediction
        From :func:`vector.forecast.predict`.
    limit : float, or mapping or Series of series to float
        Limit of the density, count per effort; a series not named has none.

    Returns
    -------
    DataFrame
        One row per row of the prediction, in its order: series, period, effort, density,
        lower, upper, limit, probability (NaN without effort or limit), model.

    Raises
    ------
    ForecastError
        A limit is negative.

    Examples
    --------
    >>> from vector.forecast import predict
    >>> history = pd.DataFrame(
    ...     {"series": "a", "period": range(48), "count": [2, 3] * 24, "effort": 10}
    ... )
    >>> future = pd.DataFrame({"series": "a", "period": [48, 49], "effort": 10})
    >>> found = exceedance(predict(history, future, season=12), {"a": 0.9, "b": 1.0})
    >>> (found["probability"] < 0.1).tolist()
    [True, True]
    """
    frame = prediction.frame()
    limits = _limits(frame["series"], limit)
    columns = ["series", "period", "effort", "density", "lower", "upper"]
    told = frame[columns].assign(limit=limits, probability=prediction.beyond(limits))
    return told.assign(model=frame["model"])


def first_beyond(
    prediction: Prediction, limit: Limit, *, probability: float = LIKELY
) -> pd.DataFrame:
    """Return, for every series, the first period that likely passes its limit.

    Parameters
    ----------
    prediction : Prediction
        From :func:`vector.forecast.predict`.
    limit : float, or mapping or Series of series to float
        As :func:`exceedance`.
    probability : float
        What counts as likely.

    Returns
    -------
    DataFrame
        One row per series asked, in order of first appearance: series, limit, first (the
        period, missing where none is likely to pass), probability and density (of that period,
        or of the likeliest where there is none), likeliest (the period of the highest
        probability), model.

    Raises
    ------
    ForecastError
        A limit is negative.

    Examples
    --------
    >>> from vector.forecast import predict
    >>> history = pd.DataFrame(
    ...     {"series": "a", "period": range(48), "count": [2, 3] * 24, "effort": 10}
    ... )
    >>> future = pd.DataFrame({"series": "a", "period": [48, 49], "effort": 10})
    >>> prediction = predict(history, future, season=12)
    >>> first_beyond(prediction, 0.1)["first"].tolist()
    [48]
    >>> first_beyond(prediction, 5.0)["first"].isna().tolist()
    [True]
    """
    rows = exceedance(prediction, limit)
    order = rows["series"].drop_duplicates()
    rows = rows.sort_values(["series", "period"], kind="stable")
    sure = rows["probability"].fillna(-1.0)
    likeliest = rows.loc[sure.groupby(rows["series"], sort=False).idxmax()].set_index("series")
    passing = rows[sure >= probability].drop_duplicates("series").set_index("series")
    first = passing["period"].reindex(order).astype("Int64")
    # Where no period passes, the likeliest is what may be said.
    shown = passing.combine_first(likeliest).reindex(order)
    return pd.DataFrame(
        {
            "series": order.to_numpy(),
            "limit": shown["limit"].to_numpy(),
            "first": first.array,
            "probability": shown["probability"].to_numpy(),
            "density": shown["density"].to_numpy(),
            "likeliest": likeliest["period"].reindex(order).to_numpy(),
            "model": shown["model"].to_numpy(),
        }
    )


def _limits(series: "pd.Series[str]", limit: Limit) -> Array:
    if isinstance(limit, Mapping | pd.Series):
        told = {str(name): value for name, value in limit.items()}
        return np.asarray(series.astype(str).map(told), float)
    return np.full(len(series), float(limit))

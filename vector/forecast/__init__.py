"""Forecasts of counts given effort, for all series of a group at once."""

from vector.forecast.backtest import Backtest, backtest
from vector.forecast.choice import choose, rules_of
from vector.forecast.combined import forecast, predict
from vector.forecast.exceed import exceedance, first_beyond
from vector.forecast.prediction import HUB, Prediction
from vector.forecast.version import MODEL_VERSION, fingerprint

__all__ = [
    "HUB",
    "MODEL_VERSION",
    "Backtest",
    "Prediction",
    "backtest",
    "choose",
    "exceedance",
    "fingerprint",
    "first_beyond",
    "forecast",
    "predict",
    "rules_of",
]

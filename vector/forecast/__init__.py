"""Forecasts of counts given effort, for all series of a group at once."""

from vector.forecast.combined import forecast, predict
from vector.forecast.prediction import HUB, Prediction

__all__ = ["HUB", "Prediction", "forecast", "predict"]

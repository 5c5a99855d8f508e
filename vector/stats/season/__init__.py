"""Season 季节: when in the year a vector is abundant, how strongly, and between which days."""

from vector.stats.season.circular import Circular, circular, rayleigh, rayleigh_of_rates
from vector.stats.season.concentration import (
    concentration,
    ratio_to_moving_average,
    seasonal_index,
    strength,
)
from vector.stats.season.curve import curve
from vector.stats.season.day import day_of_year
from vector.stats.season.summary import Reason, season
from vector.stats.season.watson import WatsonWilliams, watson_williams

__all__ = [
    "Circular",
    "Reason",
    "WatsonWilliams",
    "circular",
    "concentration",
    "curve",
    "day_of_year",
    "ratio_to_moving_average",
    "rayleigh",
    "rayleigh_of_rates",
    "season",
    "seasonal_index",
    "strength",
    "watson_williams",
]

"""The two forms of Farrington's test: the original of 1996, and the flexible one of 2013.

They differ in the reference weeks, the weight of past outbreaks, the law of the threshold, and in
what is reported where too few cases were seen. The names of the options are those under which
epidemiologists know them.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from vector.stats.outbreak.design import Floats
from vector.stats.outbreak.panel import Panel
from vector.stats.outbreak.reference import Reference, anniversaries, blocks, windows
from vector.stats.outbreak.regression import TREND_YEARS, Model, Rule
from vector.stats.outbreak.threshold import Method, Power, Threshold, counted, transformed


@dataclass(frozen=True)
class Form(ABC):
    """What both forms have in common.

    Attributes
    ----------
    b : int
        Years of reference.
    w : int
        Half width of the window around the same season, in periods.
    reweight : bool
        Whether past outbreaks count less.
    alpha : float
        The chance of a false alarm that is wished for; the original halves it.
    trend : bool
        Whether a trend may be kept.
    limit54 : (int, int)
        No alarm with fewer than so many cases in so many periods, the present one included.
    powertrans : {"2/3", "1/2", "none"}
        Power of the count whose law is taken as normal.
    frequency : int
        Periods a year.
    """

    b: int = 5
    w: int = 3
    reweight: bool = True
    alpha: float = 0.05
    trend: bool = True
    limit54: tuple[int, int] = (5, 4)
    powertrans: Power = "2/3"
    frequency: int = 52

    layers = 1
    calendar = False

    def __post_init__(self) -> None:
        """Refuse what no test can be done with.

        Raises
        ------
        ValueError
            When an option is out of its range.
        """
        cases, periods = self.limit54
        if self.b < 1 or self.w < 0 or self.frequency < 1 or cases < 0 or periods < 1:
            raise ValueError(f"out of range: {self}")
        if not 0 < self.alpha < 1:
            raise ValueError(f"alpha must lie between 0 and 1, found {self.alpha}")

    @property
    @abstractmethod
    def first(self) -> int:
        """The first position that has the history."""

    @property
    @abstractmethod
    def rule(self) -> Rule:
        """How the regression is done."""

    @abstractmethod
    def reference(self, panel: Panel, now: int) -> Reference | None:
        """Return the reference of a period; None where the history is too short for it."""

    @abstractmethod
    def threshold(self, observed: Floats, model: Model) -> Threshold:
        """Return the threshold of each judged count."""

    @abstractmethod
    def columns(
        self, observed: Floats, model: Model, threshold: Threshold, enough: Floats
    ) -> Mapping[str, Any]:
        """Return the result; ``enough`` is 1, 0, or NaN where a count is missing."""

    @property
    def trend_possible(self) -> bool:
        """Whether a trend may be kept with so many years."""
        return self.trend and self.b >= TREND_YEARS


@dataclass(frozen=True)
class Original(Form):
    """The test of 1996: the windows alone, as far as the series reaches; ``alpha`` two-sided.

    Examples
    --------
    >>> Original(b=4).first
    204
    """

    @property
    def first(self) -> int:
        """The first position that has the history."""
        return max(self.frequency * self.b - self.w - 1, 0)

    @property
    def rule(self) -> Rule:
        """How the regression is done."""
        return Rule(self.reweight, 1.0, self.trend_possible, 0.05, plain=False)

    def reference(self, panel: Panel, now: int) -> Reference | None:
        """Return the windows; None where there is none."""
        found = windows(now, self.b, self.w, self.frequency, panel.days)
        return found if len(found.position) else None

    def threshold(self, observed: Floats, model: Model) -> Threshold:
        """Return the threshold by the normal law of the transformed count."""
        return _transformed(observed, model, self.alpha / 2, self.powertrans)

    def columns(
        self, observed: Floats, model: Model, threshold: Threshold, enough: Floats
    ) -> Mapping[str, Any]:
        """Return the result; the bound is 0 where cases were few."""
        score = np.where(enough == 0, 0, threshold.score + 0 * enough)
        return {
            "upper": np.where(enough == 0, 0, threshold.upper + 0 * enough),
            "alarm": pd.arrays.BooleanArray(score > 1, np.isnan(score)),
            "expected": np.exp(model.log_mean),
            "mu0": np.exp(model.log_mean),
            **_common(model, threshold.p, score),
        }


@dataclass(frozen=True)
class Flexible(Form):
    """The flexible test with Noufaily's improvements; ``alpha`` one-sided.

    Attributes
    ----------
    weights_threshold : float
        From which standardised Anscombe residual on a count weighs less: 1 (Farrington), 2.58
        (Noufaily).
    p_threshold_trend : float
        A trend is kept if its p is under this: 0.05, or 1 for always.
    no_periods : int
        Parts of a year: 1 uses the windows alone, 10 is Noufaily's choice.
    past_weeks_not_included : int, optional
        How many newest periods are left out; ``w`` unless given, 26 is Noufaily's choice.
    threshold_method : {"delta", "nbPlugin", "muan"}

    Examples
    --------
    >>> Flexible(b=4).first
    211
    """

    weights_threshold: float = 2.58
    p_threshold_trend: float = 0.05
    no_periods: int = 1
    past_weeks_not_included: int | None = None
    threshold_method: Method = "delta"

    calendar = True

    @property
    def layers(self) -> int:  # type: ignore[override]
        """The parts of a year."""
        return self.no_periods

    @property
    def first(self) -> int:
        """The first position that has the history."""
        return self.frequency * self.b + self.w

    @property
    def rule(self) -> Rule:
        """How the regression is done."""
        return Rule(
            self.reweight,
            self.weights_threshold,
            self.trend_possible,
            self.p_threshold_trend,
            plain=True,
        )

    def reference(self, panel: Panel, now: int) -> Reference | None:
        """Return the windows and blocks; None where the history does not reach back to them."""
        places = anniversaries(now, self.b, self.frequency, panel.days)
        recent = self.past_weeks_not_included
        return blocks(now, places, self.w, self.no_periods, self.w if recent is None else recent)

    def threshold(self, observed: Floats, model: Model) -> Threshold:
        """Return the threshold by the chosen law."""
        if self.threshold_method == "delta":
            return _transformed(observed, model, self.alpha, self.powertrans)
        return counted(
            observed, model.log_mean, model.error, model.phi, self.alpha, self.threshold_method
        )

    def columns(
        self, observed: Floats, model: Model, threshold: Threshold, enough: Floats
    ) -> Mapping[str, Any]:
        """Return the result; there is no bound where cases were few."""
        alarm = (enough == 1) & (threshold.score > 1) & (observed != 0)
        upper = np.where(enough == 1, threshold.upper, np.nan)
        return {
            "upper": upper,
            "alarm": pd.arrays.BooleanArray(alarm, ~model.converged),
            "expected": np.where(np.isnan(upper), np.nan, np.exp(model.log_mean)),
            "mu0": self._reported_mean(model),
            **_common(model, threshold.p, threshold.score),
        }

    def _reported_mean(self, model: Model) -> Floats:
        """Return what the established program reports as the mean.

        Outside nbPlugin that is its quantile 1 - α; for delta, which predicts on the natural
        scale, the program exponentiates once more than one would.
        """
        z = 0.0 if self.threshold_method == "nbPlugin" else _normal(self.alpha)
        with np.errstate(over="ignore"):
            mean = np.exp(model.log_mean)
            if self.threshold_method == "delta":
                return np.asarray(np.exp(mean * (1 + z * model.error)))
            return np.asarray(np.exp(model.log_mean + z * model.error))


def _normal(alpha: float) -> float:
    return float(special.ndtri(1 - alpha))


def _transformed(observed: Floats, model: Model, alpha: float, power: Power) -> Threshold:
    mean = np.exp(model.log_mean)
    return transformed(observed, mean, model.error * mean, model.phi, _normal(alpha), power)


def _common(model: Model, p: Floats, score: Floats) -> Mapping[str, Any]:
    return {
        "phi": model.phi,
        "trend": model.trend,
        "slope": np.where(model.trend, model.slope, np.nan),
        "p": p,
        "score": score,
    }

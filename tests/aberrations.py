"""Golden tables of outbreak tests: reading a folder of them and comparing.

A folder holds MANIFEST.csv (file, series, method, config), ``input_SERIES.csv`` (i, observed, and
freq, period and date if there are) and one table per configuration with i, upperbound and alarm.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from vector.stats.outbreak import Flexible, Original, cusum, ears, farrington, farrington_flexible

FOLDER = Path(__file__).parent / "golden" / "aberration"
NAMES: dict[str, tuple[str, Any]] = {
    "b": ("b", int),
    "w": ("w", int),
    "alpha": ("alpha", float),
    "reweight": ("reweight", "TRUE".__eq__),
    "trend": ("trend", "TRUE".__eq__),
    "limit54": ("limit54", lambda text: tuple(int(part) for part in text.split(":"))),
    "powertrans": ("powertrans", str),
    "weightsThreshold": ("weights_threshold", float),
    "pThresholdTrend": ("p_threshold_trend", float),
    "noPeriods": ("no_periods", int),
    "pastWeeksNotIncluded": ("past_weeks_not_included", int),
    "thresholdMethod": ("threshold_method", str),
}
# What the established program calls the columns that it gives beside bound and alarm.
FURTHER = {"expected": "expected", "mu0": "mu0", "phi": "phi", "trend_coef": "slope",
           "pvalue": "p", "score": "score"}  # fmt: skip


@dataclass(frozen=True)
class Golden:
    """One configuration on one series: the table that is to be met, and ours."""

    name: str
    method: str
    config: dict[str, str]
    wanted: pd.DataFrame
    found: pd.DataFrame

    def worst(self, wanted: str = "upperbound", found: str = "upper") -> float:
        """Return the worst relative difference; infinite where only one has a number."""
        ours, theirs = (
            each.to_numpy(np.float64) for each in (self.found[found], self.wanted[wanted])
        )
        if (np.isnan(ours) != np.isnan(theirs)).any():
            return np.inf
        apart = np.abs(ours - theirs) / np.maximum(np.abs(theirs), 1e-9)
        return float(np.nanmax(np.append(apart, 0)))

    @property
    def wrong_alarms(self) -> int:
        """How many alarms differ; a missing one is an answer of its own."""
        ours = self.found["alarm"].astype("Float64").fillna(-1).to_numpy(np.float64)
        return int((ours != self.wanted["alarm"].fillna(-1).to_numpy(np.float64)).sum())

    def further(self) -> dict[str, float]:
        """Return the worst differences of the other columns, as far as they are given."""
        return {
            theirs: self.worst(theirs, ours)
            for theirs, ours in FURTHER.items()
            if theirs in self.wanted and ours in self.found
        }


def goldens(folder: Path = FOLDER) -> Iterator[Golden]:
    """Yield every configuration of a folder, judged by our tests."""
    manifest = pd.read_csv(folder / "MANIFEST.csv")
    for row in manifest.itertuples():
        config = dict(part.split("=") for part in row.config.split(";"))
        given = pd.read_csv(folder / f"input_{row.series}.csv")
        wanted = pd.read_csv(folder / row.file)
        found = _judged(row.method, config, given, wanted["i"].to_numpy() - 1)
        yield Golden(Path(row.file).stem, row.method, config, wanted, found)


def _days(given: pd.DataFrame) -> np.ndarray | None:
    """Return the day of each week of a series that goes by the calendar; else none.

    A year of counted weeks has 52; where one has 53 they are ISO weeks.
    """
    if "date" in given:
        return given["date"].to_numpy("datetime64[D]")
    if "period" not in given or (given["period"] <= 52).all():
        return None
    text = given["year"].astype(str) + "-" + given["period"].astype(str) + "-1"
    return pd.to_datetime(text, format="%G-%V-%u").to_numpy("datetime64[D]")


def _judged(
    method: str, config: dict[str, str], given: pd.DataFrame, asked: np.ndarray
) -> pd.DataFrame:
    counts = given["observed"].to_numpy(np.float64)
    frequency = int(given["freq"].iloc[0]) if "freq" in given else 52
    options = {NAMES[key][0]: NAMES[key][1](text) for key, text in config.items() if key in NAMES}
    days = _days(given)
    match method.split()[0]:
        case "farringtonFlexible":
            form = Flexible(**options, frequency=frequency)
            return farrington_flexible(counts, form, asked, days=days)
        case "farrington":
            return farrington(counts, Original(**options, frequency=frequency), asked, days=days)
        case "earsC":
            return ears(
                counts,
                method.split()[1],
                baseline=int(config["baseline"]),
                min_sigma=float(config["minSigma"]),
                alpha=float(config["alpha"]),
                periods=asked,
            )
        case "cusum":
            found = cusum(
                counts,
                int(asked[0]),
                k=float(config["k"]),
                h=float(config["h"]),
                mean="glm" if config.get("m") == "glm" else "mean",
                transform=config.get("trans", "standard"),
                frequency=frequency,
            )
            return found[found["position"].isin(asked)].reset_index(drop=True)
    raise ValueError(f"no such method: {method}")

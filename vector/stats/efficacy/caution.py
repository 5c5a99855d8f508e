"""What speaks against an efficacy 警示: every doubt that the visits themselves can show."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog.efficacy import EfficacySettings
from vector.stats.density import Floats
from vector.stats.efficacy.contrast import Basis, Contrast, Sign, contrast
from vector.stats.efficacy.trial import CELLS, Trials
from vector.stats.sentence import Language, say_from

CAUTIONS = Path(__file__).with_name("cautions.toml")


class Doubt(StrEnum):
    """A code per reason or caution; its sentence is data."""

    BEFORE_ZERO = "before_zero"
    CONTROL_ZERO = "control_zero"
    NO_BEFORE = "no_before"
    NO_AFTER = "no_after"
    NO_TREATED = "no_treated"
    NO_CONTROL = "no_control"
    CONTROL_PARTIAL = "control_partial"
    CHOSEN_HIGH = "chosen_high"
    DIFFERENT_WEEKS = "different_weeks"
    SEASON_APART = "season_apart"
    METHODS_DIFFER = "methods_differ"
    SMALL_COUNT = "small_count"
    ZERO_CELL = "zero_cell"
    FEW_STATIONS = "few_stations"
    COUNTS_ONLY = "counts_only"
    ONE_SIDED_STATIONS = "one_sided_stations"
    LEFT_OUT = "left_out"
    PLACEBO_EFFECT = "placebo_effect"
    ROSE = "rose"


Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Caution:
    """A doubt, where it holds (a bool per trial), and the figures of its sentence by trial."""

    doubt: Doubt
    where: Flags
    figures: dict[str, Floats]
    against: str = ""

    def sentence(self, trial: int, language: Language) -> str:
        """Return the sentence for one trial."""
        values: dict[str, object] = {name: each[trial] for name, each in self.figures.items()}
        if self.against:
            values["against"] = say(self.against, language)
        return say(self.doubt, language, **values)


def say(key: str, language: Language = "zh", **values: object) -> str:
    """Return a sentence with its figures filled in.

    Raises
    ------
    KeyError
        When there is no such sentence, or it needs a figure that was not given.

    Examples
    --------
    >>> say(Doubt.BEFORE_ZERO)
    '处理前密度为 0，不可计算'
    """
    return say_from(CAUTIONS, key, language, **values)


def cautions(
    trials: Trials,
    effect: Contrast,
    change: Contrast,
    pretended: Contrast,
    settings: EfficacySettings,
) -> list[Caution]:
    """Return every doubt about every trial, the gravest kind first.

    Parameters
    ----------
    trials : Trials
    effect, change : Contrast
        The difference in differences, and the treated arm's own change.
    pretended : Contrast
        As :func:`~vector.stats.efficacy.placebo.placebo` returns it.
    settings : EfficacySettings
        From the catalogue: what counts as small, as far apart, as high.

    Returns
    -------
    list of Caution

    References
    ----------
    Barnett, van der Pols and Dobson (2005), Int. J. Epidemiol. 34, 215–220, for what is chosen
    because it is high.
    """
    found = [
        *_gaps(trials),
        *_selection(trials, settings),
        *_calendar(trials, settings),
        _placebo(pretended, settings),
        *_sizes(trials, effect, change, settings),
    ]
    return [each for each in found if each.where.any()]


def _gaps(trials: Trials) -> Iterator[Caution]:
    """Yield what was not visited, or caught nothing where something is needed."""
    seen = trials.by_cell(trials.effort) > 0
    count = trials.by_cell(trials.count)
    treated, control = _any(seen[:, :2]), _any(seen[:, 2:])
    both = ~_any(~seen[:, 2:])
    empty = _any(count[:, 2:] == 0)
    yield Caution(Doubt.NO_TREATED, ~treated, {})
    yield Caution(Doubt.NO_BEFORE, treated & ~seen[:, 0], {})
    yield Caution(Doubt.NO_AFTER, treated & ~seen[:, 1], {})
    yield Caution(Doubt.BEFORE_ZERO, seen[:, 0] & (count[:, 0] == 0), {})
    yield Caution(Doubt.NO_CONTROL, ~control, {})
    yield Caution(Doubt.CONTROL_PARTIAL, control & ~both, {})
    yield Caution(Doubt.CONTROL_ZERO, both & empty, {})
    yield Caution(
        Doubt.METHODS_DIFFER, trials.methods > 1, {"methods": trials.methods.astype(np.float64)}
    )
    yield Caution(
        Doubt.LEFT_OUT, trials.left_out > 0, {"visits": trials.left_out.astype(np.float64)}
    )


def _any(flags: Flags) -> Flags:
    """Return whether any of a trial's flags is set."""
    return np.asarray(flags.any(axis=1))


def _selection(trials: Trials, settings: EfficacySettings) -> Iterator[Caution]:
    """Yield trials whose treated places were high: above the control, or above themselves."""
    beside = contrast(trials, Sign.BEFORE, least_stations=settings.least_stations)
    yield _high(beside, "against_control", settings)
    yield _high(_last_visit(trials, settings), "against_earlier", settings)


def _high(found: Contrast, against: str, settings: EfficacySettings) -> Caution:
    with np.errstate(invalid="ignore"):
        where = (found.ratio >= settings.high_ratio) & (found.lower > 1)
    return Caution(Doubt.CHOSEN_HIGH, where, {"times": found.ratio}, against)


def _last_visit(trials: Trials, settings: EfficacySettings) -> Contrast:
    """Compare the treated arm's last day before the treatment with its earlier days."""
    early = (trials.cells == 0) & np.isfinite(trials.day)
    last = pd.Series(trials.day[early]).groupby(trials.codes[early]).max()
    end = last.reindex(range(trials.size)).to_numpy(dtype=np.float64)[trials.codes]
    with np.errstate(invalid="ignore"):
        cells = np.where(trials.day < end, 0, 1).astype(np.intp)
    return contrast(trials.only(early, cells), Sign.TREATED, least_stations=settings.least_stations)


def _calendar(trials: Trials, settings: EfficacySettings) -> Iterator[Caution]:
    """Yield trials that compare different weeks, or different seasons."""
    known = np.isfinite(trials.day)
    size = trials.size * CELLS
    at = (trials.codes * CELLS + trials.cells)[known]
    visits = np.bincount(at, minlength=size).reshape(-1, CELLS)
    total = np.bincount(at, trials.day[known], size).reshape(-1, CELLS)
    mean = np.divide(total, visits, out=np.full(total.shape, np.nan), where=visits > 0)
    with np.errstate(invalid="ignore"):
        apart = np.fmax(np.abs(mean[:, 0] - mean[:, 2]), np.abs(mean[:, 1] - mean[:, 3]))
        long = mean[:, 1] - mean[:, 0]
        yield Caution(Doubt.DIFFERENT_WEEKS, apart > settings.week_gap_days, {"days": apart})
        yield Caution(Doubt.SEASON_APART, long > settings.season_gap_days, {"days": long})


def _placebo(pretended: Contrast, settings: EfficacySettings) -> Caution:
    with np.errstate(invalid="ignore"):
        where = pretended.p < settings.level
    return Caution(Doubt.PLACEBO_EFFECT, where, {"p": pretended.p})


def _sizes(
    trials: Trials, effect: Contrast, change: Contrast, settings: EfficacySettings
) -> Iterator[Caution]:
    """Yield what is too small to be sure."""
    seen = trials.by_cell(trials.effort) > 0
    small = _any(seen & (trials.by_cell(trials.count) < settings.least_count))
    few = _stations(trials, seen) < settings.least_stations
    least = np.full(trials.size, settings.least_stations, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        yield Caution(Doubt.ROSE, change.ratio > 1, {})
    padded = change.padded | effect.padded
    yield Caution(Doubt.ZERO_CELL, padded, {})
    count = np.full(trials.size, settings.least_count, dtype=np.float64)
    yield Caution(Doubt.SMALL_COUNT, small & ~padded, {"least": count})
    yield Caution(Doubt.FEW_STATIONS, few, {"least": least})
    bare = (effect.basis == Basis.COUNT.value) | (change.basis == Basis.COUNT.value)
    yield Caution(Doubt.COUNTS_ONLY, bare, {})
    lonely = _one_sided(trials)
    yield Caution(Doubt.ONE_SIDED_STATIONS, lonely > 0, {"stations": lonely})


def _stations(trials: Trials, seen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the stations of the smaller arm, of those arms that there are."""
    arm = trials.station_trial * 2 + trials.station_arm
    number = np.bincount(arm, minlength=trials.size * 2).reshape(-1, 2)
    there = np.column_stack([seen[:, :2].any(axis=1), seen[:, 2:].any(axis=1)])
    return np.asarray(np.where(there, number, np.iinfo(np.int64).max).min(axis=1))


def _one_sided(trials: Trials) -> Floats:
    """Return how many stations were visited in one phase only, where both were visited."""
    phases = trials.by_station(trials.effort) > 0
    seen = trials.by_cell(trials.effort) > 0
    both = np.column_stack([seen[:, :2].all(axis=1), seen[:, 2:].all(axis=1)])
    lonely = ~phases.all(axis=1) & both[trials.station_trial, trials.station_arm]
    return np.bincount(trials.station_trial, lonely, trials.size).astype(np.float64)

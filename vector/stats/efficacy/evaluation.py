"""From visits to findings: indices with their intervals, criteria, and what speaks against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Any

import numpy as np
import pandas as pd

from vector.catalog import Catalog
from vector.catalog.efficacy import Criterion
from vector.stats.density import Floats
from vector.stats.efficacy.caution import Caution, cautions, say
from vector.stats.efficacy.contrast import Contrast, Sign, contrast
from vector.stats.efficacy.placebo import placebo
from vector.stats.efficacy.resampling import SEED, Bootstrap, bootstrap
from vector.stats.efficacy.trial import Trials, gather
from vector.stats.sentence import Language

COMPARE = {"lt": lt, "le": le, "gt": gt, "ge": ge}


@dataclass(frozen=True)
class Effects:
    """The four comparisons of every trial."""

    change: Contrast
    control: Contrast
    difference: Contrast
    after: Contrast


def evaluate(
    rows: pd.DataFrame,
    catalog: Catalog,
    *,
    criteria: Sequence[str] | None = None,
    language: Language = "zh",
    seed: int = SEED,
) -> pd.DataFrame:
    """Evaluate every trial of a table.

    Parameters
    ----------
    rows : DataFrame
        As :func:`~vector.stats.efficacy.trial.gather` takes it.
    catalog : Catalog
        For the criteria, their cautions and the settings.
    criteria : sequence of str, optional
        Ids of criteria of success; those of the catalogue's settings unless given.
    language : {"zh", "en"}
    seed : int
        Where the bootstrap's draws begin.

    Returns
    -------
    DataFrame
        One row per trial. ``reduction`` (%, signed) with ``_lower, _upper``; ``control_reduction``;
        ``rpi`` and ``corrected`` (%, Henderson–Tilton) with limits, ``p`` of no effect,
        ``boot_lower, boot_upper`` of ``corrected`` (of ``reduction`` without a control);
        ``abbott`` with limits where there was no visit before; ``dispersion, basis,
        placebo_p``; ``criteria``, ``doubts`` (codes) and ``told`` (sentences).

    Raises
    ------
    VectorError
        When the table lacks a column or an arm or phase is unknown.
    KeyError
        When there is no such criterion.

    References
    ----------
    As its parts: :mod:`index`, :mod:`contrast`, :mod:`resampling`, :mod:`placebo`.

    Examples
    --------
    >>> from vector.catalog import load
    >>> rows = pd.DataFrame({"trial": "一", "station": ["a", "a", "b", "b"],
    ...     "arm": ["treated"] * 2 + ["control"] * 2, "phase": ["before", "after"] * 2,
    ...     "count": [1000, 56, 1000, 307], "effort": 100})
    >>> evaluate(rows, load())[["reduction", "rpi", "corrected"]].round(1).values.tolist()
    [[94.4, 18.2, 81.8]]
    """
    trials = gather(rows)
    settings = catalog.efficacy
    effects = Effects(
        *(
            contrast(trials, sign, least_stations=settings.least_stations)
            for sign in (Sign.TREATED, Sign.CONTROL, Sign.DIFFERENCE, Sign.AFTER)
        )
    )
    pretended = placebo(trials, least_stations=settings.least_stations)
    found = pd.DataFrame({"trial": trials.names}).assign(**_indices(trials, effects))
    found = found.assign(
        **_sureness(trials, effects, settings.replicates, settings.bootstrap_stations, seed),
        placebo_p=pretended.p,
    )
    doubts = cautions(trials, effects.difference, effects.change, pretended, settings)
    chosen = settings.criteria if criteria is None else criteria
    judged = [catalog.efficacy_criteria[each] for each in chosen]
    return _told(found, doubts, judged, catalog, language)


def _indices(trials: Trials, effects: Effects) -> dict[str, Floats]:
    """Return the indices in % with their limits; a low ratio is a high reduction."""
    before = trials.by_cell(trials.effort)[:, [0, 2]] > 0
    later_only = np.where(before.any(axis=1), np.nan, 1.0)
    found = {
        "reduction": _fall(effects.change, 1.0),
        "control_reduction": _fall(effects.control, 1.0),
        "corrected": _fall(effects.difference, 1.0),
        "abbott": _fall(effects.after, later_only),
        "rpi": tuple(
            100 * each
            for each in (
                effects.difference.ratio,
                effects.difference.lower,
                effects.difference.upper,
            )
        ),
    }
    return {
        f"{name}{end}": values
        for name, limits in found.items()
        for end, values in zip(("", "_lower", "_upper"), limits, strict=True)
    }


def _fall(found: Contrast, given: Floats | float) -> tuple[Floats, Floats, Floats]:
    """Return a reduction in % and its limits."""
    fall = (100 * (1 - each) * given for each in (found.ratio, found.upper, found.lower))
    return next(fall), next(fall), next(fall)


def _sureness(
    trials: Trials, effects: Effects, replicates: int, least: int, seed: int
) -> dict[str, Any]:
    """Return p, dispersion and basis of the difference; without a control, of the change."""
    main, alone = effects.difference, effects.change
    whole = np.isfinite(main.ratio)
    drawn = [
        bootstrap(trials, control=each, replicates=replicates, least_stations=least, seed=seed)
        for each in (True, False)
    ]
    boot = Bootstrap(*(np.where(whole, a, b) for a, b in zip(*drawn, strict=True)))
    return {
        "p": np.where(whole, main.p, alone.p),
        "dispersion": main.dispersion,
        "basis": np.where(whole, main.basis, alone.basis),
        "boot_lower": 100 * (1 - boot.upper),
        "boot_upper": 100 * (1 - boot.lower),
    }


def _told(
    found: pd.DataFrame,
    doubts: list[Caution],
    criteria: list[Criterion],
    catalog: Catalog,
    language: Language,
) -> pd.DataFrame:
    """Add the verdicts of the criteria, and the doubts as codes and as one text."""
    end = "；" if language == "zh" else "; "
    codes, texts, verdicts = [], [], []
    for trial, row in enumerate(found.to_dict("records")):
        held = [each for each in doubts if each.where[trial]]
        codes.append(" ".join(dict.fromkeys(each.doubt.value for each in held)))
        texts.append(end.join(each.sentence(trial, language) for each in held))
        said = (_verdict(each, row, catalog, language) for each in criteria)
        verdicts.append(end.join(text for text in said if text))
    return found.assign(criteria=verdicts, doubts=codes, told=texts)


def _verdict(
    criterion: Criterion, row: Mapping[Any, Any], catalog: Catalog, language: Language
) -> str:
    """Return whether a criterion is met by the estimate, and by all of the interval."""
    value, *ends = (row[f"{criterion.measure}{end}"] for end in ("", "_lower", "_upper"))
    if value != value:
        return ""
    holds = COMPARE[criterion.op]
    met = holds(value, criterion.value)
    sure = all(holds(end, criterion.value) == met for end in ends)
    key = ("met" if met else "not_met") + ("" if sure else "_unsure")
    caution = catalog.caution_zh if language == "zh" else catalog.caution_en
    said = say(key, language, criterion=getattr(criterion, language))
    stop = "。" if language == "zh" else ". "
    return stop.join(text for text in (said, caution(criterion).rstrip("。.")) if text)

"""The choice: which series are better served by a simple rule, and by how much.

A rule is chosen where, over enough targets, its score is lower than the combined model's by
more than chance: the mean difference exceeds its standard error over origins, since the targets
of one origin share their fate.
"""

import numpy as np
import pandas as pd

from vector.forecast.backtest import Backtest
from vector.forecast.rule import COMBINED, RULES
from vector.forecast.sentence import say
from vector.stats.sentence import Language

FEWEST_TARGETS, FEWEST_ORIGINS = 12, 6
# Better by less is not worth another model.
WORTH = 0.02


def choose(
    tested: Backtest, language: Language = "zh", *, fewest: int = FEWEST_TARGETS
) -> pd.DataFrame:
    """Choose a model for every series by its back-test.

    Parameters
    ----------
    tested : Backtest
        From :func:`vector.forecast.backtest`.
    language : {"zh", "en"}
        Of the sentences.
    fewest : int
        Targets below which the combined model stays.

    Returns
    -------
    DataFrame
        One row per series: series, model, targets, combined and rule (mean log_crps of the
        combined model and of the better simple rule), better_by (share by which the chosen
        model beats the other), enough (whether there were targets enough to choose), sentence.

    Examples
    --------
    >>> from vector.forecast.backtest import backtest
    >>> history = pd.DataFrame(
    ...     {"series": "a", "period": range(48), "count": [2, 7, 3] * 16, "effort": 10}
    ... )
    >>> tested = backtest(history, season=12, horizons=[1], origins=[40, 44])
    >>> choose(tested)[["model", "enough"]].values.tolist()
    [['combined', False]]
    """
    keys = ["series", "origin", "period"]
    score = tested.targets.pivot_table("log_crps", keys, "model", aggfunc="mean")
    score = score.reindex(columns=[COMBINED, *RULES])
    series = score.groupby("series", sort=True)
    mean, size = series.mean(), series.size()
    rule = mean[list(RULES)].idxmin(axis=1).astype(str)
    best = mean[list(RULES)].min(axis=1)
    gain, error, origins = _gains(score, rule)
    enough = (size >= fewest) & (origins >= FEWEST_ORIGINS)
    wins = enough & (gain > error) & (gain > WORTH * mean[COMBINED])
    chosen = rule.where(wins, COMBINED)
    both = pd.concat([mean[COMBINED], best], axis=1)
    worse, better = both.max(axis=1), both.min(axis=1)
    share = (1 - better / worse.where(worse > 0)).fillna(0.0)
    table = pd.DataFrame(
        {
            "model": chosen,
            "targets": size,
            "combined": mean[COMBINED],
            "rule": best,
            "better_by": share.where(wins | (mean[COMBINED] <= best), 0.0),
            "enough": enough,
        }
    ).reset_index()
    return table.assign(sentence=[_sentence(row, language) for row in _told(table)])


def rules_of(choice: pd.DataFrame) -> dict[str, str]:
    """Return the choice as :func:`vector.forecast.forecast` takes it.

    Parameters
    ----------
    choice : DataFrame
        From :func:`choose`.

    Returns
    -------
    dict
        Series to model.

    Examples
    --------
    >>> rules_of(pd.DataFrame({"series": ["a"], "model": ["last_year"]}))
    {'a': 'last_year'}
    """
    return dict(zip(choice["series"], choice["model"], strict=True))


def _gains(
    score: pd.DataFrame, rule: "pd.Series[str]"
) -> tuple["pd.Series[float]", "pd.Series[float]", "pd.Series[int]"]:
    """Return mean gain of each series' rule over the combined model, its error, and origins."""
    place = score.columns.get_indexer(score.index.get_level_values("series").map(rule.to_dict()))
    gain = score[COMBINED] - score.to_numpy()[np.arange(len(score)), place]
    by_origin = gain.groupby(["series", "origin"]).mean().groupby("series")
    origins = by_origin.size()
    error = by_origin.std().fillna(np.inf) / np.sqrt(origins)
    return gain.groupby("series").mean(), error, origins


def _told(table: pd.DataFrame) -> zip:  # type: ignore[type-arg]
    return zip(table["model"], table["targets"], table["better_by"], table["enough"], strict=True)


def _sentence(row: tuple[str, int, float, bool], language: Language) -> str:
    model, targets, better_by, enough = row
    if not enough:
        return say("choice", "few", language, targets=targets)
    name, share = say("model", model, language), f"{100 * better_by:.0f}"
    code = "combined" if model == COMBINED else "rule"
    return say("choice", code, language, model=name, targets=targets, share=share)

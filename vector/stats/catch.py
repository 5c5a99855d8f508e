"""The catch of a survey, told by species: the whole of it, or every species with its zeros."""

import numpy as np
import pandas as pd

from vector.stats.observation import Ints, numbers, refusal, row_numbers

IDENTITY = ("series", "period", "habitat", "method", "equipment", "site")


def whole_catch(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row per survey from rows per survey and species: the effort counts once.

    A survey is told by series, period, habitat, method and equipment, and, where a species stands
    twice in one, by its turn. Its count is missing where that of a species is.

    Raises
    ------
    VectorError
        When the species of one survey give different efforts.

    Examples
    --------
    >>> whole_catch(pd.DataFrame({"series": "东街", "period": "2024-05", "species": ["a", "b"],
    ...     "count": [2, 1], "effort": [100, 100]}))[["count", "effort"]].values.tolist()
    [[3.0, 100.0]]
    """
    if "species" not in frame:
        return frame
    rows = frame.assign(survey=survey_numbers(frame), count=numbers(frame, "count"))
    surveys = rows.drop_duplicates("survey").drop(columns=["species", "count"])
    # A missing count makes its sum missing: NaN goes through bincount.
    total = np.bincount(rows["survey"], rows["count"])
    return surveys.assign(count=total).drop(columns="survey").reset_index(drop=True)


def survey_numbers(frame: pd.DataFrame) -> Ints:
    """Number the surveys of a frame of rows per survey and species, by first appearance."""
    keys = [name for name in IDENTITY if name in frame]
    turn = frame.groupby([*keys, "species"], dropna=False, observed=True).cumcount()
    groups = frame.assign(turn=turn).groupby([*keys, "turn"], dropna=False, observed=True)
    survey = pd.factorize(groups.ngroup())[0].astype(np.int64)
    if "effort" in frame:
        efforts = (
            frame.assign(survey=survey)
            .groupby("survey")["effort"]
            .nunique(dropna=False)
            .sort_index()
        )
        if (efforts > 1).any():
            row = int(np.flatnonzero(survey == efforts.to_numpy().argmax())[0])
            raise refusal("efforts_differ", row=row_numbers(frame)[row])
    return survey


def every_species(frame: pd.DataFrame, within: tuple[str, ...] = ("series",)) -> pd.DataFrame:
    """Return one row per survey and species, 0 where a survey found others or none.

    A form lists what was found. That another species was not on it is a zero, and its survey's
    effort counts for that species as well; otherwise a species' density would be its mean over
    the surveys that found it. A survey whose counts are all missing stays missing for all.

    Parameters
    ----------
    frame : DataFrame
        Rows per survey and species.
    within : tuple of str
        The species found in one of these are those that could have been found there.

    Examples
    --------
    >>> every_species(pd.DataFrame({"period": ["2024-05", "2024-06"], "effort": [100, 50],
    ...     "species": ["褐家鼠", "小家鼠"], "count": [2, 1]}), ())["count"].tolist()
    [2.0, 0.0, 0.0, 1.0]
    """
    rows = frame.assign(survey=survey_numbers(frame), count=numbers(frame, "count"))
    rows["species"] = rows["species"].astype(object).where(rows["species"].notna(), "")
    told = rows["count"].notna().groupby(rows["survey"]).any()
    keys = [name for name in within if name in rows]
    surveys = rows.drop_duplicates("survey").drop(columns=["species", "count"])
    named = rows[rows["species"] != ""] if (rows["species"] != "").any() else rows
    species = named[[*keys, "species"]].drop_duplicates()
    full = surveys.merge(species, on=keys, how="left") if keys else surveys.merge(species, "cross")
    found = rows.groupby(["survey", "species"], sort=False)["count"].first()
    count = found.reindex(pd.MultiIndex.from_frame(full[["survey", "species"]]))
    absent = ~pd.MultiIndex.from_frame(full[["survey", "species"]]).isin(found.index)
    zero = absent & told.reindex(full["survey"]).to_numpy()
    full["count"] = np.where(zero, 0.0, count.to_numpy())
    return full.drop(columns="survey").reset_index(drop=True)

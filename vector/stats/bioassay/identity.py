"""What tells one assay from another, and which assays were made alike.

Rows that agree in all of it are one assay, whatever file they came in; replicates are pooled.
"""

import unicodedata
from typing import Any

import pandas as pd

# In the order in which an assay is named.
IDENTITY = (
    *("species", "strain", "site", "year", "tested_on", "insecticide"),
    *("unit", "exposure", "method"),
)
TEXTS = tuple(name for name in IDENTITY if name != "tested_on")
# Without the strain, the place and the time: what a susceptible strain must share.
SHARED = ("species", "insecticide", "unit", "exposure", "method")
# What the row of an untreated control often leaves out.
OF_TREATED = ("unit", "exposure")


def spelling(text: str) -> str:
    """Return a word in one spelling: width, letter case and blanks tell no assays apart.

    Signs do: ``%`` and ``mg/L``, ``A-1`` and ``A1`` are different words.

    Examples
    --------
    >>> spelling(" ＤＤＴ　4％"), spelling("%") == spelling("")
    ('ddt 4%', False)
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def unified(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with every word as it was first written, where only its spelling differs.

    Parameters
    ----------
    rows : DataFrame
        With the columns of ``TEXTS``.

    Examples
    --------
    >>> silent = dict.fromkeys(TEXTS, "")
    >>> rows = pd.DataFrame([silent | {"insecticide": "DDT"}, silent | {"insecticide": "ｄｄｔ "}])
    >>> unified(rows)["insecticide"].tolist()
    ['DDT', 'DDT']
    """
    first = {
        name: rows[name].groupby(rows[name].map(spelling)).transform("first").astype(object)
        for name in TEXTS
    }
    return rows.assign(**first)


def whole(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with every column that tells assays apart.

    A row that is silent on the unit or the exposure, as an untreated control is, takes those of
    its assay, where the assay has but one.

    Parameters
    ----------
    rows : DataFrame
        Any of ``IDENTITY``: texts ("" where silent) and tested_on (datetime64, NaT).

    Returns
    -------
    DataFrame
        With all of ``IDENTITY``.

    Examples
    --------
    >>> rows = pd.DataFrame({"strain": ["东街", "东街"], "unit": ["", "mg/L"], "dose": [0, 1.5]})
    >>> whole(rows)[["strain", "unit", "site"]].values.tolist()
    [['东街', 'mg/L', ''], ['东街', 'mg/L', '']]
    """
    silent: dict[str, Any] = dict.fromkeys(TEXTS, "") | {"tested_on": pd.NaT}
    found = rows.assign(**{name: silent[name] for name in IDENTITY if name not in rows})
    found = unified(found)
    found["tested_on"] = pd.to_datetime(found["tested_on"])
    others = [name for name in IDENTITY if name not in OF_TREATED]
    for name in OF_TREATED:
        told = found[name].where(found[name] != "")
        groups = told.groupby([found[other] for other in others], dropna=False)
        only = groups.transform("first").where(groups.transform("nunique") == 1)
        found[name] = told.fillna(only).fillna("").astype(object)
    return found


def names(rows: pd.DataFrame) -> list[str]:
    """Return what the assay of each row is called: all that is told of it.

    Parameters
    ----------
    rows : DataFrame
        As :func:`whole` returns it.

    Examples
    --------
    >>> names(whole(pd.DataFrame({"strain": ["东街"], "year": ["2025"]})))
    ['东街 · 2025']
    """
    days = rows["tested_on"].dt.strftime("%Y-%m-%d").fillna("")
    words = rows.assign(tested_on=days)[list(IDENTITY)].itertuples(index=False)
    return [" · ".join(word for word in row if word) for row in words]

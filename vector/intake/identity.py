"""Which survey a row is: street and station, method, date, habitat; one file may give it once."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

KEY = ("street", "station", "habitat")


def repeats(table: pd.DataFrame) -> NDArray[np.intp]:
    """Return for each row the first earlier row that is the same survey, or -1.

    Parameters
    ----------
    table : DataFrame
        The rows of one method in file order: categorical street, station and habitat, and date.
        A row without a station or a date is no survey yet and repeats nothing.

    Examples
    --------
    >>> table = pd.DataFrame({name: pd.Categorical(["东", "东"]) for name in KEY})
    >>> repeats(table.assign(date=pd.Timestamp("2025-08-01"))).tolist()
    [-1, 0]
    """
    codes = _codes(table)
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    earlier = first[inverse]
    known = table["date"].notna().to_numpy() & (table["station"] != "").to_numpy()
    same = (earlier < np.arange(len(table))) & known
    return np.where(same, earlier, -1)


def _codes(table: pd.DataFrame) -> NDArray[np.int64]:
    """Number the surveys: equal numbers are the same survey."""
    days = table["date"].to_numpy().astype("M8[D]").astype(np.int64)
    codes = pd.factorize(days)[0].astype(np.int64)
    for name in KEY:
        column: pd.Categorical = table[name].array
        codes = codes * (len(column.categories) + 1) + column.codes
        codes = pd.factorize(codes)[0].astype(np.int64)  # small again, so that nothing overflows
    return codes


def described(table: pd.DataFrame, rows: Sequence[int]) -> list[str]:
    """Return how a sentence names the surveys of some rows."""
    some = table.iloc[list(rows)]
    parts = zip(some["street"], some["station"], some["date"], some["habitat"], strict=True)
    return [
        "，".join(part for part in (street, station, day.date().isoformat(), habitat) if part)
        for street, station, day, habitat in parts
    ]

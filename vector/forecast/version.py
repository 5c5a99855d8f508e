"""Versions: of the model and of the data, to be stored with every forecast."""

import hashlib

import pandas as pd

# Changed whenever the same history would give another forecast.
MODEL_VERSION = "2026.2"


def fingerprint(history: pd.DataFrame) -> str:
    """Return the version of the data: the same for the same rows in whatever order.

    Parameters
    ----------
    history : DataFrame
        All its columns count, in whatever order.

    Returns
    -------
    str
        SHA-256 of the sorted rows, in hexadecimal.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": ["a", "b"], "count": [1, 2]})
    >>> fingerprint(rows) == fingerprint(rows[::-1])
    True
    >>> fingerprint(rows) == fingerprint(rows.assign(count=2))
    False
    """
    digest = hashlib.sha256()
    columns = sorted(map(str, history.columns))
    digest.update(repr(columns).encode())
    named = history.set_axis([str(name) for name in history.columns], axis=1)[columns]
    whole = named.apply(_canonical)
    hashes = pd.util.hash_pandas_object(whole, index=False).sort_values()
    digest.update(hashes.to_numpy().tobytes())
    return digest.hexdigest()


def _canonical(column: "pd.Series[float]") -> "pd.Series[float]":
    """Numbers of any type are floats, everything else is text."""
    numeric = pd.api.types.is_numeric_dtype(column)
    return column.astype(float) if numeric else column.astype(str).astype(object)

"""A table as columns of JSON, so that it is read back exactly: types, gaps and every digit.

A column is its name, the name of its type and its values. JSON has no gap and nothing endless, so
in a column of numbers ``null`` stands for not a number, ``"inf"`` for infinity; days and times are
whole numbers of the column's unit. In a column of mixed values each value that JSON does not know
is an object that says what it is.
"""

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionDtype

Column = dict[str, Any]
NO_TIME = np.iinfo(np.int64).min


def written(frame: pd.DataFrame) -> list[Column]:
    """Return a table's columns as JSON knows them; its index is not kept.

    Parameters
    ----------
    frame : DataFrame
        Columns with distinct texts as names, of truth values, numbers, texts, categories, times
        without zone, or mixed: None, texts, numbers, truth values, days, times, lists of these.

    Raises
    ------
    TypeError
        When a name is no text or stands twice, or a value cannot be kept exactly.

    Examples
    --------
    >>> written(pd.DataFrame({"密度": [0.5, float("nan")], "n": [1, 2]}))[0]
    {'name': '密度', 'dtype': 'float64', 'values': [0.5, None]}
    """
    names = frame.columns.tolist()
    if len(set(names)) < len(names) or not all(isinstance(name, str) for name in names):
        raise TypeError(f"the columns of a table to be kept need distinct names: {names}")
    return [{"name": name} | _column(frame[name]) for name in names]


def read(columns: Sequence[Column]) -> pd.DataFrame:
    """Return the table that was written, its rows numbered from 0.

    Examples
    --------
    >>> days = pd.DataFrame({"日": pd.to_datetime(["2026-05-01", None]), "名": ["甲", None]})
    >>> read(written(days)).equals(days)
    True
    """
    return pd.DataFrame({each["name"]: _series(each) for each in columns})


def _column(column: "pd.Series[Any]") -> Column:
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return {
            "dtype": "category",
            "ordered": bool(dtype.ordered),
            "categories": _column(pd.Series(dtype.categories)),
            "values": column.cat.codes.tolist(),
        }
    return {"dtype": str(dtype), "values": _values(column)}


def _values(column: "pd.Series[Any]") -> list[Any]:
    dtype = column.dtype
    if dtype.kind == "O" and not isinstance(dtype, ExtensionDtype):
        return [_plain(each) for each in column]
    if isinstance(dtype, ExtensionDtype):
        if not isinstance(dtype, pd.StringDtype) and dtype.kind not in "biuf":
            raise TypeError(f"a column of {dtype} cannot be kept")
        kept = column.astype(object)
        return [_number(each) for each in kept.where(kept.notna(), None).tolist()]
    if dtype.kind in "mM":
        ticks = column.to_numpy().view(np.int64)
        return [None if each == NO_TIME else each for each in ticks.tolist()]
    if dtype.kind not in "biuf":
        raise TypeError(f"a column of {dtype} cannot be kept")
    return [_number(each) for each in column.tolist()]


def _number(value: Any) -> Any:
    """Return a number as JSON knows it; anything else as it is."""
    if not isinstance(value, float) or math.isfinite(value):
        return value
    return None if math.isnan(value) else str(value)


def _series(column: Column) -> Any:
    name, values = column["dtype"], column["values"]
    if name == "category":
        kind = pd.CategoricalDtype(pd.Index(_series(column["categories"])), column["ordered"])
        return pd.Series(pd.Categorical.from_codes(values, dtype=kind))
    if name == "object":
        found = np.empty(len(values), dtype=object)
        found[:] = [_meant(each) for each in values]
        return pd.Series(found, dtype=object)
    if name.startswith(("datetime64", "timedelta64")):
        ticks = [NO_TIME if each is None else each for each in values]
        return pd.Series(np.array(ticks, np.int64).view(name))
    if name.startswith("float"):
        values = [math.nan if each is None else float(each) for each in values]
        return pd.Series(np.array(values, name))
    if name in ("Float32", "Float64"):
        values = [float(each) if isinstance(each, str) else each for each in values]
    return pd.Series(values, dtype=name)


KINDS: dict[str, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "stamp": (pd.Timestamp, pd.Timestamp.isoformat, pd.Timestamp),
    "time": (datetime, datetime.isoformat, datetime.fromisoformat),
    "date": (date, date.isoformat, date.fromisoformat),
    "list": (list, lambda each: [_plain(part) for part in each], lambda each: [*map(_meant, each)]),
    "tuple": (
        tuple,
        lambda each: [_plain(part) for part in each],
        lambda each: tuple(map(_meant, each)),
    ),
}


def _plain(value: Any) -> Any:
    """Return a value of a mixed column as JSON knows it."""
    value = value.item() if isinstance(value, np.generic) else value
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"float": str(value)}
    if value is pd.NaT or value is pd.NA:
        return {"missing": str(value)}
    for name, (kind, tell, _) in KINDS.items():
        if isinstance(value, kind):
            return {name: tell(value)}
    raise TypeError(f"a value of {type(value).__name__} cannot be kept")


def _meant(value: Any) -> Any:
    """Return the value that was written."""
    if not isinstance(value, dict):
        return value
    [(name, told)] = value.items()
    if name == "float":
        return float(told)
    if name == "missing":
        return pd.NaT if told == "NaT" else pd.NA
    return KINDS[name][2](told)

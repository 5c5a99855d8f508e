"""DHIS2 data value sets: pooled counts and efforts by street and period, for the national platform.

DHIS2 adds values up, so what is sent is what may be added: the numerator and the denominator of
each index in natural units, and the number of surveys. The rate itself is an indicator there:
times × numerator ÷ denominator. Places and data elements are named by code.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

import pandas as pd

from vector.catalog import Catalog

PARTS = ("numerator", "denominator", "surveys")
SHORT = {"numerator": "NUM", "denominator": "DEN", "surveys": "SURVEYS"}
DATA_SET = "VECTOR_{group}"


def element(index: str, part: str) -> str:
    """Return the code of a data element.

    Parameters
    ----------
    index : str
        An index's id.
    part : {"numerator", "denominator", "surveys"}
        Which of its numbers.

    Examples
    --------
    >>> element("trap_rate", "numerator")
    'VECTOR_TRAP_RATE_NUM'
    """
    return f"VECTOR_{index.upper()}_{SHORT[part]}"


def period(start: pd.Timestamp, step: Literal["week", "month"]) -> str:
    """Return a period as DHIS2 writes it.

    Examples
    --------
    >>> period(pd.Timestamp(2026, 6, 1), "month"), period(pd.Timestamp(2027, 1, 1), "week")
    ('202606', '2026W53')
    """
    if step == "month":
        return f"{start:%Y%m}"
    year, week, _ = start.isocalendar()
    return f"{year}W{week}"


def natural(value: int, decimals: int) -> str:
    """Return a stored whole number in natural units.

    Examples
    --------
    >>> natural(1500, 3), natural(12, 0), natural(0, 2)
    ('1.5', '12', '0')
    """
    text = f"{Decimal(value).scaleb(-decimals):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def data_values(
    judged: pd.DataFrame,
    catalog: Catalog,
    places: Mapping[str, str],
    step: Literal["week", "month"],
) -> list[dict[str, Any]]:
    """Return the values of judged rows.

    Parameters
    ----------
    judged : DataFrame
        As :func:`vector.stats.judge.judge` gives it, by street, by week or month; the streets
        named by the keys of ``places``.
    catalog : Catalog
        Its indices and the decimals of their fields.
    places : mapping of str → str
        The code of each street; other streets are left out.
    step : {"week", "month"}
        Of the periods.

    Returns
    -------
    list of dict
        dataElement, period, orgUnit and value; methods that share an index are added up.
    """
    found: dict[tuple[str, str, str], int] = {}
    for row in judged.to_dict("records"):
        code = places.get(str(row["street"]))
        if code is None or row["index"] not in catalog.indices or pd.isna(row["denominator"]):
            continue
        when = period(row["start"], step)
        for part in PARTS:
            key = (element(str(row["index"]), part), when, code)
            found[key] = found.get(key, 0) + int(row[part])
    decimals = _decimals(catalog)
    return [
        {"dataElement": name, "period": when, "orgUnit": code,
         "value": natural(total, decimals[name])}
        for (name, when, code), total in sorted(found.items())
    ]  # fmt: skip


def _decimals(catalog: Catalog) -> dict[str, int]:
    """Return how many decimals the stored whole numbers of each data element stand for."""
    found: dict[str, int] = {}
    for index in catalog.indices.values():
        method = catalog.methods[index.methods[0]]
        parts = {
            "numerator": max((_of(method, field) for field in index.numerator), default=0),
            "denominator": sum(_of(method, field) for field in index.denominator),
            "surveys": 0,
        }
        found |= {element(index.id, part): decimals for part, decimals in parts.items()}
    return found


def _of(method: Any, field: str) -> int:
    return int(method.field(field.lstrip("-")).decimals)


def mapping(catalog: Catalog) -> list[dict[str, str]]:
    """Return every data element with the index it is a part of, to be made in DHIS2 beforehand.

    Parameters
    ----------
    catalog : Catalog
        Its indices.

    Examples
    --------
    >>> from vector.catalog import load
    >>> [each["code"] for each in mapping(load()) if each["index"] == "trap_rate"]
    ['VECTOR_TRAP_RATE_NUM', 'VECTOR_TRAP_RATE_DEN', 'VECTOR_TRAP_RATE_SURVEYS']
    """
    return [
        {
            "code": element(index.id, part),
            "index": index.id,
            "part": part,
            "zh": index.zh,
            "unit": index.unit,
            "times": str(index.times),
        }
        for index in catalog.indices.values()
        for part in PARTS
    ]

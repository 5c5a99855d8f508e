"""The sentence beside each judgement: what was found, what was expected, and on what it stands."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from vector.stats.outbreak.calendar import SENTENCES, Unit
from vector.stats.sentence import Language, say_from

PLACES, SIGNIFICANT = 2, 2


def sentences(
    found: pd.DataFrame, *, unit: str = "", periods: Unit = "month", language: Language = "zh"
) -> list[str]:
    """Return one sentence for each row that :func:`vector.stats.outbreak.detect` returned.

    Parameters
    ----------
    found : DataFrame
    unit : str
        The unit of the density, said after it.
    periods : {"month", "week", "number"}
        What a period is called.
    language : {"zh", "en"}

    Returns
    -------
    list of str

    Examples
    --------
    >>> row = pd.DataFrame([{"reason": "raised", "density": 12.3, "expected": 4.1, "lower": 0,
    ...     "upper": 7.9, "count": 24, "years": 4, "needed": 2, "same_season": 12,
    ...     "trend": False}])
    >>> sentences(row, unit="只/(灯·夜)")[0]
    '本月 12.3 只/(灯·夜)，往年同期预期 4.1，上限 7.9：高于上限，异常升高。依据 4 年同期 12 个月。'
    """
    return [_sentence(row, unit, periods, language) for row in found.to_dict("records")]


def _sentence(row: dict[Any, Any], unit: str, periods: Unit, language: Language) -> str:
    basis = say_from(
        SENTENCES,
        "basis_trend" if row["trend"] else "basis",
        language,
        years=row["years"],
        same=row["same_season"],
        periods=say_from(SENTENCES, f"periods_{periods}", language),
    )
    return say_from(
        SENTENCES,
        str(row["reason"]),
        language,
        now=say_from(SENTENCES, f"now_{periods}", language),
        density=f"{_number(row['density'])} {unit}".strip(),
        expected=_number(row["expected"]),
        lower=_number(row["lower"]),
        upper=_number(row["upper"]),
        count=_number(row["count"]),
        years=row["years"],
        needed=row["needed"],
        basis=basis,
    )


def _number(value: float) -> str:
    """Return a number with two places rounded half up; a small one keeps two digits."""
    if value != value:
        return "—"
    exact = Decimal(repr(float(value)))
    places = PLACES
    if 0 < abs(exact) < Decimal("0.1"):
        places = SIGNIFICANT - 1 - exact.adjusted()
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

"""Surveys as intake gives them, written in a line each."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

Survey = dict[str, Any]
Tables = dict[str, pd.DataFrame]


@pytest.fixture
def survey() -> Callable[..., tuple[str, Survey]]:
    """Return a survey of a method; fields are in stored units."""

    def make(
        method: str,
        station: str = "甲",
        date: str = "2024-05-13",
        street: str = "东街",
        habitat: str = "餐饮",
        **fields: float,
    ) -> tuple[str, Survey]:
        place = {"station": station, "street": street, "habitat": habitat}
        return method, {**place, "date": pd.Timestamp(date), **fields}

    return make


@pytest.fixture
def tables() -> Callable[..., Tables]:
    """Return surveys as one table per method."""

    def gather(*surveys: tuple[str, Survey]) -> Tables:
        rows: dict[str, list[Survey]] = {}
        for method, values in surveys:
            rows.setdefault(method, []).append(values)
        return {method: pd.DataFrame(values) for method, values in rows.items()}

    return gather

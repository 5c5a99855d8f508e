"""Judging surveys in a line, and finding the row of an index."""

from typing import Any

import pandas as pd

from vector.catalog import load
from vector.stats.judge import components, judge

CATALOG = load()


def judged(tables: dict[str, pd.DataFrame], **options: Any) -> pd.DataFrame:
    return judge(components(tables, CATALOG, missing=True), CATALOG, **options)


def row(frame: pd.DataFrame, index: str, **where: str) -> pd.Series:
    found = frame[frame["index"] == index]
    for name, value in where.items():
        found = found[found[name] == value]
    assert len(found) == 1
    return found.iloc[0]

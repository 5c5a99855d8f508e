"""Tables as JSON: every type, gap and digit comes back, whatever the database."""

import json
import math
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from vector.store import columnar

FLOATS = st.floats(allow_nan=True, allow_infinity=True)
TICKS = st.integers(-(10**9), 10**9) | st.just(-(2**63))  # the last is no time
MIXED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.dates(),
    lambda each: st.lists(each, max_size=3) | st.lists(each, max_size=3).map(tuple),
    max_leaves=5,
)
# Of each type a column may have: what its values are drawn from.
TYPES: dict[str, st.SearchStrategy[Any]] = {
    "float64": FLOATS,
    "float32": st.floats(width=32),
    "int64": st.integers(-(2**63), 2**63 - 1),
    "uint64": st.integers(0, 2**64 - 1),
    "int8": st.integers(-128, 127),
    "bool": st.booleans(),
    "str": st.text() | st.just(math.nan),
    "string": st.text() | st.none(),
    "boolean": st.booleans() | st.none(),
    "Int64": st.integers(-(2**63), 2**63 - 1) | st.none(),
    "datetime64[us]": TICKS,
    "datetime64[s]": TICKS,
    "timedelta64[us]": TICKS,
    "category": st.sampled_from(["甲", "乙", "丙"]) | st.none(),
    "object": MIXED,
}


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    rows = draw(st.integers(0, 4))
    kinds = draw(st.lists(st.sampled_from(sorted(TYPES)), max_size=4))
    names = draw(st.lists(st.text(), min_size=len(kinds), max_size=len(kinds), unique=True))
    return pd.DataFrame(
        {
            name: _column(draw(st.lists(TYPES[kind], min_size=rows, max_size=rows)), kind)
            for name, kind in zip(names, kinds, strict=True)
        }
    )


def _column(values: list[Any], kind: str) -> "pd.Series[Any]":
    if kind == "object":
        held = np.empty(len(values), dtype=object)
        held[:] = values
        return pd.Series(held, dtype=object)
    if "64[" in kind:
        return pd.Series(np.array(values, "int64").view(kind))
    return pd.Series(values, dtype=kind)


@given(frames())
def test_a_table_comes_back_exactly(frame: pd.DataFrame) -> None:
    told = json.dumps(columnar.written(frame), allow_nan=False)
    back = columnar.read(json.loads(told))
    assert_frame_equal(back, frame, check_exact=True)
    assert [str(each) for each in back.dtypes] == [str(each) for each in frame.dtypes]


def test_mixed_values_keep_their_kind() -> None:
    values = [
        math.inf,
        -0.0,
        date(2026, 5, 1),
        datetime(2026, 5, 1, 3, tzinfo=UTC),
        pd.NaT,
        pd.NA,
        ("a", [1]),
    ]
    [column] = columnar.written(pd.DataFrame({"值": _column(values, "object")}))
    back = columnar.read([json.loads(json.dumps(column, allow_nan=False))])["值"].tolist()
    assert [type(each) for each in back] == [type(each) for each in values]
    assert back[:4] == values[:4]
    assert math.copysign(1, back[1]) == -1
    assert back[6] == ("a", [1])


def test_times_keep_their_nanoseconds() -> None:
    stamp = pd.Timestamp("2026-05-01 00:00:00.123456789")
    frame = pd.DataFrame({"at": [stamp]}, dtype=object)
    assert columnar.read(columnar.written(frame)).loc[0, "at"] == stamp


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame([[1, 2]], columns=["a", "a"]),
        pd.DataFrame({1: [1]}),
        pd.DataFrame({"a": [{"b": 1}]}),
        pd.DataFrame({"a": [{1, 2}]}),
        pd.DataFrame({"a": pd.period_range("2026-01", periods=1, freq="M")}),
        pd.DataFrame({"a": pd.to_datetime(["2026-05-01"], utc=True)}),
        pd.DataFrame({"a": [1j]}),
    ],
    ids=["twice", "no text", "mapping", "set", "period", "zone", "complex"],
)
def test_what_could_not_come_back_is_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(TypeError):
        columnar.written(frame)

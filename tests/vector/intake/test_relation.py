"""What must hold within one survey."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.catalog.method import Check, Field, Method
from vector.intake.relation import broken, natural


def field(name, decimals=0):
    return Field(id=name, zh=name, en=name, unit="只", role="tally", decimals=decimals)


METHOD = Method(
    id="m",
    zh="法",
    en="m",
    source="无",
    confidence="recalled",
    group="rodent",
    effective="有效",
    fields=(field("a"), field("b"), field("c"), field("hours", 2)),
)
COUNT = st.one_of(st.integers(0, 4).map(float), st.just(float("nan")))


@pytest.mark.parametrize(
    ("op", "holds"),
    [
        ("<=", lambda left, right: left <= right),
        ("<", lambda left, right: left < right),
        ("==", lambda left, right: left == right),
        ("implies", lambda left, right: left == 0 or right > 0),
    ],
)
def test_a_check_is_broken_exactly_where_it_does_not_hold(op, holds):
    check = Check(left=("a", "b"), op=op, right=("c",))

    @given(COUNT, COUNT, COUNT)
    def compared(a, b, c):
        found = broken(check, METHOD, {"a": np.array([a]), "b": np.array([b]), "c": np.array([c])})
        known = not np.isnan([a, b, c]).any()
        assert found.tolist() == [known and not holds(a + b, c)]

    compared()


def test_fields_of_different_resolution_are_compared_in_natural_units():
    check = Check(left=("hours",), op="<=", right=("c",))
    values = {"hours": np.array([150.0, 250.0]), "c": np.array([2.0, 2.0])}
    assert broken(check, METHOD, values).tolist() == [False, True]
    assert natural(150.0, METHOD, "hours") == "1.5"

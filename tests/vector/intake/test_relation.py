"""What must hold within one survey."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wild import told

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


@pytest.mark.parametrize(
    ("male", "female", "code"), [(3, 2, ""), (3, 3, "sex_sum"), (1, 1, "sex_short")]
)
def test_sexes_are_compared_with_the_catch(read_sheets, male, female, code):
    header = ["监测日期", "监测点位", "有效夹数", "雄", "雌", "捕获总数"]
    found = read_sheets({"鼠": [header, ["2025-06-01", "东门", 48, male, female, 5]]})
    assert [c for c in found.faults["code"] if c.startswith("sex")] == ([code] if code else [])
    assert found.accepted == (0 if code == "sex_sum" else 1)


def test_more_of_one_sex_than_were_caught_is_an_error_and_fewer_is_none(read_sheets):
    rows = [["监测日期", "监测点位", "布放夹数", "有效夹数", "捕获总数", "雌"],
            ["2025-06-01", "东门", 100, 98, 1, 3],
            ["2025-06-01", "西门", 100, 98, 3, 1]]  # fmt: skip
    found = read_sheets({"鼠": rows})
    assert len(told(found, "sex_sum")) == 1
    assert told(found, "sex_short") == []
    assert found.tables["snap_trap"]["station"].tolist() == ["西门"]


def test_fewer_of_the_species_than_were_caught_are_not_identified(read_sheets):
    rows = [["监测日期", "监测点位", "布放夹数", "有效夹数", "捕获总数", "褐家鼠"],
            ["2025-06-01", "东门", 100, 98, 3, 1]]  # fmt: skip
    found = read_sheets({"鼠": rows})
    (said,) = told(found, "species_short")
    assert "其余按未鉴定计" in said
    assert found.accepted == 1

"""Numbers for people: halves go up, limits keep no idle zeros."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.report.numeral import half_up, plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(5, 1000), "0.01"),
        (Fraction(4999, 1_000_000), "0.00"),
        (Fraction(100, 3), "33.33"),
        (2.675, "2.68"),
        (0.0, "0.00"),
    ],
)
def test_half_up(value: Fraction | float, text: str) -> None:
    assert half_up(value) == text


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_half_up_agrees_with_decimal(thousandths: int, places: int) -> None:
    exact = Decimal(thousandths).scaleb(-5)
    expected = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert Decimal(half_up(Fraction(thousandths, 100_000), places)) == expected


@pytest.mark.parametrize(
    ("value", "text"), [("0.8", "0.8"), ("95", "95"), ("100", "100"), ("12.50", "12.5")]
)
def test_plain(value: str, text: str) -> None:
    assert plain(Fraction(value)) == text

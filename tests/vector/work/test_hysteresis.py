"""The lines at which flags clear and worsen, as invariants over all limits and values."""

from fractions import Fraction
from typing import Literal

import offices
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.report.evidence import Bound, Companion
from vector.work.hysteresis import clear_line, clearing, clears, severity

limits = st.fractions(min_value=Fraction(1, 10), max_value=99, max_denominator=100)
values = st.fractions(min_value=0, max_value=100, max_denominator=100)
sides = st.sampled_from(["high", "low"])
RATIO = Fraction(4, 5)


def bound(value: Fraction, worse: Literal["high", "low"]) -> Bound:
    return Bound(value=value, worse=worse, text="", source="", confidence="certain")


@given(values, limits, sides)
def test_what_clears_is_not_beyond(
    value: Fraction, limit: Fraction, worse: Literal["high", "low"]
) -> None:
    found = bound(limit, worse)
    assert not (clears(value, found, RATIO) and found.beyond(value))


@given(values, values, limits, sides)
def test_severity_grows_with_the_excess(
    one: Fraction, other: Fraction, limit: Fraction, worse: Literal["high", "low"]
) -> None:
    better, worst = sorted((one, other), reverse=worse == "low")
    found = bound(limit, worse)
    assert 1 <= severity(better, found) <= severity(worst, found) <= 3


@given(limits, sides)
def test_the_limit_itself_neither_clears_nor_worsens(
    limit: Fraction, worse: Literal["high", "low"]
) -> None:
    found = bound(limit, worse)
    assert not clears(limit, found, RATIO)
    assert severity(limit, found) == 1


@pytest.mark.parametrize(
    ("limit", "worse", "line"),
    [("5", "high", "4"), ("0.8", "high", "0.64"), ("93", "low", "94.4"), ("0", "high", "0")],
)
def test_lines(limit: str, worse: Literal["high", "low"], line: str) -> None:
    assert clear_line(bound(Fraction(limit), worse), RATIO) == Fraction(line)


@pytest.mark.parametrize(("value", "expected"), [("92", 1), ("86.01", 1), ("86", 2), ("72", 3)])
def test_shortfalls_double(value: str, expected: int) -> None:
    assert severity(Fraction(value), bound(Fraction(93), "low")) == expected


def test_a_limit_that_the_value_must_stay_under_is_beyond_at_the_limit() -> None:
    under = bound(Fraction(8), "high").model_copy(update={"at_limit": True})
    assert under.beyond(Fraction(8))
    assert not bound(Fraction(8), "high").beyond(Fraction(8))


def companion(value: int, name: str = "小蠊平均每阳性间") -> Companion:
    return Companion(name=name, value=Fraction(value), unit="只", bound=bound(Fraction(10), "high"))


def test_clearing_of_a_pair_turns_on_the_companion_that_still_holds_it() -> None:
    rate = offices.evidence(value=Fraction(1))
    for pairs, blamed, known, clear, named in (
        ([companion(8)], companion(15), True, True, "小蠊平均每阳性间"),
        ([companion(9)], None, True, False, "小蠊平均每阳性间"),
        ([companion(8)], None, True, True, None),
        ([], companion(15), True, True, None),
        ([], companion(15), False, False, None),
    ):
        found = clearing(rate, blamed, pairs, RATIO, known=known)
        assert found.clear is clear
        assert (found.evidence.companion and found.evidence.companion.name) == named
        assert (found.lines.pair is not None) is (named is not None)
        assert bool(found.lines.lapsed) is (blamed is not None and not pairs)
        assert found.lines.unknown is not known


def test_an_estimate_not_sure_to_be_beyond_is_of_the_least_severity() -> None:
    """A density of three times its limit by little effort holds a flag, but worsens none."""
    found = offices.evidence(value=Fraction(15), severity=2)
    held = clearing(found, None, [], RATIO, known=True)
    assert (held.clear, held.evidence.severity) == (False, 1)

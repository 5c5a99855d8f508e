from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from vector.catalog.index import DensityIndex
from vector.stats import density
from vector.stats.density import BLOCK


def an_index(numerator, denominator):
    return DensityIndex(
        id="an_index", zh="指标", en="index", source="-", confidence="certain", group="rodent",
        family="rate", methods=("a_method",), numerator=numerator, denominator=denominator,
        unit="处/km",
    )  # fmt: skip


def column(*values):
    return np.array(values, dtype=np.float64)


class TestComponents:
    def test_a_minus_subtracts(self):
        fields = {"checked": column(120, 40), "failed": column(5, 40)}
        found = density.components(an_index(("checked", "-failed"), ("checked",)), fields)
        assert found.numerator.tolist() == [115, 0]
        assert found.denominator.tolist() == [120, 40]

    def test_denominator_fields_are_multiplied_within_a_survey(self):
        fields = {"females": column(31), "lamps": column(3), "hours": column(1250)}
        found = density.components(an_index(("females",), ("lamps", "hours")), fields)
        assert found.denominator.tolist() == [3750]

    def test_a_missing_field_is_unknown_and_zero_is_known(self):
        fields = {"signs": column(np.nan, 0, 2), "km": column(1500, 1500, np.nan)}
        found = density.components(an_index(("signs",), ("km",)), fields)
        assert found.known.tolist() == [False, True, False]
        assert found.numerator.tolist() == [0, 0, 0]
        assert found.denominator.tolist() == [0, 1500, 0]

    def test_a_column_not_on_the_form_is_missing_everywhere(self):
        found = density.components(an_index(("signs",), ("km",)), {"km": column(1, 2)})
        assert found.known.tolist() == [False, False]

    def test_no_surveys(self):
        found = density.components(an_index(("signs",), ("km",)), {})
        assert [len(part) for part in found] == [0, 0, 0]

    def test_an_unscaled_number_is_refused(self):
        with pytest.raises(ValueError, match="km"):
            density.components(
                an_index(("signs",), ("km",)), {"signs": column(1), "km": column(1.5)}
            )

    def test_a_product_beyond_64_bits_is_refused(self):
        fields = {"signs": column(1), "km": column(2.0**40), "days": column(2.0**40)}
        with pytest.raises(OverflowError, match="km, days"):
            density.components(an_index(("signs",), ("km", "days")), fields)

    def test_a_number_beyond_exact_floats_is_refused(self):
        with pytest.raises(OverflowError, match="signs"):
            density.components(an_index(("signs",), ()), {"signs": column(2.0**54)})


class TestCross:
    def test_agrees_with_numpy(self):
        random = np.random.default_rng(3)
        sizes = (72, 220, 4)
        rows = BLOCK + 17
        codes = [random.integers(0, size, rows).astype(np.int16) for size in sizes]
        crossed, size = density.cross(*zip(codes, sizes, strict=True))
        assert size == 72 * 220 * 4
        assert np.array_equal(crossed, np.ravel_multi_index(codes, sizes))

    def test_a_code_past_its_axis_is_refused(self):
        with pytest.raises(IndexError):
            density.cross((np.array([0, 3]), 3), (np.array([0, 0]), 2))

    def test_too_many_combinations_are_refused(self):
        axis = np.array([0]), 2**40
        with pytest.raises(OverflowError):
            density.cross(axis, axis)


surveys = st.integers(0, 60).flatmap(
    lambda rows: st.tuples(
        arrays.arrays(np.int8, rows, elements=st.integers(-2, 4)),
        arrays.arrays(np.int64, rows, elements=st.integers(-(2**55), 2**55)),
        arrays.arrays(np.int32, rows, elements=st.integers(0, 1000)),
    )
)


class TestPool:
    @given(surveys)
    def test_sums_are_those_of_whole_numbers(self, rows):
        codes, numerator, denominator = rows
        pooled = density.pool(codes, 5, numerator, denominator)
        for group in range(5):
            mine = [position for position, code in enumerate(codes) if code == group]
            assert int(pooled.numerator[group]) == sum(int(numerator[one]) for one in mine)
            assert int(pooled.denominator[group]) == sum(int(denominator[one]) for one in mine)
            assert int(pooled.surveys[group]) == len(mine)

    def test_sums_past_the_exact_range_of_floats(self):
        numerator = np.array([2**53, 1, 1], dtype=np.int64)
        pooled = density.pool(np.zeros(3, np.int64), 1, numerator, numerator)
        assert pooled.numerator.tolist() == [2**53 + 2]

    def test_many_rows_agree_with_pandas(self):
        random = np.random.default_rng(11)
        rows = 3 * BLOCK + 5
        frame = pd.DataFrame(
            {
                "code": random.integers(0, 900, rows, dtype=np.int32),
                "positive": random.random(rows) < 0.2,
                "effort": random.integers(1, 31, rows, dtype=np.int16),
            }
        )
        pooled = density.pool(
            frame["code"].to_numpy(), 900, frame["positive"].to_numpy(), frame["effort"].to_numpy()
        )
        expected = frame.groupby("code").agg(
            positive=("positive", "sum"), effort=("effort", "sum"), surveys=("effort", "size")
        )
        assert np.array_equal(np.column_stack(pooled), expected.to_numpy())

    @given(surveys, st.integers(0, 60))
    def test_parts_put_together_are_the_whole(self, rows, cut):
        whole = density.pool(rows[0], 5, rows[1], rows[2])
        parts = [
            density.pool(c, 5, k, n)
            for c, k, n in ([r[:cut] for r in rows], [r[cut:] for r in rows])
        ]
        for expected, found in zip(whole, density.together(*parts), strict=True):
            assert np.array_equal(expected, found)

    def test_a_code_past_the_groups_is_refused(self):
        with pytest.raises(IndexError):
            density.pool(np.array([3]), 3, np.array([1]), np.array([1]))

    def test_floats_are_refused(self):
        with pytest.raises(TypeError):
            density.pool(np.array([0]), 1, np.array([1.0]), np.array([1]))

    def test_sums_that_might_not_fit_are_refused(self):
        huge = np.full(3, 2**62, dtype=np.int64)
        with pytest.raises(OverflowError):
            density.pool(np.zeros(3, np.int64), 1, huge, huge)


class TestDensity:
    def test_pooled_first_then_divided(self):
        # 1 of 10 and 0 of 90 traps: 1 %, not the mean of 10 % and 0 %.
        pooled = density.pool(np.array([0, 0]), 1, np.array([1, 0]), np.array([10, 90]))
        value = density.density(pooled.numerator, pooled.denominator, Fraction(100))
        assert value.tolist() == [1.0]

    def test_kilometres_kept_in_metres(self):
        assert density.density(np.array([4]), np.array([2500]), Fraction(1000)).tolist() == [1.6]

    def test_no_effort_has_no_value(self):
        assert np.isnan(density.density(np.array([0, 3]), np.array([0, 0]), 100)).all()

    @given(st.integers(0, 10**6), st.integers(1, 10**6), st.sampled_from([1, 100, Fraction(1, 30)]))
    def test_is_the_exact_quotient_rounded_once(self, k, n, multiplier):
        value = density.density(np.array([k]), np.array([n]), multiplier)
        assert value[0] == float(Fraction(multiplier) * k / n)

import numpy as np
import pytest
from assaying import assays_of, random_rows
from hypothesis import given, settings
from hypothesis import strategies as st

from vector.stats.bioassay import Link, Reason, fit, gather, lethal


def one(dose, number, dead, **changed):
    return fit(gather(np.zeros(len(dose), int), dose, number, dead, **changed))


DEGENERATE = [
    ([1, 2, 4], [20] * 3, [0, 0, 0], Reason.NO_DEATHS),
    ([1, 2, 4], [20] * 3, [20, 20, 20], Reason.ALL_DEAD),
    ([1, 2, 4, 8], [25] * 4, [0, 0, 25, 25], Reason.ALL_OR_NONE),
    ([1, 2, 4], [25] * 3, [0, 12, 25], Reason.ALL_OR_NONE),
    ([1, 2, 4, 8], [25] * 4, [25, 25, 0, 0], Reason.NEGATIVE_SLOPE),
    ([1, 2, 4, 8], [25] * 4, [24, 18, 9, 1], Reason.NEGATIVE_SLOPE),
    ([1, 2, 4, 8], [25] * 4, [11, 13, 12, 12], Reason.FLAT),
    ([2, 2, 2], [25] * 3, [5, 6, 7], Reason.ONE_DOSE),
    ([3], [25], [5], Reason.ONE_DOSE),
    ([1, 2], [0, 0], [0, 0], Reason.NO_INSECTS),
    ([0, 0], [50, 50], [1, 2], Reason.NO_INSECTS),
    ([1, 2, 4], [20] * 3, [1, 21, 5], Reason.IMPOSSIBLE),
    ([1, 2, 4], [20] * 3, [1, -1, 5], Reason.IMPOSSIBLE),
    ([1, np.nan, 4], [20] * 3, [1, 10, 19], Reason.IMPOSSIBLE),
    ([1, -2, 4], [20] * 3, [1, 10, 19], Reason.IMPOSSIBLE),
    ([1, np.inf, 4], [20] * 3, [1, 10, 19], Reason.IMPOSSIBLE),
    ([1, 2, 4], [20, 20.5, 20], [1, 10, 19], Reason.IMPOSSIBLE),
    ([1, 2, 4], [20] * 3, [1, 9.5, 19], Reason.IMPOSSIBLE),
]


@pytest.mark.parametrize(("dose", "number", "dead", "reason"), DEGENERATE)
def test_what_has_no_lethal_dose_gets_a_reason_and_no_number(dose, number, dead, reason):
    curve = one(dose, number, dead)
    assert curve.reasons.tolist() == [reason]
    found = lethal(curve)
    assert (found["reason"] == reason).all()
    assert found.drop(columns=["assay", "percent", "reason"]).isna().all(axis=None)


def test_controls_decide_before_anything_is_fitted(catalog):
    rule = catalog.abbott_rules["who"]
    dose, number = [0, 1, 2, 4, 8], [50] * 5
    high = one(dose, number, [11, 12, 20, 33, 49], rule=rule)
    void = one(dose, number, [50, 50, 50, 50, 50], rule=rule)
    fine = one(dose, number, [2, 5, 16, 33, 49], rule=rule)
    assert high.reasons.tolist() == [Reason.CONTROL_HIGH]
    assert void.reasons.tolist() == [Reason.CONTROL_ALL]
    assert fine.reasons.tolist() == [""]


def test_abbott_before_the_fit(catalog):
    rule = catalog.abbott_rules["who"]
    rows = gather([0] * 5, [0, 1, 2, 4, 8], [50] * 5, [5, 4, 19, 35, 50], rule=rule)
    assert rows.adjusted.tolist() == [True]
    np.testing.assert_allclose(rows.dead / 50, [0, (0.38 - 0.1) / 0.9, (0.7 - 0.1) / 0.9, 1])
    raw = gather([0] * 5, [0, 1, 2, 4, 8], [50] * 5, [5, 4, 19, 35, 50], rule=rule, correct=False)
    assert raw.dead.tolist() == [4, 19, 35, 50]


def test_a_thousand_assays_are_the_same_as_each_alone():
    codes, dose, number, dead = random_rows(1000)
    dead[codes == 7] = 0
    together = fit(gather(codes, dose, number, dead))
    assert together.reasons[7] == Reason.NO_DEATHS
    for each in (0, 7, 500, 999):
        rows = codes == each
        alone = one(dose[rows], number[rows], dead[rows])
        np.testing.assert_allclose(together.slope[each], alone.slope[0], rtol=1e-12)
        np.testing.assert_allclose(together.deviance[each], alone.deviance[0], rtol=1e-10)


def test_order_of_rows_and_codes_does_not_matter():
    codes, dose, number, dead = random_rows(3)
    mixed = np.random.default_rng(0).permutation(len(codes))
    straight = fit(gather(codes, dose, number, dead))
    shuffled = fit(gather(codes[mixed], dose[mixed], number[mixed], dead[mixed]))
    np.testing.assert_allclose(straight.slope, shuffled.slope, rtol=1e-10)


@settings(max_examples=40)
@given(st.integers(-6, 6), st.integers(0, 2**31))
def test_another_unit_of_dose_scales_the_lethal_dose(power, seed):
    codes, dose, number, dead = random_rows(1, seed=seed)
    here = lethal(fit(gather(codes, dose, number, dead)), [50, 95])
    there = lethal(fit(gather(codes, dose * 10.0**power, number, dead)), [50, 95])
    assert (here["reason"] == there["reason"]).all()
    for column in ("dose", "delta_lower", "fiducial_upper"):
        np.testing.assert_allclose(there[column], here[column] * 10.0**power, rtol=1e-6)


def test_rows_of_negative_code_are_left_out_and_faulty_shapes_refused():
    codes = [0, 0, 0, -1]
    curve = fit(gather(codes, [1, 2, 4, 8], [20] * 4, [2, 10, 18, np.nan]))
    assert curve.reasons.tolist() == [""]
    with pytest.raises(ValueError, match="one length"):
        gather([0], [1, 2], [3, 4], [1, 1])
    with pytest.raises(ValueError, match="size"):
        gather([3], [1], [3], [1], size=2)


@pytest.mark.parametrize("link", list(Link))
def test_whatever_is_given_there_is_a_reason_or_a_dose_within_its_limits(link, catalog):
    generator = np.random.default_rng(20)
    size = 600
    codes = np.sort(generator.integers(0, size, 3 * size))
    dose = generator.choice([0, 0.1, 1, 1, 3, 10, 1e5], len(codes))
    number = generator.choice([0, 1, 3, 20], len(codes))
    dead = (generator.random(len(codes)) * (number + 1)).astype(int)
    rule = catalog.abbott_rules["who"]
    curve = fit(gather(codes, dose, number, dead, size=size, rule=rule), link)
    found = lethal(curve, [50])
    sound = curve.reasons == ""
    assert np.isfinite(found["log10"][sound]).all()
    assert found["dose"][~sound].isna().all()
    finite = sound & (found["g"] < 1).to_numpy()
    assert finite.any()
    limits = found.loc[finite, ["fiducial_lower", "dose", "fiducial_upper"]].to_numpy()
    assert (np.diff(np.log10(limits), axis=1) >= -1e-9).all()


def test_no_assays_at_all():
    curve = fit(gather([], [], [], []))
    assert curve.size == 0
    assert len(lethal(curve)) == 0


def test_taking_assays_apart_and_together_again():
    both = assays_of("budworm_male", "finney_rotenone")
    again = both.take(np.array([1, 0, 1]))
    assert again.size == 3
    np.testing.assert_allclose(fit(again).slope, fit(both).slope[[1, 0, 1]], rtol=1e-12)

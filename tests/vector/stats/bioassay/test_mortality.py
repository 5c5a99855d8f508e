from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.stats.bioassay import Reason, classify, mortality
from vector.stats.interval import clopper_pearson


def test_published_classes_of_both_schemes(catalog):
    schemes = catalog.resistance_schemes
    dead, number = [980, 979, 900, 899, 800, 799], [1000] * 6
    older = mortality(dead, number, scheme=schemes["who_1998"])["class"].tolist()
    newer = mortality(dead, number, scheme=schemes["who_2013"])["class"].tolist()
    maybe = "possible_resistance"
    assert older == ["susceptible", maybe, maybe, maybe, maybe, "resistant"]
    sure = "confirmed_resistance"
    assert newer == ["susceptible", maybe, maybe, sure, sure, sure]


@pytest.mark.parametrize(
    ("ratio", "place"), [(1, 0), (9.99, 0), (10, 1), (40, 1), (40.01, 2), (float("nan"), -1)]
)
def test_ratio_classes_of_the_standard(catalog, ratio, place):
    assert classify(catalog.resistance_schemes["gbt_26347"], [ratio]).tolist() == [place]


def test_where_a_cut_is_unknown_no_class_is_claimed(catalog):
    fly, roach = (catalog.resistance_schemes[name] for name in ("gbt_26350", "gbt_26352"))
    assert [fly.classes[p].id for p in classify(fly, [6.07, 10, 24.7])] == [
        "low",
        "undecided",
        "high",
    ]
    assert [roach.classes[p].id for p in classify(roach, [1.51, 9.03, 11.26, 20, 32.8])] == [
        "susceptible",
        "low",
        "moderate",
        "moderate_or_high",
        "high",
    ]


@given(st.lists(st.fractions(0, 100), min_size=2, max_size=20))
def test_classes_rise_with_the_value(values):
    from vector.catalog import load

    ordered = sorted(values)
    for scheme in load().resistance_schemes.values():
        places = classify(scheme, ordered)
        assert (np.diff(places) >= 0).all()


def test_a_mortality_is_compared_without_rounding(catalog):
    # 49 of 50 after a control of 5 of 100 is (49·100 - 5·50)/(50·95), a little less than 98 %.
    scheme, rule = catalog.resistance_schemes["who_2013"], catalog.abbott_rules["who"]
    found = mortality([49, 98], [50, 100], [5, 0], [100, 100], scheme=scheme, rule=rule)
    assert found["value"][0] == pytest.approx(float(100 * Fraction(49 * 100 - 250, 50 * 95)))
    assert found["class"].tolist() == ["possible_resistance", "susceptible"]
    assert found["corrected"].tolist() == [True, False]


def test_what_was_not_a_test_has_no_class(catalog):
    scheme, rule = catalog.resistance_schemes["who_2013"], catalog.abbott_rules["who"]
    found = mortality(
        [0, 5, 120, 90, 90, np.nan, 90],
        [0, 10, 100, 100, 100, 100, 100],
        [0, 0, 0, 21, 100, 0, 0],
        [0, 0, 0, 100, 100, 0, 0],
        scheme=scheme,
        rule=rule,
    )
    assert found["reason"].tolist() == [
        Reason.NO_INSECTS,
        Reason.FEW_TESTED,
        Reason.IMPOSSIBLE,
        Reason.CONTROL_HIGH,
        Reason.CONTROL_ALL,
        Reason.IMPOSSIBLE,
        "",
    ]
    void = [0, 2, 3, 4, 5]
    assert found.loc[void, ["value", "lower", "upper"]].isna().all(axis=None)
    assert (found.loc[void, "class"] == "").all()
    assert (found["scheme"] == "who_2013").all()


def test_a_sure_control_leaves_the_exact_interval(catalog):
    scheme, rule = catalog.resistance_schemes["who_2013"], catalog.abbott_rules["always"]
    found = mortality([90], [100], [1], [10**8], scheme=scheme, rule=rule)
    lower, upper = clopper_pearson([90], [100])
    assert found["lower"][0] == pytest.approx(100 * lower[0], abs=1e-4)
    assert found["upper"][0] == pytest.approx(100 * upper[0], abs=1e-4)


def test_the_corrected_interval_covers(catalog):
    scheme, rule = catalog.resistance_schemes["who_2013"], catalog.abbott_rules["always"]
    generator = np.random.default_rng(5)
    natural, true = 0.1, 0.85
    dead = generator.binomial(100, natural + (1 - natural) * true, 2000)
    lost = generator.binomial(100, natural, 2000)
    found = mortality(dead, 100, lost, 100, scheme=scheme, rule=rule)
    valid = found["value"].notna()
    inside = found["lower"].le(100 * true) & found["upper"].ge(100 * true)
    assert valid.mean() > 0.95
    assert inside[valid].mean() > 0.94


def test_only_a_scheme_of_mortality_classes_mortalities(catalog):
    with pytest.raises(ValueError, match="gbt_26347"):
        mortality([1], [2], scheme=catalog.resistance_schemes["gbt_26347"])

import numpy as np
import pandas as pd
import pytest
from assaying import GOLDEN
from hypothesis import given
from hypothesis import strategies as st

from vector.stats.bioassay import corrected, verdict


def test_published_rule_and_formula(catalog):
    table = pd.read_csv(GOLDEN / "abbott.csv")
    share = corrected(table["test_dead"], table["test_n"], table["ctl_dead"], table["ctl_n"])
    np.testing.assert_allclose(100 * share, table["abbott_pct"], rtol=1e-12)
    said = verdict(table["ctl_dead"], table["ctl_n"], catalog.abbott_rules["who"])
    assert (said.correct == table["who_corrects"]).all()
    assert (~said.repeat == table["who_valid"]).all()


@pytest.mark.parametrize(
    ("rule", "dead", "number", "correct", "repeat"),
    [
        ("who", 1, 20, True, False),  # exactly 5 %
        ("who", 1, 21, False, False),
        ("who", 6, 30, True, False),  # exactly 20 %
        ("who", 0, 0, False, False),
        ("strict", 11, 100, False, True),
        ("cdc_bottle", 3, 100, True, False),
        ("always", 1, 100, True, False),
        ("always", 0, 100, False, False),
    ],
)
def test_edges_of_the_rules(catalog, rule, dead, number, correct, repeat):
    said = verdict([dead], [number], catalog.abbott_rules[rule])
    assert (said.correct[0], said.repeat[0]) == (correct, repeat)


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 40), st.integers(1, 40))
def test_correction_never_raises_and_keeps_all_dead(dead, more, lost, kept):
    number, control = dead + more, lost + kept
    share = float(corrected(dead, number, lost, control))
    assert share <= dead / number + 1e-12
    assert float(corrected(number, number, lost, control)) == 1


def test_without_insects_or_living_controls_there_is_no_share():
    assert np.isnan(corrected([0, 5, 5], [0, 10, 10], [0, 10, 0], [10, 10, 0])).all()

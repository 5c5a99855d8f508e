import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.stats.hotspot import study
from vector.stats.hotspot.distance import great_circle, plane

ROWS = pd.DataFrame(
    {
        "place": np.repeat(list("abcd"), 3),
        "longitude": np.repeat([0.0, 1.0, 2.0, 3.0], 3),
        "latitude": 0.0,
        "period": np.tile(["2025-01", "2025-02", "2025-03"], 4),
        "count": [1, 4, 2, 0, 3, 8, 5, 5, 5, 2, 0, 1],
        "effort": [10, 20, 10, 10, 20, 10, 10, 20, 10, 10, 20, 10],
    }
)


def test_expectations_follow_effort_and_add_up():
    found = study(ROWS)
    np.testing.assert_allclose(found.expected, found.effort * 36 / 160)
    assert found.total == 36


@pytest.mark.parametrize("adjust", ["place", "period", "both"])
def test_what_is_no_cluster_is_held(adjust):
    found = study(ROWS, adjust=adjust)
    if adjust != "period":
        np.testing.assert_allclose(found.expected.sum(1), found.count.sum(1))
    if adjust != "place":
        np.testing.assert_allclose(found.expected.sum(0), found.count.sum(0))


def test_both_with_even_effort_is_the_product_of_the_margins():
    found = study(ROWS.assign(effort=1), adjust="both")
    margins = np.outer(found.count.sum(1), found.count.sum(0)) / found.total
    np.testing.assert_allclose(found.expected, margins)


def test_a_stratum_has_its_own_rate():
    strata = np.where(ROWS["place"].isin(["a", "b"]), "market", "village")
    found = study(ROWS.assign(stratum=strata))
    assert found.expected[:2].sum() == pytest.approx(18)
    assert found.expected[2:].sum() == pytest.approx(18)


def test_given_expectations_replace_effort():
    found = study(ROWS.assign(expected=np.arange(1, 13)))
    np.testing.assert_allclose(found.expected.ravel(), np.arange(1, 13) * 36 / 78)


def test_rows_of_one_place_and_period_are_added_up():
    doubled = pd.concat([ROWS, ROWS])
    np.testing.assert_array_equal(study(doubled).count, 2 * study(ROWS).count)


def test_missing_numbers_are_left_out_and_counted():
    rows = ROWS.astype({"count": float})
    rows.loc[0, "count"] = np.nan
    rows.loc[1, "effort"] = np.nan
    assert study(rows).left_out == 2


def test_texts_are_read_as_numbers():
    assert study(ROWS.astype({"count": str})).total == 36


@pytest.mark.parametrize("column", ["place", "count", "effort", "longitude"])
def test_a_missing_column_is_refused(column):
    with pytest.raises(ValueError, match=r"column|neither"):
        study(ROWS.drop(columns=column))


@given(
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=2, max_size=6),
)
def test_great_circles_obey_the_cosine_law(points):
    east, north = np.radians(np.array(points).T)
    cosine = np.sin(north)[:, None] * np.sin(north) + np.cos(north)[:, None] * np.cos(
        north
    ) * np.cos(east[:, None] - east)
    by_cosine = 6371.0088 * np.arccos(np.clip(cosine, -1, 1))
    found = great_circle(*np.array(points).T)
    np.testing.assert_allclose(found, by_cosine, atol=1)
    np.testing.assert_allclose(found, found.T)


def test_near_points_keep_their_distance():
    # One arc second of latitude: 30.9 m.
    assert great_circle([113, 113], [23, 23 + 1 / 3600])[0, 1] == pytest.approx(0.030887, abs=1e-6)


def test_plane_is_pythagoras():
    assert plane([0, 3], [0, 4])[0, 1] == 5


def test_blank_names_and_periods_are_missing():
    rows = ROWS.astype({"period": object, "place": object})
    rows.loc[0, "period"] = ""
    rows.loc[1, "place"] = ""
    found = study(rows)
    assert found.left_out == 2
    assert "" not in found.periods
    alone = study(ROWS.assign(period=""))
    assert alone.periods.tolist() == [""]
    assert alone.left_out == 0


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("effort", 1e-300),
        ("effort", 1e300),
        ("longitude", 1e300),
        ("expected", 1e300),
        ("count", 1e12),
    ],
)
def test_numbers_that_no_survey_can_have_are_a_reason(column, value):
    rows = ROWS.assign(expected=5.0).astype(float, errors="ignore")
    rows.loc[rows["place"] == rows["place"].iloc[0], column] = value
    assert study(rows).reason == "invalid"

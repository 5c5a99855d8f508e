"""Index values reported without counts: they are judged as they are, with nothing made up."""

import numpy as np
import pandas as pd
import pytest

from vector.stats.judge import components, judge


def table(*rows):
    """Households: (station, households, positive containers, the value that was reported)."""
    names = ["station", "households", "positive_containers", "stated:breteau_index"]
    found = pd.DataFrame(list(rows), columns=names)
    found = found.assign(street="", habitat="", date=pd.Timestamp("2025-08-01"))
    return {"household_larvae": found.astype(dict.fromkeys(names[1:], "float64"))}


def judged(catalog, *rows, by="station"):
    found = judge(components(table(*rows), catalog), catalog, by=by, verdicts=False)
    return found[found["index"] == "breteau_index"].reset_index(drop=True)


@pytest.mark.parametrize(
    ("stated", "counts", "band"),
    [(12.3, (122, 15), 2), (4.996, (40, 2), 0), (5.004, (40, 2), 1), (10.0, (30, 3), 1)],
)
def test_the_reported_value_is_shown_and_compared(catalog, stated, counts, band):
    (row,) = judged(catalog, ("A", *counts, stated)).to_dict("records")
    assert (row["value"], row["band"]) == (stated, band)
    assert np.isnan([row["p_beyond"], row["lower"], row["upper"]]).all()
    assert pd.isna(row["numerator"])
    assert pd.isna(row["denominator"])
    assert row["words"] == ""
    assert "只填报了指标值" in row["reason"]


def test_counted_stations_keep_their_intervals(catalog):
    counted, reported = judged(catalog, ("A", 100, 8, np.nan), ("B", 122, 15, 12.3)).to_dict(
        "records"
    )
    assert counted["denominator"] == 100
    assert counted["words"]
    assert "填报" not in counted["reason"]
    assert np.isnan(reported["p_beyond"])


def test_several_reported_values_have_their_mean(catalog):
    (row,) = judged(catalog, ("A", 122, 15, 12.3), ("B", 40, 2, 4.99), by="all").to_dict("records")
    assert row["value"] == pytest.approx(8.645, abs=1e-9)


def test_reported_and_counted_together_have_no_probability(catalog):
    (row,) = judged(catalog, ("A", 122, 15, 12.3), ("B", 100, 8, np.nan), by="all").to_dict(
        "records"
    )
    assert row["value"] == pytest.approx(2300 / 222)
    assert np.isnan(row["p_beyond"])
    assert "部分监测只填报了指标值" in row["reason"]

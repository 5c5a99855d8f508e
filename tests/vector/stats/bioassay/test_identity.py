import pandas as pd

from vector.stats.bioassay.identity import IDENTITY, names, whole

ROWS = pd.DataFrame(
    {
        "strain": ["野外", "野外", "野外", "敏感", "敏感", "敏感"],
        "unit": ["", "mg/L", "mg/L", "", "mg/L", "%"],
        "tested_on": pd.to_datetime(["2025-07-01"] * 3 + [None] * 3),
        "dose": [0.0, 1.0, 2.0, 0.0, 1.0, 2.0],
    }
)


def test_a_control_takes_the_unit_of_its_assay():
    assert whole(ROWS)["unit"].tolist()[:3] == ["mg/L"] * 3


def test_a_control_between_two_units_takes_neither():
    assert whole(ROWS)["unit"].tolist()[3:] == ["", "mg/L", "%"]


def test_what_a_table_leaves_out_is_silent():
    found = whole(ROWS.drop(columns="tested_on"))
    assert set(IDENTITY) <= set(found.columns)
    assert found["tested_on"].isna().all()
    assert (found[["species", "site", "exposure"]] == "").all(axis=None)


def test_names_tell_days_and_units_apart():
    assert names(whole(ROWS))[0] == "野外 · 2025-07-01 · mg/L"
    assert names(whole(ROWS))[4:] == ["敏感 · mg/L", "敏感 · %"]
    assert names(whole(pd.DataFrame({"dose": [1.0]}))) == [""]

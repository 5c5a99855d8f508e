"""Which rows are the same survey."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from vector.intake.identity import KEY, repeats

SURVEYS = st.lists(
    st.tuples(
        st.sampled_from(["", "东街"]),
        st.sampled_from(["", "甲", "乙"]),
        st.sampled_from(["", "餐饮"]),
        st.sampled_from([None, pd.Timestamp("2025-08-01"), pd.Timestamp("2025-08-02")]),
    )
)


@given(SURVEYS)
def test_the_first_of_equal_surveys_is_named(surveys):
    table = pd.DataFrame(surveys, columns=[*KEY, "date"])
    table["date"] = pd.to_datetime(table["date"])
    for name in KEY:
        table[name] = pd.Categorical(table[name])
    expected = [
        surveys.index(survey) if survey[1] and survey[3] and survey in surveys[:place] else -1
        for place, survey in enumerate(surveys)
    ]
    assert repeats(table).tolist() == expected

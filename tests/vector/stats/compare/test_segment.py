"""A series is cut where its method, lamp or habitats change, and nowhere else."""

from itertools import pairwise

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from vector.stats.compare import breaks, segments

names = st.lists(st.sampled_from(["甲", "乙", None, ""]), min_size=1, max_size=24)


def of(lamps: list[str | None]) -> pd.DataFrame:
    periods = pd.period_range("2022-01", periods=len(lamps), freq="M").astype(str)
    return pd.DataFrame({"series": "东街", "period": periods, "count": 1, "equipment": lamps})


def test_what_is_blank_stays_as_it_was() -> None:
    found = segments(of([None, "甲", None, "", "乙", None]))
    assert found["segment"].tolist() == [1, 1, 1, 1, 2, 2]
    assert found["equipment"].tolist() == ["甲", "甲", "甲", "甲", "乙", "乙"]


def test_a_method_that_comes_back_is_comparable_though_cut_off() -> None:
    found = segments(of(["甲", "乙", "甲"]))
    assert found["segment"].tolist() == [1, 2, 3]
    assert found["state"].iloc[0] == found["state"].iloc[2] != found["state"].iloc[1]


@given(names)
def test_cuts_lie_where_the_last_known_name_changes(lamps: list[str | None]) -> None:
    table = segments(of(lamps))
    known = [each for each in lamps if each]
    changes = sum(a != b for a, b in pairwise(known))
    assert table["segment"].max() == changes + 1
    assert len(breaks(table)) == changes
    assert (table["segment"].diff().dropna() >= 0).all()


def test_the_set_of_habitats_is_the_state_of_a_period() -> None:
    frame = pd.DataFrame(
        {
            "period": ["2024-05", "2024-05", "2024-06", "2024-06", "2024-07"],
            "count": 1,
            "habitat": ["居民区", "菜市场", "菜市场", "居民区", "居民区"],
        }
    )
    found = segments(frame)
    assert found["segment"].tolist() == [1, 1, 2]
    cut = breaks(found)
    assert cut[["year", "part", "what"]].values.tolist() == [[2024, 7, "habitat"]]
    assert set(cut["before"].iloc[0].split("、")) == {"居民区", "菜市场"}


def test_series_do_not_break_into_one_another() -> None:
    frame = pd.concat([of(["甲", "甲"]), of(["乙", "乙"]).assign(series="西街")])
    table = segments(frame)
    assert table["segment"].tolist() == [1, 1, 1, 1]
    assert breaks(table).empty


def test_without_anything_to_watch_nothing_breaks() -> None:
    table = segments(of(["甲", "乙"]), watched=())
    assert table["segment"].tolist() == [1, 1]
    assert breaks(table).empty


def test_an_empty_frame_has_no_segments() -> None:
    table = segments(of([]))
    assert table.empty
    assert breaks(table).empty


def test_numbers_as_names_of_lamps_do_no_harm() -> None:
    table = segments(of([1, np.nan, 2]))  # type: ignore[list-item]
    assert table["segment"].tolist() == [1, 1, 2]

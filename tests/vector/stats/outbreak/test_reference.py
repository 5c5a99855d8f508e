import numpy as np
import pytest

from vector.stats.outbreak.reference import NONE, anniversaries, blocks, windows

MONDAYS = np.arange("2015-01-05", "2022-01-01", 7, dtype="datetime64[D]")


def test_a_week_a_year_ago_by_the_calendar_is_the_nearest_on_the_same_weekday():
    now = int(np.flatnonzero(np.datetime64("2021-01-04") == MONDAYS)[0])
    found = MONDAYS[anniversaries(now, 3, 52, MONDAYS)]
    assert found.astype(str).tolist() == ["2021-01-04", "2020-01-06", "2019-01-07", "2018-01-01"]


def test_a_leap_day_a_year_ago_is_the_first_of_march():
    days = np.arange("2018-01-01", "2020-03-10", dtype="datetime64[D]")
    now = int(np.flatnonzero(days == np.datetime64("2020-02-29"))[0])
    assert str(days[anniversaries(now, 1, 365, days)[1]]) == "2019-03-01"


def test_a_date_outside_the_series_is_none():
    assert anniversaries(10, 1, 52, MONDAYS) == [10, NONE]


def test_windows_end_where_the_series_begins():
    assert windows(60, 2, 3, 52).position.tolist() == [5, 6, 7, 8, 9, 10, 11]


def test_the_blocks_share_a_year_evenly_and_the_first_take_the_rest():
    now = 300
    found = blocks(now, anniversaries(now, 2, 52), 3, 10, 26)
    assert found is not None
    layers = dict(zip(found.position.tolist(), found.layer.tolist(), strict=True))
    year = [layers[position] for position in range(now - 104 - 3, now - 52 - 3)]
    lengths = [year.count(part) for part in range(10)]
    assert lengths == [5] * 9 + [7]
    assert year[:7] == [9] * 7
    assert max(found.position) == now - 27


def test_with_one_part_only_the_windows_are_used():
    found = blocks(300, anniversaries(300, 2, 52), 3, 1, 3)
    assert found is not None
    assert len(found.position) == 14


def test_too_short_a_history_has_no_reference():
    assert blocks(100, anniversaries(100, 2, 52), 3, 10, 26) is None
    assert blocks(107, anniversaries(107, 2, 52), 3, 10, 26) is not None


def test_a_block_without_a_period_takes_its_neighbours():
    # Seven months between the windows, nine blocks: two are empty and spill over the border.
    found = blocks(40, anniversaries(40, 2, 12), 2, 10, 2)
    assert found is not None
    layers = dict(zip(found.position.tolist(), found.layer.tolist(), strict=True))
    assert layers[25] == 8
    assert layers[26] == 8


def test_parts_between_windows_that_overlap_run_backwards():
    # A year of twelve months, windows of thirteen: the second of two parts is -1 months long.
    found = blocks(39, anniversaries(39, 2, 12), 6, 4, 2)
    assert found is not None
    layers = "".join(str(each) for each in found.layer)
    assert found.position.tolist() == list(range(9, 37))
    assert layers == "3333333333322233333333322233"


def test_too_many_parts_are_refused():
    with pytest.raises(ValueError, match="too few"):
        blocks(40, anniversaries(40, 2, 12), 5, 14, 2)


def test_windows_by_the_calendar_are_cut_where_the_series_begins():
    now = int(np.flatnonzero(MONDAYS == MONDAYS[0] + 52 * 7)[0])  # noqa: SIM300
    found = windows(now, 1, 3, 52, MONDAYS).position
    assert found.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("years", [1, 3])
def test_windows_by_month_keep_the_day_of_the_month(years):
    months = np.arange("2018-01", "2022-01", dtype="datetime64[M]").astype("datetime64[D]") + 14
    by_day = windows(40, years, 2, 12, months)
    assert by_day.position.tolist() == windows(40, years, 2, 12).position.tolist()

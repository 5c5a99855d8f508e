"""The calendar of campaigns: when a season rises, and how a campaign stands to it."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from visitor import as_text

from dashboard.pages.campaigns import rising, timing
from vector.catalog import load

RATS = {"season-index.value": "trap_rate", "season-part.value": "years"}


def year(*values):
    return pd.DataFrame({"month": range(1, 13), "value": pd.Series(values, dtype=float)})


def test_the_rise_is_the_month_that_passes_the_mean_on_the_way_to_the_peak():
    nan = float("nan")
    assert rising(year(0, 0, 0, 1, 2, 5, 9, 8, 5, 1, 0, 0)) == (6, 7)
    assert rising(year(9, 8, 1, 0, 0, 0, 0, 0, 0, 1, 2, 7)) == (12, 1)
    assert rising(year(1, nan, 4, nan, 9, nan, 5, nan, 1, nan, 1, nan)) == (3 if 4 > 3.5 else 5, 5)
    assert rising(year(*[0] * 12)) == (0, 0)
    assert rising(year(*[nan] * 12)) == (0, 0)


@given(st.lists(st.integers(0, 50), min_size=12, max_size=12), st.integers(0, 11))
def test_the_rise_turns_with_the_year(values, turn):
    rise, peak = rising(year(*values))
    turned, later = rising(year(*values[-turn:], *values[:-turn]) if turn else year(*values))
    if values.count(max(values)) == 1:
        assert later == (peak + turn - 1) % 12 + 1
        assert turned == ((rise + turn - 1) % 12 + 1 if rise else 0)


def test_a_campaign_stands_to_the_rise():
    winter = load().campaigns["winter_spring"]
    assert [timing(winter, month) for month in (3, 5, 7, 9)] == [
        "during",
        "before",
        "before",
        "apart",
    ]


def test_the_calendar_names_groups_campaigns_and_their_sources(signed_in):
    visitor = signed_in("manager")
    text = as_text(visitor.shown("season-calendar.children", {}))
    for words in ("鼠类", "蚊虫", "冬春季灭鼠灭蟑", "夏季灭蚊灭蝇", "深爱卫", "本月不要求"):
        assert words in text
    # The ratios are of the mean of the months surveyed, and the help says so.
    assert "没有监测的月份不参加平均" in visitor.page("/season")
    assert "这里没有预测" in as_text(visitor.shown("season-ahead.figure", RATS))
    visitor.client.get("/language/en")
    assert "winter and spring" in as_text(visitor.shown("season-calendar.children", {}))

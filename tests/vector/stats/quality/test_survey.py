import numpy as np
import pandas as pd

from vector.stats.quality import surveys
from vector.stats.quality.like import kinds

ROWS = pd.DataFrame(
    {
        "station": ["b", "a", "a", "a"],
        "date": ["2025-03-01", "2025-02-01", "2025-01-01", "2025-02-01"],
        "count": [1, 2, 3, 4],
        "effort": 200,
    }
)


def test_series_in_order_of_date_and_the_last_row_of_a_day_stands():
    found = surveys(ROWS)
    assert found.series["station"].tolist() == ["a", "b"]
    assert found.code.tolist() == [0, 0, 1]
    assert found.count.tolist() == [3, 4, 1]
    assert found.month.tolist() == [660, 661, 662]


def test_sheets_are_the_same_when_every_figure_is():
    table = pd.DataFrame({"station": "a", "date": pd.date_range("2025-01-01", periods=4)})
    table = table.assign(count=[2, 2, 2, np.nan], effort=[9, 9, 8, 9])
    sheet = surveys(table).sheet
    assert sheet[0] == sheet[1] != sheet[2]
    split = surveys(table.assign(**{"species:褐家鼠": [1, 2, 2, 0]})).sheet
    assert split[0] != split[1]


def test_missing_names_and_categories_are_texts():
    table = ROWS.assign(method=pd.Categorical(["m", None, "m", "m"]), habitat=np.nan)
    found = surveys(table)
    assert found.series["method"].tolist() == ["", "m", "m"]
    assert found.series["habitat"].tolist() == ["", "", ""]


def test_kinds_fall_back_to_the_method():
    rows = [(f"s{k}", "2025-01-01", 1, 9, "x" if k < 5 else "y") for k in range(7)]
    table = pd.DataFrame(rows, columns=["station", "date", "count", "effort", "habitat"])
    kind, alike = kinds(surveys(table.assign(method="m")), 5)
    assert len(set(kind[:5])) == 1
    assert len(set(kind[5:])) == 1
    assert alike.tolist() == [True] * 5 + [False] * 2
    assert [len(each) for each in kinds(surveys(table.head(0)), 5)] == [0, 0]


def test_days_in_any_form():
    table = ROWS.assign(date=pd.to_datetime(ROWS["date"]) + pd.Timedelta(hours=9))
    assert surveys(table).date[0] == np.datetime64("2025-01-01")
    texts = ROWS.assign(uploaded="2025-03-09")
    assert surveys(texts).uploaded[0] == np.datetime64("2025-03-09")
    zoned = ROWS.assign(date=pd.to_datetime(ROWS["date"]).dt.tz_localize("Asia/Shanghai"))
    assert surveys(zoned).date[0] == np.datetime64("2025-01-01")

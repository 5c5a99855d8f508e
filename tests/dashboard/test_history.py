"""The history of a station: what stands of several methods, and of several habitats."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
from apiflask import APIFlask
from small_county import add
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import Visitor, as_text

from dashboard.expected import matching
from dashboard.pages.numbers import by_period
from dashboard.text import LANGUAGE
from vector.store.tables import ActionLimit, Region, Station

DAY = "2026-06-18"
HABITATS = "station,street,date,method,habitat,set,effective,caught"


def station_of(
    app: APIFlask, visitor: Visitor, period: str = "month", index: str = "trap_rate"
) -> Callable[[str], Any]:
    """What parts of a station's page show."""
    with Session(app.extensions["vector"].engine) as reading:
        station = reading.scalars(select(Station.id).where(Station.name == "东街小区")).one()
    values = {"station-index.value": index, "station-period.value": period,
              "station-id.data": str(station), "station-unfold.open": True}  # fmt: skip
    return lambda part: visitor.shown(part, values)


@pytest.mark.parametrize(
    ("second", "values"),
    [("snap_trap,market", [4, 40]), ("cage_trap,residence", [40])],
)
def test_surveys_of_one_day_all_stand_unless_by_another_method(
    app, signed_in, second: str, values: list[float]
) -> None:
    add(
        app,
        f"东街小区,东街,{DAY},snap_trap,residence,100,100,4",
        f"东街小区,东街,{DAY},{second},100,100,40",
        head=HABITATS,
    )
    figure = station_of(app, signed_in("manager"), period="survey")("station-history.figure")
    drawn = next(each for each in figure["data"] if each["name"] == "values")
    pairs = zip(drawn["x"], drawn["y"], strict=True)
    assert sorted(value for day, value in pairs if day == DAY) == values


def test_what_is_expected_of_one_method_is_not_held_against_another(app, signed_in) -> None:
    months = [f"{year}-{month:02}" for year in (2022, 2023, 2024, 2025) for month in range(1, 13)]
    rows = [f"东街小区,东街,{month}-10,snap_trap,100,100,{3 + at % 3},,,,"
            for at, month in enumerate(months)]  # fmt: skip
    rows += [f"东街小区,东街,2025-{month}-20,cage_trap,100,100,40,,,," for month in ("08", "11")]
    add(app, *rows)
    told = station_of(app, signed_in("manager"))
    traces = told("station-history.figure")["data"]
    drawn = [day for each in traces if each.get("name") == "expected" for day in each["x"]]
    assert {"2025-07-01", "2025-09-01", "2025-12-01"} <= set(drawn)
    assert not {"2025-08-01", "2025-11-01"} & set(drawn)
    listed = as_text(told("station-numbers.children")).split('"type": "Tr"')
    shown = {
        month: next(row for row in listed if f"2025-{month}-01" in row) for month in ("08", "09")
    }
    assert '"children": "—"' in shown["08"]
    assert '"children": "—"' not in shown["09"]
    assert re.search(r'"[\d.]+%（[\d.]+–[\d.]+%）"', shown["09"])
    assert "预期和图上的预测只按夹夜法算" in as_text(told("station-facts.children"))


def test_what_is_expected_of_a_week_is_of_that_week_alone(app) -> None:
    weeks = ["2026-05-25", "2026-06-01", "2026-06-08"]
    band = pd.DataFrame({"start": weeks, "expected": 2.0, "lower": 1.0, "upper": 3.0,
                         "method": "ovitrap"})  # fmt: skip
    # Two surveys by another method: in a week of the band, and two weeks after the last of them.
    days = pd.to_datetime(["2026-05-27", "2026-05-31", "2026-06-04", "2026-06-24"]).to_series()
    by = ["ovitrap", "ovitrap", "household_larvae", "household_larvae"]
    with app.test_request_context():
        drawn = matching(band, pd.DataFrame({"start": days.array, "method": by}))
        known, at = by_period(band, days)
    assert drawn["expected"].notna().tolist() == [True, False, True]
    assert [known[each]["start"] if each in known else "" for each in at] == [
        "2026-05-25", "2026-05-25", "2026-06-01", "",
    ]  # fmt: skip


def test_an_english_reader_finds_one_spelling_of_a_unit_on_the_whole_page(app, signed_in) -> None:
    start = date(2025, 6, 1)
    limit = {"index_id": "light_trap_density", "value": "2", "set_by": "office", "source": "order",
             "set_on": start, "valid_from": start}  # fmt: skip
    with Session(app.extensions["vector"].engine) as writing:
        root = writing.scalars(select(Region.id).where(Region.parent_id.is_(None))).one()
        writing.add(ActionLimit(region_id=root, **limit))
        writing.commit()
    visitor = signed_in("manager")
    visitor.client.set_cookie(LANGUAGE, "en")
    told = station_of(app, visitor, index="light_trap_density")
    parts = ("facts.children", "diary.children", "history.figure", "numbers.children")
    shown = {part: as_text(told(f"station-{part}")) for part in parts}
    assert "no level; action limit 2 per lamp-night" in shown["facts.children"]
    assert "Action limit 2 per lamp-night (office; order)" in shown["diary.children"]
    assert "lamp·night" not in "".join(shown.values())

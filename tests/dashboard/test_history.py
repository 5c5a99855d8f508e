"""The history of a station: what stands of several methods, and of several habitats."""

import pytest
from small_county import add
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import Visitor

from vector.store.tables import Station

DAY = "2026-06-18"
HABITATS = "station,street,date,method,habitat,set,effective,caught"


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
    with Session(app.extensions["vector"].engine) as reading:
        station = reading.scalars(select(Station.id).where(Station.name == "东街小区")).one()
    visitor: Visitor = signed_in("manager")
    figure = visitor.shown("station-history.figure", {
        "station-index.value": "trap_rate", "station-period.value": "survey",
        "station-id.data": str(station)})  # fmt: skip
    drawn = next(each for each in figure["data"] if each["name"] == "values")
    pairs = zip(drawn["x"], drawn["y"], strict=True)
    assert sorted(value for day, value in pairs if day == DAY) == values

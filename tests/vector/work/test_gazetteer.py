"""Places by the words people type: found by name or code, never guessed, near names told."""

import pytest
from sqlalchemy import Engine, insert

from vector.errors import StoreError
from vector.store.engine import session, transaction
from vector.store.tables import Region, Station
from vector.work.gazetteer import Gazetteer, near

PLACES = (
    (10, "A", "东街", "street", 1),
    (11, "B", "西街", "street", 1),
    (12, "C", "幸福", "community", 10),
    (13, "D", "独立社区", "community", 1),
)
STATIONS = ((20, "S1", "市场", 10), (21, "S2", "市场", 11), (22, "S3", "公园", 12))


@pytest.fixture
def placed(engine: Engine) -> Engine:
    regions = ("id", "code", "name", "level", "parent_id")
    stations = ("id", "code", "name", "region_id")
    with transaction(engine) as writing:
        for row in PLACES:
            writing.execute(insert(Region).values(dict(zip(regions, row, strict=True))))
        for place in STATIONS:
            writing.execute(insert(Station).values(dict(zip(stations, place, strict=True))))
    return engine


def test_a_place_is_found_by_name_or_code(placed: Engine) -> None:
    with session(placed) as reading:
        places = Gazetteer(reading)
        assert places.region("本辖区") == places.region(" 0 ") == 1
        assert places.region("幸福") == 12
        assert places.street("东街") == places.street("A") == 10
        assert places.station("公园") == places.station("S3", 10) == 22
        assert places.station("市场", 11) == 21


def test_a_street_is_what_stations_are_counted_under(placed: Engine) -> None:
    with session(placed) as reading:
        places = Gazetteer(reading)
        assert places.street("独立社区") == 13
        for word in ("幸福", "本辖区"):
            with pytest.raises(StoreError, match=f"没有街道“{word}”"):
                places.street(word)


def test_a_name_of_two_is_not_guessed(placed: Engine) -> None:
    with session(placed) as reading, pytest.raises(StoreError, match="S1、S2"):
        Gazetteer(reading).station("市场")


def test_near_names_are_told(placed: Engine) -> None:
    with session(placed) as reading:
        places = Gazetteer(reading)
        with pytest.raises(StoreError, match="相近的有：东街"):
            places.street("东街道")
        with pytest.raises(StoreError, match=r"没有监测点“公园”。$"):
            places.station("公园", 11)


def test_near_names_stand_once() -> None:
    assert near("市场", ["市场东", "市场东", "河"]).zh == "相近的有：市场东。"

"""Neighbours that lie on one another are told with their share; borders that only touch are not."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine

from vector.store.engine import session
from vector.store.overlaps import overlaps
from vector.work import regions


def box(west: float, south: float, width: float, height: float = 1.0) -> list[list[float]]:
    east, north = west + width, south + height
    return [[west, south], [west, north], [east, north], [east, south], [west, south]]


def take(engine: Engine, **rings: Any) -> None:
    features = [
        {"properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": own}}
        for name, own in rings.items()
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features})
    regions.take_map(engine, content.encode())


def test_what_overlaps_is_told_with_its_share(sqlite_engine: Engine) -> None:
    take(
        sqlite_engine,
        东街=[box(109, 24, 1)],
        西街=[box(109.9, 24, 1)],  # a tenth of either
        南街=[box(109, 23, 2)],  # touches both
        北街=[box(109, 25, 1), box(109.2, 25.2, 0.6, 0.6)],
        里街=[box(109.3, 25.3, 0.2, 0.2)],  # in the hole of the one before
        中街=[box(109.1, 24.1, 0.5, 0.5)],  # altogether inside the first
        边街=[box(110.8999, 24, 1)],  # a hair
    )
    with session(sqlite_engine) as reading:
        found = overlaps(reading)
    assert [(each.one, each.other) for each in found] == [("东街", "中街"), ("东街", "西街")]
    shares = [pytest.approx(1, abs=0.02), pytest.approx(0.1, abs=0.01)]
    assert [each.share for each in found] == shares


def test_regions_of_different_levels_lie_in_one_another(sqlite_engine: Engine) -> None:
    take(sqlite_engine, 东街=[box(109, 24, 1)])
    inner = {"type": "Polygon", "coordinates": [box(109, 24, 0.5)]}
    feature = {"properties": {"name": "桥头", "level": "community", "parent": "东街"},
               "geometry": inner}  # fmt: skip
    content = {"type": "FeatureCollection", "features": [feature]}
    regions.take_map(sqlite_engine, json.dumps(content).encode())
    with session(sqlite_engine) as reading:
        assert overlaps(reading) == []

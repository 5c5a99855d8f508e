"""Regions from a user's own GeoJSON, turned clockwise, parents found, mistakes named."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from vector.errors import StoreError
from vector.store import geojson
from vector.store.engine import transaction
from vector.store.tables import Region

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
HOLE = [[0.2, 0.2], [0.4, 0.2], [0.4, 0.4], [0.2, 0.2]]
CORNERS = st.lists(st.tuples(st.integers(-90, 90), st.integers(-90, 90)), min_size=3, max_size=8)


def _feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    shape = {"type": "Polygon", "coordinates": [SQUARE]} if geometry is None else geometry
    return {"type": "Feature", "properties": properties, "geometry": shape}


def _load(engine: Engine, *features: dict[str, Any]) -> int:
    with transaction(engine) as writing:
        return geojson.load(writing, {"type": "FeatureCollection", "features": list(features)})


@given(CORNERS, st.booleans())
def test_rings_run_clockwise_and_holes_the_other_way(
    corners: list[tuple[int, int]], back: bool
) -> None:
    ring = [*corners, corners[0]]
    rings = [ring[::-1] if back else ring, ring]
    turned = geojson.clockwise({"type": "MultiPolygon", "coordinates": [rings]})
    outer, hole = turned["coordinates"][0]
    assert geojson.area(outer) <= 0 <= geojson.area(hole)
    assert sorted(outer) == sorted(ring)


def test_regions_are_made_and_made_again_the_same(engine: Engine) -> None:
    features = [
        _feature(name="青石县", level="county", code="99"),
        _feature(name="东街道", code="99-1", population=1200),
        _feature({"type": "Polygon", "coordinates": [SQUARE, HOLE]}, name="一社区",
                 level="community", parent="99-1"),
    ]  # fmt: skip
    assert _load(engine, *features) == _load(engine, *features) == 3
    with transaction(engine) as writing:
        rows = {row.name: row for row in writing.scalars(select(Region))}
    assert set(rows) == {"青石县", "未划分街道", "东街道", "一社区"}
    assert rows["青石县"].parent_id is None
    assert rows["东街道"].parent_id == rows["青石县"].id
    assert rows["一社区"].parent_id == rows["东街道"].id
    assert rows["东街道"].population == 1200
    kept = json.loads(rows["一社区"].geometry or "")["coordinates"]
    assert geojson.area(kept[0]) < 0 < geojson.area(kept[1])


@pytest.mark.parametrize(
    ("feature", "said"),
    [
        (_feature(), "名称"),
        (_feature(name="某处", level="planet"), "planet"),
        (_feature({"type": "Point", "coordinates": [0, 0]}, name="某处"), "Point"),
        (_feature({"type": "Polygon", "coordinates": [[[0, 0]]]}, name="某处"), "坐标"),
        (_feature({"type": "Polygon", "coordinates": [["a", "b", "c", "d"]]}, name="某处"), "坐标"),
        (_feature({"type": "Polygon"}, name="某处"), "坐标"),
        (_feature(name="某处", parent="无此区"), "无此区"),
    ],
)
def test_mistakes_are_named_and_nothing_is_kept(
    engine: Engine, feature: dict[str, Any], said: str
) -> None:
    with pytest.raises(StoreError, match=rf"第 2 个要素.*{said}"):
        _load(engine, _feature(name="好街道"), feature)
    with transaction(engine) as writing:
        assert "好街道" not in writing.scalars(select(Region.name)).all()


def test_other_files_are_refused(engine: Engine) -> None:
    with pytest.raises(StoreError, match="FeatureCollection"), transaction(engine) as writing:
        geojson.load(writing, {"type": "Feature"})

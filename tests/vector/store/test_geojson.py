"""Regions from a user's own GeoJSON, turned clockwise, parents found, mistakes named."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from vector.errors import StoreError
from vector.store import geography, geojson
from vector.store.engine import transaction
from vector.store.tables import Region

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
HOLE = [[0.2, 0.2], [0.4, 0.2], [0.4, 0.4], [0.2, 0.2]]
SWAPPED = [[30, 120], [30, 121], [31, 121], [30, 120]]
EASTING = [[500000, 3400000], [500100, 3400000], [500100, 3400100], [500000, 3400000]]
PROJECTED = {"type": "MultiPolygon", "coordinates": [[EASTING]]}
CORNERS = st.lists(st.tuples(st.integers(-90, 90), st.integers(-90, 70)), min_size=3, max_size=8)


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


def test_a_neighbour_of_the_whole_is_an_outline_of_its_level_that_no_tree_holds(
    engine: Engine,
) -> None:
    features = [
        _feature(name="青石县", level="county", code="99"),
        _feature(name="邻县", code="98", beside=True),
        _feature(name="又一县", beside=True),
    ]
    assert _load(engine, *features) == _load(engine, *features) == 3
    with transaction(engine) as writing:
        rows = {row.name: row for row in writing.scalars(select(Region))}
        assert geography.root(writing) == rows["青石县"].id
        assert rows["邻县"].id not in geography.regions(writing, rows["青石县"].id)["id"].tolist()
    assert set(rows) == {"青石县", "未划分街道", "邻县", "又一县"}
    assert {rows[each].parent_id for each in ("邻县", "又一县")} == {None}
    assert rows["邻县"].level == rows["青石县"].level == "county"


@pytest.mark.parametrize(("code", "why"), [("99-1", "辖区内“东街道”"), ("99", "全辖区")])
def test_what_lies_within_is_no_neighbour(engine: Engine, code: str, why: str) -> None:
    own = _feature(name="青石县", level="county", code="99")
    _load(engine, own, _feature(name="东街道", code="99-1"))
    with pytest.raises(StoreError, match=why):
        _load(engine, _feature(name="邻县", code=code, beside=True))


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
        (_feature(name="某处", population="约三万"), "人口应为整数，现为“约三万”"),
        (_feature(name="某处", population=1.5), "人口"),
        (_feature(name="某处", population=-1), "人口"),
        (_feature(name="某处", population=True), "人口"),
        (_feature(name="好街道"), "与第 1 个要素重复"),
        (_feature(name="好街道", code="7"), "与第 1 个要素重复"),
        (_feature(name="某处", code="0"), "编号“0”是“本辖区”的"),
        (_feature(PROJECTED, name="某处"), r"坐标（500000, 3400000）不是经纬度"),
        (_feature({"type": "Polygon", "coordinates": [SWAPPED]}, name="某处"), "写反了"),
    ],
)
def test_mistakes_are_named_and_nothing_is_kept(
    engine: Engine, feature: dict[str, Any], said: str
) -> None:
    with pytest.raises(StoreError, match=rf"第 2 个要素.*{said}"):
        _load(engine, _feature(name="好街道"), feature)
    with transaction(engine) as writing:
        assert "好街道" not in writing.scalars(select(Region.name)).all()


def test_a_code_that_is_null_is_no_code(engine: Engine) -> None:
    assert _load(engine, _feature(name="东街", code=None), _feature(name="西街", code=None)) == 2
    with transaction(engine) as writing:
        codes = {row.name: row.code for row in writing.scalars(select(Region))}
    assert {"东街", "西街"} <= set(codes)
    assert "None" not in codes.values()
    assert len(set(codes.values())) == len(codes)


def test_a_renamed_region_may_not_take_its_neighbours_name(engine: Engine) -> None:
    _load(engine, _feature(name="东街", code="1"), _feature(name="西街", code="2"))
    with pytest.raises(StoreError, match=r"名称“西街”.*已有的区划“西街”（编号 2）重复"):
        _load(engine, _feature(name="西街", code="1"))


@pytest.mark.parametrize("population", [1200, 1200.0, "1200", " 1200 "])
def test_population_is_whole_however_the_map_writes_it(engine: Engine, population: object) -> None:
    _load(engine, _feature(name="东街", population=population))
    with transaction(engine) as writing:
        query = select(Region.population).where(Region.name == "东街")
        assert writing.scalar(query) == 1200


def test_other_files_are_refused(engine: Engine) -> None:
    with pytest.raises(StoreError, match="FeatureCollection"), transaction(engine) as writing:
        geojson.load(writing, {"type": "Feature"})

"""Regions: a county's own map taken whole, the root named, what each region has."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from vector.errors import StoreError
from vector.work import regions

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
COUNTY = Path(__file__).parents[3] / "data" / "demo" / "streets.geojson"


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def feature(geometry: Any = SQUARE, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def names(engine: Engine) -> set[str]:
    return set(regions.overview(engine)["name"])


def test_the_map_is_taken_again_without_doubling(engine: Engine) -> None:
    assert regions.take_map(engine, COUNTY.read_bytes()) == 10
    assert regions.take_map(engine, COUNTY.read_bytes()) == 10
    frame = regions.overview(engine)
    assert len(frame) == 12
    assert frame["shape"].sum() == 10
    assert set(frame[frame["shape"]]["parent"]) == {"本辖区"}


def test_empty_codes_do_not_make_two_regions_one(engine: Engine) -> None:
    both = (feature(name="东街", code=None), feature(name="西街", code=""))
    assert regions.take_map(engine, b"\xef\xbb\xbf" + collection(*both)) == 2
    assert names(engine) == {"本辖区", "未划分街道", "东街", "西街"}


def test_the_level_is_for_features_that_do_not_say_theirs(engine: Engine) -> None:
    both = (feature(name="东街", level="street"), feature(name="幸福", parent="东街"))
    regions.take_map(engine, collection(*both), level="community")
    frame = regions.overview(engine).set_index("name")
    assert frame.loc[["东街", "幸福"], "level"].tolist() == ["street", "community"]
    assert frame.loc["幸福", "parent"] == "东街"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe", "不是 UTF-8 编码的 GeoJSON"),
        (b"{", "不是 UTF-8 编码的 GeoJSON"),
        (b"[]", "FeatureCollection"),
        (b'{"type": "FeatureCollection"}', "没有要素"),
        (collection(feature(name="东街"), "西街"), "第 2 个要素有误：缺少属性 name"),
        (collection(feature(XZQMC="东街")), "缺少属性 name（区划名称），现有属性：XZQMC"),
        (collection(feature(name="东街", population="多")), "人口应为整数，现为“多”"),
        (collection(feature(None, name="东街")), "没有边界"),
        (collection(feature(name="东街"), feature({"type": "Point"}, name="西街")), "第 2 个要素"),
        (collection(feature(name="东街", code="1"), feature(name="未划分街道", code="1")), "重复"),
    ],
)
def test_a_map_with_a_fault_leaves_nothing(engine: Engine, content: bytes, sentence: str) -> None:
    with pytest.raises(StoreError, match=sentence):
        regions.take_map(engine, content)
    assert names(engine) == {"本辖区", "未划分街道"}


def test_an_unknown_level_is_refused(sqlite_engine: Engine) -> None:
    with pytest.raises(StoreError, match="没有级别“town”，可用：province"):
        regions.take_map(sqlite_engine, collection(feature(name="东街")), level="town")


def test_the_whole_is_named_and_keeps_what_is_not_given(engine: Engine) -> None:
    regions.name_root(engine, " 澜山县 ", code="990000", population=412000)
    regions.name_root(engine, "新澜山县")
    [whole] = regions.overview(engine).query("level == 'county'").to_dict("records")
    assert (whole["name"], whole["code"], whole["population"]) == ("新澜山县", "990000", 412000)


def test_the_whole_takes_no_empty_name_and_no_taken_code(engine: Engine) -> None:
    with pytest.raises(StoreError, match="名称不能为空"):
        regions.name_root(engine, " ")
    with pytest.raises(StoreError, match="“0-0”已属于另一个区划"):
        regions.name_root(engine, "澜山县", code="0-0")
    assert "本辖区" in names(engine)

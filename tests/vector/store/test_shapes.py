"""Shapes that bound no area in a clear way are refused, saying where."""

import math
from typing import Any

import pytest

from vector.errors import StoreError
from vector.store import shapes

Ring = list[tuple[float, float]]


def box(x: float, y: float, side: float) -> Ring:
    return [(x, y), (x, y + side), (x + side, y + side), (x + side, y), (x, y)]


def polygon(*rings: Ring) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def several(*rings: Ring) -> dict[str, Any]:
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}


def around(turn: float) -> tuple[float, float]:
    return 109 + math.cos(turn * math.pi), 24 + math.sin(turn * math.pi)


STAR = [around(at * 0.8) for at in (0, 1, 2, 3, 4, 0)]
CIRCLE = [around(at / 500) for at in range(1000)]


@pytest.mark.parametrize(
    "shape",
    [
        polygon(box(109, 24, 1)),
        polygon(box(109, 24, 1), box(109.2, 24.2, 0.5)),
        polygon(box(109, 24, 1), box(109, 24, 0.5)),
        several(box(109, 24, 1), box(110, 24, 1)),
        several(box(109, 24, 1), box(110, 25, 1)),
        {"type": "MultiPolygon", "coordinates": [
            [box(109, 24, 3), box(110, 25, 1)], [box(110.2, 25.2, 0.2)]]},
        polygon([*CIRCLE, CIRCLE[0]]),
        polygon([(109, 24), (109, 25), (109, 25), (110, 25), (109, 24)]),
    ],
)  # fmt: skip
def test_shapes_that_stand(shape: dict[str, Any]) -> None:
    shapes.refuse_invalid(shape)


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        (polygon(STAR), "边界自相交"),
        (polygon([(0, 0), (0, 2), (2, 2), (1, 0), (2, 0), (2, 1), (0, 0)]), "边界自相交"),
        (polygon([(0, 0), (1, 1), (2, 0), (1, 1), (0, 2), (0, 0)]), "自相交"),
        (polygon([(0, 0), (0, 2), (0, 1), (1, 1), (0, 0)]), "自相交"),
        (polygon(box(109, 24, 1), box(109.5, 24.5, 1)), "两个环互相交叉"),
        (polygon(box(109, 24, 1), box(112, 24, 0.5)), "洞不在外环之内"),
        (several(box(109, 24, 1), box(109.2, 24.2, 0.2)), "两个面互相重叠"),
        (polygon([(0, 0), (0, 1), (1, 1), (1, 0)]), "环没有闭合：起点（0.0, 0.0）"),
        (polygon([(0, 0), (1, 1), (2, 2), (0, 0)]), "环没有面积"),
        (several(), "边界是空的"),
    ],
)
def test_shapes_that_do_not(shape: dict[str, Any], sentence: str) -> None:
    with pytest.raises(StoreError, match=sentence):
        shapes.refuse_invalid(shape)


def test_a_shape_of_too_many_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MOST_POINTS", 999)
    with pytest.raises(StoreError, match="有 1001 个点，最多 999 个"):
        shapes.refuse_invalid(polygon([*CIRCLE, CIRCLE[0]]))
    monkeypatch.setattr(shapes, "MOST_POINTS", 1001)
    monkeypatch.setattr(shapes, "MOST_PAIRS", 10)
    with pytest.raises(StoreError, match="过于复杂"):
        shapes.refuse_invalid(polygon([*CIRCLE, CIRCLE[0]]))

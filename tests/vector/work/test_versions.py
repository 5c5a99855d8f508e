"""A method whose figures change has another version; else old answers would be told as new."""

import json
from typing import Any

import method_figures
import pytest

from vector.catalog import Catalog

GOLDEN: dict[str, dict[str, Any]] = json.loads(method_figures.GOLDEN.read_text(encoding="utf-8"))
# Libraries and processors part in the last digits.
NEAR = {"rel": 1e-6, "abs": 1e-9}
WRITE = "python tests/method_figures.py"


@pytest.fixture(scope="module")
def found(catalog: Catalog) -> dict[str, Any]:
    return {
        kind: method_figures.figures(tables)
        for kind, tables in method_figures.answers(catalog).items()
    }


def changed(now: dict[str, Any], before: dict[str, Any]) -> list[str]:
    """Return the columns, as table.column, whose figures are others."""
    return [
        f"{table}.{column}"
        for table in sorted(now.keys() | before.keys())
        for column in sorted(now.get(table, {}).keys() | before.get(table, {}).keys())
        if not _near(now.get(table, {}).get(column), before.get(table, {}).get(column))
    ]


def _near(now: list[Any] | None, before: list[Any] | None) -> bool:
    if now is None or before is None or len(now) != len(before):
        return False
    return all(
        one is other or one == (other if isinstance(other, str | None) else _about(other))
        for one, other in zip(now, before, strict=True)
    )


def _about(number: float) -> Any:
    return pytest.approx(number, **NEAR)


@pytest.mark.parametrize("kind", method_figures.versions())
def test_other_figures_are_another_version(kind: str, found: dict[str, Any]) -> None:
    version, kept = method_figures.versions()[kind], GOLDEN[kind]
    others = changed(found[kind], kept["figures"])
    assert version != kept["version"] or not others, (
        f"{kind} gives other figures ({', '.join(others)}) and still calls itself {version}: kept "
        f"results would be told as its own. Were they meant to change, raise its version "
        f"(vector/work/versions.py PROGRAMS; vector/forecast/version.py) and run {WRITE}."
    )
    assert version == kept["version"], f"{kind} is {version} now: run {WRITE} to keep its figures."


def test_every_method_has_figures(found: dict[str, Any]) -> None:
    assert set(GOLDEN) == set(method_figures.versions()) == set(found)
    for kind, tables in found.items():
        numbers = [
            each for table in tables.values() for column in table.values() for each in column
        ]
        assert len([each for each in numbers if isinstance(each, float)]) > 10, kind


def test_a_changed_figure_is_seen() -> None:
    before = {"a": {"x": [1.0, None, 2.0], "reason": ["none"]}}
    assert changed(before, before) == []
    for other in ([1.0, None, 2.00001], [1.0, 0.0, 2.0], [None, None, 2.0], [1.0, None]):
        assert changed({"a": before["a"] | {"x": other}}, before) == ["a.x"]
    assert changed({"a": before["a"] | {"reason": ["flat"]}}, before) == ["a.reason"]
    assert changed({}, before) == ["a.reason", "a.x"]

"""A small run of the bench: honest stations are left alone, made-up sheets are found."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[3] / "bench" / "quality.py"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_quality", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("number", [0, 2, 6, 9, 12])
def test_at_most_one_in_a_hundred_honest_station_years_is_named(bench, number):
    hit, total = bench.accusations(bench.COUNTIES[number], 2)
    assert total >= 300
    assert hit <= 0.01 * total


@pytest.mark.parametrize(
    ("number", "recipe", "least"),
    [
        (2, "每次同一张表", 0.9),
        (6, "七成照抄前一张", 0.9),
        (6, "凑成 0 或 5", 0.9),
        (5, "全填 0", 0.5),
    ],
)
def test_three_years_of_made_up_sheets_are_found(bench, number, recipe, least):
    assert bench.power(bench.COUNTIES[number], recipe, 3, 1) >= least

"""Every golden table of R's packages is met, as the bench command prints it."""

import importlib.util

import pytest
from assaying import GOLDEN

BENCH = GOLDEN.parents[1] / "bench" / "bioassay_goldens.py"


@pytest.fixture(scope="module")
def goldens():
    import sys

    spec = importlib.util.spec_from_file_location("bioassay_goldens", BENCH)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_figure_of_every_table_agrees(goldens):
    found = goldens.agreements(GOLDEN)
    assert {each.table for each in found} == set(goldens.TABLES)
    assert [(each.table, each.figure, each.worst) for each in found if not each.held] == []
    assert not any(each.skipped for each in found)


def test_a_figure_that_is_off_is_told(goldens):
    one = goldens.Agreement("t", "f", 3, 0, 1e-3, 1e-8)
    assert not one.held
    assert "**no**" in goldens.markdown([one])

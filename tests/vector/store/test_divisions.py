"""Codes of regions: the form of their level, and the region above."""

import pytest

from vector.errors import StoreError
from vector.store.divisions import level_named, levels, refuse_wrong
from vector.store.tables.place import REGION_LEVELS


def test_the_levels_are_those_of_the_tree() -> None:
    assert tuple(levels()) == REGION_LEVELS


@pytest.mark.parametrize(
    ("code", "level", "above"),
    [
        ("440000", "province", ""),
        ("440000000000", "province", ""),
        ("440100", "city", "440000"),
        ("440113", "county", "440100"),
        ("440113000000", "county", "440100"),
        ("440113004", "street", "440113"),
        ("440113004000", "street", "440113000000"),
        ("440113004003", "community", "440113004"),
        ("440113004003", "community", "440113004000"),
        ("44011300400301", "grid", "440113004003"),
        ("R0001", "street", "440113"),
        ("440113004", "street", "0"),
        ("12", "street", "440113"),
        ("440199", "street", "440113"),
    ],
)
def test_codes_that_stand(code: str, level: str, above: str) -> None:
    refuse_wrong(code, level, above)


@pytest.mark.parametrize(
    ("code", "level", "above", "sentence"),
    [
        ("4401130", "county", "440100", "应为 6、12 位，“4401130”为 7 位"),
        ("44011304", "street", "440113", "应为 9、12 位"),
        ("440113", "city", "440000", "第 5 位起不是零"),
        ("440100", "county", "440100", "第 5 至 6 位不应全为零"),
        ("440114004", "street", "440113", "应以“440113”开头"),
        ("440113005003", "community", "440113004000", "应以“440113004”开头"),
        ("44011300400301", "community", "440113004", "应为 12 位"),
        ("440113004003", "grid", "440113004003", "应为 14 位"),
    ],
)
def test_codes_that_do_not(code: str, level: str, above: str, sentence: str) -> None:
    with pytest.raises(StoreError, match=sentence):
        refuse_wrong(code, level, above)


def test_a_level_that_is_none() -> None:
    with pytest.raises(StoreError, match="级别应为省、市、县、街道、社区、网格，现为“小区”"):
        level_named("小区")

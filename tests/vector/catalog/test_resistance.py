"""Broken facts about resistance and efficacy stop the start and name file, key and reason."""

import shutil

import pytest

from vector.catalog import load
from vector.catalog.loader import DIRECTORY
from vector.errors import CatalogError

SCHEMES, RULES = "resistance_schemes.toml", "abbott_rules.toml"
BREAKS = [
    (SCHEMES, 'below = "80"', 'below = "99"', "who_1998.classes", "由小到大"),
    (SCHEMES, ', below = "80"', "", "who_1998.classes", "below 或 upto"),
    (SCHEMES, 'en = "S susceptible"', 'en = "S", upto = "100"', "classes.susceptible", "最后一级"),
    (SCHEMES, 'below = "98" },', 'below = "98", upto = "98" },', "who_1998.classes", "below 或"),
    (SCHEMES, 'id = "resistant"', 'id = "susceptible"', "who_1998.classes", "编号重复"),
    (SCHEMES, 'measure = "mortality"', 'measure = "guess"', "who_1998.measure", "'mortality'"),
    (SCHEMES, 'below = "80"', "below = 80.0", "who_1998.classes.0.below", "带引号的小数"),
    (RULES, "repeat_above = 20", "repeat_above = 3", "who.repeat_above", "小于 correct_from"),
    (RULES, "correct_from = 5", "correct_from = -5", "who.correct_from", "不小于 0"),
    ("bioassay.toml", 'abbott = "who"', 'abbott = "whom"', "bioassay.abbott", "没有规则 whom"),
    ("bioassay.toml", '"who_1998"', '"gbt_26347"', "bioassay.mortality_scheme", "没有 measure"),
    ("bioassay.toml", "flat_level = 0.15", "flat_level = 1.5", "bioassay.flat_level", "小于 1"),
    ("efficacy.toml", '["rpi_20"]', '["rpi_10"]', "efficacy.criteria", "没有标准 rpi_10"),
    ("efficacy.toml", "high_ratio = 2.0", "high_ratio = 0.5", "efficacy.high_ratio", "大于 1"),
    ("efficacy_criteria.toml", 'op = "lt"', 'op = "eq"', "rpi_20.op", "只能是"),
    ("efficacy_criteria.toml", 'confidence = "likely"', "", "rpi_20.confidence", "缺少此项"),
]


@pytest.mark.parametrize(("file", "old", "new", "key", "reason"), BREAKS)
def test_a_broken_fact_is_named(tmp_path, file, old, new, key, reason):
    directory = tmp_path / "data"
    shutil.copytree(DIRECTORY, directory)
    path = directory / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogError) as error:
        load(directory)
    assert error.value.file == file
    assert key in error.value.key
    assert reason in error.value.reason


def test_every_scheme_has_a_source_and_the_uncertain_ones_a_caution(catalog):
    for scheme in catalog.resistance_schemes.values():
        assert scheme.source
        assert bool(catalog.caution_zh(scheme)) is not scheme.certain
    assert not catalog.resistance_schemes["who_2013"].certain

"""Broken rules of monitoring quality stop the start with file, key and reason."""

import shutil

import pytest

from vector.catalog import load
from vector.catalog.loader import DIRECTORY
from vector.catalog.quality import DUTIES, PATTERNS, Weights
from vector.errors import CatalogError

BREAKS = [
    ("error = 0.01", "error = 1.5", "quality.error", "须小于 1"),
    ("error = 0.01", "", "quality.error", "缺少此项"),
    ("completeness = 30", "complete = 30", "quality.weights", "completeness"),
    ("digits = 8", "digits = -8", "quality.weights.digits", "不小于 0"),
    ("clean_share = 0.05", "clean_share = 1.0", "quality.level.clean_share", "须小于 1"),
    ("least_within = 0.05", "least_within = 9.0", "quality.level", "不能大于 most_within"),
    ("repeats = 5\n", "repeats = 1\n", "quality.least.repeats", "不小于 2"),
    ("least = 75", "least = 95", "quality", "由大到小"),
    ("least = 0\n", "least = 5\n", "quality", "最后一项为 0"),
    ('confidence = "recalled"', 'confidence = "sure"', "quality.confidence", "只能是"),
]


@pytest.mark.parametrize(("old", "new", "key", "reason"), BREAKS)
def test_a_broken_rule_is_named(tmp_path, old, new, key, reason):
    directory = tmp_path / "data"
    shutil.copytree(DIRECTORY, directory)
    path = directory / "quality.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load(directory)
    assert caught.value.file == "quality.toml"
    assert key in caught.value.key
    assert reason in caught.value.sentence


def test_weights_cannot_all_be_nothing():
    with pytest.raises(ValueError, match="权重不能全为 0"):
        Weights(**dict.fromkeys((*DUTIES, *PATTERNS), 0))


def test_every_point_has_a_weight():
    assert set(Weights.model_fields) == {*DUTIES, *PATTERNS}

"""The words of a season and the rules of comparison stop the start when they are broken."""

import shutil
from pathlib import Path

import pytest

from vector.catalog import load
from vector.catalog.loader import DIRECTORY
from vector.errors import CatalogError


def broken(tmp_path: Path, file: str, old: str, new: str) -> CatalogError:
    directory = tmp_path / "data"
    shutil.copytree(DIRECTORY, directory)
    path = directory / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load(directory)
    return caught.value


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("least = 0.0", "least = 0.1", "weak.least", "从 0 开始"),
        ("least = 0.7", "least = 0.5", "strong.least", "起点相同"),
        ("least = 0.9", "least = 1.5", "strict.least", "小于"),
        ('zh = "有一定的季节性"', "", "some.zh", "缺少"),
    ],
)
def test_broken_season_bands_are_named(
    tmp_path: Path, old: str, new: str, key: str, reason: str
) -> None:
    fault = broken(tmp_path, "season_bands.toml", old, new)
    assert (fault.file, fault.key) == ("season_bands.toml", key)
    assert reason in fault.reason


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("significance = 0.05", "significance = 0.9", "小于"),
        ("mean_years = 5", "mean_years = 1", "不小于"),
        ("mean_years = 5", "", "缺少"),
        ("mean_years = 5", "mean_years = 5\nyears = 5", "没有这样的项"),
    ],
)
def test_broken_rules_of_comparison_are_named(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    fault = broken(tmp_path, "comparison.toml", old, new)
    assert fault.file == "comparison.toml"
    assert reason in fault.reason


def test_every_rule_names_its_source() -> None:
    catalog = load()
    assert all(band.source for band in catalog.season_bands.values())
    assert catalog.comparison.source

"""Levels of regions: each told apart by more digits than the one above, its codes long enough."""

import shutil
from pathlib import Path

import pytest

from vector.catalog import load
from vector.catalog.loader import DIRECTORY
from vector.errors import CatalogError


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("digits = 9", "digits = 6", "street.digits"),
        ("written = [9, 12]", "written = [6, 12]", "street"),
        ("written = [14]", "written = []", "grid.written"),
    ],
)
def test_a_broken_level_stops_the_start(tmp_path: Path, old: str, new: str, key: str) -> None:
    directory = tmp_path / "data"
    shutil.copytree(DIRECTORY, directory)
    path = directory / "divisions.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load(directory)
    assert (caught.value.file, caught.value.key) == ("divisions.toml", key)


def test_levels_go_down_to_the_grid() -> None:
    assert list(load().divisions)[:: len(load().divisions) - 1] == ["province", "grid"]

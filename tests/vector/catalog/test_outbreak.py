import shutil

import pytest

from vector.catalog import load
from vector.catalog.loader import DIRECTORY
from vector.errors import CatalogError


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("alpha = 0.01", "alpha = 1.5", "alpha"),
        ("needed_years = 2", "needed_years = 9", "needed_years"),
        ("season_sd = [1.0, 0.5]", "season_sd = [0.0]", "season_sd"),
        ("year_sd = 0.2", "", "year_sd"),
    ],
)
def test_a_broken_file_stops_the_start(tmp_path, old, new, key):
    shutil.copytree(DIRECTORY, tmp_path / "data")
    path = tmp_path / "data" / "outbreak.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogError, match=rf"outbreak\.toml.*{key}"):
        load(tmp_path / "data")

"""Campaigns: against groups that exist, in months that follow one another."""

import shutil
from pathlib import Path

import pytest

from vector.catalog import load
from vector.catalog.loader import DIRECTORY
from vector.errors import CatalogError


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"rodent", "cockroach"', '"rodent", "dragon"', "winter_spring.groups"),
        ("[11, 12, 1, 2, 3, 4]", "[11, 12, 2]", "winter_spring.months"),
        ("[5, 6, 7, 8, 9]", "[5, 13]", "summer.months.1"),
        ("[5, 6, 7, 8, 9]", "[]", "summer.months"),
    ],
)
def test_a_broken_campaign_stops_the_start(tmp_path: Path, old: str, new: str, key: str) -> None:
    directory = tmp_path / "data"
    shutil.copytree(DIRECTORY, directory)
    path = directory / "campaigns.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load(directory)
    assert (caught.value.file, caught.value.key) == ("campaigns.toml", key)


def test_every_group_has_a_campaign_with_a_source() -> None:
    campaigns = load().campaigns.values()
    assert {group for each in campaigns for group in each.groups} == set(load().groups)
    assert all(each.source and not each.certain for each in campaigns)

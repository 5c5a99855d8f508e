"""Names are found as uploads spell them; a shared name is reported, never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.catalog import Catalog
from vector.catalog.name import fold


@pytest.mark.parametrize(
    ("spelled", "method"),
    [
        ("夹夜法", "snap_trap"),
        ("夹 夜 法", "snap_trap"),
        ("夹（笼）夜法", "snap_trap"),
        ("snap_trap", "snap_trap"),
        ("ＢＩ", "breteau"),
        ("布雷图指数BI", "breteau"),
        ("标准间指数SSI", "standard_room"),
        ("成蚊密度指数法ADI", "adult_aedes"),
        ("粘捕法（蜚蠊）", "sticky_trap"),
    ],
)
def test_methods_by_their_spellings(catalog: Catalog, spelled: str, method: str) -> None:
    expected = {"breteau": "household_larvae"}.get(method, method)
    assert catalog.find_method(spelled).id == expected


def test_an_unknown_name_is_none(catalog: Catalog) -> None:
    assert catalog.find_method("蜱类布旗法") is None
    assert catalog.find_habitat("月球") is None
    assert catalog.find_species("长角血蜱", "mosquito") is None
    assert catalog.find_group("蜱") is None
    assert catalog.find_habitat("") is None


def test_an_ambiguous_habitat_is_reported_with_its_candidates(catalog: Catalog) -> None:
    assert catalog.find_habitat("饭店") is None
    assert {habitat.zh for habitat in catalog.habitats_named("饭 店")} == {"餐饮", "宾馆"}


@pytest.mark.parametrize(
    ("text", "group", "method"),
    [
        ("粘捕法", "rodent", "glue_board"),
        ("粘捕法", "fly", "fly_strip"),
        ("粘捕法", "cockroach", "sticky_trap"),
        ("路径法", "rodent", "rodent_route"),
        ("路径法", "mosquito", "small_water_route"),
    ],
)
def test_the_group_settles_a_shared_method_name(
    catalog: Catalog, text: str, group: str, method: str
) -> None:
    assert catalog.find_method(text) is None
    assert len(catalog.methods_named(text)) > 1
    assert catalog.find_method(text, group).id == method


def test_the_same_word_means_another_species_in_another_group(catalog: Catalog) -> None:
    assert catalog.find_species("其他", "rodent").id == "other_rodent"
    assert catalog.find_species("其它", "fly").id == "other_fly"


@pytest.mark.parametrize(
    ("text", "group", "zh"),
    [
        ("Rattus norvegicus", "rodent", "褐家鼠"),
        ("R. norvegicus", "rodent", "褐家鼠"),
        ("R. flavipectus", "rodent", "黄胸鼠"),
        ("R.tanezumi", "rodent", "黄胸鼠"),
        ("Culex pipiens quinquefasciatus", "mosquito", "致倦库蚊"),
        ("Cx. p. quinquefasciatus", "mosquito", "致倦库蚊"),
        ("cx quinquefasciatus", "mosquito", "致倦库蚊"),
        ("Cx. p. pallens", "mosquito", "淡色库蚊"),
        ("Ae. aegypti", "mosquito", "埃及伊蚊"),
        ("Oc. dorsalis", "mosquito", "背点伊蚊"),
    ],
)
def test_species_by_latin_names_and_abbreviations(
    catalog: Catalog, text: str, group: str, zh: str
) -> None:
    assert catalog.find_species(text, group).zh == zh


def test_every_species_is_found_by_its_latin_name_with_the_genus_cut_short(
    catalog: Catalog,
) -> None:
    for species in catalog.species.values():
        if species.latin:
            genus, _, epithet = species.latin.partition(" ")
            assert catalog.find_species(species.latin, species.group) is species
            cut = [f"{genus[0]}{rest}. {epithet}" for rest in ("", *genus[1:])]
            found = {catalog.find_species(each, species.group) for each in cut} - {None}
            assert found == ({species} if epithet else set()), species.latin


@pytest.mark.parametrize(
    ("sheet", "group"), [("鼠", "rodent"), ("蚊", "mosquito"), ("蝇", "fly"), ("蟑", "cockroach")]
)
def test_groups_by_sheet_names(catalog: Catalog, sheet: str, group: str) -> None:
    assert catalog.find_group(sheet).id == group


def test_every_habitat_synonym_finds_its_habitat_or_is_reported(catalog: Catalog) -> None:
    for habitat in catalog.habitats.values():
        for name in (habitat.id, habitat.zh, *habitat.aliases):
            assert habitat in catalog.habitats_named(name)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)

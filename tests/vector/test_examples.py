"""The example uploads that the README hands to newcomers do what it says of them."""

from pathlib import Path

import pytest

from vector.intake import read
from vector.stats.judge import components, judge

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"


@pytest.fixture
def reading(catalog):
    def of(name):
        return read((EXAMPLES / name).read_bytes(), name, catalog)

    return of


def test_the_untidy_workbook_is_read_whole_but_for_its_tick_sheet(reading):
    found = reading("四害密度_标准格式.xlsx")
    assert found.layout == "liuzhou"
    assert set(found.tables) == {"snap_trap", "light_trap", "fly_cage", "sticky_trap"}
    assert (found.accepted, found.held) == (40, 0)
    assert any("蜱" in sentence for sentence in found.faults["sentence"])


def test_every_mistake_of_the_faulty_workbook_is_named(reading):
    found = reading("有错误的上报.xlsx")
    assert (found.accepted, found.held) == (1, 5)
    codes = set(found.faults.loc[found.faults["severity"] == "error", "code"])
    assert codes == {
        "relation",
        "number_negative",
        "date_ambiguous",
        "value_missing",
        "twice",
        "header_missing",
    }
    assert "species_short" in set(found.faults["code"])


def test_the_long_form_is_read_whole(reading):
    found = reading("监测数据_长表.csv")
    assert (found.layout, found.held) == ("long", 0)
    assert found.accepted == found.rows == 84


def test_a_place_may_meet_c_and_still_fail_the_hygiene_city(reading, catalog):
    counted = components(reading("达标评估.xlsx").tables, catalog)
    judged = judge(counted, catalog, by="all", period="all").set_index("index")
    groups = judged.loc["group_level"].set_index("group")["level"]
    assert groups.to_dict() == {"rodent": "B", "mosquito": "B", "fly": "C", "cockroach": "B"}
    assert judged.loc["place_level", "level"] == "C"
    assert judged.loc["hygiene_city", "level"] == "fail"
    assert "防蝇设施合格率" in judged.loc["hygiene_city", "reason"]

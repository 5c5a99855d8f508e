"""DHIS2 data values: what may be added up, in natural units, places by code."""

import pandas as pd
import pytest

from vector.catalog import Catalog
from vector.report import dhis2


def row(street: str, index: str, numerator: int, denominator: int, surveys: int) -> dict:
    return {"street": street, "index": index, "start": pd.Timestamp(2026, 6, 1),
            "numerator": numerator, "denominator": denominator, "surveys": surveys}  # fmt: skip


def test_methods_of_one_index_are_added_up_and_other_places_left_out(catalog: Catalog) -> None:
    rows = [row("1", "trap_rate", 3, 100, 2), row("1", "trap_rate", 1, 50, 1),
            row("2", "trap_rate", 9, 90, 9)]  # fmt: skip
    found = dhis2.data_values(pd.DataFrame(rows), catalog, {"1": "s1"}, "month")
    assert [(each["dataElement"][-3:], each["value"]) for each in found] == [
        ("DEN", "150"), ("NUM", "4"), ("EYS", "3"),
    ]  # fmt: skip
    assert {(each["period"], each["orgUnit"]) for each in found} == {("202606", "s1")}


def test_decimals_of_the_form_come_back(catalog: Catalog) -> None:
    rows = pd.DataFrame([row("1", "rodent_route_index", 4, 1500, 1)])
    found = dhis2.data_values(rows, catalog, {"1": "s1"}, "week")
    values = {each["dataElement"]: (each["value"], each["period"]) for each in found}
    assert values["VECTOR_RODENT_ROUTE_INDEX_DEN"] == ("1.5", "2026W23")
    assert values["VECTOR_RODENT_ROUTE_INDEX_NUM"] == ("4", "2026W23")


def test_every_index_has_its_elements_and_no_code_stands_for_two(catalog: Catalog) -> None:
    codes = [each["code"] for each in dhis2.mapping(catalog)]
    assert len(codes) == len(set(codes)) == 3 * len(catalog.indices)


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(0, 0, "0"), (10, 1, "1"), (-5, 2, "-0.05")]
)
def test_natural_units_are_exact(value: int, decimals: int, text: str) -> None:
    assert dhis2.natural(value, decimals) == text

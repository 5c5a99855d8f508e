import pytest

from vector.catalog import load
from vector.stats.sampling import adequacy, band_of, shortfalls

CATALOG = load()


def size(found, method, habitat):
    rows = found[(found["method"] == method) & (found["habitat"] == habitat)]
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.mark.parametrize(
    ("population", "band"),
    [
        (1, 0),
        (100_000, 0),
        (100_001, 1),
        (500_000, 1),
        (1_000_000, 2),
        (2_000_000, 3),
        (2_000_001, 4),
    ],
)
def test_upper_edges_belong_to_their_band(population, band):
    assert band_of(CATALOG.survey_schemes["gb_2011"], population) == band


@pytest.mark.parametrize(
    ("population", "units", "rooms"), [(90_000, 10, 100), (800_000, 40, 400), (3_000_000, 80, 800)]
)
def test_restaurants_for_rodents_as_the_table_prints(population, units, rooms):
    needed = size(adequacy({}, CATALOG, population), "rodent_trace_indoor", "restaurant")
    assert (needed.units_needed, needed.amount_needed) == (units, rooms)


def test_enough_restaurants_and_rooms(survey, tables):
    surveys = [
        survey("rodent_trace_indoor", f"店{n}", habitat="餐饮", rooms=10, positive_rooms=0)
        for n in range(10)
    ]
    found = size(adequacy(tables(*surveys), CATALOG, 90_000), "rodent_trace_indoor", "restaurant")
    assert (found.units_surveyed, found.amount_surveyed, found.enough) == (10, 100.0, True)
    short = size(
        adequacy(tables(*surveys[:9]), CATALOG, 90_000), "rodent_trace_indoor", "restaurant"
    )
    assert not short.enough


def test_same_restaurant_twice_is_one_unit(survey, tables):
    surveys = [
        survey("rodent_trace_indoor", "店", date=f"2024-05-{day}", rooms=100, positive_rooms=0)
        for day in (13, 14)
    ]
    found = size(adequacy(tables(*surveys), CATALOG, 90_000), "rodent_trace_indoor", "restaurant")
    assert (found.units_surveyed, found.amount_surveyed, found.enough) == (1, 200.0, False)


def test_routes_are_measured_in_metres(survey, tables):
    surveys = [
        survey("rodent_route", f"园{n}", habitat="route_green", km=100, signs=0) for n in range(2)
    ]
    found = size(adequacy(tables(*surveys), CATALOG, 90_000), "rodent_route", "route_green")
    assert (found.amount_surveyed, found.enough) == (200.0, True)


@pytest.mark.parametrize(
    ("method", "written", "habitat", "counts", "surveyed"),
    [
        ("rodent_route", "农贸市场", "route_market", {"km": 150, "signs": 0}, 300),
        ("rodent_route", "公园", "route_green", {"km": 150, "signs": 0}, 300),
        ("dipping", "公园", "large_water", {"dips": 9, "positive_dips": 0, "larvae": 0}, 2),
        ("landing", "公园", "special_place", {"persons": 1, "minutes": 30, "landings": 0}, 2),
        ("fly_breeding", "农贸市场", "waste_container", {"sites": 20, "positive": 0}, 40),
    ],
)
def test_a_size_takes_what_stations_of_its_kind_looked_at(
    survey, tables, method, written, habitat, counts, surveyed
):
    """A station is a market; the table names what is walked: 农贸市场、工地或车站."""
    rows = tables(*(survey(method, f"{n}号", habitat=written, **counts) for n in (1, 2)))
    found = adequacy(rows, CATALOG, 90_000)
    own = size(found, method, habitat)
    assert (own.units_surveyed, own.amount_surveyed) == (2, surveyed)
    counted = found[found["method"] == method]["units_surveyed"].sum()
    assert counted == 2


def test_waters_count_by_station(survey, tables):
    surveys = [
        survey("dipping", f"湖{n}", habitat="大中型水体", dips=10, positive_dips=0, larvae=0)
        for n in range(3)
    ]
    found = size(adequacy(tables(*surveys), CATALOG, 90_000), "dipping", "large_water")
    assert (found.amount_surveyed, found.enough) == (3.0, True)


def test_what_the_form_does_not_record_is_not_enough(survey, tables):
    surveys = [survey("fly_breeding", habitat="外环境散在孳生地", sites=900, positive=0)]
    found = size(adequacy(tables(*surveys), CATALOG, 90_000), "fly_breeding", "scattered_breeding")
    assert found.amount_surveyed != found.amount_surveyed
    assert not found.enough


def test_every_habitat_that_is_short_is_named(survey, tables):
    found = adequacy(
        tables(survey("landing", habitat="特殊场所", persons=2, minutes=30, landings=0)),
        CATALOG,
        90_000,
    )
    sentences = shortfalls(found)
    assert len(sentences) == len(CATALOG.survey_schemes["gb_2011"].sizes)
    assert "特殊场所诱蚊：应查 3 人次，已查 2 人次" in sentences
    assert all("establishments" in each or " of " in each for each in shortfalls(found, "en"))


def test_a_population_is_needed():
    with pytest.raises(ValueError):
        adequacy({}, CATALOG, 0)

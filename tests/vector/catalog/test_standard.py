"""Limits, editions, profiles, city rule and survey sizes say what the sources say."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest

from vector.catalog import Catalog
from vector.catalog.index import DensityIndex
from vector.catalog.standard import Status

LIMITS = {
    "GB/T 27770-2011": {
        "indoor_trace_rate": ("le", "1", "3", "5"),
        "rodent_proofing_rate": ("ge", "97", "95", "93"),
        "rodent_route_index": ("le", "1", "3", "5"),
    },
    "GB/T 27771-2011": {
        "small_water_route_index": ("le", "0.1", "0.5", "0.8"),
        "dip_positive_rate": ("le", "1", "3", "5"),
        "larvae_per_positive_dip": ("lt", "3", "5", "8"),
        "landing_index": ("le", "0.5", "1.0", "1.5"),
    },
    "GB/T 27772-2011": {
        "fly_room_rate": ("le", "3", "6", "9"),
        "flies_per_positive_room": ("le", "3", "3", "3"),
        "fly_proofing_rate": ("ge", "98", "95", "90"),
        "fly_breeding_rate": ("le", "1", "3", "5"),
    },
    "GB/T 27773-2011": {
        "roach_live_rate": ("le", "1", "3", "5"),
        "small_per_live_room": ("le", "5", "10", "10"),
        "large_per_live_room": ("le", "2", "5", "5"),
        "ootheca_rate": ("le", "1", "2", "3"),
        "oothecae_per_positive_room": ("le", "2", "4", "8"),
        "roach_trace_rate": ("le", "3", "5", "7"),
    },
}

CERTAIN = {
    ("indoor_trace_rate", "A"),
    ("indoor_trace_rate", "B"),
    ("indoor_trace_rate", "C"),
    ("rodent_proofing_rate", "A"),
    ("rodent_route_index", "A"),
    ("small_water_route_index", "C"),
    ("landing_index", "A"),
    ("fly_room_rate", "C"),
    ("flies_per_positive_room", "C"),
    ("roach_live_rate", "C"),
}


def test_limits_are_those_of_the_standards(catalog: Catalog) -> None:
    found = {
        edition.id: {
            index: (
                op,
                *(Fraction(limit.value) for limit in edition.limits if limit.index == index),
            )
            for index, op in {limit.index: limit.op for limit in edition.limits}.items()
        }
        for edition in catalog.editions.values()
        if edition.limits
    }
    expected = {
        edition: {index: (op, *map(Fraction, values)) for index, (op, *values) in limits.items()}
        for edition, limits in LIMITS.items()
    }
    assert found == expected


def test_limits_are_as_sure_as_their_sources(catalog: Catalog) -> None:
    limits = [limit for edition in catalog.editions.values() for limit in edition.limits]
    assert {(limit.index, limit.level) for limit in limits if limit.certain} == CERTAIN
    assert {limit.confidence for limit in limits if not limit.certain} == {"likely"}


def test_a_limit_that_is_not_certain_says_so_in_both_languages(catalog: Catalog) -> None:
    limits = [limit for edition in catalog.editions.values() for limit in edition.limits]
    for limit in limits:
        cautions = catalog.caution_zh(limit), catalog.caution_en(limit)
        assert all(limit.source in text for text in cautions) != limit.certain
        assert limit.certain == (cautions == ("", ""))


def test_clauses_allow_no_flies_near_ready_food(catalog: Catalog) -> None:
    clauses = catalog.editions["GB/T 27772-2011"].clauses
    assert [(clause.index, clause.confidence) for clause in clauses] == [
        ("ready_food_violations", "certain"),
        ("indoor_fly_breeding", "likely"),
    ]


@pytest.mark.parametrize(
    ("day", "in_force", "warned"),
    [
        (date(2012, 4, 1), "GB/T 27772-2011", False),
        (date(2025, 10, 31), "GB/T 27772-2011", False),
        (date(2025, 11, 1), "GB/T 27772-2025", True),
        (date(2000, 1, 1), "GB/T 27772-2011", False),
    ],
)
def test_flies_are_graded_by_2011_with_a_warning_once_2025_is_in_force(
    catalog: Catalog, day: date, in_force: str, warned: bool
) -> None:
    grading = catalog.grading(catalog.indices["fly_room_rate"], day)
    assert grading.in_force.id == in_force
    assert grading.edition.id == "GB/T 27772-2011"
    assert [limit.value for limit in grading.limits] == [3, 6, 9]
    assert bool(grading.warning_zh) is warned
    assert bool(grading.warning_en) is warned


def test_one_establishment_may_have_so_many_rooms_with_flies(catalog: Catalog) -> None:
    rows = catalog.editions["GB/T 27772-2011"].allowances
    assert [(row.upto, row.positives) for row in rows] == [(10, 0), (30, 1), (60, 3), (100, 6)]
    assert {(row.index, row.companion, row.most, row.none_at) for row in rows} == {
        ("fly_room_rate", "flies_per_positive_room", 3, "fly_breeding_rate")
    }
    assert {row.confidence for row in rows} == {"likely"}


def test_a_density_has_no_grading(catalog: Catalog) -> None:
    densities = [row for row in catalog.indices.values() if isinstance(row, DensityIndex)]
    for index in densities:
        with pytest.raises(TypeError, match=index.id):
            catalog.grading(index, date(2024, 5, 1))
    limited = {limit.index for edition in catalog.editions.values() for limit in edition.limits}
    assert limited.isdisjoint(index.id for index in densities)


def test_the_limits_of_1997_are_recognised_and_never_applied(catalog: Catalog) -> None:
    old = [row for row in catalog.editions.values() if row.status is Status.OBSOLETE]
    assert {edition.group for edition in old} == set(catalog.groups)
    assert all(edition.recognised and not edition.limits for edition in old)
    day = date(2005, 6, 1)
    for index in catalog.indices.values():
        if index.kind == "graded":
            assert catalog.grading(index, day).edition.status is Status.USABLE
    names = "粉块阳性率", "2000 延长米", "存水容器阳性率", "防蝇设施不合格率"
    assert all(catalog.obsolete_named(name) for name in names)


def test_hygiene_city_asks_for_c_everywhere_and_proofing_of_95(catalog: Catalog) -> None:
    rule = catalog.city_rules["hygiene_city_2021"]
    assert (set(rule.groups), rule.least_level) == (set(catalog.groups), "C")
    assert {row.index: (row.op, row.value) for row in rule.requirements} == {
        "rodent_proofing_rate": ("ge", 95),
        "fly_proofing_rate": ("ge", 95),
    }


def test_what_hygiene_city_asks_is_certain_and_since_when_is_not(catalog: Catalog) -> None:
    rule = catalog.city_rules["hygiene_city_2021"]
    assert all(fact.certain for fact in (rule, *rule.requirements))
    assert not rule.start.certain
    assert "凭专业记忆" in catalog.caution_zh(rule.start)


@pytest.mark.parametrize(
    ("profile", "index", "boundary", "cuts"),
    [
        ("guangdong_2025", "breteau_index", "upper", (5, 10, 20)),
        ("guangdong_2025", "adult_index", "lower", (2, 5, 10)),
        ("panyu", "breteau_index", "lower", (5, 10, 20)),
        ("panyu", "ovitrap_index", "lower", (5, 10, 20)),
        ("panyu", "standard_room_index", "lower", (1, Fraction("1.5"), 2)),
        ("panyu", "adult_index", "lower", (2, 5, 10)),
    ],
)
def test_profile_cuts_and_the_side_that_owns_them(
    catalog: Catalog, profile: str, index: str, boundary: str, cuts: tuple[Fraction, ...]
) -> None:
    found = catalog.profiles[profile].cuts_of(index)
    assert (found.boundary, found.cuts) == (boundary, cuts)
    assert catalog.profiles[profile].flag_from == 2


def test_guangdong_does_not_judge_ovitraps(catalog: Catalog) -> None:
    assert catalog.profiles["guangdong_2025"].cuts_of("ovitrap_index") is None


def test_unverified_cuts_are_marked(catalog: Catalog) -> None:
    panyu = catalog.profiles["panyu"]
    assert not any(cuts.certain for cuts in panyu.cuts)
    assert "未核实" in panyu.cuts_of("standard_room_index").source


@pytest.mark.parametrize(
    ("population", "band"),
    [(100_000, 0), (100_001, 1), (500_000, 1), (1_000_000, 2), (2_000_000, 3), (2_000_001, 4)],
)
def test_population_bands_own_their_upper_edge(
    catalog: Catalog, population: int, band: int
) -> None:
    assert catalog.survey_schemes["gb_2011"].band_of(population) == band


@pytest.mark.parametrize(
    ("method", "habitat", "band", "units", "amount"),
    [
        ("rodent_trace_indoor", "restaurant", 4, 80, 800),
        ("rodent_trace_indoor", "school", 2, 6, 60),
        ("rodent_trace_indoor", "transport", 0, 1, 10),
        ("rodent_route", "route_yard", 0, 3, 300),
        ("fly_rooms", "construction", 3, 7, 75),
        ("fly_breeding", "waste_container", 0, None, 25),
        ("fly_breeding", "scattered_breeding", 4, 40, 4000),
        ("roach_rooms", "restaurant", 1, 50, 500),
        ("small_water_route", "road", 4, None, 5000),
        ("small_water_route", "construction", 2, 12, 3000),
        ("dipping", "large_water", 0, None, 3),
        ("landing", "special_place", 4, None, 15),
    ],
)
def test_survey_sizes(
    catalog: Catalog, method: str, habitat: str, band: int, units: int | None, amount: int
) -> None:
    sizes = catalog.survey_schemes["gb_2011"].sizes
    (size,) = [row for row in sizes if (row.method, row.habitat) == (method, habitat)]
    assert size.amounts[band] == amount
    assert (size.units[band] if size.units else None) == units


def test_survey_sizes_are_complete(catalog: Catalog) -> None:
    sizes = catalog.survey_schemes["gb_2011"].sizes
    counts = {group: sum(row.group == group for row in sizes) for group in catalog.groups}
    assert counts == {"rodent": 14, "mosquito": 6, "fly": 12, "cockroach": 9}


def test_words_and_rules(catalog: Catalog) -> None:
    words = [row.zh for row in catalog.likelihoods]
    assert words == ["很可能超标", "可能超标", "尚不能判断", "不太可能超标"]
    assert all(high.least > low.least for high, low in pairwise(catalog.likelihoods))
    assert (catalog.rules.probability, catalog.rules.clear_ratio) == (0.8, Fraction(4, 5))
    assert catalog.rules.fresh_days >= 61


@pytest.mark.parametrize("method", ["snap_trap", "sticky_trap", "roach_rooms"])
def test_rodents_and_cockroaches_are_due_in_odd_months(catalog: Catalog, method: str) -> None:
    programme = catalog.programmes[f"national_2016.{method}"]
    assert (programme.method, programme.months) == (method, (1, 3, 5, 7, 9, 11))

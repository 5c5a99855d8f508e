import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.catalog import Grading, load
from vector.catalog.index import BandedIndex, DensityIndex, GradedIndex
from vector.stats.level import Level, Limits, band, band_value, grade, grade_value, holds, worst

CATALOG = load()
DAY = date(2020, 6, 1)
GRADED = [each for each in CATALOG.indices.values() if isinstance(each, GradedIndex)]
OTHERS = [each for each in CATALOG.indices.values() if not isinstance(each, GradedIndex)]
BANDED = [each for each in CATALOG.indices.values() if isinstance(each, BandedIndex)]


def limits_of(index_id, day=DAY):
    index = CATALOG.indices[index_id]
    return Limits(index, CATALOG.grading(index, day))


def label(index_id, value):
    return grade_value(limits_of(index_id), value).label


def graded(index_id, k, n):
    return Level(int(grade(limits_of(index_id), [k], [n])[0])).label


# Limits as the standards' tables print them: index, A, B, C.
PRINTED = [
    ("indoor_trace_rate", "1", "3", "5"),
    ("rodent_route_index", "1", "3", "5"),
    ("small_water_route_index", "0.1", "0.5", "0.8"),
    ("dip_positive_rate", "1", "3", "5"),
    ("landing_index", "0.5", "1.0", "1.5"),
    ("fly_room_rate", "3", "6", "9"),
    ("fly_breeding_rate", "1", "3", "5"),
    ("roach_live_rate", "1", "3", "5"),
    ("ootheca_rate", "1", "2", "3"),
    ("oothecae_per_positive_room", "2", "4", "8"),
    ("roach_trace_rate", "3", "5", "7"),
]


@pytest.mark.parametrize(("index_id", "a", "b", "c"), PRINTED)
def test_limit_itself_is_within_and_anything_more_is_not(index_id, a, b, c):
    more = Fraction(1, 10**9)
    for value, at, beyond in ((a, "A", "B"), (b, "B", "C"), (c, "C", "worse")):
        assert label(index_id, value) == at
        assert label(index_id, Fraction(value) + more) == beyond


@pytest.mark.parametrize(
    ("index_id", "a", "b", "c"),
    [("rodent_proofing_rate", "97", "95", "93"), ("fly_proofing_rate", "98", "95", "90")],
)
def test_proofing_is_worse_when_lower(index_id, a, b, c):
    less = Fraction(1, 10**9)
    for value, at, beyond in ((a, "A", "B"), (b, "B", "C"), (c, "C", "worse")):
        assert label(index_id, value) == at
        assert label(index_id, Fraction(value) - less) == beyond


def test_larvae_per_positive_dip_must_stay_under_its_limits():
    assert [label("larvae_per_positive_dip", v) for v in ("2.99", "3", "5", "7.50", "8")] == [
        "A",
        "B",
        "C",
        "C",
        "worse",
    ]


@pytest.mark.parametrize(
    ("index_id", "value", "level"),
    [
        # 西安 2019, 2021: 鼠类 B, A, A; 车站和农贸市场 7.00 %; 蚊虫 0.56 C, 停落 0.46 A
        ("indoor_trace_rate", "2.20", "B"),
        ("rodent_route_index", "0.39", "A"),
        ("rodent_proofing_rate", "97.17", "A"),
        ("indoor_trace_rate", "7.00", "worse"),
        ("small_water_route_index", "0.56", "C"),
        ("landing_index", "0.46", "A"),
        # 西安各区采样勺最大值 5.00 % 与 7.50 只仍在 C 级内
        ("dip_positive_rate", "5.00", "C"),
        ("larvae_per_positive_dip", "7.50", "C"),
        # 北京海淀
        ("indoor_trace_rate", "4.96", "C"),
        ("rodent_proofing_rate", "85.11", "worse"),
        ("rodent_route_index", "1.57", "B"),
        ("landing_index", "0.93", "B"),
        ("fly_room_rate", "17.60", "worse"),
        ("fly_proofing_rate", "80.21", "worse"),
        ("roach_live_rate", "9.10", "worse"),
    ],
)
def test_published_surveys_come_out_as_printed(index_id, value, level):
    assert label(index_id, value) == level


@pytest.mark.parametrize(
    ("levels", "overall"), [("BAA", "B"), ("CBA", "C"), (["C", "worse", "B"], "worse")]
)
def test_worst_index_decides(levels, overall):
    codes = [next(each for each in Level if each.label == name) for name in levels]
    assert Level(int(worst(*codes))).label == overall


def test_five_of_a_hundred_is_c_and_fifty_one_of_a_thousand_is_worse():
    assert graded("indoor_trace_rate", 5, 100) == "C"
    assert graded("indoor_trace_rate", 50, 1000) == "C"
    assert graded("indoor_trace_rate", 51, 1000) == "worse"


def test_tenths_add_up_exactly():
    # 0.1 + 0.2 处/km over 1 km: exactly 0.3, not 0.30000000000000004.
    assert label("small_water_route_index", Fraction("0.1") + Fraction("0.2")) == "B"
    assert graded("small_water_route_index", 1, 10_000) == "A"


def test_without_effort_there_is_no_level():
    for index in GRADED:
        assert graded(index.id, 0, 0) == ""


def test_numbers_beyond_64_bits_are_compared_exactly():
    n = 9 * 10**17
    assert grade(limits_of("small_water_route_index"), [n // 1000 * 8 // 10], [n]).tolist() == [2]
    assert grade(limits_of("small_water_route_index"), [n // 1000 * 8 // 10 + 1], [n]).tolist() == [
        3
    ]


@given(st.sampled_from(GRADED), st.integers(1, 10**6), st.data())
def test_grade_is_the_fraction_against_the_limits(index, n, data):
    k = data.draw(st.integers(0, n))
    limits = Limits(index, CATALOG.grading(index, DAY))
    value = Fraction(k, n) * index.multiplier
    within = [
        value <= bound if op == "le" else value < bound if op == "lt" else value >= bound
        for op, bound in limits.bounds
    ]
    expected = within.index(True) if any(within) else Level.WORSE
    assert grade(limits, [k], [n])[0] == expected
    assert grade_value(limits, value) == expected


@given(st.sampled_from(GRADED), st.integers(1, 3000), st.data())
def test_more_bad_units_never_improve_a_level(index, n, data):
    first, second = sorted(data.draw(st.tuples(st.integers(0, n), st.integers(0, n))))
    low, high = grade(Limits(index, CATALOG.grading(index, DAY)), [first, second], n)
    assert (low <= high) if index.worse == "high" else (low >= high)


@given(st.lists(st.sampled_from(list(Level)), min_size=1, max_size=6))
def test_worst_is_the_largest(levels):
    assert worst(*levels) == max(levels)


@pytest.mark.parametrize("index", OTHERS, ids=lambda index: index.id)
def test_limits_exist_for_no_other_kind(index):
    grading = CATALOG.grading(GRADED[0], DAY)
    with pytest.raises(TypeError):
        Limits(index, grading)
    with pytest.raises(TypeError):
        CATALOG.grading(index, DAY)
    with pytest.raises(TypeError):
        grade(index, [1], [100])


def test_limits_of_another_index_are_refused():
    with pytest.raises(ValueError):
        Limits(CATALOG.indices["fly_room_rate"], CATALOG.grading(GRADED[0], DAY))


def test_limits_cannot_be_made_of_bare_numbers():
    with pytest.raises(TypeError):
        Limits(GRADED[0], (1, 3, 5))
    with pytest.raises(TypeError):
        grade((1, 3, 5), [1], [100])


def test_obsolete_limits_are_never_applied():
    # 1997: 鼠迹房间 ≤ 2 %; a survey of 2005 is still not graded by it.
    index = CATALOG.indices["indoor_trace_rate"]
    edition = CATALOG.grading(index, date(2005, 5, 1)).edition
    assert edition.id == "GB/T 27770-2011"


SNIPPET = """
from vector.catalog import Grading
from vector.catalog.index import AbsoluteIndex, BandedIndex, DensityIndex, GradedIndex
from vector.stats.level import Limits, grade

def graded(index: GradedIndex, grading: Grading) -> None:
    grade(Limits(index, grading), [1], [100])

def density(index: DensityIndex, grading: Grading) -> None:
    Limits(index, grading)

def banded(index: BandedIndex, grading: Grading) -> None:
    Limits(index, grading)

def absolute(index: AbsoluteIndex, grading: Grading) -> None:
    Limits(index, grading)

def loose(index: DensityIndex) -> None:
    grade(index, [1], [100])
"""


def test_type_checker_refuses_a_letter_on_a_density(tmp_path):
    snippet = tmp_path / "letters.py"
    snippet.write_text(SNIPPET, encoding="utf-8")
    options = ["--strict", "--cache-dir", str(tmp_path / "cache"), "--config-file", ""]
    found = subprocess.run(
        [sys.executable, "-m", "mypy", *options, str(snippet)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        check=False,
    )
    errors = [line for line in found.stdout.splitlines() if "letters.py" in line]
    assert [int(line.split(":")[1]) for line in errors] == [10, 13, 16, 19]
    assert all("[arg-type]" in line for line in errors)


def panyu_band(**values):
    """Return the highest band of the indices given, as 番禺's tables do."""
    profile = CATALOG.profiles["panyu"]
    return max(
        band_value(CATALOG.indices[name], profile.cuts_of(name), value)
        for name, value in values.items()
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"breteau_index": "5.88"}, 1),
        ({"standard_room_index": "1.33", "ovitrap_index": "10.53", "adult_index": "3.00"}, 2),
        ({"standard_room_index": "1.00", "ovitrap_index": "10.00", "adult_index": "2.00"}, 1),
        ({"standard_room_index": "1.67", "ovitrap_index": "5.26", "adult_index": "3.00"}, 2),
        ({"standard_room_index": "3.00", "ovitrap_index": "10.53", "adult_index": "3.00"}, 3),
        ({"standard_room_index": "2.00", "ovitrap_index": "20.00", "adult_index": "6.00"}, 2),
        ({"breteau_index": "0.00"}, 0),
        ({"standard_room_index": "0.00", "ovitrap_index": "5.26", "adult_index": "0"}, 1),
        ({"breteau_index": "10.00"}, 1),
        ({"breteau_index": "12"}, 2),
        ({"ovitrap_index": "22.92"}, 3),
        # 小平村 — — — —
        ({"breteau_index": None, "standard_room_index": None, "ovitrap_index": None}, -1),
    ],
)
def test_panyu_tables_come_out_as_printed(values, expected):
    assert panyu_band(**values) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("4.99", 0), ("5", 1), ("8.33", 1), ("10", 2), ("19.23", 2), ("20", 3)]
)
def test_guangdong_owns_its_boundaries_from_above(value, expected):
    profile = CATALOG.profiles["guangdong_2025"]
    index = CATALOG.indices["breteau_index"]
    assert band_value(index, profile.cuts_of(index.id), value) == expected


@given(st.sampled_from(BANDED), st.integers(1, 2000), st.data())
def test_more_positives_never_lower_a_band(index, n, data):
    cuts = CATALOG.profiles["panyu"].cuts_of(index.id)
    first, second = sorted(data.draw(st.tuples(st.integers(0, n), st.integers(0, n))))
    low, high = band(index, cuts, [first, second], n)
    assert low <= high


def test_band_needs_effort_and_its_own_cut_points():
    profile = CATALOG.profiles["panyu"]
    breteau, ovitrap = CATALOG.indices["breteau_index"], CATALOG.indices["ovitrap_index"]
    assert band(breteau, profile.cuts_of("breteau_index"), [0], [0]).tolist() == [-1]
    with pytest.raises(ValueError):
        band(breteau, profile.cuts_of("ovitrap_index"), [0], [1])
    with pytest.raises(TypeError):
        band(GRADED[0], profile.cuts_of("ovitrap_index"), [0], [1])
    assert isinstance(ovitrap, BandedIndex)
    assert not isinstance(ovitrap, DensityIndex)


def test_floats_are_not_published_numbers():
    with pytest.raises(ValueError):
        grade_value(limits_of("indoor_trace_rate"), 2.2)


@given(
    st.sampled_from(["le", "lt", "ge"]),
    st.integers(0, 2**62),
    st.integers(1, 2**62),
    st.fractions(min_value=Fraction(1, 1000), max_value=1000),
    st.fractions(min_value=0, max_value=1000),
)
def test_comparison_is_exact_at_any_size(op, k, n, multiplier, bound):
    value = multiplier * k / n
    expected = {"le": value <= bound, "lt": value < bound, "ge": value >= bound}[op]
    assert holds(op, np.array([k]), np.array([n]), multiplier, bound).tolist() == [expected]


def test_grading_is_the_only_way_to_limits():
    assert issubclass(Grading, object)
    fields = set(Limits.__dataclass_fields__)
    assert fields == {"index", "grading"}

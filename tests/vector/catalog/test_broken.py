"""A broken catalogue stops the start and names the file, the key and the reason."""

import shutil
from pathlib import Path

import pytest

from vector.catalog import load
from vector.catalog.loader import DIRECTORY
from vector.errors import CatalogError

RODENT, FLY = "methods/rodent.toml", "methods/fly.toml"
RODENT_INDEX, FLY_INDEX = "indices/rodent.toml", "indices/fly.toml"
FLY_2011, FLY_2025 = "standards/gbt_27772_2011.toml", "standards/gbt_27772_2025.toml"
ALLOWED = "GB/T 27772-2011.allowances.fly_room_rate"
OLD = "standards/nphcc_1997_fly.toml"
SIZES, CITY = "survey_sizes.toml", "city_rules.toml"

BREAKS = [
    # what a single file or row can know
    ("groups.toml", "[[group]]", "[[group", "*", "TOML"),
    ("groups.toml", "[[group]]", "[[grup]]", "grup", "应为 [[group]]"),
    (RODENT, 'id = "snap_trap"', 'id = "cage_trap"', "cage_trap", "编号重复"),
    (RODENT, 'id = "snap_trap"\n', "", "method[1].id", "缺少此项"),
    (RODENT, 'group = "rodent"', 'group = "rodent"\ncolour = "red"', "snap_trap.colour", "没有"),
    (RODENT, 'role = "effort"', 'role = "efort"', "snap_trap.fields.0.role", "'effort' or 'tally'"),
    (RODENT, 'effective = "有效夹', 'effektive = "有效夹', "snap_trap.effective", "缺少此项"),
    (RODENT_INDEX, 'kind = "density"', 'kind = "letter"', "trap_rate", "'letter'"),
    (RODENT_INDEX, "times = 100", "times = 100.0", "trap_rate.times", "带引号的小数"),
    (RODENT_INDEX, "min_effort = 50", "min_effort = 0", "trap_rate.min_effort", "不小于 1"),
    (FLY_2011, 'value = "3"', "value = 3.0", "GB/T 27772-2011.limits.0.value", "带引号的小数"),
    (FLY_2011, 'value = "3"', 'value = "三"', "GB/T 27772-2011.limits.0.value", "带引号的小数"),
    (FLY_2011, 'confidence = "likely"', "", "GB/T 27772-2011.limits.0.confidence", "缺少此项"),
    (FLY_2011, 'op = "le"', 'op = "eq"', "GB/T 27772-2011.limits.0.op", "只能是"),
    (FLY_2011, "upto = 30", "upto = 10", ALLOWED, "须由小到大"),
    (FLY_2011, "positives = 6", "positives = 2", ALLOWED, "随 upto 放宽"),
    (FLY_2011, "positives = 6", "positives = 101", ALLOWED, "须在 0 与 upto"),
    (FLY_2011, 'companion = "flies', 'companion = "fly', ALLOWED, "不是 fly_room_rate 的成对"),
    (FLY_2011, 'none_at = "fly_', 'none_at = "', ALLOWED, "没有本类别的指标"),
    ("rules.toml", "probability = 0.8", "probability = 1.8", "rules.probability", "须小于 1"),
    ("rules.toml", "fresh_days = 62", "", "rules.fresh_days", "缺少此项"),
    (
        "programme.toml",
        "months = [1,",
        "months = [13,",
        "national_2016.snap_trap.months.0",
        "不大于 12",
    ),
    # subjects
    ("species.toml", 'group = "rodent"', 'group = "tick"', "brown_rat.group", "没有类别 tick"),
    ("species.toml", '"大家鼠"', '"小家鼠"', "house_mouse.aliases", "与 brown_rat 重复"),
    ("habitats.toml", '["rodent", "mo', '["tick", "mo', "urban_residential.groups", "tick"),
    ("programme.toml", 'd = "snap_trap"', 'd = "x"', "national_2016.snap_trap.method", "方法 x"),
    ("words.toml", "least = 0.90", "least = 0.50", "unlikely.least", "由大到小"),
    ("words.toml", "least = 0.0\n", "least = 0.05\n", "unlikely.least", "最后一项为 0"),
    ("cautions.toml", 'id = "likely"', 'id = "certain"', "likely", "缺少此项"),
    # forms
    (RODENT, 'group = "rodent"', 'group = "tick"', "snap_trap.group", "没有类别 tick"),
    (RODENT, 'zh = "夹夜法"', 'zh = "笼捕法"', "cage_trap.zh", "与 snap_trap 相同"),
    (RODENT, 'id = "caught"', 'id = "set"', "snap_trap.fields.set", "字段编号重复"),
    (RODENT, 'role = "tally"', 'role = "effort"', "snap_trap.fields", "没有 tally 字段"),
    (RODENT, '"有效夹",', '"布夹数",', "snap_trap.fields.effective.aliases", "已属于字段 set"),
    (RODENT, 'left = ["caught"]', 'left = ["cought"]', "snap_trap.checks.1", "没有字段 cought"),
    (RODENT, 'total = "caught"', 'total = "all"', "snap_trap.species_total", "没有字段 all"),
    (RODENT, "species = true\n", "", "snap_trap.species_total", "种类之和"),
    (RODENT, '[["positive", "caught"]]', '[["x"]]', "glue_board.one_of", "没有字段 x"),
    (RODENT, '[["positive", "caught"]]', '[["effective"]]', "glue_board.one_of", "必填"),
    # formulas
    (RODENT_INDEX, '"cage_trap"', '"cage"', "trap_rate.methods", "没有方法 cage"),
    (RODENT_INDEX, '["snap_trap", "cage_trap"]', "[]", "trap_rate.methods", "至少"),
    (RODENT_INDEX, 'group = "rodent"', 'group = "fly"', "trap_rate.group", "属于 rodent"),
    (RODENT_INDEX, '["caught"]', '["cought"]', "trap_rate.numerator", "没有字段 cought"),
    (RODENT_INDEX, '["effective"]', "[]", "trap_rate.denominator", "至少"),
    (RODENT_INDEX, '["effective"]', '["-effective"]', "trap_rate.denominator", "不能相减"),
    (RODENT_INDEX, '["signs"]', '["signs", "km"]', "rodent_route_index.numerator", "小数位数"),
    (RODENT_INDEX, 'family = "proportion"', 'family = "count"', "trap_rate.family", "绝对条款"),
    (
        RODENT_INDEX,
        'family = "rate"',
        'family = "ratio"',
        "glue_density.needs_positive",
        "所属的率",
    ),
    (
        RODENT_INDEX,
        'unit = "处/km"',
        'unit = "处/km"\nworse = "low"',
        "rodent_route_index.worse",
        "proportion",
    ),
    (
        FLY_INDEX,
        'positive = "fly_room_rate"',
        'positive = "fly_rate"',
        "fly_room_rate.paired_with",
        "不是 fly_room_rate",
    ),
    (
        FLY_INDEX,
        'paired_with = ["flies_per_positive_room"]\n',
        "",
        "flies_per_positive_room.needs_positive",
        "paired_with",
    ),
    (
        FLY_INDEX,
        'paired_with = ["flies_per_positive_room"]',
        'paired_with = ["fly_cage_density"]',
        "fly_room_rate.paired_with",
        "没有分级指标 fly_cage_density",
    ),
    (
        FLY_INDEX,
        'numerator = ["positive_rooms"]',
        'numerator = ["flies"]',
        "flies_per_positive_room.needs_positive",
        "不是本指标的分母",
    ),
    # editions and the city rule
    (FLY_2011, 'group = "fly"', 'group = "tick"', "GB/T 27772-2011.group", "tick"),
    (FLY_2011, "= 2025-10-31", "= 2011-10-31", "GB/T 27772-2011.valid_to", "早于"),
    (FLY_2011, "valid_to = 2025-10-31\n", "", "GB/T 27772-2011.valid_to", "GB/T 27772-2025"),
    (FLY_2025, "T 27772-2011", "T 27772-2001", "GB/T 27772-2025.graded_by", "没有可用的版本"),
    (FLY_2025, "T 27772-2011", "T 27771-2011", "GB/T 27772-2025.graded_by", "属于 mosquito"),
    (FLY_2025, 'warning_zh = "', 'warning_zh = ""\n#', "GB/T 27772-2025.warning_zh", "须有"),
    (FLY_2025, '"unknown"', '"usable"', "GB/T 27772-2025.limits", "须有"),
    (OLD, '"obsolete"', '"usable"', "爱卫会1997-fly.limits", "须有"),
    (
        FLY_2011,
        'index = "fly_room_rate"',
        'index = "fly_cage_density"',
        "GB/T 27772-2011.limits.fly_cage_density",
        "没有这个分级指标",
    ),
    (
        FLY_2011,
        'level = "A"',
        'level = "B"',
        "GB/T 27772-2011.limits.fly_room_rate",
        "A、B、C",
    ),
    (FLY_2011, 'op = "le"', 'op = "lt"', "GB/T 27772-2011.limits.fly_room_rate", "op 不同"),
    (FLY_2011, 'op = "ge"', 'op = "le"', "GB/T 27772-2011.limits.fly_proofing_rate", "op 不同"),
    (FLY_2011, 'value = "6"', 'value = "2"', "GB/T 27772-2011.limits.fly_room_rate", "放宽"),
    (FLY_2011, 'value = "98"', 'value = "94"', "GB/T 27772-2011.limits.fly_proofing_rate", "放宽"),
    (
        FLY_2011,
        'index = "ready_food_violations"',
        'index = "fly_room_rate"',
        "GB/T 27772-2011.clauses",
        "绝对条款",
    ),
    (CITY, '"rodent", ', '"tick", ', "hygiene_city_2021.groups", "没有类别 tick"),
    (
        CITY,
        '"fly_proofing_rate"',
        '"fly_cage_density"',
        "hygiene_city_2021.requirements.fly_cage_density",
        "没有",
    ),
    (
        CITY,
        'op = "ge"',
        'op = "le"',
        "hygiene_city_2021.requirements.rodent_proofing_rate",
        "方向",
    ),
    # bands and survey sizes
    ("profiles/panyu.toml", "band = 1", "band = 4", "panyu.bands", "依次编号"),
    ("profiles/panyu.toml", "flag_from = 2", "flag_from = 7", "panyu.flag_from", "没有 7 级"),
    ("profiles/panyu.toml", '"breteau_index"', '"house_index"', "panyu.cuts.house_index", "没有"),
    (
        "profiles/panyu.toml",
        '"breteau_index"',
        '"ovitrap_index"',
        "panyu.cuts.ovitrap_index",
        "重复",
    ),
    ("profiles/panyu.toml", '["5", "10", "20"]', '["5", "10"]', "panyu.cuts.breteau_index", "3 个"),
    (
        "profiles/panyu.toml",
        '["5", "10", "20"]',
        '["5", "20", "10"]',
        "panyu.cuts.breteau_index",
        "由小到大",
    ),
    (SIZES, "[100_000, 500_000", "[500_000, 100_000", "gb_2011.population_upper", "由小到大"),
    (SIZES, 'group = "rodent"', 'group = "tick"', "gb_2011.sizes.0.group", "tick"),
    (SIZES, '"rodent_trace_indoor"', '"fly_rooms"', "gb_2011.sizes.0.method", "fly_rooms"),
    (SIZES, 'habitat = "restaurant"', 'habitat = "moon"', "gb_2011.sizes.0.habitat", "moon"),
    (SIZES, "amounts = [100, 200", "amounts = [200", "gb_2011.sizes.0.amounts", "5 个数"),
    (SIZES, "units = [10, 20", "units = [20", "gb_2011.sizes.0.units", "5 个数"),
    (SIZES, '["park"', '["moon", "park"', "gb_2011.sizes.10.takes.habitats", "没有生境 moon"),
    (SIZES, '["park"', '["market", "park"', "gb_2011.sizes.10.takes.habitats", "已计入"),
    (SIZES, "amounts = [100, 200", "amounts = [200, 100", "gb_2011.sizes.0.amounts", "不能少于"),
]

FILES = sorted(path.relative_to(DIRECTORY).as_posix() for path in DIRECTORY.rglob("*.toml"))

OPTIONAL = {
    "profiles/guangdong_2025.toml",
    "profiles/panyu.toml",
    FLY_2025,
    *(f"standards/nphcc_1997_{group}.toml" for group in ("rodent", "mosquito", "fly", "cockroach")),
}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A copy of the catalogue that a test may break."""
    return Path(shutil.copytree(DIRECTORY, tmp_path / "data"))


@pytest.mark.parametrize(("file", "sound", "broken", "key", "reason"), BREAKS)
def test_a_broken_row_is_named(
    directory: Path, file: str, sound: str, broken: str, key: str, reason: str
) -> None:
    text = (directory / file).read_text(encoding="utf-8")
    assert sound in text
    (directory / file).write_text(text.replace(sound, broken, 1), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load(directory)
    assert (caught.value.file, caught.value.key) == (file, key)
    assert reason in caught.value.reason
    assert caught.value.sentence == (
        f"目录文件 {caught.value.file} 的 {caught.value.key} 有误：{caught.value.reason}"
    )


def test_an_index_that_no_edition_judges_is_named(directory: Path) -> None:
    text = (directory / FLY_2011).read_text(encoding="utf-8")
    changed = text.replace('"indoor_fly_breeding"', '"ready_food_violations"')
    (directory / FLY_2011).write_text(changed, encoding="utf-8")
    with pytest.raises(CatalogError, match="没有任何可用的标准版本") as caught:
        load(directory)
    assert (caught.value.file, caught.value.key) == (FLY_INDEX, "indoor_fly_breeding.kind")


@pytest.mark.parametrize("file", sorted(set(FILES) - OPTIONAL))
def test_a_missing_file_is_a_sentence(directory: Path, file: str) -> None:
    (directory / file).unlink()
    with pytest.raises(CatalogError):
        load(directory)


@pytest.mark.parametrize("file", sorted(OPTIONAL))
def test_what_nothing_rests_on_may_be_left_out(directory: Path, file: str) -> None:
    (directory / file).unlink()
    assert load(directory).methods


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("content", [b"\xff\xfe", b"x = 1"])
def test_a_file_of_something_else_is_named(directory: Path, file: str, content: bytes) -> None:
    (directory / file).write_bytes(content)
    with pytest.raises(CatalogError) as caught:
        load(directory)
    assert caught.value.file == file


def test_a_table_in_place_of_rows_is_named(directory: Path) -> None:
    (directory / "groups.toml").write_text('[group]\nid = "rodent"\n', encoding="utf-8")
    with pytest.raises(CatalogError, match=r"应写作 \[\[group\]\]"):
        load(directory)


def test_a_directory_in_place_of_a_file_is_a_sentence(directory: Path) -> None:
    (directory / "rules.toml").unlink()
    (directory / "rules.toml").mkdir()
    with pytest.raises(CatalogError, match="无法读取"):
        load(directory)


def test_an_empty_directory_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="没有找到任何条目"):
        load(tmp_path)


def test_an_id_that_stands_in_two_files_names_the_first(directory: Path) -> None:
    text = (directory / FLY).read_text(encoding="utf-8")
    changed = text.replace('id = "fly_cage"', 'id = "sticky_trap"', 1)
    (directory / FLY).write_text(changed, encoding="utf-8")
    with pytest.raises(CatalogError, match=r"methods/cockroach.toml 已有"):
        load(directory)


def test_the_catalogue_that_comes_with_the_program_is_sound() -> None:
    assert load().methods

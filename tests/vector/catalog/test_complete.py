"""The catalogue knows every method, field and index of the public contract, by these very ids."""

import pytest

from vector.catalog import Catalog
from vector.catalog.index import AbsoluteIndex, BandedIndex, DensityIndex, GradedIndex

METHODS = {
    "snap_trap": ("夹夜法", "set effective caught"),
    "cage_trap": ("笼捕法", "set effective caught"),
    "glue_board": ("粘鼠板法", "set effective positive caught"),
    "dust_tile": ("粉迹法", "set effective positive"),
    "burrow_plug": ("堵洞查盗法", "plugged reopened"),
    "rodent_trace_indoor": ("鼠迹法(室内)", "rooms positive_rooms"),
    "rodent_route": ("路径法(鼠)", "km signs"),
    "rodent_proofing": ("防鼠设施检查", "checked failed"),
    "light_trap": ("诱蚊灯法", "lamps nights hours females"),
    "double_net": ("双层叠帐法", "nets minutes females"),
    "landing": ("人诱停落法", "persons minutes landings"),
    "labour_hour": ("人工小时法", "persons minutes females"),
    "ovitrap": ("诱蚊诱卵器法", "set recovered positive eggs"),
    "household_larvae": (
        "布雷图指数法",
        "households positive_households containers positive_containers",
    ),
    "standard_room": ("标准间指数法", "rooms positive_containers"),
    "adult_aedes": ("成蚊密度指数法 ADI", "persons minutes females"),
    "small_water_route": ("路径法(小型积水)", "km positive_sites"),
    "dipping": ("勺捕法", "dips positive_dips larvae"),
    "fly_cage": ("笼诱法", "cages days caught"),
    "fly_strip": ("粘捕法(蝇)", "strips caught"),
    "fly_rooms": ("目测法(成蝇)", "rooms positive_rooms flies"),
    "fly_proofing": ("防蝇设施检查", "checked failed"),
    "fly_breeding": ("蝇孳生地调查", "sites positive"),
    "ready_food": ("直接入口食品场所", "places places_with_flies"),
    "sticky_trap": ("粘捕法(蜚蠊)", "set effective positive caught rooms positive_rooms"),
    "roach_rooms": (
        "目测法(蜚蠊)",
        "rooms live_rooms small_count large_count ootheca_rooms oothecae trace_rooms",
    ),
    "roach_flush": ("药激法", "rooms positive_rooms caught"),
}

FURTHER_METHODS = {
    *("bait_take", "rodent_signs_100m", "marmot_count", "co2_trap", "gravid_trap", "single_net"),
    *("animal_bait", "sweep_net", "black_box", "pipette", "fly_view", "fly_grid"),
    "fly_breeding_indoor",
}

GRADED = {
    "indoor_trace_rate": ("rodent_trace_indoor", "%"),
    "rodent_route_index": ("rodent_route", "处/km"),
    "rodent_proofing_rate": ("rodent_proofing", "%"),
    "landing_index": ("landing", "只/(人次·30 min)"),
    "small_water_route_index": ("small_water_route", "处/km"),
    "dip_positive_rate": ("dipping", "%"),
    "larvae_per_positive_dip": ("dipping", "只/阳性勺"),
    "fly_room_rate": ("fly_rooms", "%"),
    "flies_per_positive_room": ("fly_rooms", "只/阳性间"),
    "fly_proofing_rate": ("fly_proofing", "%"),
    "fly_breeding_rate": ("fly_breeding", "%"),
    "roach_live_rate": ("roach_rooms", "%"),
    "small_per_live_room": ("roach_rooms", "只/阳性间"),
    "large_per_live_room": ("roach_rooms", "只/阳性间"),
    "ootheca_rate": ("roach_rooms", "%"),
    "oothecae_per_positive_room": ("roach_rooms", "只/阳性间"),
    "roach_trace_rate": ("roach_rooms", "%"),
}

BANDED = {
    "ovitrap_index": ("ovitrap", ""),
    "breteau_index": ("household_larvae", ""),
    "standard_room_index": ("standard_room", ""),
    "adult_index": ("adult_aedes", "只/(人·h)"),
}

DENSITY = {
    "trap_rate": ("snap_trap cage_trap", "%"),
    "glue_positive_rate": ("glue_board", "%"),
    "glue_density": ("glue_board", "只/张"),
    "dust_positive_rate": ("dust_tile", "%"),
    "reopened_rate": ("burrow_plug", "%"),
    "light_trap_density": ("light_trap", "只/(灯·夜)"),
    "light_trap_hourly": ("light_trap", "只/(灯·h)"),
    "net_index": ("double_net", "只/(顶·h)"),
    "labour_hour_density": ("labour_hour", "只/(人·h)"),
    "house_index": ("household_larvae", "%"),
    "container_index": ("household_larvae", "%"),
    "larvae_per_dip": ("dipping", "只/勺"),
    "fly_cage_density": ("fly_cage", "只/(笼·d)"),
    "fly_strip_density": ("fly_strip", "只/条"),
    "roach_density": ("sticky_trap", "只/张"),
    "roach_trap_rate": ("sticky_trap", "%"),
    "roach_infestation_rate": ("sticky_trap", "%"),
    "roach_density_index": ("sticky_trap", "只/阳性张"),
    "roach_flush_rate": ("roach_flush", "%"),
    "roach_flush_density": ("roach_flush", "只/间"),
}


@pytest.mark.parametrize("method_id", METHODS)
def test_method_has_its_name_and_fields(catalog: Catalog, method_id: str) -> None:
    zh, fields = METHODS[method_id]
    method = catalog.methods[method_id]
    assert method.zh == zh
    assert set(fields.split()) <= {field.id for field in method.fields}


def test_further_methods_of_the_standards_are_there(catalog: Catalog) -> None:
    assert set(catalog.methods) == set(METHODS) | FURTHER_METHODS


@pytest.mark.parametrize(
    ("kind", "expected"), [(GradedIndex, GRADED), (BandedIndex, BANDED), (DensityIndex, DENSITY)]
)
def test_index_has_its_kind_methods_and_unit(
    catalog: Catalog, kind: type, expected: dict[str, tuple[str, str]]
) -> None:
    found = {
        key: (" ".join(index.methods), index.unit)
        for key, index in catalog.indices.items()
        if isinstance(index, kind)
    }
    assert expected.items() <= found.items()
    if kind is not DensityIndex:
        assert found == expected


def test_absolute_indices(catalog: Catalog) -> None:
    absolute = {key for key, row in catalog.indices.items() if isinstance(row, AbsoluteIndex)}
    assert absolute == {"ready_food_violations", "indoor_fly_breeding"}


def test_every_method_gives_an_index_and_says_what_is_effective(catalog: Catalog) -> None:
    assert [key for key in catalog.methods if not catalog.indices_of(key)] == []
    assert [key for key, method in catalog.methods.items() if len(method.effective) < 8] == []


@pytest.mark.parametrize(
    ("rate", "companions"),
    [
        ("dip_positive_rate", ("larvae_per_positive_dip",)),
        ("fly_room_rate", ("flies_per_positive_room",)),
        ("roach_live_rate", ("small_per_live_room", "large_per_live_room")),
        ("ootheca_rate", ("oothecae_per_positive_room",)),
    ],
)
def test_pairs_point_at_each_other(
    catalog: Catalog, rate: str, companions: tuple[str, ...]
) -> None:
    assert catalog.indices[rate].paired_with == companions
    assert {catalog.indices[name].needs_positive for name in companions} == {rate}


def test_lamp_needs_nights_or_hours(catalog: Catalog) -> None:
    lamp = catalog.methods["light_trap"]
    assert lamp.one_of == (("nights", "hours"),)
    assert lamp.required == ("lamps", "females")
    assert lamp.field("hours").decimals == 2


def test_route_length_is_kept_in_metres(catalog: Catalog) -> None:
    assert catalog.methods["rodent_route"].field("km").decimals == 3
    assert catalog.indices["rodent_route_index"].multiplier == 1000


@pytest.mark.parametrize(
    ("method_id", "header", "field"),
    [
        ("snap_trap", "布夹总数", "set"),
        ("snap_trap", "捕获总数", "caught"),
        ("light_trap", "诱蚊夜数", "nights"),
        ("fly_cage", "捕获蝇总数", "caught"),
        ("sticky_trap", "回收粘蟑纸数", "effective"),
        ("sticky_trap", "阳性张数", "positive"),
        ("household_larvae", "积水容器数", "containers"),
        ("rodent_signs_100m", "100米延长线", "lines"),
    ],
)
def test_headers_met_in_uploads_belong_to_fields(
    catalog: Catalog, method_id: str, header: str, field: str
) -> None:
    wanted = catalog.methods[method_id].field(field)
    assert header in (wanted.zh, *wanted.aliases)


def test_females_are_preferred_to_totals(catalog: Catalog) -> None:
    aliases = catalog.methods["light_trap"].field("females").aliases
    assert aliases.index("雌蚊数") < aliases.index("合计")


def test_species_of_the_liuzhou_sheets_are_known(catalog: Catalog) -> None:
    for group, names in {
        "rodent": "褐家鼠 小家鼠 其他",
        "mosquito": "淡色库蚊 致倦库蚊 白纹伊蚊 其他",
        "fly": "家蝇 大头金蝇 丝光绿蝇 其他",
        "cockroach": "德国小蠊 美洲大蠊 其他",
    }.items():
        assert all(catalog.find_species(name, group) for name in names.split())

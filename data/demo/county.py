"""The invented county: its streets, offices, stations, action limits and monitoring plan."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SEED = 20260102
NAME = "澜山县"
CODE = "990000"
POPULATION = 486_000


@dataclass(frozen=True)
class Street:
    """A street or town, with the office that receives its mail."""

    code: str
    name: str
    population: int
    email: str


@dataclass(frozen=True)
class Station:
    """A station with its habitat and the methods used there."""

    code: str
    name: str
    street: str
    habitat: str
    longitude: float
    latitude: float
    methods: tuple[str, ...]


_STREETS = (
    ("松岭镇", 31_000, "songling"),
    ("北关街道", 58_000, "beiguan"),
    ("石塘镇", 27_000, "shitang"),
    ("河西街道", 66_000, "hexi"),
    ("城中街道", 82_000, "chengzhong"),
    ("东湖街道", 61_000, "donghu"),
    ("柳溪镇", 24_000, "liuxi"),
    ("南桥街道", 55_000, "nanqiao"),
    ("新港街道", 49_000, "xingang"),
    ("白沙镇", 33_000, "baisha"),
)
STREETS = tuple(
    Street(f"9900{number:02d}", name, population, f"{office}@example.org")
    for number, (name, population, office) in enumerate(_STREETS, start=1)
)

# The counties beside it, of which nothing but the outline is known: code and name.
NEIGHBOURS = (
    ("990101", "云岫县"),
    ("990102", "鹭洲县"),
    ("990103", "松浦县"),
    ("990104", "霜桥县"),
    ("990105", "青棠县"),
)

# Twelve stations a street: what the place is, its habitat, what is monitored there. The methods
# rotate from street to street so that every method of the catalogue is used in the county.
_PLACES: tuple[tuple[str, str, tuple[tuple[str, ...], ...]], ...] = (
    ("第一农贸市场", "农贸市场", (("snap_trap",), ("cage_trap",))),
    ("幸福里小区", "城镇居民区", (("snap_trap",), ("glue_board",), ("snap_trap", "bait_take"))),
    (
        "东头村",
        "农村居民区",
        (
            ("snap_trap", "marmot_count"),
            ("burrow_plug", "black_box"),
            ("dust_tile", "animal_bait"),
            ("snap_trap", "rodent_signs_100m"),
        ),
    ),
    (
        "滨河公园",
        "公园",
        (
            ("light_trap", "double_net"),
            ("light_trap", "co2_trap"),
            ("light_trap", "single_net"),
            ("light_trap", "pipette"),
        ),
    ),
    ("卫生院", "医院", (("light_trap",), ("labour_hour",), ("gravid_trap",), ("sweep_net",))),
    ("和平里社区", "城镇居民区", (("ovitrap", "household_larvae"), ("ovitrap",))),
    ("绿荫里社区", "城镇居民区", (("household_larvae",), ("adult_aedes", "standard_room"))),
    ("集贸市场", "农贸市场", (("fly_cage",), ("fly_cage", "fly_strip"), ("fly_cage", "fly_grid"))),
    ("沿街餐饮店", "餐饮", (("fly_cage",), ("fly_strip",), ("fly_view",))),
    ("中心小学食堂", "学校", (("sticky_trap",), ("roach_flush",))),
    ("迎宾馆", "宾馆", (("sticky_trap",), ("sticky_trap", "roach_flush"))),
    ("人民商场", "超市", (("sticky_trap",),)),
)

# Inspection rounds visit these places of every street; each place answers for some indices.
INSPECTIONS = {
    "第一农贸市场": ("rodent_trace_indoor", "rodent_proofing", "fly_breeding", "rodent_route"),
    "沿街餐饮店": (
        "fly_rooms",
        "fly_proofing",
        "ready_food",
        "fly_breeding_indoor",
        "roach_rooms",
    ),
    "滨河公园": ("small_water_route", "dipping", "landing"),
    "迎宾馆": ("rodent_trace_indoor", "roach_rooms", "fly_rooms"),
}

ACTION_LIMITS = (
    ("trap_rate", "3", "县爱卫办 2025 年灭鼠方案（虚构）"),
    ("light_trap_density", "10", "县疾控中心历年 P90（虚构）"),
    ("fly_cage_density", "20", "县疾控中心历年 P90（虚构）"),
    ("roach_density", "0.3", "县疾控中心历年 P90（虚构）"),
)

# What the offices answered in turn to the alerts of past months: the verdict and the words, or
# nothing; and after how many days.
ANSWERED_AFTER = 2
ANSWERS = (
    ("true", "已到现场核实，情况属实（虚构）"),
    ("treated", "已组织消杀，待复查（虚构）"),
    None,
    ("true", "属实，已通知经营单位清理（虚构）"),
    ("wrong_data", "登记时多记一行，下月更正（虚构）"),
)


def stations() -> tuple[Station, ...]:
    """Return the 120 stations, each at a point inside its street."""
    rings = _rings()
    random = np.random.default_rng(SEED)
    found = []
    for row, street in enumerate(STREETS):
        for column, (place, habitat, turns) in enumerate(_PLACES):
            longitude, latitude = _inside(rings[street.code], random)
            inspections = INSPECTIONS.get(place, ())
            found.append(
                Station(
                    code=f"{street.code}{column + 1:02d}",
                    name=street.name[:2] + place,
                    street=street.name,
                    habitat=habitat,
                    longitude=longitude,
                    latitude=latitude,
                    methods=turns[row % len(turns)] + inspections,
                )
            )
    return tuple(found)


def _rings() -> dict[str, np.ndarray]:
    content = json.loads((Path(__file__).parent / "streets.geojson").read_text(encoding="utf-8"))
    return {
        feature["properties"]["code"]: np.array(feature["geometry"]["coordinates"][0])
        for feature in content["features"]
    }


def _inside(ring: np.ndarray, random: np.random.Generator) -> tuple[float, float]:
    """Draw a point well inside a ring: near its middle often enough to clear the border."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    while True:
        point = random.uniform(low, high)
        near = np.hypot(*(ring - point).T).min() > 0.008
        if near and _encloses(ring, point):
            return round(float(point[0]), 5), round(float(point[1]), 5)


def _encloses(ring: np.ndarray, point: np.ndarray) -> bool:
    """Tell by the ray rule whether the ring encloses the point."""
    start, end = ring[:-1], ring[1:]
    spans = (start[:, 1] > point[1]) != (end[:, 1] > point[1])
    start, end = start[spans], end[spans]
    part = (point[1] - start[:, 1]) / (end[:, 1] - start[:, 1])
    crossings = start[:, 0] + part * (end[:, 0] - start[:, 0]) > point[0]
    return int(crossings.sum()) % 2 == 1

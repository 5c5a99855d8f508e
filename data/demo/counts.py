"""Makes the invented surveys: seasonal, over-dispersed, with lost traps, gaps and outbreaks.

Every station × method × month has its own random stream, so ordinary months stay the same
however far the county is continued; outbreaks, silences and inspection rounds are placed back
from the last day and move with it.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from zlib import crc32

import numpy as np

from .county import INSPECTIONS, Station, stations
from .species import told_apart

SEED = 20260103
YEARS = 4
# For how many months the county has had the service.
SERVED = 3
SPECIES = 1
Fields = dict[str, int | float]
Random = np.random.Generator


@dataclass(frozen=True)
class Season:
    """When a group is active: months monitored, peak month, and how sharp the peak is."""

    months: tuple[int, ...]
    peak: float
    sharpness: float

    def activity(self, day: date) -> float:
        """Return activity relative to the yearly mean."""
        angle = 2 * np.pi * (day.month - 1 + day.day / 31 - self.peak) / 12
        return float(np.exp(self.sharpness * np.cos(angle)) / np.i0(self.sharpness))


ALL_YEAR = tuple(range(1, 13))
RODENT = Season((1, 3, 5, 7, 9, 11), peak=4.0, sharpness=0.3)
MOSQUITO = Season(tuple(range(4, 12)), peak=7.0, sharpness=1.2)
FLY = Season(tuple(range(4, 12)), peak=6.5, sharpness=1.0)
ROACH = Season((1, 3, 5, 7, 9, 11), peak=7.0, sharpness=0.5)
INSPECTION = Season(ALL_YEAR, peak=7.0, sharpness=0.3)


@dataclass(frozen=True)
class Outbreak:
    """A true outbreak: activity by some methods is multiplied at one station for some months.

    ``first_ago`` and ``last_ago`` count months back from the last day made; 0 is the present.
    """

    station: str
    methods: tuple[str, ...]
    first_ago: int
    last_ago: int
    factor: float


_RODENTS = ("snap_trap", "cage_trap", "glue_board", "rodent_trace_indoor", "rodent_route")
_ROACHES = ("sticky_trap", "roach_flush", "roach_rooms")
OUTBREAKS = (
    Outbreak("河西第一农贸市场", _RODENTS, 2, 0, 3.0),
    Outbreak("河西和平里社区", ("ovitrap", "household_larvae"), 3, 0, 4.0),
    Outbreak("城中集贸市场", ("fly_cage", "fly_strip"), 1, 0, 20.0),
    Outbreak("南桥中心小学食堂", _ROACHES, 2, 0, 12.0),
    Outbreak("新港迎宾馆", _ROACHES, 1, 0, 8.0),
    Outbreak("城中沿街餐饮店", ("ready_food",), 1, 0, 50.0),
    Outbreak("东湖滨河公园", ("light_trap", "double_net"), 16, 14, 6.0),
    Outbreak("白沙幸福里小区", _RODENTS, 26, 24, 6.0),
)
# The same sheet month after month: a fabrication for the quality checks to find.
FABRICATED = "柳溪第一农贸市场"
# Stations that stopped reporting some months ago: effort missing, not zero.
SILENT = {"石塘绿荫里社区": 4, "松岭人民商场": 7}


def _caught(random: Random, mean: float, spread: float = 2.0) -> int:
    """Draw an over-dispersed count (negative binomial)."""
    return int(random.poisson(random.gamma(spread, mean / spread))) if mean > 0 else 0


def _kept(random: Random, placed: int) -> int:
    """Draw how many of the placed traps stayed effective; now and then rain takes all."""
    return 0 if random.random() < 0.004 else placed - int(random.binomial(placed, 0.05))


def _at_least_one(found: int, random: Random, shared: float) -> int:
    """Draw how many places the finds lie in, when some share a place; none only if none found."""
    return max(min(found, 1), found - int(random.binomial(found, shared)))


def _traps(placed: int, rate: float) -> Callable[[Random, float], Fields]:
    def draw(random: Random, activity: float) -> Fields:
        effective = _kept(random, placed)
        caught = min(effective, _caught(random, effective * rate * activity))
        return {"set": placed, "effective": effective, "caught": caught}

    return draw


def _boards(random: Random, activity: float) -> Fields:
    effective = _kept(random, 60)
    caught = _caught(random, effective * 0.015 * activity)
    positive = min(effective, _at_least_one(caught, random, 0.2))
    return {"set": 60, "effective": effective, "positive": positive, "caught": caught}


def _sheets(random: Random, activity: float) -> Fields:
    effective = _kept(random, 40)
    positive = int(random.binomial(effective, min(0.9, 0.05 * activity)))
    caught = positive + _caught(random, positive * 1.4)
    hit = _at_least_one(min(positive, 20), random, 0.3)
    return {
        "set": 40, "effective": effective, "positive": positive, "caught": caught,
        "rooms": 20, "positive_rooms": hit,
    }  # fmt: skip


def _part(whole: str, size: int, part: str, share: float) -> Callable[[Random, float], Fields]:
    def draw(random: Random, activity: float) -> Fields:
        found = int(random.binomial(size, min(0.95, share * activity)))
        return {whole: size, part: found}

    return draw


def _rate(effort: Fields, tally: str, mean: float) -> Callable[[Random, float], Fields]:
    def draw(random: Random, activity: float) -> Fields:
        return {**effort, tally: _caught(random, mean * activity)}

    return draw


def _households(random: Random, activity: float) -> Fields:
    containers = 30 + int(random.poisson(25))
    positive = int(random.binomial(containers, min(0.6, 0.07 * activity)))
    homes = _at_least_one(positive, random, 0.2)
    return {
        "households": 100, "positive_households": homes,
        "containers": containers, "positive_containers": positive,
    }  # fmt: skip


def _ovitraps(random: Random, activity: float) -> Fields:
    recovered = 100 - int(random.binomial(100, 0.04))
    positive = int(random.binomial(recovered, min(0.8, 0.05 * activity)))
    eggs = positive * 8 + _caught(random, positive * 12) if positive else 0
    return {"set": 100, "recovered": recovered, "positive": positive, "eggs": eggs}


def _dips(random: Random, activity: float) -> Fields:
    positive = int(random.binomial(200, min(0.5, 0.012 * activity)))
    return {
        "dips": 200, "positive_dips": positive,
        "larvae": positive + _caught(random, positive * 2.0),
    }  # fmt: skip


def _fly_rooms(random: Random, activity: float) -> Fields:
    positive = int(random.binomial(100, min(0.5, 0.03 * activity)))
    return {
        "rooms": 100, "positive_rooms": positive,
        "flies": positive + int(random.binomial(positive, 0.5)),
    }  # fmt: skip


def _roach_rooms(random: Random, activity: float) -> Fields:
    live = int(random.binomial(100, min(0.5, 0.018 * activity)))
    cases = int(random.binomial(100, min(0.3, 0.01 * activity)))
    return {
        "rooms": 100, "live_rooms": live,
        "small_count": live + _caught(random, live * 2.0), "large_count": 0,
        "ootheca_rooms": cases, "oothecae": cases + int(random.binomial(cases, 0.4)),
        "trace_rooms": int(random.binomial(100, min(0.5, 0.025 * activity))),
    }  # fmt: skip


FORMS: dict[str, tuple[Season, Callable[[Random, float], Fields]]] = {
    "snap_trap": (RODENT, _traps(200, 0.010)),
    "cage_trap": (RODENT, _traps(100, 0.020)),
    "glue_board": (RODENT, _boards),
    "dust_tile": (
        RODENT,
        lambda r, a: {"set": 100, **_part("effective", 95, "positive", 0.02)(r, a)},
    ),
    "bait_take": (
        RODENT,
        lambda r, a: {"set": 50, **_part("effective", 46, "taken", 0.06)(r, a)},
    ),
    "rodent_signs_100m": (RODENT, _rate({"lines": 5}, "signs", 2.0)),
    "marmot_count": (RODENT, _rate({"hectares": 40}, "seen", 3.0)),
    "burrow_plug": (RODENT, _part("plugged", 60, "reopened", 0.05)),
    "light_trap": (MOSQUITO, _rate({"lamps": 2, "nights": 1}, "females", 5.0)),
    "co2_trap": (MOSQUITO, _rate({"traps": 2, "nights": 1}, "females", 8.0)),
    "gravid_trap": (MOSQUITO, _rate({"traps": 3, "nights": 1}, "females", 4.0)),
    "single_net": (MOSQUITO, _rate({"nets": 2, "minutes": 30}, "females", 1.2)),
    "animal_bait": (MOSQUITO, _rate({"animals": 2, "minutes": 30}, "females", 6.0)),
    "sweep_net": (MOSQUITO, _rate({"persons": 2, "minutes": 30}, "females", 2.0)),
    "black_box": (MOSQUITO, _rate({"boxes": 5}, "females", 3.0)),
    "pipette": (MOSQUITO, _rate({"sites": 10}, "larvae", 12.0)),
    "double_net": (MOSQUITO, _rate({"nets": 2, "minutes": 30}, "females", 1.5)),
    "labour_hour": (MOSQUITO, _rate({"persons": 2, "minutes": 60}, "females", 4.0)),
    "adult_aedes": (MOSQUITO, _rate({"persons": 2, "minutes": 60}, "females", 1.2)),
    "ovitrap": (MOSQUITO, _ovitraps),
    "household_larvae": (MOSQUITO, _households),
    "standard_room": (MOSQUITO, _rate({"rooms": 200}, "positive_containers", 1.0)),
    "fly_cage": (FLY, _rate({"cages": 4, "days": 1}, "caught", 24.0)),
    "fly_strip": (FLY, _rate({"strips": 10}, "caught", 12.0)),
    "fly_grid": (FLY, _rate({"readings": 10}, "flies", 15.0)),
    "fly_view": (FLY, _rate({"views": 20}, "flies", 10.0)),
    "sticky_trap": (ROACH, _sheets),
    "roach_flush": (
        ROACH,
        lambda r, a: (
            (f := _part("rooms", 20, "positive_rooms", 0.04)(r, a))
            | {"caught": f["positive_rooms"] + _caught(r, f["positive_rooms"] * 1.5)}
        ),
    ),
    "rodent_trace_indoor": (INSPECTION, _part("rooms", 120, "positive_rooms", 0.02)),
    "rodent_route": (INSPECTION, _rate({"km": 2.5}, "signs", 4.0)),
    "rodent_proofing": (INSPECTION, _part("checked", 150, "failed", 0.03)),
    "small_water_route": (INSPECTION, _rate({"km": 3.0}, "positive_sites", 0.9)),
    "dipping": (INSPECTION, _dips),
    "landing": (INSPECTION, _rate({"persons": 4, "minutes": 30}, "landings", 2.0)),
    "fly_rooms": (INSPECTION, _fly_rooms),
    "fly_proofing": (INSPECTION, _part("checked", 120, "failed", 0.04)),
    "fly_breeding": (INSPECTION, _part("sites", 120, "positive", 0.015)),
    "ready_food": (INSPECTION, _part("places", 20, "places_with_flies", 0.004)),
    "fly_breeding_indoor": (INSPECTION, _part("places", 30, "breeding_sites", 0.003)),
    "roach_rooms": (INSPECTION, _roach_rooms),
}
INSPECTED = frozenset(method for methods in INSPECTIONS.values() for method in methods)


@dataclass(frozen=True)
class Survey:
    """One invented survey."""

    station: Station
    method: str
    day: date
    fields: Fields


def surveys(until: date) -> list[Survey]:
    """Return four years of surveys that end on the given day, in order of date."""
    made = [
        survey
        for station in stations()
        for method in station.methods
        for survey in _history(station, method, until)
    ]
    return sorted(made, key=lambda survey: (survey.day, survey.station.code, survey.method))


def _history(station: Station, method: str, until: date) -> Iterator[Survey]:
    stream = [SEED, int(station.code), crc32(method.encode())]
    level = float(np.random.default_rng(stream).lognormal(0.0, 0.35))
    season, form = FORMS[method]
    for month in _months(until):
        random = np.random.default_rng([*stream, month.year * 12 + month.month])
        day = month + timedelta(days=int(random.integers(9, 20)))
        ago = (until.year - month.year) * 12 + until.month - month.month
        activity = level * season.activity(day) * _outbreak(station.name, method, ago)
        fields = form(random, activity)
        skipped = random.random() < 0.04
        if station.name == FABRICATED and method == "snap_trap":
            fields, skipped = {"set": 200, "effective": 200, "caught": 2}, False
        if day <= until and not skipped and _monitored(station, method, season, month, ago):
            drawn = [*stream, month.year * 12 + month.month, SPECIES]
            apart = told_apart(method, station.habitat, day, fields, drawn)
            yield Survey(station, method, day, fields | apart)


def _months(until: date) -> Iterator[date]:
    for back in range(YEARS * 12, -1, -1):
        number = until.year * 12 + until.month - 1 - back
        yield date(number // 12, number % 12 + 1, 1)


def _outbreak(name: str, method: str, ago: int) -> float:
    for outbreak in OUTBREAKS:
        now = outbreak.last_ago <= ago <= outbreak.first_ago
        if now and outbreak.station == name and method in outbreak.methods:
            return outbreak.factor
    return 1.0


def _monitored(station: Station, method: str, season: Season, month: date, ago: int) -> bool:
    if ago < SILENT.get(station.name, 0):
        return False
    if method in INSPECTED:
        return ago % 6 == 1
    return month.month in season.months


def long_csv(rows: list[Survey]) -> str:
    """Return surveys in the long CSV form of the service."""
    fields = sorted({field for row in rows for field in row.fields})
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(["station", "street", "date", "method", "habitat", *fields])
    for row in rows:
        station = row.station
        head = [station.name, station.street, row.day.isoformat(), row.method, station.habitat]
        out.writerow(head + [row.fields.get(field, "") for field in fields])
    return text.getvalue()


def uploads(until: date) -> Iterator[tuple[date, str, str]]:
    """Yield the county's uploads: the day each is handed in, its name and its text.

    What was counted before the county had the service it handed in on the first day; since then
    it hands in a file a month, on the day after the month's last survey.
    """
    number = until.year * 12 + until.month - SERVED
    begun, made = date(number // 12, number % 12 + 1, 1), surveys(until)
    early = [each for each in made if each.day < begun]
    yield begun, "澜山县历年病媒监测.csv", long_csv(early)
    for month, rows in groupby(made[len(early) :], lambda each: each.day.replace(day=1)):
        counted = list(rows)
        day = min(counted[-1].day + timedelta(days=1), until)
        yield day, f"澜山县{month.year}年{month.month}月病媒监测.csv", long_csv(counted)


def plan() -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Yield what is due: station code, method and months, for routine monitoring."""
    for station in stations():
        for method in station.methods:
            if method not in INSPECTED:
                yield station.code, method, FORMS[method][0].months

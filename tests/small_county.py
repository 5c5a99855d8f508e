"""A very small county with a year of counts, for pages that need something to show.

Three streets, seven stations. East street has a rat problem, one lamp stood broken for a month,
one station reports nothing, and one street has no data at all.
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.settings import Settings
from vector.store.engine import transaction
from vector.store.tables import ActionLimit, Contact, Plan, Region, Station
from vector.work.accounts import create_account

PEOPLE = {
    "manager": ("guan@cdc.example.cn", "guan", "county-manager-61"),
    "staff": ("jian@cdc.example.cn", "jian", "county-staff-22"),
    "office": ("dong@street.example.cn", "dong", "east-office-333"),
    "administrator": ("xi@cdc.example.cn", "xi", "county-system-44"),
    "auditor": ("shen@cdc.example.cn", "shen", "county-audit-55"),
}
STREETS = {
    "东街": [[0, 0], [0, 0.05], [0.05, 0.05], [0.05, 0], [0, 0]],
    "西街": [[-0.05, 0], [-0.05, 0.05], [0, 0.05], [0, 0], [-0.05, 0]],
    "北街": [[-0.05, 0.05], [-0.05, 0.09], [0.05, 0.09], [0.05, 0.05], [-0.05, 0.05]],
}
STATIONS = {
    ("东街", "东街菜市场"): (0.012, 0.013),
    ("东街", "东街小区"): (0.033, 0.028),
    ("东街", "河边公园"): (0.021, 0.041),
    ("西街", "西街医院"): (-0.03, 0.02),
    ("西街", "西街学校"): (-0.014, 0.036),
    ("西街", "西街工地"): (-0.04, 0.04),
    ("北街", "北街养老院"): (0.0, 0.07),
}
FIELDS = (
    "station", "street", "date", "method", "habitat", "set", "effective", "caught", "lamps",
    "nights", "females", "rooms", "positive_rooms", "cages", "days",
)  # fmt: skip
PLANS = (("snap_trap", range(1, 13), 15), ("light_trap", range(4, 12), 28))
TODAY = date(2026, 6, 20)


def _months(until: date) -> Iterator[date]:
    last = until - timedelta(days=11)
    for back in range(13, -1, -1):
        number = last.year * 12 + last.month - 1 - back
        yield date(number // 12, number % 12 + 1, 12)


def _rows(until: date) -> Iterator[dict[str, object]]:
    for position, day in enumerate(_months(until)):
        for place, (street, station) in enumerate(STATIONS):
            if street == "北街" or (station == "西街工地" and position % 3 == 0):
                continue
            where = {"station": station, "street": street, "date": day.isoformat()}
            caught = (position + place) % 3 + (9 if station == "东街菜市场" and position > 9 else 0)
            yield {**where, "method": "snap_trap", "set": 200, "effective": 196, "caught": caught}
            if 4 <= day.month <= 11:
                broken = station == "河边公园" and position == 13
                females = 4 + (day.month * 3 + place * 5) % 11
                lamp = {
                    "lamps": 1,
                    "nights": 0 if broken else 1,
                    "females": 0 if broken else females,
                }
                yield {**where, "method": "light_trap", **lamp}
            if position >= 12 and station != "西街学校":
                found = 9 if station == "东街菜市场" else place % 3
                yield {
                    **where, "method": "rodent_trace_indoor", "rooms": 60, "positive_rooms": found,
                }  # fmt: skip


def long_csv(until: date = TODAY) -> str:
    """The county's counts as one long CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, FIELDS, restval="")
    writer.writeheader()
    writer.writerows(_rows(until))
    return out.getvalue()


def _places(session) -> dict[str, int]:
    root = session.scalars(select(Region).where(Region.parent_id.is_(None))).one()
    root.name = "小县"
    ids = {"": root.id}
    for number, (name, ring) in enumerate(STREETS.items()):
        shape = json.dumps({"type": "Polygon", "coordinates": [ring]})
        street = Region(
            code=f"s{number}", name=name, level="street", parent_id=root.id, geometry=shape
        )
        session.add(street)
        session.flush()
        ids[name] = street.id
        session.add(Contact(region_id=street.id, name=name, email=f"s{number}@street.example.cn"))
    return ids


def _stations(session, regions: dict[str, int]) -> None:
    for number, ((street, name), (x, y)) in enumerate(STATIONS.items()):
        station = Station(
            code=f"p{number}", name=name, region_id=regions[street], longitude=x, latitude=y
        )
        session.add(station)
        session.flush()
        for method, months, day in (
            ("snap_trap", range(1, 13), 15),
            ("light_trap", range(4, 12), 28),
        ):
            named = ",".join(map(str, months))
            session.add(Plan(station_id=station.id, method=method, months=named, due_day=day))


def _limit(session, root: int) -> None:
    start = date(2025, 1, 1)
    session.add(
        ActionLimit(
            index_id="trap_rate",
            region_id=root,
            value="2",
            set_by="县爱卫办",
            set_on=start,
            source="县爱卫办〔2025〕1号",
            valid_from=start,
        )
    )


def settle(engine: Engine) -> None:
    """Write the places, the plan, a limit and five people into an empty, upgraded database."""
    with transaction(engine) as session:
        regions = _places(session)
        _stations(session, regions)
        _limit(session, regions[""])
        seen = {"manager": regions[""], "staff": regions[""], "office": regions["东街"]}
        for role, (email, username, password) in PEOPLE.items():
            create_account(
                session, email, password, roles=[role], region_id=seen.get(role), username=username
            )


def fill(engine: Engine, catalog: Catalog, settings: Settings, until: date = TODAY) -> None:
    """Settle the county and take its counts in, as an upload would."""
    from vector.work import uploads

    settle(engine)
    now = datetime(until.year, until.month, until.day, 1, tzinfo=UTC)
    content = long_csv(until).encode()
    uploads.accept(engine, catalog, settings, content, "小县.csv", by="jian", on=until, now=now)


ADDED = "station,street,date,method,set,effective,caught,checked,failed,plugged,reopened"


def add(app, *lines: str, head: str = ADDED) -> None:
    """Take further counts in on the county's last day."""
    from vector.work import uploads

    running, now = app.extensions["vector"], datetime(2026, 6, 20, 4, tzinfo=UTC)
    uploads.accept(
        running.engine, running.catalog, running.settings, "\n".join([head, *lines]).encode(),
        "再.csv", by="jian", on=now.date(), now=now,
    )  # fmt: skip

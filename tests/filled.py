"""A small store for tests: tables of surveys as intake gives them, taken in like an upload."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from vector.catalog import Catalog, load
from vector.store import places, surveys, uploads

ACCEPTED = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


def table(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """A table of surveys; what a row leaves out is empty text, and numbers become float64."""
    plain = {"sheet": "长表", "street": "", "habitat": "", "note": ""}
    frame = pd.DataFrame([{**plain, "row": at, **row} for at, row in enumerate(rows, start=2)])
    frame["date"] = pd.to_datetime(frame["date"])
    words = ["sheet", "street", "station", "habitat"]
    numbers = [name for name in frame if name not in {*words, "date", "note", "row"}]
    return frame.astype(dict.fromkeys(words, "category") | dict.fromkeys(numbers, "float64"))


def take_in(
    session: Session,
    catalog: Catalog,
    tables: Mapping[str, pd.DataFrame],
    *,
    name: str = "监测.csv",
    by: str = "王",
    at: datetime = ACCEPTED,
) -> int:
    """Store the tables as one upload; return its id."""
    size = sum(len(each) for each in tables.values())
    sha = hashlib.sha256(name.encode()).hexdigest()
    receipt = uploads.Receipt(name, sha, "long", name.encode(), surveys=size)
    number = uploads.add(session, receipt, by=by, at=at)
    names = pd.concat([each[["street", "station", "habitat"]] for each in tables.values()])
    surveys.insert(session, number, tables, places.register(session, names), catalog)
    return number


def withdraw(session: Session, number: int, *, at: datetime, by: str = "王") -> None:
    """Take an upload back."""
    uploads.withdraw(session, number, by=by, at=at)
    surveys.withdraw(session, number)


def snap(
    station: str, day: str, caught: float, street: str = "青石街道", **more: Any
) -> dict[str, Any]:
    """A night of snap traps with a hundred traps, of which 98 were effective."""
    return {"station": station, "street": street, "date": day, "set": 100, "effective": 98,
            "caught": caught, **more}  # fmt: skip


def small() -> dict[str, pd.DataFrame]:
    """Two streets with three stations, rodents and larvae, a zero and a failed effort."""
    nights = [
        snap(
            "东湖小区",
            "2026-04-14",
            3,
            habitat="居民区",
            **{"species:褐家鼠": 2, "species:小家鼠": 1},
        ),
        snap("东湖小区", "2026-05-14", 0, habitat="居民区", **{"species:褐家鼠": 0}),
        snap("南门市场", "2026-05-15", 9, habitat="农贸市场", **{"species:褐家鼠": 9}),
        snap("松岭村", "2026-05-16", 1, street="松岭镇", note="雨"),
    ]
    dips = [
        {"station": "南门市场", "street": "青石街道", "date": "2026-05-15", "dips": 0,
         "positive_dips": 0, "larvae": 0},
        {"station": "松岭村", "street": "松岭镇", "date": "2026-05-16", "dips": 200,
         "positive_dips": 8, "larvae": 31},
    ]  # fmt: skip
    return {"snap_trap": table(nights), "dipping": table(dips)}


def fill(session: Session) -> int:
    """Take the small tables in."""
    return take_in(session, load(), small())


def day(text: str) -> date:
    """A date, shortly."""
    return date.fromisoformat(text)

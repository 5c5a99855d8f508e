"""Surveys reported to the service as files, the way an office would: one long CSV each."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Engine, inspect, select

from vector.catalog import Catalog, load
from vector.settings import Settings
from vector.store.engine import session
from vector.store.tables import Alert, Flag, Model
from vector.work import uploads
from vector.work.uploads import Accepted

WEST, MARKET = "河西街道", "柳江市场"
NOW = datetime(2026, 6, 30, 4, 0, tzinfo=UTC)
JUNE, JULY, AUGUST = date(2026, 6, 10), date(2026, 7, 8), date(2026, 8, 5)


def sheet(*rows: Mapping[str, Any]) -> bytes:
    """Write rows as the long CSV."""
    places = {"street": WEST, "station": MARKET}
    return pd.DataFrame([places | dict(row) for row in rows]).to_csv(index=False).encode()


def rooms(day: date, positive: int, checked: int = 200, **place: Any) -> dict[str, Any]:
    """An inspection of rooms for rats; the C limit is 5 %, the clear line 4 %."""
    return {
        "date": day,
        "method": "rodent_trace_indoor",
        "rooms": checked,
        "positive_rooms": positive,
        **place,
    }


def form(day: date, method: str, **fields: Any) -> dict[str, Any]:
    return {"date": day, "method": method, **fields}


def accept(
    engine: Engine,
    *rows: Mapping[str, Any],
    on: date | None,
    settings: Settings | None = None,
    catalog: Catalog | None = None,
    **options: Any,
) -> Accepted:
    """Take rows in as one file."""
    content = sheet(*rows)
    values = {"by": "王", "now": NOW} | options
    return uploads.accept(
        engine, catalog or load(), settings or Settings(), content, "上报.csv", on=on, **values
    )


def flags(engine: Engine, *, still_open: bool = True) -> list[Flag]:
    query = select(Flag).order_by(Flag.id)
    if still_open:
        query = query.where(Flag.cleared_at.is_(None))
    with session(engine) as reading:
        return list(reading.scalars(query))


def changes(engine: Engine) -> list[str]:
    """The kinds of all alerts so far, in order."""
    with session(engine) as reading:
        return list(reading.scalars(select(Alert.change).order_by(Alert.id)))


def everything(engine: Engine, *without: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of all tables but those named, for comparing before and after."""
    names = set(inspect(engine).get_table_names()) & set(Model.metadata.tables)
    with engine.connect() as connection:
        return {
            name: sorted(
                map(tuple, connection.execute(Model.metadata.tables[name].select())), key=str
            )
            for name in sorted(names - set(without))
        }

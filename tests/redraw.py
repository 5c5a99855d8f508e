"""An order to change regions, carried out as the tests want it."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from vector.catalog import Catalog
from vector.settings import Settings
from vector.work.order import Order, Outcome, Part
from vector.work.reorganisation import carry_out

NOW = datetime(2026, 6, 20, 4, 0, tzinfo=UTC)


def obey(engine: Engine, catalog: Catalog, kind: str, day: date, *names: str,
         into: tuple[Part, ...], preview: bool = False, ground: str = "") -> Outcome:  # fmt: skip
    order = Order(kind, day, names, into, ground)  # type: ignore[arg-type]
    return carry_out(engine, catalog, Settings(), order, now=NOW, preview=preview)

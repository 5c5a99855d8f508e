"""The edition of the database: another one as soon as pages have something else to show."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from vector.store import outlook
from vector.store.edition import edition, forecast_edition
from vector.store.engine import session, transaction

NIGHT = datetime(2026, 6, 20, 18, tzinfo=UTC)


def test_a_run_that_takes_the_place_of_the_newest_is_another_edition(engine: Engine) -> None:
    """SQLite gives the new run the very id of the one that it replaces."""
    told = []
    for nights in range(2):
        with transaction(engine) as writing:
            outlook.keep(
                writing, kind="forecast", group="rodent", step="month", period=1,
                versions=("model", f"data {nights}"), made_at=NIGHT + timedelta(days=nights),
                frames={},
            )  # fmt: skip
        with session(engine) as reading:
            told.append((edition(reading), forecast_edition(reading)))
    for before, after in zip(*told, strict=True):
        assert before != after

"""What all tests share, doctests of ``vector`` as well: hashes that cost little, and for examples
an empty database in memory that is migrated once and copied for the rest."""

import gc
import sqlite3
from typing import Any

import pytest
from sqlalchemy import Engine

from vector.store import migrate
from vector.store.engine import connect
from vector.work import passwords

# A hash is slow on purpose; what one really costs is a test of its own.
passwords.COST.update(time_cost=1, memory_cost=8, parallelism=1)

MIGRATING = "vector.store.migrate"


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: nobody looks through it for garbage, which
    took a tenth of the processor."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 20, 20)


def _driver(engine: Engine) -> sqlite3.Connection:
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


@pytest.fixture(scope="session")
def migrated() -> sqlite3.Connection:
    """An empty database in memory, brought to the newest revision step by step."""
    engine = connect("sqlite://")
    migrate.upgrade(engine)
    return _driver(engine)


@pytest.fixture(autouse=True)
def copied(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, migrated: sqlite3.Connection
) -> None:
    """An example that asks for the newest revision in memory gets a copy: 139 of them do."""
    example = isinstance(request.node, pytest.DoctestItem)
    if not example or request.node.name.startswith(MIGRATING):
        return
    upgrade = migrate.upgrade

    def copy(engine: Engine, *target: Any, **more: Any) -> None:
        if target or more or str(engine.url) != "sqlite://":
            upgrade(engine, *target, **more)
        else:
            migrated.backup(_driver(engine))

    monkeypatch.setattr(migrate, "upgrade", copy)

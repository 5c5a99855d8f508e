"""A web application on the small county, the clock standing in June 2026."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import databases
import pytest
import rounds
import small_county
import time_machine
from apiflask import APIFlask
from sqlalchemy import Engine, select
from visitor import Visitor

from dashboard import create_app
from dashboard.service import EXTENSION, Service
from vector.catalog import Catalog
from vector.settings import Settings
from vector.store.engine import connect, transaction
from vector.store.tables import Account
from vector.work import forecasts

NOON = datetime(2026, 6, 20, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture(scope="session")
def filled(
    sqlite_template: Path, catalog: Catalog, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The small county, filled once; each test that changes something takes a copy."""
    path = tmp_path_factory.mktemp("county") / "county.sqlite3"
    shutil.copyfile(sqlite_template, path)
    engine = connect(f"sqlite:///{path}")
    with time_machine.travel(NOON):
        small_county.fill(engine, catalog, Settings())
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the county of every test lies, so that one application can show them all."""
    return tmp_path_factory.mktemp("present") / "county.sqlite3"


@pytest.fixture
def county(filled: Path, place: Path) -> Settings:
    """Settings of a fresh copy of the small county."""
    for ending in ("", "-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)
    shutil.copyfile(filled, place)
    return Settings(database=f"sqlite:///{place}", max_upload_mb=5)


@pytest.fixture(scope="session")
def shared() -> Iterator[dict[str, APIFlask]]:
    """The application that most tests ask: to put one together takes longer than to ask it."""
    made: dict[str, APIFlask] = {}
    yield made
    for opened in made.values():
        opened.extensions[EXTENSION].engine.dispose()


@pytest.fixture
def app(county: Settings, shared: dict[str, APIFlask]) -> APIFlask:
    """The application on the county as it was filled, with nothing remembered."""
    opened = shared.get("app") or shared.setdefault("app", create_app(county))
    running = opened.extensions[EXTENSION]
    running.engine.dispose()
    opened.extensions[EXTENSION] = Service(running.engine, running.catalog, county)
    return opened


@pytest.fixture
def foretold(county: Settings, catalog: Catalog) -> Settings:
    """The small county with forecasts; asked for before the application opens it."""
    engine = connect(county.database)
    forecasts.refit(engine, catalog, county, NOON)
    engine.dispose()
    return county


@pytest.fixture
def demo(app: APIFlask) -> Engine:
    """The small county with the demonstration's surveys of this year beside its own."""
    running = app.extensions["vector"]
    databases.once(running.engine, "demo beside the county", lambda: rounds.report(running))
    return running.engine


@pytest.fixture
def anybody(app: APIFlask) -> Visitor:
    """Someone who has not signed in."""
    return Visitor(app.test_client())


def fresh_password(app: APIFlask, email: str) -> None:
    """Let a password be new on the day of the visit, however far the clock was moved."""
    with transaction(app.extensions["vector"].engine) as writing:
        account = writing.scalars(select(Account).where(Account.email == email)).one()
        account.password_set_at = datetime.now(UTC)


@pytest.fixture
def signed_in(app: APIFlask) -> Callable[[str], Visitor]:
    """Someone of that role, signed in."""

    def enter(role: str) -> Visitor:
        visitor = Visitor(app.test_client())
        email, username, password = small_county.PEOPLE[role]
        fresh_password(app, email)
        assert visitor.sign_in(username, password).status_code == 302
        return visitor

    return enter

"""What many tests need: an empty database of either kind, the catalogue, a small filled store."""

import itertools
import logging
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from sqlalchemy import Engine

sys.path.insert(0, str(Path(__file__).parent))

import databases
from filled import fill

from vector.catalog import Catalog, load
from vector.store import migrate
from vector.store.engine import connect, transaction

NUMBERS = itertools.count()

# No test is timed: a busy machine must not fail one. The examples are the same every time; who
# changes a formula lets more of them be tried, others each time.
EXAMPLES = os.environ.get("VECTOR_TESTS_EXAMPLES")
settings.register_profile(
    "vector", deadline=None, derandomize=EXAMPLES is None, max_examples=int(EXAMPLES or 50)
)
settings.load_profile("vector")


# What a test logs is written plainly: the default draws every local of every frame, for a minute.
PLAIN = structlog.dev.ConsoleRenderer(
    colors=False, exception_formatter=structlog.dev.plain_traceback
)
structlog.configure(processors=[structlog.processors.add_log_level, PLAIN])


@pytest.fixture(autouse=True)
def journal_of_its_own() -> Iterator[None]:
    """A command that a test ran wrote its journal to a stream that ends with the test."""
    before, handlers, level = structlog.get_config(), logging.root.handlers, logging.root.level
    yield
    structlog.configure(**before)
    logging.root.handlers, logging.root.level = handlers, level


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load()


@pytest.fixture
def now() -> datetime:
    """A moment for rows that want one; tests that need the clock to stand use time_machine."""
    return datetime(2026, 6, 15, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    engine = connect(f"sqlite:///{path}")
    migrate.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    if os.environ.get(databases.WITHOUT_POSTGRESQL):
        pytest.skip(f"{databases.WITHOUT_POSTGRESQL} is set")
    with databases.cluster() as server:
        databases.execute(server, f"CREATE DATABASE {databases.TEMPLATE}")
        engine = connect(f"{server}/{databases.TEMPLATE}")
        migrate.upgrade(engine)
        engine.dispose()
        yield server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a migrated, empty SQLite database."""
    copy = tmp_path / "vector.sqlite3"
    shutil.copyfile(sqlite_template, copy)
    return f"sqlite:///{copy}"


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The URL of a migrated, empty PostgreSQL database."""
    name = f"vector_{next(NUMBERS)}"
    databases.create(postgresql_server, name)
    yield f"{postgresql_server}/{name}"
    databases.execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated, empty database, once of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def bare_server_url(postgresql_server: str) -> Iterator[str]:
    """The URL of a PostgreSQL database without tables."""
    name = f"vector_{next(NUMBERS)}"
    databases.execute(postgresql_server, f"CREATE DATABASE {name}")
    yield f"{postgresql_server}/{name}"
    databases.execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bare.sqlite3'}"
    return str(request.getfixturevalue("bare_server_url"))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated, empty database, once of each kind."""
    opened = connect(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_engine(sqlite_url: str) -> Iterator[Engine]:
    """A migrated, empty SQLite database, where both kinds would prove no more."""
    opened = connect(sqlite_url)
    yield opened
    opened.dispose()


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """A database with two streets, three stations and six surveys, once of each kind."""

    def small() -> None:
        with transaction(engine) as session:
            fill(session)

    databases.once(engine, "filled", small)
    return engine

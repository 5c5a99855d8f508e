"""Databases for tests: a SQLite file, and a PostgreSQL cluster of our own on loopback."""

import atexit
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Engine, create_engine, text

from vector.store.engine import connect

Made = TypeVar("Made")
TEMPLATE = "vector_template"
WITHOUT_POSTGRESQL = "VECTOR_TESTS_WITHOUT_POSTGRESQL"
# A test's database may vanish with the machine: speed before safety.
QUICK = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal"),
    *(
        "max_wal_senders=0",
        "autovacuum=off",
        "jit=off",
        "shared_buffers=16MB",
        "max_connections=40",
    ),
)


def binaries() -> Path | None:
    """Find the server's programs: on the path, else where Debian keeps them."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return kept[-1].parent if kept else None


def _as_server(*command: str | Path) -> None:
    """Run a server program; PostgreSQL refuses to run as root, so root becomes postgres."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *words]
    done = subprocess.run(words, capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}\n{done.stdout}\n{done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster() -> Iterator[str]:
    """Start a PostgreSQL of our own; give the URL of its servers, without a database's name."""
    programs = binaries()
    if programs is None:
        raise RuntimeError(
            "PostgreSQL's server programs (initdb, pg_ctl) are missing. Install them, or say"
            f" {WITHOUT_POSTGRESQL}=1 to run the tests on SQLite alone."
        )
    with tempfile.TemporaryDirectory(prefix="vector-postgresql-") as home:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        data, port = Path(home) / "data", _free_port()
        _as_server(
            programs / "initdb", "-D", data, "-U", "vector", "-A", "trust", "-E", "UTF8",
            "--locale=C", "--no-sync",
        )  # fmt: skip
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {home} " + " ".join(
            f"-c {setting}" for setting in QUICK
        )
        _as_server(
            programs / "pg_ctl", "-D", data, "-o", options, "-l", Path(home) / "log", "-w", "start"
        )
        server = f"postgresql+psycopg://vector@127.0.0.1:{port}"
        try:
            yield server
        finally:
            _whole(server).dispose()
            _whole.cache_clear()
            _as_server(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


@cache
def _whole(server: str) -> Engine:
    """Statements about whole databases, outside any transaction; one connection is kept."""
    return create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT", pool_pre_ping=True)


def execute(server: str, statement: str) -> None:
    """Run a statement about whole databases, outside any transaction."""
    with _whole(server).connect() as connection:
        connection.execute(text(statement))


def create(server: str, name: str) -> None:
    """Make a migrated, empty database; copied as files, what the server knows of it comes along."""
    with _whole(server).connect() as connection:
        version = connection.dialect.server_version_info or (0,)
        copying = "STRATEGY FILE_COPY" if version >= (15,) else ""
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} {copying}"))


def filled(template: Path, folder: Path, fill: Callable[[Engine], object]) -> Path:
    """Fill a copy of an SQLite database; tests that change it take copies of this one."""
    path = folder / "filled.sqlite3"
    shutil.copyfile(template, path)
    engine = connect(f"sqlite:///{path}")
    fill(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


_MADE: dict[Any, tuple[sqlite3.Connection, Any]] = {}


def once(engine: Engine, what: Any, fill: Callable[[], Made]) -> Made:
    """Fill an empty database; an SQLite database is copied from the first one filled with that."""
    if engine.dialect.name != "sqlite":
        return fill()
    with engine.connect() as connection:
        own = connection.connection.driver_connection
        assert isinstance(own, sqlite3.Connection)
        if what in _MADE:
            kept, answer = _MADE[what]
            kept.backup(own)
            return cast(Made, answer)
    answer = fill()
    with engine.connect() as connection:
        kept = sqlite3.connect(":memory:", check_same_thread=False)
        cast(sqlite3.Connection, connection.connection.driver_connection).backup(kept)
    atexit.register(kept.close)
    _MADE[what] = kept, answer
    return answer

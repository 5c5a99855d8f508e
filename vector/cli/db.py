"""``vector db``: making a database, its revision and the steps to this program's, and copies."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.frame import PARTLY
from vector.cli.language import both, say
from vector.cli.output import progress

if TYPE_CHECKING:
    from sqlalchemy import Engine

db = typer.Typer(no_args_is_help=True, add_completion=False)
File = Annotated[Path | None, typer.Option(help="设置文件（TOML）。 Settings file.")]


@contextmanager
def _opened(url: str) -> Iterator["Engine"]:
    from vector.store.engine import connect

    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _named(settings: Path | None) -> str:
    from vector.settings import load

    return load(settings).database


@db.command()
def create(settings: File = None) -> None:
    """建库（PostgreSQL 上没有时）并升级 / Make the database if there is none, and its tables."""
    from vector.store import creation

    with _opened(_named(settings)) as engine:
        if creation.create(engine):
            typer.echo(say("db_created"))
    upgrade(settings)


@db.command()
def upgrade(settings: File = None) -> None:
    """建立或升级数据库 / Make the database, or bring it up to date."""
    from vector.store import migrate

    with _opened(_named(settings)) as engine:
        before = migrate.revision(engine)
        migrate.upgrade(engine)
        after = migrate.revision(engine)
    if before == after:
        typer.echo(say("db_newest", after=after))
    else:
        typer.echo(say("db_upgraded", before=before or say("no_revision"), after=after))


@db.command()
def current(settings: File = None) -> None:
    """显示数据库版本 / Show the database's revision."""
    from vector.store import migrate

    with _opened(_named(settings)) as engine:
        found = migrate.revision(engine)
    typer.echo(say("db_needs", found=found or say("no_revision"), migrate_head=migrate.head()))


@db.command()
def check(settings: File = None) -> None:
    """检查数据库版本与各表结构 / Check the revision and the tables."""
    from vector.store import migrate

    with _opened(_named(settings)) as engine:
        migrate.check(engine)
        differences = migrate.differences(engine)
    for line in differences:
        typer.echo(line)
    if differences:
        raise typer.Exit(PARTLY)
    typer.echo(say("db_fits", migrate_head=migrate.head()))


@db.command()
def copy(
    source: Annotated[str, typer.Option("--from", metavar="URL", help="源。 Source.")],
    target: Annotated[str, typer.Option("--to", metavar="URL", help="目标。 Target.")],
) -> None:
    """复制整个数据库，SQLite 与 PostgreSQL 互通 / Copy a whole database into an empty one."""
    with _opened(source) as there, _opened(target) as here:
        counts = _copied(there, here)
    for name, rows in sorted(counts.items()):
        typer.echo(f"{name:<18} {rows:>12,}")
    typer.echo(say("db_copied", rows=sum(counts.values()), len_counts=len(counts)))


def _copied(source: "Engine", target: "Engine") -> dict[str, int]:
    from vector.errors import StoreError
    from vector.store import creation, transfer

    if not creation.exists(source):
        raise StoreError(*both("db_no_source", url=source.url.render_as_string()))
    creation.create(target)
    with progress(say("working_copy")) as report:
        return transfer.copy(source, target, progress=report)

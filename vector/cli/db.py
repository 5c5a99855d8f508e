"""``vector db``: making a database, its revision and the steps to this program's, and copies."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.frame import PARTLY
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
            typer.echo("已建立数据库。")
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
        typer.echo(f"数据库已是最新版本 {after}。")
    else:
        typer.echo(f"数据库版本：{before or '空'} → {after}。")


@db.command()
def current(settings: File = None) -> None:
    """显示数据库版本 / Show the database's revision."""
    from vector.store import migrate

    with _opened(_named(settings)) as engine:
        found = migrate.revision(engine)
    typer.echo(f"数据库版本 {found or '空'}，本程序需要 {migrate.head()}。")


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
    typer.echo(f"数据库版本 {migrate.head()}，各表与程序一致。")


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
    typer.echo(f"已复制 {sum(counts.values()):,} 行，{len(counts)} 张表的内容与源数据库逐行一致。")


def _copied(source: "Engine", target: "Engine") -> dict[str, int]:
    from vector.errors import StoreError
    from vector.store import creation, transfer

    if not creation.exists(source):
        raise StoreError(f"没有源数据库 {source.url.render_as_string()}。")
    creation.create(target)
    with progress("复制") as report:
        return transfer.copy(source, target, progress=report)

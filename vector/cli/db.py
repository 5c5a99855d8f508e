"""``vector db``: the database's revision, and the steps that bring it to this program's."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.frame import PARTLY

if TYPE_CHECKING:
    from sqlalchemy import Engine

db = typer.Typer(no_args_is_help=True, add_completion=False)
File = Annotated[Path | None, typer.Option(help="设置文件（TOML）。 Settings file.")]


def _engine(settings: Path | None) -> "Engine":
    from vector.settings import load
    from vector.store.engine import connect

    return connect(load(settings).database)


@db.command()
def upgrade(settings: File = None) -> None:
    """建立或升级数据库 / Make the database, or bring it up to date."""
    from vector.store import migrate

    engine = _engine(settings)
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

    found = migrate.revision(_engine(settings))
    typer.echo(f"数据库版本 {found or '空'}，本程序需要 {migrate.head()}。")


@db.command()
def check(settings: File = None) -> None:
    """检查数据库版本与各表结构 / Check the revision and the tables."""
    from vector.store import migrate

    engine = _engine(settings)
    migrate.check(engine)
    differences = migrate.differences(engine)
    for line in differences:
        typer.echo(line)
    if differences:
        raise typer.Exit(PARTLY)
    typer.echo(f"数据库版本 {migrate.head()}，各表与程序一致。")

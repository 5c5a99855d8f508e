"""``vector restore``: a backup is checked, and the database is restored from it."""

from pathlib import Path
from typing import Annotated

import typer

from vector.cli import passphrase
from vector.cli.output import progress


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件。 The backup.")],
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help="换下已有的数据库；SQLite 的旧库改名保留。 Let the present database give way.",
        ),
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="只核对备份，不恢复。 Only check the backup.")
    ] = False,
    settings: Annotated[Path | None, typer.Option(help="设置文件（TOML）。 Settings file.")] = None,
) -> None:
    """核对备份，再由它恢复数据库 / Check a backup, and restore the database from it."""
    from vector.store import parcel
    from vector.work import backups

    phrase = passphrase.known() if parcel.sealed(file) else None
    if check:
        with progress("核对") as report:
            manifest = backups.verify(file, phrase, report)
        typer.echo(
            f"备份完好：{manifest.made_at.astimezone():%Y-%m-%d %H:%M}，{manifest.database}，"
            f"版本 {manifest.revision}，{len(manifest.tables)} 张表 {manifest.rows} 行。"
        )
        return
    _restore(file, phrase, settings, replace=replace)


def _restore(file: Path, phrase: str | None, settings: Path | None, *, replace: bool) -> None:
    from datetime import UTC, datetime

    from vector.settings import load
    from vector.store import migrate
    from vector.store.engine import connect
    from vector.work import backups

    engine = connect(load(settings).database)
    now = datetime.now(UTC)
    try:
        with progress("恢复") as report:
            done = backups.put_back(
                engine, file, now, passphrase=phrase, replace=replace, progress=report
            )
    finally:
        engine.dispose()
    typer.echo(
        f"已恢复 {done.manifest.made_at.astimezone():%Y-%m-%d %H:%M} 的备份"
        f"（{len(done.manifest.tables)} 张表 {done.manifest.rows} 行），逐表核对一致，"
        f"数据库版本 {done.manifest.revision} → {migrate.head()}。"
    )
    if done.aside:
        typer.echo(f"原来的数据库保留为 {done.aside}，确认无误后可删。")

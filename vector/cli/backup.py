"""``vector backup``: the whole database into one checked file, while the service runs."""

from pathlib import Path
from typing import Annotated

import typer

from vector.cli import passphrase
from vector.cli.output import progress


def backup(
    folder: Annotated[Path, typer.Argument(help="放备份的文件夹。 Folder of backups.")],
    keep: Annotated[
        int | None,
        typer.Option(min=1, help="只留最新的几份，缺省全留。 Keep only so many."),
    ] = None,
    encrypt: Annotated[
        bool,
        typer.Option(
            "--encrypt",
            help=f"用口令加密（{passphrase.VARIABLE} 或询问）。 Seal with a passphrase.",
        ),
    ] = False,
    settings: Annotated[Path | None, typer.Option(help="设置文件（TOML）。 Settings file.")] = None,
) -> None:
    """备份整个数据库，不必停机 / Keep the whole database in one checked file."""
    from datetime import UTC, datetime

    from vector.settings import load
    from vector.store.engine import connect
    from vector.work import backups

    engine = connect(load(settings).database)
    phrase = passphrase.new() if encrypt else None
    try:
        with progress("备份") as report:
            made = backups.make(
                engine, folder, datetime.now(UTC), passphrase=phrase, keep=keep, progress=report
            )
    finally:
        engine.dispose()
    size = made.path.stat().st_size / 1e6
    typer.echo(
        f"已备份到 {made.path}（{size:.1f} MB，版本 {made.manifest.revision}，"
        f"{len(made.manifest.tables)} 张表 {made.manifest.rows} 行），已重读核对。"
    )
    if made.removed:
        typer.echo(f"已删去较早的 {len(made.removed)} 份。")

"""``vector backup``: the whole database into one checked file, while the service runs."""

from pathlib import Path
from typing import Annotated

import typer

from vector.cli import passphrase
from vector.cli.language import say
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
        with progress(say("working_backup")) as report:
            made = backups.make(
                engine, folder, datetime.now(UTC), passphrase=phrase, keep=keep, progress=report
            )
    finally:
        engine.dispose()
    size = made.path.stat().st_size / 1e6
    typer.echo(
        say(
            "backup_made",
            made_path=made.path,
            size=size,
            de_manifest_revision=made.manifest.revision,
            made_manifest_tables=len(made.manifest.tables),
            made_manifest_rows=made.manifest.rows,
        )
    )
    if made.removed:
        typer.echo(say("backup_removed", len_made_removed=len(made.removed)))

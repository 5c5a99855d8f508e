"""``vector restore``: a backup is checked, and the database is restored from it."""

from pathlib import Path
from typing import Annotated

import typer

from vector.cli import passphrase
from vector.cli.language import say
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
        with progress(say("working_check")) as report:
            manifest = backups.verify(file, phrase, report)
        typer.echo(
            say(
                "backup_whole",
                at=manifest.made_at.astimezone(),
                manifest_database=manifest.database,
                manifest_revision=manifest.revision,
                len_manifest_tables=len(manifest.tables),
                manifest_rows=manifest.rows,
            )
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
        with progress(say("working_restore")) as report:
            done = backups.put_back(
                engine, file, now, passphrase=phrase, replace=replace, progress=report
            )
    finally:
        engine.dispose()
    typer.echo(
        say(
            "restored",
            at=done.manifest.made_at.astimezone(),
            done_manifest_tables=len(done.manifest.tables),
            done_manifest_rows=done.manifest.rows,
            ne_manifest_revision=done.manifest.revision,
            migrate_head=migrate.head(),
        )
    )
    if done.aside:
        typer.echo(say("restored_aside", done_aside=done.aside))

"""``vector retention``: what has had its day, and its removal by hand."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.county import SettingsOption, opened, show
from vector.cli.language import say, words
from vector.cli.output import Format, FormatOption, OutputOption

if TYPE_CHECKING:
    from vector.work.retention import Removal


def retention(
    remove: Annotated[
        bool, typer.Option("--remove", help="清理；不写则只列出。 Remove; else only list.")
    ] = False,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    settings: SettingsOption = None,
) -> None:
    """保留期限：到期的是什么；清理 / What has had its day, and its removal."""
    from datetime import UTC, datetime

    from vector.work import retention as kept

    chosen, engine = opened(settings)
    now = datetime.now(UTC)
    if remove:
        found = kept.remove(engine, chosen, now, author=None)
    else:
        found = kept.removable(engine, chosen, now)
    _show(found, chosen.timezone, form, output)
    rows = sum(each.rows for each in found)
    typer.echo(
        say("retention_removed", rows=rows) if remove else say("retention_due", rows=rows), err=True
    )


def _show(found: "list[Removal]", zone: str, form: Format, output: Path | None) -> None:
    from zoneinfo import ZoneInfo

    import pandas as pd

    from vector.work.retention import WORDS

    rows = [
        {
            "kind": each.kind,
            "zh": WORDS[each.kind].zh,
            "before": f"{each.before.astimezone(ZoneInfo(zone)):%Y-%m-%d}" if each.before else "—",
            "rows": each.rows,
        }
        for each in found
    ]
    show(pd.DataFrame(rows), words("retention_headers"), form, output)

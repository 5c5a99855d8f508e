"""``vector audit``: who did what, whether the log is whole, and how long it is kept."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vector.cli.county import SettingsOption, opened, show
from vector.cli.frame import PARTLY
from vector.cli.language import say
from vector.cli.language import words as headings
from vector.cli.output import Format, FormatOption, OutputOption

if TYPE_CHECKING:
    import pandas as pd

audit = typer.Typer(no_args_is_help=True, add_completion=False)


@audit.command()
def verify(settings: SettingsOption = None) -> None:
    """核对日志是否被改动、删除或换序 / Find the first row that was tampered with."""
    from vector.store.audit import words
    from vector.work.audit import verify as follow

    found = follow(opened(settings)[1])
    if found.broken is not None:
        said = words("broken")[found.broken.kind]
        typer.echo(
            say("audit_broken", number=found.broken.sequence, said=said, found_rows=found.rows)
        )
        raise typer.Exit(PARTLY)
    typer.echo(
        say(
            "audit_whole",
            found_rows=found.rows,
            found_last=found.last,
            found_last_hash=found.last_hash,
        )
    )


@audit.command("list")
def list_(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="自何时起。 From then on."),
    ] = None,
    who: Annotated[str, typer.Option(help="何人，可只写一部分。 Who; a part of it will do.")] = "",
    what: Annotated[str, typer.Option(help="何事，编码或中文。 What: code or words.")] = "",
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    settings: SettingsOption = None,
) -> None:
    """列出日志 / List what was done."""
    from zoneinfo import ZoneInfo

    from vector.work.audit import listing

    chosen, engine = opened(settings)
    zone = ZoneInfo(chosen.timezone)
    start = since.replace(tzinfo=zone) if since else None
    frame = listing(engine, since=start, who=who, what=what)
    local = [at.astimezone(zone).isoformat(sep=" ", timespec="seconds") for at in frame["at"]]
    shown = _differing(frame) if form is Format.TABLE else frame
    show(shown.assign(at=local), headings("audit_headers"), form, output)


def _differing(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return the log with what was and became cut down to what differs, to be read."""
    import json

    pairs = [
        (json.loads(before or "{}"), json.loads(after or "{}"))
        for before, after in zip(frame["before"], frame["after"], strict=True)
    ]
    return frame.assign(
        before=[_told(was, became) for was, became in pairs],
        after=[_told(became, was) for was, became in pairs],
    )


def _told(values: dict[str, Any], others: dict[str, Any]) -> str:
    kept = {name: value for name, value in values.items() if value != others.get(name)}
    return "，".join(f"{name} {'无' if value is None else value}" for name, value in kept.items())


@audit.command()
def retire(
    days: Annotated[int, typer.Option(min=1, help="早于多少天的，至少 180。 Older than that.")],
    settings: SettingsOption = None,
) -> None:
    """清理最早的日志，其余仍可核对 / Remove the oldest rows; the chain still holds."""
    from vector.work.audit import retire as remove

    count = remove(opened(settings)[1], days)
    typer.echo(say("audit_cleared", count=count, days=days))

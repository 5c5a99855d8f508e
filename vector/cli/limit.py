"""``vector limit``: action limits of monitoring densities, with their ground."""

from datetime import datetime
from typing import Annotated

import typer

from vector.cli.county import SettingsOption, opened, show
from vector.cli.language import say, words
from vector.cli.output import Format, FormatOption, OutputOption

limit = typer.Typer(no_args_is_help=True, add_completion=False)


@limit.command("set")
def set_(
    index: Annotated[str, typer.Argument(help="监测密度，编号或名称。 Index: id or name.")],
    value: Annotated[str, typer.Argument(help="限值，十进制数。 A decimal.")],
    source: Annotated[str, typer.Option(help="依据，如文件号。 The ground it stands on.")],
    by: Annotated[str, typer.Option(help="设定人。 Who sets it.")],
    street: Annotated[str, typer.Option(help="只用于此街道。 For this street.")] = "",
    station: Annotated[str, typer.Option(help="只用于此监测点。 For this station.")] = "",
    start: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="起始日，缺省今天。 First day."),
    ] = None,
    settings: SettingsOption = None,
) -> None:
    """设行动限值，并随即按它研判 / Set an action limit, and judge by it at once."""
    from vector.catalog import load
    from vector.work.action_limits import Wish, set_limit

    chosen, engine = opened(settings)
    wish = Wish(index, value, source, by, street, station)
    day = start.date() if start else None
    found = set_limit(engine, load(), chosen, wish, start=day)
    kept = found.limit
    until = say("limit_until", kept_valid_to=kept.valid_to) if kept.valid_to else ""
    typer.echo(
        say(
            "limit_set",
            found_place=found.place,
            found_index=found.index,
            kept_value=kept.value,
            found_index_unit=found.index.unit,
            kept_valid_from=kept.valid_from,
            until=until,
        )
    )
    for change in found.changes:
        typer.echo(change.sentence)


@limit.command("list")
def list_(
    everything: Annotated[
        bool, typer.Option("--all", help="连同已失效的。 Those that ended as well.")
    ] = False,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    settings: SettingsOption = None,
) -> None:
    """列出行动限值 / List the action limits."""
    from zoneinfo import ZoneInfo

    from vector.catalog import load
    from vector.work.action_limits import listing

    chosen, engine = opened(settings)
    today = datetime.now(ZoneInfo(chosen.timezone)).date()
    frame = listing(engine, load(), since=None if everything else today)
    show(frame, words("limit_headers"), form, output)

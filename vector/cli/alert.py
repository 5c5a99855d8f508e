"""``vector alert``: alerts that wait for a second person before the street office hears of them."""

from typing import Annotated

import typer

from vector.cli.county import SettingsOption, opened, show
from vector.cli.language import say, words
from vector.cli.output import Format, FormatOption, OutputOption

alert = typer.Typer(no_args_is_help=True, add_completion=False)


@alert.command("list")
def list_(
    form: FormatOption = Format.TABLE, output: OutputOption = None, settings: SettingsOption = None
) -> None:
    """列出待批准的预警及其收件人 / List the alerts that wait for approval."""
    from zoneinfo import ZoneInfo

    from vector.catalog import load
    from vector.work import approval

    chosen, engine = opened(settings)
    frame = approval.waiting(engine, load())
    zone = ZoneInfo(chosen.timezone)
    local = [f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in frame["raised_at"]]
    show(frame.assign(raised_at=local), words("alert_headers"), form, output)


@alert.command()
def approve(
    ids: Annotated[list[int], typer.Argument(help="预警编号。 Ids of alerts.")],
    by: Annotated[str, typer.Option(help="批准人，不得是上报人。 Who approves.")],
    settings: SettingsOption = None,
) -> None:
    """批准预警，使其发给街道办 / Let alerts go out, by a second person's word."""
    from vector.store.engine import transaction
    from vector.work import approval
    from vector.work.worker import utc_now

    _, engine = opened(settings)
    with transaction(engine) as writing:
        count = approval.approve(writing, ids, by=by, now=utc_now())
    told = say("alert_approved", count=count)
    typer.echo(told if count == len(set(ids)) else say("alert_approved_rest", told=told))

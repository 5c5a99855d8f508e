"""``vector plan``: which station is due by which method, in which months."""

from datetime import date, datetime
from typing import Annotated

import typer

from vector.cli.county import FileArgument, SettingsOption, content, opened, show
from vector.cli.language import say, words
from vector.cli.output import Format, FormatOption, OutputOption

plan = typer.Typer(no_args_is_help=True, add_completion=False)
DAY = ["%Y-%m-%d"]


@plan.command("import")
def import_(
    file: FileArgument,
    new_stations: Annotated[
        bool, typer.Option("--new-stations", help="登记新监测点。 Register unknown stations.")
    ] = False,
    start: Annotated[
        datetime | None,
        typer.Option("--from", formats=DAY, help="自哪天起执行。 From which day they hold."),
    ] = None,
    always: Annotated[
        bool,
        typer.Option("--always", help="更正：一向如此，以往月份也改按新计划。 Correct the past."),
    ] = False,
    settings: SettingsOption = None,
) -> None:
    """从 CSV 或工作簿导入监测计划：街道、监测点、方法、月份、截止日、次数 / Take plans from a file.

    计划有变的，缺省自本月起执行，以往月份不变；停止监测的在月份一栏写“停”。
    A plan that differs holds from this month on unless said otherwise.
    """
    from vector.catalog import load
    from vector.work import plans

    chosen, engine = opened(settings)
    first, changed = _days(start, always, chosen.timezone)
    taken = plans.take_roll(
        engine,
        load(),
        content(file),
        file.name,
        new_stations=new_stations,
        start=first,
        changed_from=changed,
    )
    sentence = say("plan_read", taken_plans=taken.plans, taken_changed=taken.changed)
    if taken.moved:
        sentence += say("plan_moved", taken_moved=taken.moved)
    if taken.entered:
        sentence += say("plan_entered", taken_entered=taken.entered)
    typer.echo(say("full_stop", sentence=sentence))


def _days(start: datetime | None, always: bool, zone: str) -> tuple[date | None, date | None]:
    """Return from when the plans of a roll hold: a changed one from this month on, unless said."""
    from zoneinfo import ZoneInfo

    if start is not None and always:
        raise typer.BadParameter(say("one_of_both"))
    if start is not None:
        return start.date(), None
    month = datetime.now(ZoneInfo(zone)).date().replace(day=1)
    return None, None if always else month


@plan.command("list")
def list_(
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=DAY, help="只列当日执行的。 Only what holds on this day."),
    ] = None,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    settings: SettingsOption = None,
) -> None:
    """列出监测计划，每次变更一行 / List the plans, one row for each version."""
    from vector.catalog import load
    from vector.work import plans

    day = None if on is None else on.date()
    show(plans.listing(opened(settings)[1], load(), on=day), words("plan_headers"), form, output)


@plan.command("programme")
def programme(form: FormatOption = Format.TABLE, output: OutputOption = None) -> None:
    """列出全国监测方案规定的月份及依据 / List when the national programme asks for each method."""
    import pandas as pd

    from vector.catalog import load

    catalog = load()
    rows = [
        {
            "method": each.method,
            "zh": catalog.methods[each.method].zh,
            "months": ",".join(map(str, each.months)),
            "due_day": each.due_day,
            "times": each.times,
            "confidence": each.confidence.value,
            "source": each.source,
        }
        for each in catalog.programmes.values()
    ]
    show(pd.DataFrame(rows), words("plan_programme"), form, output)

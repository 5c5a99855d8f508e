"""``vector completeness``: what was expected, what came and when, and who has not reported."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import typer

from vector.cli.county import SettingsOption, opened, show
from vector.cli.language import both, note, words
from vector.cli.output import Format, FormatOption, OutputOption


class By(StrEnum):
    """What the totals are told by."""

    STREET = "street"
    MONTH = "month"
    GROUP = "group"
    METHOD = "method"
    STATION = "station"


def completeness(
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m"], help="起始月份，缺省本年 1 月。 First month."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m"], help="截止月份，缺省本月。 Last month."),
    ] = None,
    by: Annotated[
        list[By] | None,
        typer.Option("--by", help="按什么汇总，可多次；缺省街道、月份。 What totals are by."),
    ] = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="列出谁还没有报。 List who has not reported.")
    ] = False,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    settings: SettingsOption = None,
) -> None:
    """Tell what was expected and what came."""
    from vector.catalog import load
    from vector.store.engine import session
    from vector.work import completeness as work

    chosen, engine = opened(settings)
    catalog, today = load(), _today(chosen.timezone)
    start = first.date() if first else today.replace(month=1, day=1)
    end = last.date() if last else max(start, today)
    _refuse(start, end)
    with session(engine) as reading:
        rows = work.told(reading, catalog, chosen, start, end, today=today)
        if missing:
            show(
                work.missing(reading, rows, catalog, today=today),
                words("completeness_missing"),
                form,
                output,
            )
            return
    keys = [each.value for each in by] if by else ["street", "month"]
    if {"street", "station"} & set(keys):
        note("boundaries_owner")
    found = work.totals(rows, catalog, keys)
    show(
        found,
        {name: zh for name, zh in words("completeness_headers").items() if name in found},
        form,
        output,
    )


def _today(zone: str) -> date:
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo(zone)).date()


def _refuse(start: date, end: date) -> None:
    from vector.errors import StoreError

    if end < start:
        raise StoreError(*both("period_backwards", end=end, start=start))
    if (end.year - start.year) * 12 + end.month - start.month >= 120:
        raise StoreError(*both("period_long"))

"""``vector region split | merge | rename | transfer``: regions change from a day on."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.county import SettingsOption, opened
from vector.cli.language import both, say
from vector.errors import VectorError

if TYPE_CHECKING:
    from vector.work.order import Kind, Order, Outcome

Regions = Annotated[list[str], typer.Argument(help="区划，名称或编号。 Regions: names or codes.")]
Region = Annotated[str, typer.Argument(help="区划，名称或编号。 Region: name or code.")]
On = Annotated[
    datetime,
    typer.Option("--on", formats=["%Y-%m-%d"], help="生效日期。 The first day on which it holds."),
]
Ground = Annotated[str, typer.Option(help="依据，如文号。 The decision it rests on.")]
Preview = Annotated[
    bool, typer.Option("--preview", help="只看会变更什么，不改动。 Show it and change nothing.")
]


def merge(
    regions: Regions,
    into: Annotated[
        str,
        typer.Option(help="合并成：名称 或 名称:编号。 What they become: NAME or NAME:CODE."),
    ],
    on: On,
    ground: Ground = "",
    preview: Preview = False,
    settings: SettingsOption = None,
) -> None:
    """合并区划：撤销的关闭而不删除 / Let several regions be one."""
    _do("merge", on, regions, [into], ground, preview=preview, settings=settings)


def split(
    region: Region,
    into: Annotated[
        list[str],
        typer.Option(
            help="去向，可重复：名称、名称:编号，或 名称=监测点、社区（其余的归不写的那个）。"
            " A part: NAME, NAME:CODE or NAME=STATION,REGION below it."
        ),
    ],
    on: On,
    ground: Ground = "",
    preview: Preview = False,
    settings: SettingsOption = None,
) -> None:
    """拆分区划，或把一部分划给另一个 / Let one region be several."""
    _do("split", on, [region], into, ground, preview=preview, settings=settings)


def rename(
    region: Region,
    name: Annotated[str, typer.Argument(help="新名称。 The new name.")],
    on: On,
    code: Annotated[str, typer.Option(help="新编号。 A new code.")] = "",
    ground: Ground = "",
    preview: Preview = False,
    settings: SettingsOption = None,
) -> None:
    """区划更名或换代码，沿革保留 / Give a region another name or code."""
    into = f"{name}:{code}" if code else name
    _do("rename", on, [region], [into], ground, preview=preview, settings=settings)


def transfer(
    region: Region,
    to: Annotated[str, typer.Option(help="新的上级，名称或编号。 The region above it.")],
    on: On,
    ground: Ground = "",
    preview: Preview = False,
    settings: SettingsOption = None,
) -> None:
    """把社区、网格等划归另一个上级 / Bring a region below another one."""
    _do("transfer", on, [region], [to], ground, preview=preview, settings=settings)


def _do(
    kind: "Kind",
    on: datetime,
    regions: list[str],
    into: list[str],
    ground: str,
    *,
    preview: bool,
    settings: Path | None,
) -> None:
    from vector.work.order import Order, Part

    if kind == "merge" and len(into) > 1:
        raise VectorError(*both("merger_one"))
    order = Order(kind, on.date(), tuple(regions), tuple(map(Part.read, into)), ground)
    tell(_carried_out(order, settings, preview=preview), preview=preview)


def _carried_out(order: "Order", settings: Path | None, *, preview: bool) -> "Outcome":
    from datetime import UTC

    from vector.catalog import load
    from vector.work.reorganisation import carry_out

    chosen, engine = opened(settings)
    now = datetime.now(UTC)
    return carry_out(engine, load(), chosen, order, now=now, preview=preview)


def tell(outcome: "Outcome", *, preview: bool) -> None:
    """Say what an order did, or would do, line by line."""
    lines = [f"{was} → {became}" for was, became in outcome.successions]
    lines += [say("redrawn_below", name=name, above=above) for name, above in outcome.regions]
    for each in outcome.stations:
        renamed = (
            "" if each.name == each.becomes else say("redrawn_renamed", each_becomes=each.becomes)
        )
        lines.append(
            say(
                "redrawn_station",
                each_was=each.was,
                each_name=each.name,
                each_code=each.code,
                each_street=each.street,
                renamed=renamed,
            )
        )
    lines += [say("redrawn_flag", place=place, street=street) for place, street in outcome.flags]
    lines += [
        say("redrawn_recipient", email=email, street=street) for email, street in outcome.recipients
    ]
    lines += [
        say("redrawn_account", email=email, street=street) for email, street in outcome.accounts
    ]
    if outcome.plans:
        lines.append(say("redrawn_plans", outcome_plans=outcome.plans))
    lines += [*outcome.limits, *outcome.notes]
    lines.append(say("redrawn_not") if preview else say("redrawn_done"))
    typer.echo("\n".join(lines))

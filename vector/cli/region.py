"""``vector region``: the regions with their shapes, people and history, and the county's name."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.county import FileArgument, SettingsOption, content, opened, save, show
from vector.cli.frame import PARTLY
from vector.cli.language import both, say, spoken, words
from vector.cli.output import Format, FormatOption, OutputOption
from vector.cli.reorganise import On, merge, rename, split, transfer
from vector.errors import VectorError

if TYPE_CHECKING:
    from sqlalchemy import Engine

region = typer.Typer(no_args_is_help=True, add_completion=False)


@region.command("import")
def import_(
    file: FileArgument,
    level: Annotated[
        str,
        typer.Option(
            help="未注明级别的区划：province、city、county、street、community、grid。"
            " Level of regions that do not say theirs."
        ),
    ] = "street",
    preview: Annotated[
        bool,
        typer.Option("--preview", help="只核对名册，不导入。 Only look at a roll's lines."),
    ] = False,
    settings: SettingsOption = None,
) -> None:
    """导入区划：GeoJSON 边界，或 CSV、工作簿的名册（见 template）/ Take shapes, or a roll."""
    from vector.cli.language import note
    from vector.store.engine import session
    from vector.store.overlaps import overlaps
    from vector.work import regions

    chosen, engine = opened(settings)
    if file.suffix.lower() not in (".json", ".geojson"):
        _take_roll(engine, file, chosen.timezone, preview=preview)
        return
    if preview:
        raise VectorError(*both("region_preview"))
    count = regions.take_map(engine, content(file), level=level)
    typer.echo(say("region_read", count=count))
    with session(engine) as reading:
        for each in overlaps(reading):
            share = f"{each.share:.1%}"
            note("overlap", one=each.one, other=each.other, share=share)


def _take_roll(engine: "Engine", file: Path, zone: str, *, preview: bool) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from vector.work import region_roll

    today = datetime.now(ZoneInfo(zone)).date()
    found = region_roll.take(engine, content(file), file.name, today=today, preview=preview)
    for fault in found.faults:
        typer.echo(getattr(fault.said, spoken()))
    verb = say("region_would") if preview else say("region_did")
    typer.echo(
        say("region_entered", verb=verb, found_entered=found.entered, found_known=found.known)
    )
    if found.faults:
        typer.echo(say("rows_at_fault", count=len(found.faults)))
        raise typer.Exit(PARTLY)


@region.command()
def template(
    output: Annotated[Path, typer.Argument(help="写到哪里（xlsx）。 Where to write.")],
) -> None:
    """区划名册的空白模板 / Write an empty roll of regions."""
    from vector.work.roll_book import workbook

    save(output, workbook("regions"))
    typer.echo(say("written_to", output=output))


@region.command()
def export(
    output: Annotated[Path, typer.Argument(help="写到哪里（xlsx）。 Where to write.")],
    settings: SettingsOption = None,
) -> None:
    """导出区划名册，改后可再导入 / Write the regions as a roll that can be imported again."""
    from vector.work import region_roll
    from vector.work.roll_book import workbook

    save(output, workbook("regions", region_roll.listing(opened(settings)[1])))
    typer.echo(say("written_to", output=output))


@region.command("list")
def list_(
    form: FormatOption = Format.TABLE, output: OutputOption = None, settings: SettingsOption = None
) -> None:
    """列出区划 / List the regions."""
    from vector.work import regions

    show(regions.overview(opened(settings)[1]), words("region_headers"), form, output)


@region.command()
def name(
    name: Annotated[str, typer.Argument(help="全辖区的名称。 The name of the whole.")],
    code: Annotated[str | None, typer.Option(help="行政区划代码。 Code.")] = None,
    population: Annotated[int | None, typer.Option(min=1, help="人口。 Population.")] = None,
    settings: SettingsOption = None,
) -> None:
    """给全辖区命名 / Name the whole county or city."""
    from vector.work import regions

    regions.name_root(opened(settings)[1], name, code=code, population=population)
    typer.echo(say("region_root", name=name))


@region.command()
def add(
    name: Annotated[str, typer.Argument(help="名称。 Name.")],
    level: Annotated[str, typer.Option(help="级别。 Level.")] = "street",
    code: Annotated[str, typer.Option(help="编号，国标代码须与上级一致。 Code.")] = "",
    above: Annotated[str, typer.Option(help="上级，缺省为全辖区。 The region above.")] = "",
    settings: SettingsOption = None,
) -> None:
    """新增区划：街道、社区或网格 / Enter a region."""
    from vector.work import regions

    regions.add(opened(settings)[1], regions.Entry(name, level, code, above))
    typer.echo(say("region_added", name=name))


@region.command()
def population(
    name: Annotated[str, typer.Argument(help="区划。 Region.")],
    persons: Annotated[int, typer.Argument(min=0, help="人口。 Persons.")],
    on: On,
    source: Annotated[str, typer.Option(help="来源。 Source.")] = "",
    settings: SettingsOption = None,
) -> None:
    """登记某日的人口 / Write down a population with its day."""
    from vector.work import charges

    charges.count(opened(settings)[1], name, persons, on=on.date(), source=source)
    typer.echo(say("region_population", name=name, on_date=on.date(), persons=persons))


@region.command()
def charge(
    name: Annotated[str, typer.Argument(help="区划，一般为网格。 Region, usually a grid.")],
    person: Annotated[str, typer.Argument(help="责任人，空则只免去现任。 Person in charge.")],
    on: On,
    phone: Annotated[str, typer.Option(help="电话。 Telephone.")] = "",
    settings: SettingsOption = None,
) -> None:
    """定人定责：自某日起谁负责 / Who answers for a region from a day on."""
    from vector.work import charges

    charges.put_in_charge(opened(settings)[1], name, person, since=on.date(), phone=phone)
    typer.echo(say("region_charge", name=name, on_date=on.date(), person=person or say("nobody")))


@region.command()
def charges(
    form: FormatOption = Format.TABLE, output: OutputOption = None, settings: SettingsOption = None
) -> None:
    """列出责任人及起止日期 / List who answers for which region."""
    from vector.work import charges as found

    show(found.charges(opened(settings)[1]), words("region_charges"), form, output)


@region.command()
def history(
    form: FormatOption = Format.TABLE, output: OutputOption = None, settings: SettingsOption = None
) -> None:
    """列出区划沿革：何日何区划变为何区划 / List what became what, and when."""
    from vector.work import charges as found

    frame = found.successions(opened(settings)[1])
    if form is Format.TABLE:
        frame = frame.assign(kind=frame["kind"].map(words("region_kinds")))
    show(frame, words("region_history"), form, output)


for _command in (merge, split, rename, transfer):
    region.command()(_command)

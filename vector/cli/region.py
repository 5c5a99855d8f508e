"""``vector region``: the regions with their shapes, people and history, and the county's name."""

from typing import Annotated

import typer

from vector.cli.county import FileArgument, SettingsOption, content, opened, show
from vector.cli.output import Format, FormatOption, OutputOption
from vector.cli.reorganise import On, merge, rename, split, transfer

region = typer.Typer(no_args_is_help=True, add_completion=False)
HEADERS = {
    "code": "编号",
    "name": "名称",
    "level": "级别",
    "parent": "上级",
    "population": "人口",
    "shape": "有边界",
    "stations": "监测点",
}
CHARGES = {
    "code": "编号",
    "region": "区划",
    "person": "责任人",
    "phone": "电话",
    "valid_from": "起",
    "valid_to": "止",
}
KINDS = {"rename": "更名", "merge": "合并", "split": "拆分", "transfer": "划转"}
HISTORY = {"day": "日期", "kind": "变更", "was": "原", "became": "现", "ground": "依据"}


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
    settings: SettingsOption = None,
) -> None:
    """从 GeoJSON 导入区划及边界，属性 name、code、population / Take regions and shapes."""
    from vector.work import regions

    _, engine = opened(settings)
    count = regions.take_map(engine, content(file), level=level)
    typer.echo(f"已读入 {count} 个区划及其边界。")


@region.command("list")
def list_(
    form: FormatOption = Format.TABLE, output: OutputOption = None, settings: SettingsOption = None
) -> None:
    """列出区划 / List the regions."""
    from vector.work import regions

    show(regions.overview(opened(settings)[1]), HEADERS, form, output)


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
    typer.echo(f"全辖区名称：{name}。")


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
    typer.echo(f"已新增 {name}。")


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
    typer.echo(f"{name} {on.date()} 人口 {persons}。")


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
    typer.echo(f"{name} 自 {on.date()} 起由 {person or '（空）'} 负责。")


@region.command()
def charges(
    form: FormatOption = Format.TABLE, output: OutputOption = None, settings: SettingsOption = None
) -> None:
    """列出责任人及起止日期 / List who answers for which region."""
    from vector.work import charges as found

    show(found.charges(opened(settings)[1]), CHARGES, form, output)


@region.command()
def history(
    form: FormatOption = Format.TABLE, output: OutputOption = None, settings: SettingsOption = None
) -> None:
    """列出区划沿革：何日何区划变为何区划 / List what became what, and when."""
    from vector.work import charges as found

    frame = found.successions(opened(settings)[1])
    if form is Format.TABLE:
        frame = frame.assign(kind=frame["kind"].map(KINDS))
    show(frame, HISTORY, form, output)


for _command in (merge, split, rename, transfer):
    region.command()(_command)

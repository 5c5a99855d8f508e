"""``vector region``: the streets with their shapes, and the name of the county."""

from typing import Annotated

import typer

from vector.cli.county import FileArgument, SettingsOption, content, opened, show
from vector.cli.output import Format, FormatOption, OutputOption

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

"""``vector plan``: which station is due by which method, in which months."""

from typing import Annotated

import typer

from vector.cli.county import FileArgument, SettingsOption, content, opened, show
from vector.cli.output import Format, FormatOption, OutputOption

plan = typer.Typer(no_args_is_help=True, add_completion=False)
HEADERS = {
    "street": "街道",
    "station": "监测点",
    "zh": "方法",
    "months": "月份",
    "due_day": "截止日",
}


@plan.command("import")
def import_(
    file: FileArgument,
    new_stations: Annotated[
        bool, typer.Option("--new-stations", help="登记新监测点。 Register unknown stations.")
    ] = False,
    settings: SettingsOption = None,
) -> None:
    """从 CSV 或工作簿导入监测计划：街道、监测点、方法、月份、截止日 / Take plans from a file."""
    from vector.catalog import load
    from vector.work import plans

    _, engine = opened(settings)
    taken = plans.take_roll(engine, load(), content(file), file.name, new_stations=new_stations)
    sentence = f"已读入 {taken.plans} 条监测计划"
    if taken.moved:
        sentence += f"，{taken.moved} 个未划分的监测点已归入街道"
    if taken.entered:
        sentence += f"，新增监测点 {taken.entered} 个"
    typer.echo(f"{sentence}。")


@plan.command("list")
def list_(
    form: FormatOption = Format.TABLE, output: OutputOption = None, settings: SettingsOption = None
) -> None:
    """列出监测计划 / List the plans."""
    from vector.catalog import load
    from vector.work import plans

    show(plans.listing(opened(settings)[1], load()), HEADERS, form, output)

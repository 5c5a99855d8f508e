"""``vector station``: where stations stand, and since when."""

from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.county import FileArgument, SettingsOption, content, opened, show
from vector.cli.output import Format, FormatOption, OutputOption

if TYPE_CHECKING:
    import pandas as pd

station = typer.Typer(no_args_is_help=True, add_completion=False)
HEADERS = {
    "street": "街道",
    "station": "监测点",
    "code": "编号",
    "habitat": "生境",
    "longitude": "经度",
    "latitude": "纬度",
    "active_from": "启用",
    "active_to": "停用",
}


@station.command("import")
def import_(
    file: FileArgument,
    move: Annotated[
        bool, typer.Option("--move", help="允许移到另一街道。 Let stations move to another street.")
    ] = False,
    settings: SettingsOption = None,
) -> None:
    """从 CSV 或工作簿导入监测点：街道、名称、编号、生境、经纬度、启停日期 / Take stations."""
    from vector.catalog import load
    from vector.work import stations

    _, engine = opened(settings)
    taken = stations.take_roll(engine, load(), content(file), file.name, move=move)
    sentence = f"新增监测点 {taken.entered} 个，更新 {taken.updated} 个"
    if taken.moved:
        sentence += f"，其中 {taken.moved} 个移到了文件中的街道"
    typer.echo(f"{sentence}。")


@station.command("list")
def list_(
    form: FormatOption = Format.TABLE, output: OutputOption = None, settings: SettingsOption = None
) -> None:
    """列出监测点 / List the stations."""
    from vector.work import stations

    frame = stations.listing(opened(settings)[1])
    show(_in_full(frame) if form is Format.TABLE else frame, HEADERS, form, output)


def _in_full(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return positions as text: two places, as a table shows numbers, are a kilometre."""
    columns = ["longitude", "latitude"]
    return frame.assign(**frame[columns].map("{:.5f}".format, na_action="ignore").astype(object))

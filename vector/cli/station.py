"""``vector station``: where stations stand, and since when."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.county import FileArgument, SettingsOption, content, opened, save, show
from vector.cli.frame import PARTLY
from vector.cli.language import say, spoken, words
from vector.cli.output import Format, FormatOption, OutputOption
from vector.cli.reorganise import On

if TYPE_CHECKING:
    import pandas as pd

station = typer.Typer(no_args_is_help=True, add_completion=False)


@station.command("import")
def import_(
    file: FileArgument,
    move: Annotated[
        bool, typer.Option("--move", help="允许移到另一街道。 Let stations move to another street.")
    ] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="只核对，不导入。 Look and keep nothing.")
    ] = False,
    settings: SettingsOption = None,
) -> None:
    """从 CSV 或工作簿导入监测点：街道、名称、编号、生境、经纬度、启停日期 / Take stations."""
    from vector.catalog import load
    from vector.work import stations

    _, engine = opened(settings)
    taken = stations.take_roll(engine, load(), content(file), file.name, move=move, preview=preview)
    for fault in taken.faults:
        typer.echo(getattr(fault.said, spoken()))
    looked = say("station_looked") if preview else ""
    sentence = say(
        "station_read", looked=looked, taken_entered=taken.entered, taken_updated=taken.updated
    )
    if taken.moved:
        sentence += say("station_moved", taken_moved=taken.moved)
    typer.echo(say("full_stop", sentence=sentence))
    if taken.faults:
        typer.echo(say("rows_at_fault", count=len(taken.faults)))
        raise typer.Exit(PARTLY)


@station.command()
def template(
    output: Annotated[Path, typer.Argument(help="写到哪里（xlsx）。 Where to write.")],
) -> None:
    """监测点名册的空白模板 / Write an empty roll of stations."""
    from vector.work.roll_book import workbook

    save(output, workbook("stations"))
    typer.echo(say("written_to", output=output))


@station.command()
def export(
    output: Annotated[Path, typer.Argument(help="写到哪里（xlsx）。 Where to write.")],
    settings: SettingsOption = None,
) -> None:
    """导出监测点名册，改后可再导入 / Write the stations as a roll that can be imported again."""
    from vector.work import stations
    from vector.work.roll_book import workbook

    frame = stations.listing(opened(settings)[1]).rename(columns={"station": "name"})
    save(output, workbook("stations", frame))
    typer.echo(say("written_to", output=output))


@station.command("list")
def list_(
    form: FormatOption = Format.TABLE, output: OutputOption = None, settings: SettingsOption = None
) -> None:
    """列出监测点 / List the stations."""
    from vector.work import stations

    frame = stations.listing(opened(settings)[1])
    show(_in_full(frame) if form is Format.TABLE else frame, words("station_headers"), form, output)


@station.command()
def revise(
    name: Annotated[str, typer.Argument(help="监测点，编号或名称。 Station: code or name.")],
    on: On,
    street: Annotated[str, typer.Option(help="迁到的街道、社区或网格。 Where it moved.")] = "",
    longitude: Annotated[str, typer.Option(help="新经度。 Longitude.")] = "",
    latitude: Annotated[str, typer.Option(help="新纬度。 Latitude.")] = "",
    habitat: Annotated[str, typer.Option(help="新生境。 Habitat.")] = "",
    method: Annotated[str, typer.Option(help="新方法。 Method.")] = "",
    equipment: Annotated[str, typer.Option(help="灯具等设备型号。 Lamp or trap model.")] = "",
    ground: Annotated[str, typer.Option(help="依据或原因。 Why.")] = "",
    instead: Annotated[
        datetime | None,
        typer.Option(
            "--instead-of",
            formats=["%Y-%m-%d"],
            help="更正这一天登记的变更。 Correct the change of that day.",
        ),
    ] = None,
    settings: SettingsOption = None,
) -> None:
    """自某日起迁点，或换生境、方法、灯具；以前的监测不变 / A station changes from a day on."""
    from vector.catalog import load
    from vector.work import revisions

    chosen, engine = opened(settings)
    what = revisions.Revision(
        on.date(), street, habitat, method, equipment, longitude, latitude, ground
    )
    now = datetime.now(UTC)
    if instead is None:
        changed = revisions.revise(engine, load(), chosen, name, what, now=now)
    else:
        wrong = instead.date()
        changed = revisions.correct(engine, load(), chosen, name, wrong, what, now=now)
    told = "、".join(words("station_changed")[each] for each in changed)
    typer.echo(say("station_revised", name=name, on_date=on.date(), told=told))


@station.command("take-back")
def take_back(
    name: Annotated[str, typer.Argument(help="监测点，编号或名称。 Station: code or name.")],
    on: On,
    settings: SettingsOption = None,
) -> None:
    """撤销登记错了的一次变更 / Take back a change that was written down wrongly."""
    from vector.catalog import load
    from vector.work import revisions

    chosen, engine = opened(settings)
    revisions.correct(engine, load(), chosen, name, on.date(), None, now=datetime.now(UTC))
    typer.echo(say("station_undone", name=name, on_date=on.date()))


@station.command()
def history(
    name: Annotated[str, typer.Argument(help="监测点，编号或名称。 Station: code or name.")],
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    settings: SettingsOption = None,
) -> None:
    """监测点的历次登记及起止日期 / What a station was, and from when to when."""
    from vector.catalog import load
    from vector.work import revisions

    frame = revisions.history(opened(settings)[1], load(), name)
    show(_in_full(frame) if form is Format.TABLE else frame, words("station_history"), form, output)


def _in_full(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return positions as text: two places, as a table shows numbers, are a kilometre."""
    columns = ["longitude", "latitude"]
    return frame.assign(**frame[columns].map("{:.5f}".format, na_action="ignore").astype(object))

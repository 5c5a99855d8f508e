"""``vector template``: the workbook that stations fill in and send back."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from vector.cli.language import say


class Kind(StrEnum):
    """Which methods the template holds."""

    INSPECTION = "inspection"
    MONITORING = "monitoring"


def template(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="写入的文件。 The file to write.")
    ] = Path("病媒监测上报模板.xlsx"),
    group: Annotated[
        list[str] | None,
        typer.Option("--group", help="病媒类别，可多次；缺省为全部。 Vector group; repeatable."),
    ] = None,
    kind: Annotated[
        Kind | None,
        typer.Option(
            "--kind",
            help="inspection 达标评估，monitoring 日常监测；缺省为全部。 Which methods.",
        ),
    ] = None,
) -> None:
    """Write the upload template for the chosen groups and kind of method."""
    from vector.catalog import load
    from vector.cli.language import refusal, why
    from vector.intake import template as templates

    catalog = load()
    named = [catalog.find_group(name) for name in group or ()]
    groups = [found.id if found else name for found, name in zip(named, group or (), strict=True)]
    content = templates.write(catalog, groups or None, kind=kind.value if kind else None)
    try:
        output.write_bytes(content)
    except OSError as error:
        raise refusal("unwritable", path=output, reason=why(error)) from error
    typer.echo(say("written_to", output=output))

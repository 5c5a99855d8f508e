"""``vector doctor``: what is wrong with the service, and what to do about it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.frame import PARTLY
from vector.cli.language import say, spoken, words
from vector.cli.output import Format, FormatOption, OutputOption
from vector.cli.passphrase import VARIABLE

if TYPE_CHECKING:
    from vector.work.doctor import Finding


def doctor(
    backups: Annotated[
        Path | None, typer.Option(help="也查这个文件夹中的备份。 Examine backups here as well.")
    ] = None,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    settings: Annotated[Path | None, typer.Option(help="设置文件（TOML）。 Settings file.")] = None,
) -> None:
    """体检：各项是否正常，该做什么；有故障时退出码为 1 / Examine the service."""
    from datetime import UTC, datetime

    from vector.work.doctor import examine
    from vector.work.doctor.finding import FAULT

    phrase = os.environ.get(VARIABLE)
    found = list(examine(settings, datetime.now(UTC), backups=backups, passphrase=phrase))
    _show(found, form, output)
    if any(finding.grade == FAULT for finding in found):
        raise typer.Exit(PARTLY)


def _show(found: "list[Finding]", form: Format, output: Path | None) -> None:
    """Write a line for each finding; other programs get the codes as well."""
    from vector.cli.output import write
    from vector.work.doctor.finding import GRADES

    if form is Format.TABLE and output is None:
        for finding in found:
            check = words("doctor_checks")[finding.check]
            if spoken() == "en":
                typer.echo(f"[{finding.grade}] {check}: {finding.en}")
                continue
            typer.echo(f"[{GRADES[finding.grade]}] {check}：{finding.zh}")
            typer.echo(f"       {finding.grade}: {finding.en}")
        return
    import pandas as pd

    write(pd.DataFrame([vars(finding) for finding in found]), form, output, say("working_doctor"))

"""``vector doctor``: what is wrong with the service, and what to do about it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.frame import PARTLY
from vector.cli.output import Format, FormatOption, OutputOption
from vector.cli.passphrase import VARIABLE

if TYPE_CHECKING:
    from vector.work.doctor import Finding

CHECKS = {
    "settings": "设置",
    "files": "文件权限",
    "database": "数据库",
    "clock": "时钟",
    "worker": "后台",
    "disk": "磁盘",
    "mail": "邮件",
    "certificate": "证书",
    "backups": "备份",
}


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
            typer.echo(f"[{GRADES[finding.grade]}] {CHECKS[finding.check]}：{finding.zh}")
            typer.echo(f"       {finding.grade}: {finding.en}")
        return
    import pandas as pd

    write(pd.DataFrame([vars(finding) for finding in found]), form, output, "体检")

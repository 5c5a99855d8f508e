"""What the commands that set a county up share: the store they open, their files, their lists."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.language import refusal, say, why
from vector.cli.output import Format, write

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

    from vector.settings import Settings

SettingsOption = Annotated[Path | None, typer.Option(help="设置文件（TOML）。 Settings file.")]
FileArgument = Annotated[Path, typer.Argument(help="文件。 The file.")]


def opened(settings: Path | None) -> "tuple[Settings, Engine]":
    """Return the settings and the database they name, which must be up to date.

    Parameters
    ----------
    settings : Path or None
        The settings file, if one was named.

    Raises
    ------
    VectorError
        When a setting is at fault, or ``vector db upgrade`` has to come first.
    """
    from vector.settings import load
    from vector.store import migrate
    from vector.store.engine import connect

    chosen = load(settings)
    engine = connect(chosen.database)
    migrate.check(engine)
    return chosen, engine


def content(path: Path) -> bytes:
    """Return what a file holds.

    Raises
    ------
    VectorError
        When it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise refusal("unreadable", path=path, reason=why(error)) from error


def show(
    frame: "pd.DataFrame", headers: Mapping[str, str], form: Format, output: Path | None
) -> None:
    """Write a list: with Chinese headers and words as a table, as it is for other programs.

    Parameters
    ----------
    frame : DataFrame
        Its columns are named in English.
    headers : mapping of str to str
        The columns of the table, and their Chinese names.
    form, output
        As for :func:`vector.cli.output.write`.
    """
    if form is Format.TABLE:
        frame = frame[list(headers)].astype(object).rename(columns=headers)
        answers = {True: say("yes"), False: say("no")}
        frame = frame.map(lambda value: answers[value] if isinstance(value, bool) else value)
    write(frame, form, output)


def save(path: Path, content: bytes) -> None:
    """Write a file.

    Raises
    ------
    VectorError
        When it cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        raise refusal("unwritable", path=path, reason=why(error)) from error

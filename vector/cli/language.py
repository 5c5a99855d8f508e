"""The language of a command: what it says, what it is refused with, what its columns are called.

The texts are data: ``sentences.toml`` holds sentences, ``headings.toml`` the words of tables, both
in Chinese and English. A refusal always carries both; which one is printed is the command's.
"""

import tomllib
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.main import get_command

from vector.errors import Said, VectorError

if TYPE_CHECKING:
    import pandas as pd

SENTENCES = Path(__file__).with_name("sentences.toml")
HEADINGS = Path(__file__).with_name("headings.toml")


# The usual mistakes with files, and what they are called.
MISTAKES: dict[type[OSError], str] = {
    FileNotFoundError: "no_such_file",
    NotADirectoryError: "no_such_file",
    IsADirectoryError: "is_a_folder",
    PermissionError: "no_permission",
}


class Language(StrEnum):
    """The language of words and reasons."""

    ZH = "zh"
    EN = "en"


_SPOKEN: ContextVar[Literal["zh", "en"]] = ContextVar("spoken", default="zh")


def speak(chosen: Language) -> Language:
    """Choose the language of everything said from here on."""
    _SPOKEN.set("en" if chosen is Language.EN else "zh")
    return chosen


# Eager, so that what is wrong with the other options is said in it as well.
LanguageOption = Annotated[
    Language,
    typer.Option("--lang", is_eager=True, callback=speak, help="用语。 Language of all words."),
]


def _asked() -> Any:
    """Make the option that says the language; it is heard as it is read, and handed to nobody."""
    asker = typer.Typer(add_completion=False)

    @asker.command()
    def nothing(lang: LanguageOption = Language.ZH) -> None: ...

    option = next(each for each in get_command(asker).params if "--lang" in each.opts)
    option.expose_value = False
    return option


def spoken_to(command: Any) -> Any:
    """Let a command, and each below it, be told the language, where it does not ask for it."""
    for below in getattr(command, "commands", {}).values():
        spoken_to(below)
    named = {name for each in command.params for name in each.opts}
    if "--lang" not in named and not hasattr(command, "commands"):
        command.params.append(_asked())
    return command


def spoken() -> Literal["zh", "en"]:
    """Return the language of the running command; Chinese where none runs.

    Examples
    --------
    >>> spoken()
    'zh'
    """
    return _SPOKEN.get()


def say(key: str, **values: object) -> str:
    """Return a sentence of the command line in the command's language.

    Examples
    --------
    >>> say("working_backtest")
    '回测'
    """
    from vector.stats.sentence import say_from

    return say_from(SENTENCES, key, spoken(), **values)


def both(key: str, **values: object) -> Said:
    """Return a sentence of the command line in both languages."""
    from vector.stats.sentence import BOTH, say_from

    return Said(*(say_from(SENTENCES, key, language, **values) for language in BOTH))


def note(key: str, **values: object) -> None:
    """Say a sentence beside the table, on standard error."""
    typer.echo(say(key, **values), err=True)


def refusal(key: str, **values: object) -> VectorError:
    """Return the error of a refusal, told in both languages; see :class:`vector.errors.Said`.

    Examples
    --------
    >>> refusal("no_surveys_left").english
    'There are no surveys to judge.'
    """
    return VectorError(*both(key, **values))


def listed(names: Iterable[object]) -> str:
    """Return names as one list in the manner of the command's language."""
    from vector.stats.sentence import either

    return str(getattr(either(map(str, names)), spoken()))


def why(error: OSError) -> Said:
    """Return why a file or folder cannot be used, in both languages where it is a usual mistake.

    Examples
    --------
    >>> why(FileNotFoundError(2, "No such file or directory")).zh
    '没有这个文件'
    """
    key = next((key for kind, key in MISTAKES.items() if isinstance(error, kind)), "")
    if not key:
        return Said(str(error.strerror or error), str(error.strerror or error))
    return both(key)


@cache
def _headings() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(HEADINGS.read_text(encoding="utf-8"))


def word(table: str, name: str) -> str:
    """Return a word of a table of ``headings.toml``: its own, else the common one.

    Raises
    ------
    KeyError
        When there is none.

    Examples
    --------
    >>> word("forecast", "mean"), word("forecast", "effort")
    ('预计捕获', '工作量')
    """
    known = _headings()
    return known.get(table, {}).get(name, known["common"].get(name, {}))[spoken()]


def titled(table: str, name: str) -> Said:
    """Return a word of a table of ``headings.toml`` in both languages."""
    return Said(**_headings()[table][name])


def words(table: str) -> dict[str, str]:
    """Return all words of one table of ``headings.toml`` in the command's language."""
    return {name: said[spoken()] for name, said in _headings()[table].items()}


def headed(frame: "pd.DataFrame", table: str, columns: Iterable[str]) -> "pd.DataFrame":
    """Return some columns of a frame, those it has, under the names people use."""
    kept = [name for name in columns if name in frame]
    return frame[kept].rename(columns={name: word(table, name) for name in kept})


def named(table: str, columns: Mapping[str, Any]) -> "pd.DataFrame":
    """Return a frame of columns under the names people use."""
    import pandas as pd

    return pd.DataFrame({word(table, name): values for name, values in columns.items()})

"""The command line: ``vector COMMAND``; each command is imported only when it is called.

How to add a command
--------------------
1. Write a module, by custom ``vector/cli/NAME.py``, with one function of that name and annotated
   typer options, whose help is Chinese first, English second. For a command with sub-commands
   make the object a ``typer.Typer`` instead. Import pandas, the store, the dashboard and other
   heavy things inside the function: ``vector NAME --help`` is fast as well.
2. Add its line to ``COMMANDS`` in :mod:`vector.cli.frame`: the name, ``module:object`` and the
   one-line help in both languages. The object may live outside ``vector`` (the dashboard's own
   commands do), because it is named here by a string and imported when called.
3. Let errors out as :class:`~vector.errors.VectorError`: :func:`run` prints their sentence.
   A refusal and what is said beside a table stand in ``sentences.toml``, headings in
   ``headings.toml``, both in Chinese and English (:mod:`vector.cli.language`); take the language
   by ``LanguageOption``. Write tables with :func:`vector.cli.output.write`, and wrap long work in
   :func:`vector.cli.output.progress`.

Exit codes
----------
0: done; what ``assess`` flags is a finding, not a failure. 1: done in part: rows or files were
held back, or a check answered no (``raise typer.Exit(PARTLY)``). 2: nothing was done: a wrong
argument, file, setting or catalogue; a statistic that found no figure at all, only reasons
(:mod:`vector.cli.figures`). 3: a fault of the program itself. 130: interrupted.
"""

import sys
from collections.abc import Sequence
from io import TextIOWrapper

import typer

from vector.cli.frame import FAULT, PARTLY, REFUSED, State, command_line
from vector.cli.language import Language, both, say, speak, spoken
from vector.errors import VectorError

__all__ = ["FAULT", "PARTLY", "REFUSED", "run"]


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows ``vector``; the process's own arguments unless given.

    Raises
    ------
    SystemExit
        Always, with one of the exit codes above.
    """
    state = State()
    _never_choke()
    speak(Language.ZH)
    try:
        command_line().main(args=arguments, prog_name="vector", obj=state)
    except VectorError as error:
        _fail(error, error.told(spoken()), REFUSED, state)
    except Exception as error:
        if _away(error):
            cause = str(getattr(error, "orig", error)).partition("\n")[0]
            _fail(error, say("database_away", reason=cause), REFUSED, state)
        reason = f"{type(error).__name__}: {error}"
        fault = both("internal_fault", reason=reason)
        told = fault.en if spoken() == "en" else f"{fault.zh}\n{fault.en}"
        _fail(error, told, FAULT, state)
    finally:
        speak(Language.ZH)


def _away(error: Exception) -> bool:
    """Tell whether the database could not be used: its server is away, its file, its disk."""
    # Not imported here: a command without a database must not wait for it.
    known = sys.modules.get("sqlalchemy.exc")
    return known is not None and isinstance(error, known.OperationalError)


def _never_choke() -> None:
    """Let a terminal that cannot show a character show a question mark in its place."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _fail(error: Exception, sentence: str, code: int, state: State) -> None:
    if state.debug:
        raise error
    typer.echo(sentence, err=True)
    sys.exit(code)

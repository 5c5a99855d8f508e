"""The passphrase of a sealed backup: from the environment, else asked for where a person sits."""

import os
import sys

import typer

from vector.cli.language import both, say
from vector.errors import SettingsError

VARIABLE = "VECTOR_BACKUP_PASSPHRASE"
SHORTEST = 12


def new() -> str:
    """Return the passphrase to seal with; a person types it twice."""
    phrase = os.environ.get(VARIABLE) or _ask(twice=True)
    if len(phrase) < SHORTEST:
        raise SettingsError(*both("passphrase_short", shortest=SHORTEST))
    return phrase


def known() -> str:
    """Return the passphrase that something was sealed with."""
    return os.environ.get(VARIABLE) or _ask(twice=False)


def _ask(*, twice: bool) -> str:
    if not sys.stdin.isatty():
        raise SettingsError(*both("passphrase_none", variable=VARIABLE))
    asked: str = typer.prompt(
        say("passphrase_asked"), hide_input=True, confirmation_prompt=twice, err=True
    )
    return asked

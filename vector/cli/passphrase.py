"""The passphrase of a sealed backup: from the environment, else asked for where a person sits."""

import os
import sys

import typer

from vector.errors import SettingsError

VARIABLE = "VECTOR_BACKUP_PASSPHRASE"
SHORTEST = 12


def new() -> str:
    """Return the passphrase to seal with; a person types it twice."""
    phrase = os.environ.get(VARIABLE) or _ask(twice=True)
    if len(phrase) < SHORTEST:
        raise SettingsError(f"备份口令至少 {SHORTEST} 个字符。")
    return phrase


def known() -> str:
    """Return the passphrase that something was sealed with."""
    return os.environ.get(VARIABLE) or _ask(twice=False)


def _ask(*, twice: bool) -> str:
    if not sys.stdin.isatty():
        raise SettingsError(f"没有口令：请设环境变量 {VARIABLE}，或在终端中运行本命令。")
    asked: str = typer.prompt("备份口令", hide_input=True, confirmation_prompt=twice, err=True)
    return asked

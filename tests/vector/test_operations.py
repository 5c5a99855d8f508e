"""What the operations page and the readme promise is there: every setting, every command."""

import re
import tomllib
from pathlib import Path

import pytest

from vector.cli.frame import COMMANDS
from vector.settings import Access, Keep, Mail, Reminders, Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z_.]+)` \| `([^`]*)` \| (.+) \|$", re.MULTILINE)
COMMAND = re.compile(
    r"(?:^ *|`|bin/|或 )vector ([a-z]+)((?: [a-z][a-z-]*)?)((?: [^`\n]*)?)", re.MULTILINE
)


def defaults() -> dict[str, object]:
    groups = {"access": Access(), "keep": Keep(), "mail": Mail(), "reminders": Reminders()}
    found = {
        name: getattr(Settings(), name) for name in Settings.model_fields if name not in groups
    }
    for group, held in groups.items():
        found |= {f"{group}.{name}": getattr(held, name) for name in type(held).model_fields}
    return {name: [*held] if isinstance(held, tuple) else held for name, held in found.items()}


def test_every_setting_stands_in_the_page_with_its_default() -> None:
    told = {name: default for name, default, _ in ROW.findall(PAGE)}
    rows = {name: tomllib.loads(f"x = {default}")["x"] for name, default in told.items()}
    assert rows == defaults()
    assert list(rows) == list(defaults())


def options(command: object) -> set[str]:
    """The names of the options that a command takes."""
    return {name for each in command.params for name in each.opts}  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", [PAGE, README], ids=["operations", "readme"])
def test_every_command_told_of_exists_with_its_options(text: str) -> None:
    known = {entry.name: entry for entry in COMMANDS}
    told = COMMAND.findall(text)
    assert len(told) > 5
    for name, second, rest in told:
        found = known[name].load()
        if hasattr(found, "commands"):
            found = found.commands[second.strip()]
        assert set(re.findall(r"--[a-z-]+", second + rest)) - {"--help"} <= options(found)


def test_the_readmes_settings_are_read() -> None:
    [example] = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    text = "\n".join(line.removeprefix("   ") for line in example.splitlines())
    found = Settings.model_validate(tomllib.loads(text))
    assert found.mail.security == "starttls"
    assert found.approve_automatically

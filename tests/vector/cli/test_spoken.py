"""Every command is told its language, and its helps and sentences stand in both."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vector.cli import REFUSED, run
from vector.cli.frame import COMMANDS
from vector.cli.language import HEADINGS, SENTENCES
from vector.told import texts

CHINESE, ENGLISH = re.compile("[\u3400-\u9fff]"), re.compile("[A-Za-z]{2}")
VALUE = re.compile(r"(?<!\{)\{(\w+)")
MODULES = sorted(Path(SENTENCES).parent.glob("*.py"))
# What these say of the catalogue and of judgements is still Chinese where --lang does not reach.
LEFT = {"catalog.py", "listing.py"}
SAYS = {"echo", "prompt", "note", "progress"}


def leaves(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """A command, or every command below it."""
    below = getattr(command, "commands", None)
    if below is None:
        yield name, command
        return
    for each, found in below.items():
        yield from leaves(f"{name} {each}", found)


def test_every_command_takes_its_language_and_helps_in_both() -> None:
    found = [leaf for entry in COMMANDS for leaf in leaves(entry.name, entry.load())]
    assert len(found) > 70
    for name, command in found:
        assert "--lang" in {each for param in command.params for each in param.opts}, name
        helps = {"": command.help} | {
            each.name: getattr(each, "help", "") for each in command.params
        }
        for what, text in helps.items():
            told = text or ""
            assert not told or (CHINESE.search(told) and ENGLISH.search(told)), (name, what, told)


def test_no_command_says_a_sentence_of_its_own() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            call = node.exc if isinstance(node, ast.Raise) else node
            if path.name in LEFT or not isinstance(call, ast.Call):
                continue
            named = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if isinstance(node, ast.Raise) or named in SAYS:
                told = [
                    part.value for each in call.args for part in ast.walk(each)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                ]  # fmt: skip
                assert not CHINESE.search("".join(told)), (path.name, call.lineno, told)


def test_every_sentence_has_the_same_values_in_both() -> None:
    for key, said in texts(SENTENCES).items():
        assert set(VALUE.findall(said["zh"])) == set(VALUE.findall(said["en"])), key
        assert not CHINESE.search(said["en"].replace("方案", "")), key
    for table in texts(HEADINGS).values():
        for word in table.values():
            assert {"zh", "en"} == set(word), word


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["user", "disable", "nobody"], "There is no account “nobody”"),
        (
            ["region", "rename", "Nowhere", "X", "--on", "2026-01-01"],
            "There is no region “Nowhere”",
        ),
        (["restore", "nothing.zip"], "cannot be read: there is no such file or folder."),
        (["db", "check"], "its tables are as the program has them"),
        (["office", "list"], "e-mail"),
        (["retention"], "have had their time"),
    ],
    ids=lambda each: each if isinstance(each, str) else each[0],
)
def test_administration_speaks_english(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sqlite_url: str,
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.setenv("VECTOR_DATABASE", sqlite_url)
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit):
        run([*arguments, "--lang", "en"])
    shown = capsys.readouterr()
    assert told in shown.out + shown.err


def test_a_database_that_is_away_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VECTOR_DATABASE", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(SystemExit) as ended:
        run(["user", "list", "--lang", "en"])
    assert ended.value.code == REFUSED
    shown = capsys.readouterr().err
    assert shown.startswith("The database cannot be used: ")
    assert "vector doctor" in shown
    assert "Traceback" not in shown


def test_a_folder_that_cannot_be_made_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("VECTOR_DATABASE", f"sqlite:///{tmp_path}/file/below/v.sqlite3")
    with pytest.raises(SystemExit) as ended:
        run(["db", "upgrade"])
    assert ended.value.code == REFUSED
    assert "所在的不是文件夹" in capsys.readouterr().err

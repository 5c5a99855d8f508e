"""The frame: help without heavy imports, errors as sentences, exit codes."""

import os
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType

import pytest
import typer

from vector.cli import frame, run
from vector.cli.frame import COMMANDS, Entry
from vector.errors import SettingsError

NAMES = ["assess", "demo", "serve", "worker", "import", "template", "catalog", "db"]
NAMES += ["region", "station", "office", "user", "limit", "alert", "plan", "completeness"]
NAMES += ["outbreak", "bioassay", "efficacy", "hotspot", "forecast", "backtest", "quality"]
NAMES += ["effort", "season", "compare", "results"]
NAMES += ["backup", "restore", "doctor", "audit", "retention"]
HEAVY = {"numpy", "pandas", "scipy", "sqlalchemy", "dash", "pydantic", "vector.catalog"}


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Replace the commands by one named ``try`` that does what the test wants."""

    def replace(target: object) -> None:
        module = ModuleType("a_command")
        module.target = target
        monkeypatch.setitem(sys.modules, "a_command", module)
        entry = Entry("try", "a_command:target", "试一试。", "Try it.")
        monkeypatch.setattr(frame, "COMMANDS", (entry,))

    return replace


def _code(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        run(arguments)
    return int(caught.value.code or 0)


def test_help_names_every_command_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert [entry.name for entry in COMMANDS] == NAMES
    assert _code("--help") == 0
    shown = "".join(capsys.readouterr().out.split())
    for entry in COMMANDS:
        assert entry.name in shown
        assert entry.zh[:3] in shown


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys, vector.cli\n"
        "try: vector.cli.run(['--help'])\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "vector.cli" in done.stderr.split()
    assert HEAVY.isdisjoint(done.stderr.split())


def test_only_the_called_command_is_imported(
    commands: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    commands(lambda: typer.echo("做完"))
    broken = Entry("broken", "no_such_module:nothing", "坏。", "Broken.")
    frame.COMMANDS = (*frame.COMMANDS, broken)
    assert _code("try") == 0
    assert capsys.readouterr().out == "做完\n"
    assert _code("--help") == 0
    assert _code("broken") == 3


def test_help_of_a_command_shows_its_own_options(
    commands: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    def target(street: str = typer.Option("", help="街道")) -> None: ...

    commands(target)
    assert _code("try", "--help") == 0
    shown = capsys.readouterr().out
    assert "试一试。 Try it." in shown
    assert "--street" in shown


def test_a_command_may_have_commands_of_its_own(
    commands: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    group = typer.Typer()
    group.command("upgrade")(lambda: typer.echo("升级"))
    group.command("check")(lambda: typer.echo("检查"))
    commands(group)
    assert _code("try", "upgrade") == 0
    assert capsys.readouterr().out == "升级\n"
    assert _code("try", "--help") == 0
    assert "试一试" in capsys.readouterr().out


def test_an_error_is_its_sentence_and_code_2(
    commands: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    def target() -> None:
        raise SettingsError("设置项 port 有误。")

    commands(target)
    assert _code("try") == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "设置项 port 有误。\n")


def test_a_fault_of_the_program_is_a_sentence_and_code_3(
    commands: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    commands(lambda: 1 // 0)
    assert _code("try") == 3
    shown = capsys.readouterr().err
    assert "ZeroDivisionError" in shown
    assert "--debug" in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), SettingsError("y")])
def test_debug_lets_the_traceback_out(commands: Callable[..., None], error: Exception) -> None:
    def target() -> None:
        raise error

    commands(target)
    with pytest.raises(type(error)):
        run(["--debug", "try"])


@pytest.mark.parametrize("code", [0, 1, 2])
def test_a_command_chooses_its_exit_code(commands: Callable[..., None], code: int) -> None:
    def target() -> None:
        raise typer.Exit(code)

    commands(target)
    assert _code("try") == code


def test_an_interrupted_command_ends_with_130(commands: Callable[..., None]) -> None:
    def target() -> None:
        raise KeyboardInterrupt

    commands(target)
    assert _code("try") == 130


def test_an_unknown_command_is_refused_with_a_suggestion(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _code("catalgo") == 2
    assert "catalog" in capsys.readouterr().err


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert _code() == 2
    shown = capsys.readouterr()
    assert "assess" in shown.out + shown.err


def test_a_terminal_without_chinese_gets_question_marks() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from vector.cli import run; run(['catalog', 'groups'])"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii:strict"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"rodent" in done.stdout


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert _code("--version") == 0
    assert capsys.readouterr().out.startswith("vector ")

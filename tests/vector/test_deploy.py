"""What is handed out to run the service: units that systemd accepts, an image's recipe, proxies."""

import configparser
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from vector.cli.frame import COMMANDS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
HARDENED = {"NoNewPrivileges": "true", "ProtectSystem": "strict", "UMask": "0077", "User": "vector"}
ALWAYS = {"FROM", "RUN", "COPY", "USER", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
KNOWN = ALWAYS | {"WORKDIR", "ENV", "VOLUME", "EXPOSE", "STOPSIGNAL"}


def parsed(path: Path) -> configparser.ConfigParser:
    found = configparser.ConfigParser(interpolation=None, strict=True)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_service_is_hardened_and_calls_a_command_there_is(path: Path) -> None:
    service = dict(parsed(path)["Service"])
    assert HARDENED.items() <= service.items()
    program, command, *rest = service["ExecStart"].split()
    assert program == "/opt/vector/bin/vector"
    known = {entry.name: entry for entry in COMMANDS}[command].load()
    options = {name for each in known.params for name in each.opts}
    assert {each for each in rest if each.startswith("--")} <= options


def test_the_processes_have_time_to_end() -> None:
    from dashboard.ending import PATIENCE_SECONDS

    serve = parsed(DEPLOY / "systemd" / "vector-serve@.service")["Service"]
    assert int(serve["TimeoutStopSec"]) > PATIENCE_SECONDS


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for path in UNITS:
        text = path.read_text(encoding="utf-8").replace("/opt/vector/bin/vector", "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    names = [str(tmp_path / path.name) for path in UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True
    )
    said = [line for line in done.stderr.splitlines() if "vector-" in line]
    assert (done.returncode, said) == (0, []), done.stderr


def test_every_file_is_told_of_in_the_manual() -> None:
    for path in [*SERVICES, *(DEPLOY / "proxy").iterdir(), DEPLOY / "Containerfile"]:
        assert path.stem in PAGE, path


def instructions() -> list[tuple[str, str]]:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    plain = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    joined = re.sub(r"\\\n\s*", " ", plain)
    lines = [line for line in joined.splitlines() if line.strip()]
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines]


def test_the_image_is_made_in_two_stages_and_runs_as_nobody_special() -> None:
    found = instructions()
    names = [name for name, _ in found]
    assert set(names) <= KNOWN
    assert set(names) >= ALWAYS
    assert names.count("FROM") == 2
    last = found[len(names) - names[::-1].index("FROM") - 1 :]
    assert dict(last)["USER"] == "10001"
    assert not any("pip" in rest for name, rest in last if name == "RUN")
    assert ("STOPSIGNAL", "SIGTERM") in last
    assert json.loads(dict(last)["ENTRYPOINT"]) == ["vector"]
    assert json.loads(dict(last)["CMD"]) == ["serve"]
    check = dict(last)["HEALTHCHECK"]
    program = json.loads(check[check.index("[") :])
    assert "/healthz" in program[-1]
    compile(program[-1], "HEALTHCHECK", "exec")


def test_what_the_image_copies_is_there() -> None:
    for name, rest in instructions():
        if name == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_hands_on_no_callers_word_and_no_figures(name: str) -> None:
    text = (DEPLOY / "proxy" / name).read_text(encoding="utf-8")
    assert text.count("{") == text.count("}")
    assert "/metrics" in text
    assert "Forwarded" in text
    if name == "nginx.conf":
        headers = dict(re.findall(r"proxy_set_header (\S+)\s+(\S+);", text))
        assert headers["X-Forwarded-For"] == "$remote_addr"
        assert headers["X-Forwarded-Proto"] == "$scheme"
        assert "proxy_add_x_forwarded_for" not in text

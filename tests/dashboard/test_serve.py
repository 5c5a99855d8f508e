"""``vector serve``: an address that works, and a sentence where it cannot."""

import re
import socket
import subprocess
import sys
import urllib.request

import pytest

from vector.cli import REFUSED, run
from dashboard.commands.serve import address, application
from vector.errors import StoreError
from vector.settings import Settings


@pytest.fixture
def refused(monkeypatch, capsys):
    """The sentence with which ``vector serve`` ends."""

    def served(url, *arguments):
        monkeypatch.setenv("VECTOR_DATABASE", url)
        with pytest.raises(SystemExit) as ended:
            run(["serve", *arguments])
        assert ended.value.code == REFUSED
        return capsys.readouterr().err

    return served


def test_a_taken_port_is_a_sentence(refused, sqlite_url):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refused(sqlite_url, "--port", port)
    assert f"端口 {port} 不能用" in said
    assert "--port" in said


def test_a_database_not_upgraded_is_a_sentence_with_the_command(refused, tmp_path):
    said = refused(f"sqlite:///{tmp_path}/new.sqlite3", "--port", "0")
    assert "vector db upgrade" in said


def test_an_unknown_host_is_a_sentence(refused, sqlite_url):
    assert "无法识别" in refused(sqlite_url, "--host", "no such host", "--port", "0")


def test_the_application_refuses_a_database_that_is_not_ready(tmp_path):
    with pytest.raises(StoreError, match="vector db upgrade"):
        application(Settings(database=f"sqlite:///{tmp_path}/new.sqlite3"))


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:8050"),
        ("::", "http://127.0.0.1:8050"),
        ("::1", "http://[::1]:8050"),
    ],
)
def test_the_printed_address_can_be_opened_on_this_machine(host, shown):
    assert address(host, 8050) == shown


def test_it_serves_until_stopped(sqlite_url):
    start = "from dashboard.commands.serve import serve; serve(None, 0, 2, None)"
    served = subprocess.Popen(
        [sys.executable, "-c", start],
        env={"VECTOR_DATABASE": sqlite_url, "PYTHONUTF8": "1"},
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        line = served.stderr.readline()
        where = re.search(r"http://[\d.:]+", line)
        assert where is not None, line
        with urllib.request.urlopen(f"{where[0]}/healthz", timeout=20) as answer:
            assert answer.status == 200
    finally:
        served.terminate()
        served.wait(timeout=20)
        served.stderr.close()

"""``vector serve``: an address that works, and a sentence where it cannot."""

import re
import socket
import subprocess
import sys
import urllib.request

import pytest

from dashboard.commands.serve import address, application, listen
from vector.cli import REFUSED, run
from vector.errors import SettingsError, StoreError
from vector.settings import Settings, load


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


PROXIED = {
    "HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.7",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "vector.example.org",
}
HIDDEN = {"REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "HTTP_HOST": "127.0.0.1:8050"}
TOLD = {
    "REMOTE_ADDR": "198.51.100.7",
    "wsgi.url_scheme": "https",
    "HTTP_HOST": "vector.example.org",
}


@pytest.fixture
def met():
    """What the application learns of a caller that comes by a peer with a proxy's headers."""

    def through(trusted, peer):
        seen = {}
        with socket.create_server(("127.0.0.1", 0)) as listener:
            server = listen(
                Settings(trusted_proxies=trusted), lambda environ, _: seen.update(environ), listener
            )
            server.application({**HIDDEN, **PROXIED, "REMOTE_ADDR": peer}, None)
            server.close()
        return {name: seen[name] for name in HIDDEN}

    return through


def test_a_trusted_proxy_is_believed_who_calls(met):
    assert met("127.0.0.1", "127.0.0.1") == TOLD
    assert met(["192.0.2.1", "127.0.0.0/8"], "127.0.0.1") == TOLD
    assert met("*", "10.0.0.3") == TOLD


@pytest.mark.parametrize("trusted", ["", "10.0.0.3", "10.0.0.0/24"])
def test_nobody_else_is_believed(met, trusted):
    assert met(trusted, "127.0.0.1") == HIDDEN


def test_a_proxy_is_named_by_its_address(monkeypatch):
    monkeypatch.setenv("VECTOR_TRUSTED_PROXIES", "127.0.0.1, localhost")
    with pytest.raises(SettingsError, match=r"trusted_proxies.* 有误：.*“localhost”不是 IP 地址"):
        load()


def test_settings_of_earlier_releases_are_read(monkeypatch, tmp_path):
    file = tmp_path / "vector.toml"
    file.write_text('trusted_proxy = "127.0.0.1"\n', encoding="utf-8")
    assert load(file).trusted_proxies == ("127.0.0.1/32",)
    monkeypatch.setenv("VECTOR_TRUSTED_PROXY", "10.0.0.3, 10.0.1.0/24")
    assert load(file).trusted_proxies == ("10.0.0.3/32", "10.0.1.0/24")


def test_cookies_are_for_https_where_the_address_is():
    given = [Settings(), Settings(public_url="https://v.example.cn")]
    given.append(Settings(public_url="https://v.example.cn", secure_cookies=False))
    assert [each.secure_cookies for each in given] == [False, True, False]


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

"""A server that is told to stop finishes what it has begun, and begins nothing more."""

import http.client
import signal
import socket
import subprocess
import sys
import threading

import pytest

PROGRAM = """
import socket, sys
from dashboard.commands.serve import listen
from dashboard.ending import serve_until_told
from vector.settings import Settings
from vector.work.journal import open_journal

def application(environ, start):
    print("begun", flush=True)
    sys.stdin.readline()
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "4")])
    return [b"done"]

open_journal()
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
serve_until_told(listen(Settings(), application, listener))
"""


@pytest.fixture
def served():
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    yield process, int(process.stdout.readline())
    process.kill()
    process.communicate()


def late(port):
    """A caller who comes when the door is closed."""
    with socket.create_connection(("127.0.0.1", port), 5) as caller:
        caller.sendall(b"GET / HTTP/1.1\r\n\r\n")
        if not caller.recv(1):
            raise ConnectionResetError


def test_an_answer_under_way_is_given(served):
    process, port = served
    answers = []

    def ask():
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        client.request("GET", "/")
        answers.append(client.getresponse().read())
        client.close()

    asking = threading.Thread(target=ask)
    asking.start()
    assert process.stdout.readline() == "begun\n"
    process.send_signal(signal.SIGTERM)
    assert any("server_stopping" in line for line in process.stderr)
    with pytest.raises(OSError):
        late(port)
    process.stdin.write("go on\n")
    process.stdin.flush()
    asking.join(timeout=20)
    assert answers == [b"done"]
    assert process.wait(timeout=20) == 0
    assert '"unfinished": 0' in process.stderr.read()


def test_idle_connections_hold_nothing_up(served):
    process, port = served
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    process.stdin.write("go on\n")
    process.stdin.flush()
    client.request("GET", "/")
    assert client.getresponse().read() == b"done"
    assert client.sock is not None
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0
    client.close()

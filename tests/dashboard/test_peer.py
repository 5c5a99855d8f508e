"""Who called, in the audit log: by the trusted proxy's word, and nobody else's."""

import re
import socket

import pytest
from sqlalchemy import select
from visitor import HTML
from werkzeug.test import Client

from dashboard.commands.serve import listen
from dashboard.peer import Trust
from vector.store.engine import session
from vector.store.tables import Audit

FORGED = "203.0.113.9"
CALLER = "198.51.100.7"


@pytest.fixture
def origins(app):
    """The addresses that the log holds after sign-ins refused, one for each way of calling."""
    running = app.extensions["vector"]

    def called(trusted, peer, said):
        settings = running.settings.model_copy(update={"trusted_proxies": trusted})
        with socket.create_server(("127.0.0.1", 0)) as listener:
            server = listen(settings, app, listener)
            client, way = Client(server.application), {"environ_overrides": {"REMOTE_ADDR": peer}}
            headers = {**HTML, "X-Forwarded-For": said, "X-Real-IP": FORGED, "Forwarded": FORGED}
            page = client.get("/sign-in", headers=headers, **way).get_data(as_text=True)
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
            form = {"username": "nobody", "password": "x" * 12, "csrf_token": token[1]}
            client.post("/sign-in", data=form, headers=headers, **way)
            server.close()
        with session(running.engine) as reading:
            last = select(Audit).where(Audit.what == "sign_in_failed").order_by(Audit.sequence)
            return reading.scalars(last).all()[-1].origin

    return called


def test_the_log_holds_the_caller_whatever_the_caller_says(origins):
    proxy = ("127.0.0.1/32",)
    assert origins((), CALLER, FORGED) == CALLER
    assert origins(proxy, CALLER, FORGED) == CALLER
    assert origins(proxy, "127.0.0.1", CALLER) == CALLER
    # A proxy that adds to what it was told: the last word is the proxy's own.
    assert origins(proxy, "127.0.0.1", f"{FORGED}, {CALLER}") == CALLER


def test_figures_are_not_shown_through_a_proxy(app):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = listen(app.extensions["vector"].settings, app, listener)
        client = Client(server.application)
        here = {"environ_overrides": {"REMOTE_ADDR": "127.0.0.1"}}
        assert client.get("/metrics", **here).status_code == 200
        for header in ("X-Forwarded-For", "Via", "X-Real-IP", "Forwarded"):
            answer = client.get("/metrics", headers={header: "127.0.0.1"}, **here)
            assert answer.status_code == 404, header
        server.close()


TRUST = Trust(("10.0.0.0/28", "2001:db8::/64"))


@pytest.mark.parametrize(
    ("said", "caller"),
    [
        ("", "10.0.0.2"),
        (CALLER, CALLER),
        (f"{FORGED}, {CALLER}", CALLER),
        (f"{FORGED}, {CALLER}, 10.0.0.3", CALLER),
        (f"{FORGED}, {CALLER}, 10.0.0.3, 2001:db8::9", CALLER),
        (f"10.0.0.4, {CALLER}, 10.0.0.3", CALLER),
        (f"{CALLER}:51234", CALLER),
        ("[2001:db8:1::7]:51234", "2001:db8:1::7"),
        (f"::ffff:{CALLER}", CALLER),
        ("10.0.0.5, 10.0.0.3", "10.0.0.5"),
        (f"{CALLER}, unknown", "10.0.0.2"),
        (f"{CALLER}, <script>, 10.0.0.3", "10.0.0.3"),
    ],
)
def test_the_way_is_read_from_the_right_past_trusted_proxies(said, caller):
    assert TRUST.caller("10.0.0.2", said) == caller


def test_a_proxy_is_known_by_its_network():
    believed = ("10.0.0.15", "::ffff:10.0.0.3", "10.0.0.16", "", "nonsense")
    assert [TRUST.believes(each) for each in believed] == [True, True, False, False, False]

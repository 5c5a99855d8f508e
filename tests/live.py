"""A real server in a thread and a real browser: what the browser tests and the pictures share."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from waitress.server import create_server

# Named but empty: the browser library uses the one it fetched itself (Ubuntu).
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium") or None
# A browser looks for updates and variations by itself; the tests must see only the page's requests.
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@contextmanager
def serving(app) -> Iterator[str]:
    """Serve the application on a free port; gives its address."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)

    def run() -> None:
        # The loop may be waiting on the very socket that is closed at the end.
        with suppress(OSError):
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(timeout=1)


def launched(playwright: Playwright) -> Browser:
    """The system's Chromium."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))


@dataclass
class Visit:
    """A page with an account of everything that went wrong on it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note console errors, page errors and every request that leaves the host."""
        self.page.on("console", lambda said: self._console(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._request(request.url))

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(f"{kind}: {text}")

    def _request(self, url: str) -> None:
        own = urlsplit(self.address).netloc
        if urlsplit(url).scheme in {"http", "https", "ws"} and urlsplit(url).netloc != own:
            self.outside.append(url)

    def sign_in(self, username: str, password: str) -> None:
        """Sign in through the page."""
        self.page.goto(f"{self.address}/sign-in")
        self.page.fill("#username", username)
        self.page.fill("#password", password)
        self.page.click("button[type=submit]")
        self.page.wait_for_selector("#shell, .refused")

    def go(self, path: str, until: str) -> None:
        """Open a page and wait for what shows that it is filled."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector(until)


def visit(context: BrowserContext, address: str) -> Visit:
    """A new page under watch."""
    opened = Visit(context.new_page(), address)
    opened.watch()
    return opened

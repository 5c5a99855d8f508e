"""How soon each page is usable in a real Chromium, what its first load weighs, and its points.

    python tests/bench/usable.py --database URL [--page season]

Starts ``vector serve`` as ``clicking.py`` does. A page is usable when every callback has been
answered and the browser has drawn what it got, which is what stands in or near the window:
``first`` in a browser that holds nothing and so begins with the sign-in, where somebody types for
three seconds; ``second`` and ``third`` by its address; ``link`` by a link from another page;
``bare`` for somebody who is signed in already, in a browser that holds no script, as after an
update of the service. Of that visit ``text`` is when the greatest text was painted, figures or not,
and ``MB`` the compressed bytes with all that the page fetches later. Prints milliseconds, and the
points of the longest trace of each figure beside its width in pixels.

The first line is of the peer, the least page on which Dash shows a figure (``plain.py``), in the
same run: nobody signs in there, so that its ``first`` and ``bare`` are one.

A page is opened in a tab of its own that no debugger watches, and asked when it has long been
drawn: under a debugger reading plotly takes the browser twice as long.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

sys.path.insert(0, str(Path(__file__).parents[1]))

import live
from clicking import PASSWORD, PATHS, begun, serving, settled
from playwright.sync_api import BrowserType, Page, sync_playwright

MOST = 2.5 * 2**20
VISITS = ("first", "second", "third", "link", "bare", "text")
# Longer than any page takes; a tab cannot be asked whether it has finished without being watched.
DRAWN_SECONDS = 6.0
TYPED_SECONDS = 3.0
# Sent when nobody watches the tab any more.
SENT = """
([name, password]) => {
  document.querySelector("#username").value = name;
  document.querySelector("#password").value = password;
  setTimeout(() => document.querySelector("button[type=submit]").click(), 1000);
}
"""
# When the last answer came and the last long frame ended, and what was fetched.
TOLD = """
async () => {
  const noted = (type) => new Promise((done) => {
    new PerformanceObserver((seen) => done(seen.getEntries())).observe({type, buffered: true});
    setTimeout(() => done([]), 500);
  });
  const frames = await noted('long-animation-frame');
  const painted = await noted('largest-contentful-paint');
  const fetched = performance.getEntriesByType('resource');
  const answers = fetched.filter((each) => each.name.includes('_dash-update-component'));
  const ends = [...answers.map((each) => each.responseEnd),
                ...frames.map((each) => each.startTime + each.duration)];
  const page = performance.getEntriesByType('navigation')[0];
  const sizes = [page, ...fetched].map((each) => each.transferSize);
  const texts = painted.filter((each) => !each.element?.closest('svg'));
  // The answer to the sign-in sends on to the page, which begins there.
  const began = page.redirectEnd;
  return [Math.max(...ends) - began, Math.max(...texts.map((each) => each.startTime)) - began,
          sizes.reduce((sum, each) => sum + each, 0)];
}
"""
# The moment from which on nothing was under way for so many pictures of the screen.
COUNTED = """
window.asked = 0; window.ever = 0;
const plainly = window.fetch;
window.fetch = (...given) => {
  if (!String(given[0]?.url ?? given[0]).includes('_dash-update-component'))
    return plainly(...given);
  window.asked += 1; window.ever += 1;
  return plainly(...given).finally(() => setTimeout(() => { window.asked -= 1; }, 0));
};
"""
QUIET = """
(since) => new Promise((done) => {
  let still = 0, began = 0;
  const look = () => {
    const busy = window.asked > 0 || window.ever <= since;
    still = busy ? 0 : still + 1;
    began = still === 1 ? performance.now() : began;
    still > 12 ? done(began) : requestAnimationFrame(look);
  };
  look();
})
"""
GO = """
(path) => {
  history.pushState({}, '', path);
  dispatchEvent(new CustomEvent('_dashprivate_pushstate'));
  return [window.ever, performance.now()];
}
"""
FIGURES = """
() => [...document.querySelectorAll('.js-plotly-plot')].map((drawn) => [
  Math.max(0, ...drawn.data.map((trace) =>
    Math.max(0, ...['x', 'y', 'r', 'lon'].map((axis) => (trace[axis] || []).length)))),
  Math.round(drawn.getBoundingClientRect().width * window.devicePixelRatio)])
"""


@dataclass
class Chromium:
    """A browser that goes on while nobody is connected to it."""

    kind: BrowserType
    door: str

    @contextmanager
    def watched(self) -> Iterator[Any]:
        """Its windows, under a debugger."""
        browser = self.kind.connect_over_cdp(self.door)
        try:
            yield browser.contexts[0]
        finally:
            browser.close()

    def sign_in(self, address: str) -> None:
        """Sign in; empty what it keeps of scripts."""
        with self.watched() as windows:
            page = windows.new_page()
            live.Visit(page, address).sign_in("clicker-0", PASSWORD)
            page.goto("about:blank")
            page.context.new_cdp_session(page).send("Network.clearBrowserCache")
            page.close()

    def by_sign_in(self, url: str) -> float:
        """Open a page as a stranger and sign in: until it was drawn."""
        self._open(url)
        time.sleep(TYPED_SECONDS - 1)
        with self.watched() as windows:
            page = next(each for each in windows.pages if "/sign-in" in each.url)
            page.evaluate(SENT, ["clicker-0", PASSWORD])
        return self._told(url)[0]

    def opened(self, url: str) -> tuple[float, float, float, list[list[int]]]:
        """Open a page by its address: until it was drawn, and its text, its bytes, its points."""
        self._open(url)
        return self._told(url)

    def _open(self, url: str) -> None:
        requests.put(f"{self.door}/json/new?{quote(url, safe='')}", timeout=10).raise_for_status()

    def _told(self, url: str) -> tuple[float, float, float, list[list[int]]]:
        time.sleep(DRAWN_SECONDS)
        with self.watched() as windows:
            page = next(each for each in windows.pages if each.url.startswith(url))
            drawn, text, weight = page.evaluate(TOLD)
            points = page.evaluate(FIGURES)
            page.close()
        return drawn, text, weight, points


@contextmanager
def chromium(kind: BrowserType) -> Iterator[Chromium]:
    """A Chromium of its own, with nothing kept."""
    program = live.CHROMIUM or kind.executable_path
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        size = f"--window-size={live.DESK['width']},{live.DESK['height']}"
        running = subprocess.Popen(
            [program, "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={folder}",
             size, *live.FLAGS, "about:blank"],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert running.stderr is not None
        found = None
        while not found:
            found = re.search(r"ws://([\d.:]+)/", running.stderr.readline())
        try:
            yield Chromium(kind, f"http://{found[1]}")
        finally:
            running.terminate()
            running.wait()


def followed(page: Page, path: str) -> float:
    """The milliseconds until a page is usable that was reached by a link."""
    asked, began = page.evaluate(GO, path)
    return float(page.evaluate(QUIET, asked)) - float(began)


def by_link(browser: Any, name: str, address: str, path: str) -> float:
    """The milliseconds that a link takes from another page."""
    visit = live.visit(browser.new_context(viewport=live.DESK), address)
    visit.sign_in("clicker-0", PASSWORD)
    page = visit.page
    page.context.add_init_script(COUNTED)
    page.goto(address + path)
    page.evaluate(QUIET, 0)
    # Whoever goes by a link has done something.
    page.mouse.move(400, 300)
    followed(page, "/completeness" if name != "completeness" else "/alerts")
    taken = followed(page, path)
    page.context.close()
    return taken


def line(name: str, taken: Iterable[float], more: str = "") -> None:
    """Print what was measured of a page."""
    print(f"{name:14}" + "".join(f"{each:8.0f}" for each in taken) + more, flush=True)


def peer(kind: BrowserType) -> list[float]:
    """The milliseconds that the peer takes at the visits that it knows."""
    with begun(str(Path(__file__).with_name("plain.py"))) as (address, _):
        with chromium(kind) as browser:
            browser.opened(address + "/")
        with chromium(kind) as browser:
            first, text, *_ = browser.opened(address + "/")
            second, third = (browser.opened(address + "/")[0] for _ in range(2))
    return [first, second, third, nan, first, text]


def main() -> None:
    """Open every page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--page", default="", help="only this one")
    options = parser.parse_args()
    choices = settled(options.database, 1)
    station = choices.stations[len(choices.stations) // 2]
    heads = "".join(f"{each:>8}" for each in VISITS)
    print(f"{'page':14}{heads} ms{'MB':>7}   points/pixels")
    with serving(options.database) as (address, _), sync_playwright() as plays:
        linked = live.launched(plays)
        line("peer", peer(plays.chromium))
        for name, template in PATHS.items():
            if options.page not in ("", name):
                continue
            path = template.format(station=station)
            with chromium(plays.chromium) as browser:
                first = browser.by_sign_in(address + path)
                second, *_ = browser.opened(address + path)
                third, *_, points = browser.opened(address + path)
            with chromium(plays.chromium) as browser:
                browser.sign_in(address)
                bare, text, weight, _ = browser.opened(address + path)
            link = by_link(linked, name, address, path)
            figures = " ".join(f"{each}/{pixels}" for each, pixels in points)
            over = " TOO MUCH" if weight > MOST else ""
            line(name, (first, second, third, link, bare, text),
                 f"{weight / 2**20:10.2f}{over}   {figures}")  # fmt: skip
        linked.close()
    print(f"load of the machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")


if __name__ == "__main__":
    main()

"""How soon each page is usable in a real Chromium, what its first load weighs, and its points.

    python tests/bench/usable.py --database URL [--page season]

Starts ``vector serve`` as ``clicking.py`` does. A page is usable when every callback has been
answered and the browser has drawn what it got: ``first`` with empty caches on both sides, ``again``
with what browser and server have kept, ``link`` by a link from another page. Prints the
milliseconds, the compressed bytes of the first load with all that the page fetches later, and the
points of the longest trace of each figure beside its width in pixels.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import live
from clicking import PASSWORD, PATHS, serving, settled
from playwright.sync_api import Page, sync_playwright

MOST = 2.5 * 2**20
# How many callbacks are under way, and how many there were.
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
# The moment from which on nothing was under way for so many pictures of the screen.
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


def opened(page: Page, url: str) -> float:
    """The milliseconds until a page is usable that was asked for by its address."""
    page.goto(url, wait_until="commit")
    return float(page.evaluate(QUIET, 0))


def followed(page: Page, path: str) -> float:
    """The milliseconds until a page is usable that was reached by a link."""
    asked, began = page.evaluate(GO, path)
    return float(page.evaluate(QUIET, asked)) - float(began)


def tell(browser: Any, name: str, address: str, path: str) -> None:
    """Print the line of a page."""
    visit = live.visit(browser.new_context(viewport=live.DESK), address)
    visit.sign_in("clicker-0", PASSWORD)
    page = visit.page
    page.context.add_init_script(COUNTED)
    wire = page.context.new_cdp_session(page)
    weighed: list[float] = []
    wire.on("Network.loadingFinished", lambda told: weighed.append(told["encodedDataLength"]))
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    first = opened(page, address + path)
    weight = sum(weighed)
    again = opened(page, address + path)
    figures = " ".join(f"{points}/{pixels}" for points, pixels in page.evaluate(FIGURES))
    followed(page, "/map" if name != "map" else "/alerts")
    link = followed(page, path)
    over = " TOO MUCH" if weight > MOST else ""
    print(f"{name:16}{first:8.0f}{again:8.0f}{link:8.0f}{weight / 2**20:12.2f}{over}   {figures}",
          flush=True)  # fmt: skip
    page.context.close()


def main() -> None:
    """Open every page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--page", default="", help="only this one")
    options = parser.parse_args()
    choices = settled(options.database, 1)
    station = choices.stations[len(choices.stations) // 2]
    print(f"{'page':16}{'first':>8}{'again':>8}{'link':>8} ms{'MB':>9}   points/pixels")
    with serving(options.database) as (address, _), sync_playwright() as plays:
        browser = live.launched(plays)
        for name, template in PATHS.items():
            if options.page in ("", name):
                tell(browser, name, address, template.format(station=station))
        browser.close()
    print(f"load of the machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")


if __name__ == "__main__":
    main()

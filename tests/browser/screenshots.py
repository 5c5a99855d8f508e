"""Pictures of the real pages with the demonstration county, for the README and the manual.

Run from the project's root: ``python tests/browser/screenshots.py``.
"""

import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import live
from playwright.sync_api import Browser, sync_playwright

from dashboard import create_app
from vector.catalog import load
from vector.settings import Settings
from vector.store import flags, migrate
from vector.store.engine import connect, session
from vector.work.demonstration import SIGN_IN, fill

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
TALLEST = 1400
# The places to go stand as high as the window; they take a moment to follow it.
GROWN = """async () => {
  await new Promise(requestAnimationFrame);
  const moving = document.getAnimations().filter((each) => each instanceof CSSTransition);
  await Promise.all(moving.map((each) => each.finished));
}"""
BAD = (
    "station,street,date,method,effective,caught\n"
    "北关新建小区,北关街道,{day},snap_trap,200,1\n"
    "北关新建小区,北关街道,{day},cage_trap,200,201\n"
    "北关新建小区,北关街道,2026-13-18,snap_trap,100,0\n"
)


def demonstration(directory: str) -> Settings:
    """The demonstration county up to today, in a database of its own."""
    settings = Settings(database=f"sqlite:///{directory}/demo.sqlite3")
    engine = connect(settings.database)
    migrate.upgrade(engine)
    today, now = date.today(), datetime.now(UTC)  # noqa: DTZ011 - the county's present is ours
    fill(engine, load(), settings, until=today, now=now)
    engine.dispose()
    return settings


def pages(settings: Settings) -> dict[str, tuple[str, str]]:
    """Each picture's name, with the address of its page and what shows that it is filled."""
    with session(connect(settings.database)) as reading:
        worst = next(flag for flag in flags.standing(reading, None) if flag.station_id)
        station = f"/station/{worst.station_id}?index={worst.index_id}"
    points = ".scatterlayer .points path"
    return {
        "overview": ("/", "#overview-flags .rows"),
        "map": ("/map", f"#county-map {points}"),
        "alerts": ("/alerts", "#alerts-rows .rows"),
        "assessment": ("/assessment", "#assessment-body .rows"),
        "stations": ("/station", "#stations-rows .rows"),
        "station": (station, f"#station-history {points}"),
        "season": ("/season", f"#season-curves {points}"),
        "ranking": ("/ranking", "#ranking-rows .rows"),
        "upload": ("/upload", "#upload-grid .ag-row"),
    }


def preview(visit: live.Visit) -> None:
    """Hand in a faulty file, so that the upload page shows what it is for."""
    content = BAD.format(day=date.today()).encode()  # noqa: DTZ011
    file = {"name": "北关.csv", "mimeType": "text/csv", "buffer": content}
    visit.page.set_input_files("#upload-file input[type=file]", file)
    visit.page.wait_for_selector("#fault-grid .ag-row")


def picture(browser: Browser, address: str, settings: Settings, size: dict[str, int]) -> None:
    """Take every picture at one width."""
    visit = live.visit(browser.new_context(viewport=size, locale="zh-CN"), address)
    width = size["width"]
    visit.page.goto(f"{address}/sign-in")
    visit.page.screenshot(path=PICTURES / f"sign-in-{width}.png")
    visit.sign_in(*SIGN_IN)
    for name, (path, filled) in pages(settings).items():
        visit.go(path, filled)
        if name == "upload":
            preview(visit)
        visit.page.wait_for_load_state("networkidle")
        height = min(visit.page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        visit.page.set_viewport_size({"width": width, "height": max(height, size["height"])})
        visit.page.evaluate(GROWN)
        visit.page.screenshot(path=PICTURES / f"{name}-{width}.png")
        visit.page.set_viewport_size(size)
    if visit.complaints or visit.outside:
        raise SystemExit("\n".join([*visit.complaints, *visit.outside]))


def main() -> None:
    """Write the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        settings = demonstration(directory)
        browser = live.launched(playwright)
        with live.serving(create_app(settings)) as address:
            for size in (live.DESK, live.PHONE):
                picture(browser, address, settings, size)
        browser.close()


if __name__ == "__main__":
    main()

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
from vector.settings import Access, Settings
from vector.store import flags, migrate
from vector.store.engine import connect, session
from vector.work import nightly, views
from vector.work.accounts import find_account
from vector.work.demonstration import SIGN_IN, fill
from vector.work.enrolment import enrol

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
TALLEST = 1400
# In milliseconds: a busy machine makes no picture less.
PATIENCE = 180_000
KEY = "Look-after-it 4"
VIEWS = {"鼠类，早上先看": "/?group=rodent", "蚊虫地图": "/map?group=mosquito"}
SHEET = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 24px; background: #eef2f4; font: 15px "Noto Sans CJK SC", sans-serif; }}
main {{ display: grid; gap: 18px; margin-bottom: 18px; }}
main.desk {{ grid-template-columns: repeat(4, 1fr); }}
main.phone {{ grid-template-columns: repeat(9, 1fr); }}
figure {{ margin: 0; background: #fff; border: 1px solid #d5dee4; }}
img {{ display: block; width: 100%; aspect-ratio: 16 / 10; }}
img {{ object-fit: cover; object-position: top; }}
main.phone img {{ aspect-ratio: 390 / 844; }}
figcaption {{ padding: 4px 10px; color: #5a6b78; border-top: 1px solid #d5dee4; }}
</style>{sizes}"""
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
    access = Access(second_factor=())
    settings = Settings(database=f"sqlite:///{directory}/demo.sqlite3", access=access)
    engine = connect(settings.database)
    migrate.upgrade(engine)
    today, now = date.today(), datetime.now(UTC)  # noqa: DTZ011 - the county's present is ours
    fill(engine, load(), settings, until=today, now=now)
    nightly.refresh(engine, load(), settings, now, kinds=("season",))
    for role in ("administrator", "auditor"):
        enrol(engine, f"{role}@example.org", KEY, roles=[role])
    with session(engine) as reading:
        who = find_account(reading, SIGN_IN[0])
        assert who is not None
        number = who.id
    for name, address in VIEWS.items():
        views.save(engine, number, name, address, now=now)
    engine.dispose()
    return settings


def pages(settings: Settings) -> dict[str, tuple[str, str]]:
    """Each picture's name, with the address of its page and what shows that it is filled."""
    with session(connect(settings.database)) as reading:
        standing = flags.standing(reading, None)
        # Of what is beyond past years there is most to see.
        worst = next(each for each in standing if each.station_id and each.rule == "expected")
        station = f"/station/{worst.station_id}?index={worst.index_id}"
        source = f"/sources?index={worst.index_id}&station={worst.station_id}"
    points = ".scatterlayer .points path"
    return {
        "overview": ("/", "#overview-likely .panel"),
        "map": ("/map", f"#county-map {points}"),
        "alerts": ("/alerts", "#alerts-rows .rows"),
        "assessment": ("/assessment", "#assessment-body .rows"),
        "stations": ("/station", "#stations-rows .rows"),
        "station": (station, f"#station-history {points}"),
        "season": ("/season", f"#season-curves {points}"),
        "ranking": ("/ranking?index=fly_cage_density", "#ranking-rows .rows"),
        "completeness": ("/completeness", "#calendar-list .rows"),
        "upload": ("/upload", "#upload-grid .ag-row"),
        "sources": (source, "#sources-rows .rows"),
        "views": ("/views", "#views-rows .rows"),
        "settings": ("/settings", "#limits-rows .rows"),
        "account": ("/account", "#sessions"),
    }


def others() -> dict[str, tuple[str, str, str]]:
    """The pages of those who look after accounts, regions and the log: whose, where, filled."""
    return {
        "accounts": ("administrator", "/accounts", "#people"),
        "regions": ("administrator", "/regions", "#regions-tree .rows"),
        "audit": ("auditor", "/audit", "#log"),
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
    visit.page.set_default_timeout(PATIENCE)
    width = size["width"]
    visit.page.goto(f"{address}/sign-in")
    visit.page.screenshot(path=PICTURES / f"sign-in-{width}.png")
    visit.sign_in(*SIGN_IN)
    for name, (path, filled) in pages(settings).items():
        taken(visit, name, path, filled, size)
    signed_in = SIGN_IN[0]
    for name, (role, path, filled) in others().items():
        if role != signed_in:
            visit.page.context.clear_cookies()
            visit.page.goto(f"{address}/sign-in")
            enter(visit, f"{role}@example.org")
            signed_in = role
        taken(visit, name, path, filled, size)
    if visit.complaints or visit.outside:
        raise SystemExit("\n".join([*visit.complaints, *visit.outside]))


def enter(visit: live.Visit, name: str) -> None:
    """Sign in as somebody whose first page is not the dashboard's."""
    visit.page.fill("#username", name)
    visit.page.fill("#password", KEY)
    visit.page.click("button[type=submit]")
    visit.page.wait_for_selector(".placed h1")


def taken(visit: live.Visit, name: str, path: str, filled: str, size: dict[str, int]) -> None:
    """Take one picture, as tall as the page, within reason."""
    visit.go(path, "body")
    # Figures far below the window wait until somebody does something.
    visit.page.mouse.move(1, 1)
    visit.page.wait_for_selector(filled)
    if name == "upload":
        preview(visit)
    visit.page.wait_for_load_state("networkidle")
    width = size["width"]
    height = min(visit.page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    visit.page.set_viewport_size({"width": width, "height": max(height, size["height"])})
    visit.page.evaluate(GROWN)
    visit.page.screenshot(path=PICTURES / f"{name}-{width}.png")
    visit.page.set_viewport_size(size)


def contact_sheet(browser: Browser, names: list[str]) -> None:
    """All pictures on one sheet, drawn by the browser as a page of its own."""
    sizes = (
        f'<main class="{look}">'
        + "".join(
            f'<figure><img src="{name}-{width}.png">'
            f"<figcaption>{name} · {width}</figcaption></figure>"
            for name in names
        )
        + "</main>"
        for look, width in (("desk", live.DESK["width"]), ("phone", live.PHONE["width"]))
    )
    sheet = PICTURES / "contact-sheet.html"
    sheet.write_text(SHEET.format(sizes="".join(sizes)), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1600, "height": 900})
    page.goto(sheet.as_uri())
    page.screenshot(path=PICTURES / "contact-sheet.png", full_page=True)
    page.close()
    sheet.unlink()


def main() -> None:
    """Write the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        settings = demonstration(directory)
        browser = live.launched(playwright)
        with live.serving(create_app(settings)) as address:
            for size in (live.DESK, live.PHONE):
                picture(browser, address, settings, size)
        contact_sheet(browser, ["sign-in", *pages(settings), *others()])
        browser.close()


if __name__ == "__main__":
    main()

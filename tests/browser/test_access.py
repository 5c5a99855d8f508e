"""Every page can be used by everybody: axe finds nothing against WCAG 2.2 AA, full or empty."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import live
import pytest
import small_county
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from dashboard import create_app
from vector.settings import Settings
from vector.store import geography
from vector.store.engine import connect, transaction
from vector.work.accounts import create_account

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
# Each page with what shows that it is filled, where there is data and where there is none.
PAGES = {
    "/": ("#overview-flags .rows", "#overview-flags .nothing"),
    "/map": ("#county-map .points path", "#county-map .main-svg"),
    "/station": ("#stations-rows .rows", "#stations-rows .nothing"),
    "/station/1": ("#station-history .points path", "#station-head .nothing"),
    "/completeness": ("#calendar-matrix table", "#calendar-matrix .nothing"),
    "/season?index=trap_rate": ("#season-curves .points path", "section .nothing"),
    "/ranking?index=trap_rate": ("#ranking-rows .rows", "section .nothing"),
    "/assessment": ("#assessment-body .rows", "#assessment-body > *"),
    "/upload": ("#upload-grid .ag-row", "#upload-page"),
    "/account": ("h1", "h1"),
}


@pytest.fixture(scope="module")
def empty(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a service is reached that nobody has given anything yet."""
    path = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    shutil.copyfile(sqlite_template, path)
    settings = Settings(database=f"sqlite:///{path}")
    engine = connect(settings.database)
    email, username, password = small_county.PEOPLE["manager"]
    with transaction(engine) as session:
        top = geography.root(session)
        create_account(
            session, email, password, roles=["manager"], region_id=top, username=username
        )
    engine.dispose()
    app = create_app(settings)
    with live.serving(app) as served:
        yield served
    app.extensions["vector"].engine.dispose()


def found(visit: live.Visit) -> list[str]:
    """What axe holds against the page as it stands, at both widths: rule and element."""
    said = []
    for size in (live.DESK, live.PHONE):
        visit.page.set_viewport_size(size)
        answer = Axe().run(visit.page, options=RULES).response
        assert answer["testEngine"]["name"] == "axe-core"
        said += [
            f"{size['width']} {rule['id']}: {node['target']} {node['html'][:120]}"
            for rule in answer["violations"]
            for node in rule["nodes"][:3]
        ]
    visit.page.set_viewport_size(live.DESK)
    return said


@pytest.mark.parametrize("state", ["full", "empty"])
def test_axe_finds_nothing(chromium: Browser, address: str, empty: str, state: str):
    context = chromium.new_context(viewport=live.DESK, locale="zh-CN")
    visit = live.visit(context, address if state == "full" else empty)
    visit.page.goto(f"{visit.address}/sign-in")
    against = {"/sign-in": found(visit)}
    visit.sign_in(*small_county.PEOPLE["manager"][1:])
    for path, filled in PAGES.items():
        visit.go(path, filled[state == "empty"])
        against[path] = found(visit)
    context.close()
    assert not {path: said for path, said in against.items() if said}


def test_the_keyboard_skips_to_the_page_itself(manager):
    manager.go("/", "#overview-flags .rows")
    manager.page.keyboard.press("Tab")
    assert manager.page.evaluate("document.activeElement.className") == "skip"
    manager.page.keyboard.press("Enter")
    assert manager.page.evaluate("document.activeElement.id") == "content"


def test_on_paper_stand_the_figures_and_nothing_to_click(manager):
    manager.page.emulate_media(media="print", reduced_motion="reduce")
    manager.go("/", "#overview-flags .rows")
    shown = "() => Array.from(document.querySelectorAll('nav.mantine-AppShell-navbar, header, "
    shown += ".controls, button')).filter((each) => each.checkVisibility()).length"
    assert manager.page.evaluate(shown) == 0
    assert manager.page.locator("#overview-flags .rows").is_visible()
    assert (
        manager.page.evaluate("parseFloat(getComputedStyle(document.body).transitionDuration)")
        < 0.001
    )

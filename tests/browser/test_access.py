"""Every page can be used by everybody: axe finds nothing against WCAG 2.2 AA, full or empty.

One window walks all pages, in both languages and at both widths. On the way each page must load
nothing from elsewhere, complain of nothing under a strict policy, head and name its tables, and
have its help beside each statistic.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import live
import pytest
import small_county
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext

from dashboard import create_app
from dashboard.help import PANELS, STATISTICS
from dashboard.text import strings
from vector.settings import Access, Settings
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
    "/alerts": ("#alerts-rows .rows", "#alerts-rows .nothing"),
    "/station": ("#stations-rows .rows", "#stations-rows .nothing"),
    "/station/1": ("#station-history .points path", "#station-head h1"),
    "/completeness": ("#calendar-matrix table", "#calendar-matrix .nothing"),
    "/season?index=trap_rate": ("#season-curves .points path", "section .nothing"),
    "/ranking?index=trap_rate": ("#ranking-rows .rows", "section .nothing"),
    "/assessment": ("#assessment-body .rows", "#assessment-body > *"),
    "/upload": ("#upload-grid .ag-row", "#upload-page"),
    "/views": ("#views-rows .nothing", "#views-rows .nothing"),
    "/settings": ("#limits-rows .rows", "#limits-rows .nothing"),
    "/nowhere": ("text=/总览|overview/i", "text=/总览|overview/i"),
}
# What only others may open: by the dashboard's own ways, or as plain pages of their own.
OTHERS = {
    "administrator": ("/regions", "#regions-tree .rows", ("/accounts", "/account")),
    "auditor": ("/settings", "#settings-running .rows", ("/audit",)),
}
# A table says what it is and what its columns are; those that a library draws do so by roles.
TABLES = """() => Array.from(document.querySelectorAll("table")).flatMap((table) => [
  ...(table.caption || table.closest("[aria-label]:not(body)") ? [] : ["no caption"]),
  ...Array.from(table.querySelectorAll("th:not([scope])")).map((head) => head.textContent),
])"""
UNEXPLAINED = """([words, titles]) => {
  const own = (each) => each.firstChild ? each.firstChild.textContent.trim() : "";
  const bare = (list, words, near) =>
    list.filter((each) => words.includes(own(each)) && !near(each)).map(own);
  const all = (what) => Array.from(document.querySelectorAll(what));
  return [
    ...bare(all("#_pages_content th, #_pages_content dt"), words,
            (each) => each.querySelector(".help")),
    ...bare(all(".panel:not(:has(.nothing)) h2"), titles, (each) => each.closest(".panel")
      .querySelector(":scope > .panel-head > .help, :scope > .helps .help")),
  ];
}"""
POLICY = "script-src 'self'"


@pytest.fixture(scope="module")
def empty(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a service is reached that nobody has given anything yet."""
    path = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    shutil.copyfile(sqlite_template, path)
    settings = Settings(database=f"sqlite:///{path}", access=Access(second_factor=()))
    engine = connect(settings.database)
    with transaction(engine) as session:
        for role in ("manager", *OTHERS):
            email, username, password = small_county.PEOPLE[role]
            top = geography.root(session) if role == "manager" else None
            create_account(session, email, password, roles=[role], region_id=top, username=username)
    engine.dispose()
    app = create_app(settings)
    with live.serving(app) as served:
        yield served
    app.extensions["vector"].engine.dispose()


class Walk:
    """One window on its way through the pages, and what was held against each of them."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.visit = context, live.visit(context, address)
        self.page, self.address = self.visit.page, address
        self.language = "zh"
        self.against: dict[str, list[str]] = {}

    def enter(self, role: str) -> None:
        """Sign in without opening a page."""
        self.context.clear_cookies(name="vector_session")
        asked, sign_in = self.context.request, f"{self.address}/sign-in"
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', asked.get(sign_in).text())
        assert token is not None
        _, username, password = small_county.PEOPLE[role]
        form = {"username": username, "password": password, "csrf_token": token[1]}
        assert asked.post(sign_in, form=form, max_redirects=0).status == 302

    def open(self, path: str, filled: str) -> None:
        """Load a page outright; its policy lets no string become a program."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert POLICY in policy
        assert "unsafe-eval" not in policy
        self.page.wait_for_selector(filled)
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        self.look(path)

    def go(self, path: str, filled: str) -> None:
        """Go on to a page of the dashboard as its links do, without loading it anew."""
        where, _, search = path.partition("?")
        to = {"pathname": where, "search": f"?{search}" if search else ""}
        self.page.evaluate("to => dash_clientside.set_props('_pages_location', to)", to)
        self.page.wait_for_selector(filled)
        self.look(path)

    def look(self, path: str) -> None:
        """Hold the page as it stands against the rules, at both widths."""
        found = self.page.evaluate(TABLES)
        if self.language == "zh":
            words = [sorted({strings("zh")[key] for key in keys}) for keys in (STATISTICS, PANELS)]
            found += [f"no help: {each}" for each in self.page.evaluate(UNEXPLAINED, words)]
        for size in (live.PHONE, live.DESK):
            self.page.set_viewport_size(size)
            found += [f"{size['width']} {each}" for each in self.violations()]
        self.against[f"{self.language} {path}"] = found

    def violations(self) -> list[str]:
        """What axe holds against it: rule and element."""
        answer = self.page.evaluate("rules => axe.run(document, rules)", RULES)
        assert answer["testEngine"]["name"] == "axe-core"
        return [
            f"{rule['id']}: {node['target']} {node['html'][:120]}"
            for rule in answer["violations"]
            for node in rule["nodes"][:3]
        ]

    def all(self, at: int) -> None:
        """Walk through everything that a manager may open, then what others may."""
        first, *rest = PAGES.items()
        self.enter("manager")
        self.open(first[0], first[1][at])
        for path, filled in rest:
            self.go(path, filled[at])
        for role, (path, filled, plain) in OTHERS.items():
            self.enter(role)
            self.open(path, filled)
            for each in plain:
                self.open(each, "h1")

    def speak(self, language: str) -> None:
        """Go on in another language."""
        cookie = {"name": "vector_language", "value": language, "url": self.address}
        self.context.add_cookies([cookie])
        self.language = language


def complaints(walk: Walk) -> list[str]:
    """All that was wrong on the way, by page."""
    found = [f"{path}: {each}" for path, said in walk.against.items() for each in said]
    return [*found, *walk.visit.complaints, *(f"outside: {each}" for each in walk.visit.outside)]


@pytest.mark.parametrize("state", ["full", "empty"])
def test_every_page_can_be_used_by_everybody(
    chromium: Browser, address: str, empty: str, state: str
):
    context = chromium.new_context(viewport=live.DESK, locale="zh-CN", reduced_motion="reduce")
    walk = Walk(context, address if state == "full" else empty)
    walk.open("/sign-in", "#username")
    walk.all(at=state == "empty")
    if state == "full":
        walk.speak("en")
        walk.all(at=False)
    context.close()
    found = complaints(walk)
    assert not found, "\n".join(found)


def test_the_keyboard_skips_to_the_page_itself(manager):
    manager.go("/", "#overview-flags .rows")
    manager.page.keyboard.press("Tab")
    assert manager.page.evaluate("document.activeElement.className") == "skip"
    manager.page.keyboard.press("Enter")
    assert manager.page.evaluate("document.activeElement.id") == "content"


def test_a_help_opens_and_closes_by_keyboard(manager):
    manager.go("/", "#overview-flags .rows")
    help_, words = manager.page.locator("#overview-flags .help").first, "#overview-flags .help p"
    help_.locator("summary").focus()
    manager.page.keyboard.press("Enter")
    assert manager.page.locator(words).first.is_visible()
    manager.page.keyboard.press("Escape")
    assert not manager.page.locator(words).first.is_visible()
    assert help_.locator("summary").evaluate("each => each === document.activeElement")


def test_on_paper_stand_the_figures_and_nothing_to_click(manager):
    manager.page.emulate_media(media="print", reduced_motion="reduce")
    manager.go("/", "#overview-flags .rows")
    shown = "() => Array.from(document.querySelectorAll('nav.mantine-AppShell-navbar, header, "
    shown += ".downloads, .help, button')).filter((each) => each.checkVisibility()).length"
    assert manager.page.evaluate(shown) == 0
    assert manager.page.locator("#overview-flags .rows").is_visible()
    assert (
        manager.page.evaluate("parseFloat(getComputedStyle(document.body).transitionDuration)")
        < 0.001
    )

"""A window on its way through the pages: what is held against each of them on the way."""

import re
import zipfile
from pathlib import Path

import browsed
import live
import small_county
from axe_playwright_python.sync_playwright import Axe
from browsed import AXE, FILE, FILTER, OPENED, REFUSED, Page, Step
from playwright.sync_api import BrowserContext, Download
from playwright.sync_api import TimeoutError as Late
from visitor import HTML

from dashboard.help import PANELS, STATISTICS
from dashboard.text import strings

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,
}
SIZES = {"office": (live.PHONE,), "staff": (live.DESK,), "manager": (live.DESK,)}
EVERY = (live.PHONE, live.DESK)
# What the eyes of one street must not find: its neighbours.
HIDDEN = {"office": [name for name in small_county.STREETS if name != "东街"]}
# A table says what it is and what its columns are; those that a library draws do so by roles, and
# each day of its calendars says its date.
TABLES = """() => Array.from(
  document.querySelectorAll("table:not([class*=DateInput])")
).flatMap((table) => [
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
FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
WIDEST = """() => Array.from(document.querySelectorAll("body *"))
  .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth)
  .map((each) => each.tagName + "#" + each.id + "." + each.className).slice(-3).join(" ")"""
# The number of a step stands beside its first line: a block would carry it to its last.
LOW = """() => Array.from(document.querySelectorAll("ol a"))
  .filter((each) => each.getClientRects().length === 1 && each.offsetHeight > 40)
  .map((each) => `number at the last line: ${each.textContent.slice(0, 12)}`)"""
PATIENCE = 10_000
# A finger hits 24 pixels each way; a link within a sentence is as high as its line.
SMALL = """() => Array.from(document.querySelectorAll(
    "a[href], button, summary, input, select, textarea, label[data-active], [role=slider]"
  )).filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([each, box]) => box.width > 1 && box.height > 1 && (box.width < 24 || box.height < 24))
  .filter(([each, box]) => !each.closest(".skip, .js-plotly-plot, .ag-root, label") &&
    !(["radio", "checkbox"].includes(each.type) && each.labels.length) &&
    !(each.matches("a") && each.parentElement.textContent.length > each.textContent.length + 6))
  .map(([each, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ` +
    `${each.tagName} ${each.id || each.className} ${each.textContent.slice(0, 12)}`)"""
# What a link does.
ON = """path => {
  history.pushState({}, "", path);
  dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
}"""
ARRIVED = "([path, query]) => location.pathname === path && location.search.includes(query)"
STRICT = {
    "default-src": "'self'", "connect-src": "'self'", "object-src": "'none'",
    "base-uri": "'self'", "form-action": "'self'", "frame-ancestors": "'none'",
}  # fmt: skip
HASHED = re.compile(r"'self'( 'sha256-[A-Za-z0-9+/]+=*')*")
TURNED_AWAY = "403 (FORBIDDEN)"


class Walk:
    """One window on its way through the pages, and what was held against each of them."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.visit = context, live.visit(context, address)
        self.page, self.address = self.visit.page, address
        self.language, self.role = "zh", browsed.NOBODY
        self.sizes: tuple[dict[str, int], ...] = ()
        self.against: dict[str, list[str]] = {}
        self.done: dict[tuple[str, str], list[str]] = {}

    def enter(self, role: str) -> None:
        """Sign in without opening a page."""
        self.context.clear_cookies(name="vector_session")
        asked, sign_in = self.context.request, f"{self.address}/sign-in"
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', asked.get(sign_in).text())
        assert token is not None
        _, username, password = small_county.PEOPLE[role]
        form = {"username": username, "password": password, "csrf_token": token[1]}
        assert asked.post(sign_in, form=form, max_redirects=0).status == 302
        self.role = role

    def speak(self, language: str) -> None:
        """Go on in another language."""
        cookie = {"name": "vector_language", "value": language, "url": self.address}
        self.context.add_cookies([cookie])
        self.language = language

    def open(self, path: str, filled: str) -> None:
        """Load a page outright; its policy lets no string become a program."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        self.note(path, lax(answer.headers["content-security-policy"]))
        self.page.wait_for_selector(filled)

    def go(self, path: str, filled: str) -> None:
        """Go on to a page of the dashboard as its links do, without loading it anew."""
        self.page.evaluate(ON, path)
        # Figures far below the window wait until somebody does something.
        self.page.mouse.move(1, 1)
        self.page.wait_for_selector(filled)

    def note(self, path: str, found: list[str]) -> None:
        """Write down what is held against a page."""
        self.against.setdefault(f"{self.language} {self.role} {path}", []).extend(found)

    def look(self, path: str, sizes: tuple[dict[str, int], ...] = (), *, axe: bool = True) -> None:
        """Hold the page as it stands against the rules, at each width."""
        found = self.page.evaluate(TABLES)
        if self.language == "zh":
            words = [sorted({strings("zh")[key] for key in keys}) for keys in (STATISTICS, PANELS)]
            found += [f"no help: {each}" for each in self.page.evaluate(UNEXPLAINED, words)]
        for size in sizes or self.sizes or SIZES.get(self.role, EVERY):
            if self.page.viewport_size != size:
                self.page.set_viewport_size(size)
            found += [f"{size['width']} {each}" for each in self.violations() if axe]
            found += self.beyond()
            if size == live.PHONE:
                found += [f"hard to hit: {each}" for each in self.page.evaluate(SMALL)]
                found += self.page.evaluate(LOW)
        self.note(path, found + self.strangers())

    def beyond(self) -> list[str]:
        """Whether the page stays wider than its window; a figure takes a moment to follow it."""
        try:
            self.page.wait_for_function(FITS, timeout=PATIENCE)
        except Late:
            return [f"{self.page.evaluate('innerWidth')}: {self.page.evaluate(WIDEST)} sticks out"]
        return []

    def violations(self) -> list[str]:
        """What axe holds against the page once it is quiet: what is replaced under its eyes is not
        there any more."""
        if found := self.judged():
            self.page.wait_for_load_state("networkidle")
            found = self.judged()
        return found

    def judged(self) -> list[str]:
        """What axe holds against it now: rule and element."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        answer = self.page.evaluate("rules => axe.run(document, rules)", RULES)
        assert answer["testEngine"]["name"] == "axe-core"
        return [
            f"{rule['id']}: {node['target']} {node['html'][:120]}"
            for rule in answer["violations"]
            for node in rule["nodes"][:3]
        ]

    def seen(self, content: str) -> list[str]:
        """What stands there and is not for these eyes."""
        return [f"shows {each}" for each in HIDDEN.get(self.role, ()) if each in content]

    def strangers(self) -> list[str]:
        """What the page as it stands shows that is not for these eyes."""
        return self.seen(self.page.content()) if self.role in HIDDEN else []

    def all(self, role: str, *, empty: bool = False, every: bool = True) -> None:
        """Walk as somebody through all that is theirs; ``every``: through what is not, too."""
        if role != browsed.NOBODY:
            self.enter(role)
        own = [each for each in browsed.walked(role) if every or browsed.closely(role, each)]
        # Plain pages come last: they load outright, and the dashboard would have to as well. What
        # is opened first is their own: from another's first page one is led on at once.
        for where in sorted(
            own, key=lambda each: (plain(each), browsed.due(role, each) == [REFUSED])
        ):
            self.stand(role, where, empty=empty, every=every)

    def stand(self, role: str, where: str, *, empty: bool, every: bool) -> None:
        """Try everything on one page that is due there."""
        page, due = browsed.PAGES[where], browsed.due(role, where)
        if due == [REFUSED]:
            return self.turned_away(where, page)
        filled = page.other.get(role) or (page.bare if empty else page.filled)
        self.reach(where, page.path, filled)
        self.look(page.path, axe=AXE in due)
        did = [OPENED, *([AXE] if AXE in due else [])]
        if every and not empty:
            fetched = FILE in due and self.fetches(page)
            did += [FILTER] if self.filters(page) else []
            did += [FILE] if fetched else []
        if every:
            self.done[role, where] = did
        return None

    def reach(self, where: str, path: str, filled: str) -> None:
        """Go to a page, in the dashboard where it is there already."""
        if plain(where) or not self.page.evaluate("'dash_clientside' in window"):
            return self.open(path, filled)
        answer = self.context.request.get(self.address + path, headers=HTML, max_redirects=0)
        self.note(path, lax(answer.headers["content-security-policy"]))
        return self.go(path, filled)

    def turned_away(self, where: str, page: Page) -> None:
        """A page that is not theirs says so."""
        self.reach(where, page.path, ".refused" if plain(where) else "#refused")
        key = "error.no_right" if plain(where) else "refused.title"
        says = strings(self.language)[key] in self.page.locator("body").inner_text()
        self.note(page.path, [] if says else ["does not say why"])
        if plain(where):
            self.visit.complaints[:] = [
                each for each in self.visit.complaints if TURNED_AWAY not in each
            ]
        self.done[self.role, where] = [REFUSED]

    def filters(self, page: Page) -> bool:
        """Choose something by click; it is seen, and stands in the address."""
        for step in page.steps:
            self.take(step)
        if page.steps:
            self.page.wait_for_selector(page.effect)
            path = page.path.partition("?")[0]
            self.page.wait_for_function(ARRIVED, arg=[path, page.address])
            self.note(page.path, self.beyond() + self.strangers())
        return bool(page.steps)

    def take(self, step: Step) -> None:
        """Click, or write."""
        if isinstance(step, str):
            self.page.click(step)
        else:
            self.page.fill(*step)

    def fetches(self, page: Page) -> bool:
        """Fetch a file by click, and read it."""
        button, word = page.file
        with self.page.expect_download() as waiting:
            self.page.click(button)
        held = text_of(waiting.value)
        found = [] if word in held else [f"{word} is not in the file of {button}"]
        self.note(page.path, found + self.seen(held))
        return True

    def complaints(self) -> list[str]:
        """All that was wrong on the way, by page."""
        found = [f"{path}: {each}" for path, said in self.against.items() for each in said]
        outside = [f"outside: {each}" for each in self.visit.outside]
        return [*found, *self.visit.complaints, *outside]


def plain(where: str) -> bool:
    """Whether it is a page beside the dashboard's own."""
    right = browsed.PAGES[where].right
    return right in {browsed.ANYBODY, "accounts", "audit"} or where.startswith("/account")


def lax(policy: str) -> list[str]:
    """Where a policy lets in more than it promises."""
    parts = dict(each.strip().partition(" ")[::2] for each in policy.split(";"))
    found = [
        f"{name} {parts.get(name)}" for name, held in STRICT.items() if parts.get(name) != held
    ]
    strict = HASHED.fullmatch(parts.get("script-src", "")) and "unsafe-eval" not in policy
    return found if strict else [*found, policy]


def text_of(taken: Download) -> str:
    """The text of a file that was fetched: a table, or the cells of a workbook."""
    path = Path(taken.path())
    if not zipfile.is_zipfile(path):
        return path.read_text(encoding="utf-8-sig")
    with zipfile.ZipFile(path) as book:
        return book.read("xl/sharedStrings.xml").decode()

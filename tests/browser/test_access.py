"""Every page can be used by everybody: axe finds nothing against WCAG 2.2 AA, full or empty.

One window walks all pages as everybody, by the table of tests/browsed.py. On the way each page
must load nothing from elsewhere, complain of nothing under a strict policy, fit its window, head
and name its tables, and have its help beside each statistic.
"""

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import browsed
import keys
import live
import pytest
import small_county
from apiflask import APIFlask
from playwright.sync_api import Browser, expect
from walk import FITS, Walk

from dashboard import create_app
from dashboard.places_to_go import PLACES
from vector.settings import Access, Settings
from vector.store import geography
from vector.store.engine import connect, transaction
from vector.work.accounts import create_account

pytestmark = pytest.mark.browser
BOTH = ("manager", "administrator", "auditor")


@pytest.fixture(scope="module")
def empty(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a service is reached that nobody has given anything yet."""
    path = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    shutil.copyfile(sqlite_template, path)
    settings = Settings(database=f"sqlite:///{path}", access=Access(second_factor=()))
    engine = connect(settings.database)
    with transaction(engine) as session:
        for role in BOTH:
            email, username, password = small_county.PEOPLE[role]
            top = geography.root(session) if role == "manager" else None
            create_account(session, email, password, roles=[role], region_id=top, username=username)
    engine.dispose()
    app = create_app(settings)
    with live.serving(app) as served:
        yield served
    app.extensions["vector"].engine.dispose()


def test_every_page_is_in_the_table_and_in_the_document(served: APIFlask):
    assert {each: page.right for each, page in browsed.PAGES.items()} == dict(
        browsed.reached(served)
    )
    assert browsed.DOCUMENT.read_text(encoding="utf-8") == browsed.markdown()


def test_every_page_can_be_used_by_everybody_who_may(chromium: Browser, address: str):
    context = chromium.new_context(
        viewport=live.DESK, locale="zh-CN", reduced_motion="reduce", accept_downloads=True
    )
    walk = Walk(context, address)
    for walker in browsed.WALKERS:
        walk.all(walker)
    walk.speak("en")
    walk.sizes = (live.PHONE,)
    for walker in BOTH:
        walk.all(walker, every=False)
    context.close()
    found = walk.complaints()
    assert not found, "\n".join(found)
    assert walk.done == {
        (walker, where): browsed.due(walker, where)
        for walker in browsed.WALKERS
        for where in browsed.walked(walker)
    }


def test_every_page_can_be_used_where_there_is_nothing(chromium: Browser, empty: str):
    context = chromium.new_context(viewport=live.DESK, locale="zh-CN", reduced_motion="reduce")
    walk = Walk(context, empty)
    walk.sizes = (live.PHONE,)
    for walker in BOTH:
        walk.all(walker, empty=True, every=False)
    context.close()
    found = walk.complaints()
    assert not found, "\n".join(found)


def test_the_keyboard_comes_to_everything_and_what_it_comes_to_is_seen(manager):
    page = manager.page
    for where in ("/", "/alerts", "/upload"):
        manager.go(where, browsed.PAGES[where].filled)
        page.wait_for_load_state("networkidle")
        forth, wrong = keys.walked(page, "Tab")
        back, more = keys.walked(page, "Shift+Tab")
        assert not [*wrong, *more], where
        assert len(forth) == len(back) > len(PLACES)
    chosen_by_keys(page)
    manager.go("/", "#overview-flags .rows")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def chosen_by_keys(page):
    """An upload is chosen, asked about and left as it is, without a mouse."""
    page.locator("#upload-grid .ag-row .ag-cell").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("#upload-withdraw")).to_be_enabled()
    page.locator("#upload-withdraw").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#upload-reason")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#upload-reason")).to_be_hidden()
    expect(page.locator("#upload-withdraw")).to_be_focused()


# The words in the bar of a plain page, each from where to where.
SPANS = """() => Array.from(document.querySelectorAll(".bar strong, .bar > a, .bar button"))
  .filter((each) => each.offsetWidth)
  .map((each) => {
    const words = document.createRange();
    words.selectNodeContents(each);
    const { left, right } = words.getBoundingClientRect();
    return [left, right];
  })"""


# No field sticks out of its card.
WITHIN = """() => Array.from(document.querySelectorAll("#log :is(input, select, button)"))
  .every((each) => each.getBoundingClientRect().right
    <= each.closest("section").getBoundingClientRect().right)"""


@pytest.mark.parametrize("stranger", [{"width": 320, "height": 700}], indirect=True)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_in_a_window_of_320_pixels_nothing_lies_on_others_or_sticks_out(stranger, language):
    page = stranger.page
    page.goto(f"{stranger.address}/sign-in")
    page.fill("#username", small_county.PEOPLE["auditor"][1])
    page.fill("#password", small_county.PEOPLE["auditor"][2])
    page.click("button[type=submit]")
    page.wait_for_selector(".placed h1")
    page.goto(f"{stranger.address}/language/{language}")
    spans = page.evaluate(SPANS)
    assert len(spans) == 3
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert page.evaluate(WITHIN)
    assert page.evaluate(FITS)


def test_a_help_opens_and_closes_by_keyboard(manager):
    manager.go("/", "#overview-flags .rows")
    help_, words = manager.page.locator("#overview-flags .help").first, "#overview-flags .help p"
    help_.locator("summary").focus()
    manager.page.keyboard.press("Enter")
    assert manager.page.locator(words).first.is_visible()
    manager.page.keyboard.press("Escape")
    assert not manager.page.locator(words).first.is_visible()
    assert help_.locator("summary").evaluate("each => each === document.activeElement")


def test_the_way_to_a_flags_reasons_is_hit_also_beside_words_that_wrap(manager):
    manager.go("/", "#overview-flags .rows")
    ways = manager.page.locator("#overview-flags .opens > summary")
    assert min(ways.evaluate_all("all => all.map(each => each.offsetHeight)")) >= 24


@pytest.mark.parametrize("already", [False, True])
def test_folded_rows_are_on_paper_and_after_it_as_they_were(manager, already):
    manager.go("/", "#overview-flags .rows")
    page = manager.page
    rows = page.locator("#overview-levels .folded table")
    expect(page.locator("#overview-levels .folded")).to_be_visible()
    if already:
        page.locator("#overview-levels .folded > summary").click()
    expect(rows).to_be_visible(visible=already)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(rows).to_be_visible()
    expect(page.locator("details.help[open]")).to_have_count(0)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(rows).to_be_visible(visible=already)


# As a browser of 2021, which knows no :has().
OLDER = """() => {
  const all = document.querySelectorAll.bind(document);
  document.querySelectorAll = (wanted) => {
    if (wanted.includes(":has(")) throw new SyntaxError(wanted);
    return all(wanted);
  };
}"""


def test_an_older_browser_prints_as_well(manager):
    manager.go("/", "#overview-flags .rows")
    page = manager.page
    rows = page.locator("#overview-levels .folded table")
    expect(page.locator("#overview-levels .folded")).to_be_visible()
    page.evaluate(OLDER)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(rows).to_be_visible()


def test_on_paper_stand_the_figures_and_nothing_to_click(manager):
    manager.page.emulate_media(media="print", reduced_motion="reduce")
    manager.go("/", "#overview-flags .rows")
    shown = "() => Array.from(document.querySelectorAll('nav.mantine-AppShell-navbar, header, "
    shown += ".downloads, .help, button')).filter((each) => each.checkVisibility()).length"
    assert manager.page.evaluate(shown) == 0
    expect(manager.page.locator("#overview-flags .rows")).to_be_visible()
    columns = "() => getComputedStyle(document.querySelector('.answer')).gridTemplateColumns"
    assert len(manager.page.evaluate(columns).split()) == 1
    assert (
        manager.page.evaluate("parseFloat(getComputedStyle(document.body).transitionDuration)")
        < 0.001
    )

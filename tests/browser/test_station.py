"""A station's figure and its numbers, the map through the months, the morning's one screen."""

import live
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
STATION = ("/station/1?index=trap_rate", "#station-history .scatterlayer .points path")
ENTRIES = (
    "(part) => performance.getEntries().map((each) => each.name).filter((it) => it.includes(part))"
)
MONTHS = ("/map?index=trap_rate&measure=chance", "#county-map .scatterlayer .points path")


def test_the_numbers_of_a_figure_unfold_and_can_be_taken_along(manager):
    manager.go(*STATION)
    page = manager.page
    asked = page.evaluate(ENTRIES, "/_dash-layout?page=%2Fstation%2F1%3Findex%3Dtrap_rate")
    assert (len(asked), page.evaluate(ENTRIES, "_pages_content")) == (1, [])
    page.locator("#station-unfold summary").focus()
    page.keyboard.press("Enter")
    table, fold = page.locator("#station-numbers table"), page.locator("#station-unfold")
    expect(table).to_be_visible()
    # As the browser's search in the page does: no click, and none to count.
    for opened in (False, True):
        fold.evaluate("(each, opened) => { each.open = opened }", opened)
        expect(table).to_have_count(int(opened))
    with page.expect_download() as taken:
        page.click("#station-taken-csv")
    assert taken.value.suggested_filename.endswith(".csv")
    with page.expect_download() as taken:
        page.click("#station-taken-png")
    assert taken.value.suggested_filename.endswith(".png")
    expect(page.locator("#station-diary")).to_contain_text("设定限值")
    expect(page.locator("#station-diary .place-left")).to_contain_text("消杀记录")
    narrowed(page)


def narrowed(page):
    """Figures are drawn as wide as the sheet, and wide again after it."""
    figure = page.locator("#station-history .main-svg").first
    window = figure.evaluate("(each) => each.clientWidth")
    assert window > 660
    for event, width in (("beforeprint", 660), ("afterprint", window)):
        page.evaluate("(event) => window.dispatchEvent(new Event(event))", event)
        page.wait_for_function(
            "(width) => document.querySelector('#station-history .main-svg').clientWidth === width",
            arg=width,
        )


def test_the_surveys_are_cards_on_a_phone_and_are_turned_over(manager):
    page = manager.page
    page.set_viewport_size(live.PHONE)
    manager.go("/station/1?index=trap_rate", "#station-surveys .rows tbody tr")
    rows = page.locator("#station-surveys tbody tr")
    for row in (rows.first, rows.last):
        box = row.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= live.PHONE["width"]
    assert rows.first.evaluate("(each) => getComputedStyle(each).display") == "block"
    first = rows.first.inner_text()
    page.click("#station-surveys-older")
    expect(rows.first).not_to_have_text(first)
    page.click("#station-surveys-newer")
    expect(page.locator("#station-surveys")).to_contain_text("第 1–10 个")
    assert page.evaluate(ENTRIES, "/dash_ag_grid/") == []


@pytest.mark.parametrize(
    ("path", "name", "held"),
    [("/station/1?index=trap_rate", "station-surveys", "older"),
     # Of two parts the second is the last.
     ("/sources?index=trap_rate&station=1", "sources-rows", "newer")],
)  # fmt: skip
def test_who_turns_over_by_keyboard_stays_at_the_buttons(manager, path, name, held):
    page = manager.page
    manager.go(path, f"#{name} .rows tbody tr")
    first = page.locator(f"#{name} tbody tr").first
    before = first.inner_text()
    page.locator(f"#{name}-older").focus()
    page.keyboard.press("Enter")
    expect(first).not_to_have_text(before, use_inner_text=True)
    expect(page.locator(f"#{name}-{held}")).to_be_focused()


def test_a_grid_is_fetched_when_it_is_wanted_and_is_made_as_narrow_as_the_sheet(manager):
    page = manager.page
    page.set_viewport_size({"width": 1440, "height": 200})
    # Far below the window, and nobody has done anything yet.
    manager.go("/upload", "#uploads .grid-to-come")
    assert page.evaluate(ENTRIES, "/dash_ag_grid/") == []
    page.keyboard.press("Shift")
    page.wait_for_selector("#upload-grid .ag-row")
    grid = page.locator("#upload-grid .ag-root-wrapper")
    for event, zoom in (("beforeprint", "0."), ("afterprint", "")):
        page.evaluate("(event) => window.dispatchEvent(new Event(event))", event)
        found = grid.evaluate("(each) => each.style.zoom")
        assert found.startswith(zoom) if zoom else found == ""


def test_the_map_goes_through_the_months_by_keys(manager):
    manager.go(*MONTHS)
    page = manager.page
    month = page.locator("#map-month-said").inner_text()
    page.locator("#map-months [role=slider]").first.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#map-month-said")).not_to_have_text(month)
    page.wait_for_url(f"**month={page.locator('#map-month-said').inner_text()}**")
    with page.expect_download() as taken:
        page.click("#map-taken-xlsx")
    assert taken.value.suggested_filename.endswith(".xlsx")


def test_the_answer_of_the_morning_stands_on_one_screen(manager):
    manager.go("/", "#overview-flags .rows")
    page = manager.page
    page.wait_for_selector("#overview-levels .rows")
    for part in ("#overview-counts", "#overview-flags .rows", "#overview-since section",
                 "#overview-levels .rows"):  # fmt: skip
        box = page.locator(part).first.bounding_box()
        assert box["y"] + box["height"] <= live.DESK["height"], part
    why = page.locator("#overview-flags details.opens").first
    why.locator("summary").click()
    expect(why).to_contain_text("95% 区间")
    page.locator("#overview-since a").first.click()
    page.wait_for_url("**/station/*")


def test_a_grid_that_cannot_be_fetched_is_said_on_a_page_that_stands(manager):
    manager.page.route("**/dash_ag_grid/**", lambda route: route.abort())
    manager.go("/upload", "#uploads")
    manager.page.keyboard.press("Shift")
    expect(manager.page.locator("#uploads [role=alert]")).to_be_visible()
    expect(manager.page.locator("#upload-page h1")).to_be_visible()
    assert [each for each in manager.complaints if "ERR_FAILED" not in each] == []
    manager.complaints.clear()

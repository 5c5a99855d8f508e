"""Seasons in a real browser: choices redraw the page, and the address holds them."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
DRAWN = "#season-curves .scatterlayer .points path"
# How wide the figures are while a sheet is made.
PRINTED = """
() => matchMedia("print").addEventListener("change", (print) => {
  if (!print.matches) return;
  const drawn = document.querySelectorAll("#season-page .js-plotly-plot");
  window.printed = [...drawn].map((each) => each.querySelector(".main-svg")?.clientWidth);
})
"""
# As Chromium may be after a wheel: never idle, so that only the time it is told counts.
NEVER_IDLE = """
window.requestIdleCallback = (later, {timeout} = {}) => timeout && setTimeout(later, timeout);
"""

# Time goes by at a hundred times its pace.
HURRIED = """
() => {
  const own = performance.now.bind(performance), began = own();
  performance.now = () => began + 100 * (own() - began);
}
"""


def test_choices_redraw_the_page_and_stand_in_the_address(manager):
    manager.go("/season?index=trap_rate", DRAWN)
    page = manager.page
    # Below the window, and nobody has done anything yet.
    expect(page.locator("#season-circle[aria-busy]")).to_have_count(1)
    page.mouse.wheel(0, 10)
    expect(page.locator("#season-circle .polar")).to_be_visible()
    expect(page.locator("#season-calendar table caption")).to_be_visible()
    page.locator("#season-unfold summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#season-table table caption")).to_be_visible()
    page.click("#season-group >> text=蚊虫")
    expect(page.locator("#season-index")).to_have_value("诱蚊灯密度（只/(灯·夜)）")
    page.wait_for_url("**index=light_trap_density*")
    # One method alone counts lamps: there is none to choose.
    expect(page.locator("#season-method")).to_be_hidden()
    page.click("#season-span >> text=近一年")
    page.wait_for_url("**span=1*")
    page.click("#season-quiet")
    page.wait_for_url("**quiet=1*")
    page.reload()
    # The browser stands where it stood, far below the curves.
    page.mouse.wheel(0, -9999)
    page.wait_for_selector(DRAWN)
    expect(page.locator("#season-quiet")).to_be_checked()
    expect(page.locator("#season-span input[value='1']")).to_be_checked()
    expect(page.locator("#season-index")).to_have_value("诱蚊灯密度（只/(灯·夜)）")


def test_what_is_far_is_drawn_soon_though_the_browser_is_never_idle(manager):
    manager.page.add_init_script(NEVER_IDLE)
    manager.go("/season?index=trap_rate", DRAWN)
    expect(manager.page.locator("#season-circle[aria-busy]")).to_have_count(1)
    manager.page.mouse.wheel(0, 10)
    expect(manager.page.locator("#season-circle .polar")).to_be_visible()


def test_a_picture_is_taken_of_a_figure_that_nobody_came_near(manager):
    manager.go("/season?index=trap_rate", DRAWN)
    expect(manager.page.locator("#season-circle[aria-busy]")).to_have_count(1)
    with manager.page.expect_download() as taken:
        manager.page.evaluate("document.getElementById('season-round-png').click()")
    assert taken.value.suggested_filename.endswith(".png")


def waited_for_a_picture(manager):
    """Ask for a picture of curves that do not come, until the page says so."""
    manager.page.goto(f"{manager.address}/season?index=trap_rate")
    taking = manager.page.locator("#season-curve-png")
    expect(taking).to_be_visible()
    manager.page.evaluate(HURRIED)
    taking.click()
    expect(manager.page.locator("#no-answer")).to_be_visible()


def test_figures_that_fail_are_not_tried_without_end(manager):
    """As where the script of figures was not let through; and a picture of one is told of."""
    page = manager.page
    page.route("**/async-graph*", lambda asked: asked.abort())
    waited_for_a_picture(manager)
    page.close()
    failed = [each for each in manager.complaints if "async-graph" in each]
    assert 0 < len(failed) < 30
    manager.complaints.clear()


def test_a_picture_that_comes_late_is_taken_all_the_same(manager):
    page, held = manager.page, []
    page.route("**/async-graph*", lambda asked: held.append(asked))
    waited_for_a_picture(manager)
    with page.expect_download() as taken:
        held[0].continue_()
    assert taken.value.suggested_filename.endswith(".png")
    expect(page.locator("#no-answer")).to_be_hidden()


def test_what_nobody_came_near_is_on_paper(manager):
    manager.go("/season?index=trap_rate", DRAWN)
    expect(manager.page.locator("#season-circle[aria-busy]")).to_have_count(1)
    manager.page.evaluate(PRINTED)
    assert manager.page.pdf().startswith(b"%PDF")
    assert manager.page.evaluate("window.printed") == [660, 660, 660]

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


def test_what_nobody_came_near_is_on_paper(manager):
    manager.go("/season?index=trap_rate", DRAWN)
    expect(manager.page.locator("#season-circle[aria-busy]")).to_have_count(1)
    manager.page.evaluate(PRINTED)
    assert manager.page.pdf().startswith(b"%PDF")
    assert manager.page.evaluate("window.printed") == [660, 660, 660]

"""Seasons in a real browser: choices redraw the page, and the address holds them."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
DRAWN = "#season-curves .scatterlayer .points path"


def test_choices_redraw_the_page_and_stand_in_the_address(manager):
    manager.go("/season?index=trap_rate", DRAWN)
    page = manager.page
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
    page.wait_for_selector(DRAWN)
    expect(page.locator("#season-quiet")).to_be_checked()
    expect(page.locator("#season-span input[value='1']")).to_be_checked()
    expect(page.locator("#season-index")).to_have_value("诱蚊灯密度（只/(灯·夜)）")

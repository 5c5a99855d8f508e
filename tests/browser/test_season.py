"""Seasons and rankings in a real browser: choices, address, downloads, both languages, a phone."""

import live
import pytest
from playwright.sync_api import expect

DRAWN = "#season-curves .scatterlayer .points path"
RANKED = "#ranking-rows .rows"


def test_choices_redraw_the_page_and_stand_in_the_address(manager):
    manager.go("/season?index=trap_rate", DRAWN)
    page = manager.page
    expect(page.locator("#season-circle .polar")).to_be_visible()
    expect(page.locator("#season-calendar table caption")).to_be_visible()
    page.click("#season-group >> text=蚊虫")
    expect(page.locator("#season-index")).to_have_value("诱蚊灯密度（只/(灯·夜)）")
    page.wait_for_url("**index=light_trap_density*")
    page.click("#season-quiet")
    page.wait_for_url("**quiet=1*")
    page.reload()
    page.wait_for_selector(DRAWN)
    expect(page.locator("#season-quiet")).to_be_checked()
    expect(page.locator("#season-index")).to_have_value("诱蚊灯密度（只/(灯·夜)）")


def test_curves_are_taken_along_as_table_and_picture(manager):
    manager.go("/season?index=trap_rate", DRAWN)
    for button, kind in (("#season-curve-csv", ".csv"), ("#season-curve-png", ".png")):
        with manager.page.expect_download() as waiting:
            manager.page.click(button)
        assert waiting.value.suggested_filename.endswith(kind)


def test_a_ranking_follows_its_period_and_speaks_english(manager):
    manager.go("/ranking?index=trap_rate", RANKED)
    page = manager.page
    expect(page.locator("#ranking-apart")).to_contain_text("北街")
    page.click("#ranking-step >> text=每周")
    page.wait_for_url("**step=week*")
    page.wait_for_selector(RANKED)
    page.click("#language-switch")
    expect(page.locator("h1")).to_have_text("Ranking of streets")
    page.click("#language-switch")
    expect(page.locator("h1")).to_have_text("街道排名")


@pytest.mark.parametrize("manager", [live.PHONE], indirect=True, ids=["phone"])
def test_both_pages_fit_a_phone(manager):
    for path, until in (("/season", DRAWN), ("/ranking", RANKED)):
        manager.go(path, until)
        wide = manager.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= live.PHONE["width"]

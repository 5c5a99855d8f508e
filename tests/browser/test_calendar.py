"""The completeness page as a person uses it: a cell, its stations, a zero confirmed, a file."""

from datetime import date

import live
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_cell_leads_to_its_stations_and_the_address_holds_it(manager):
    manager.go("/completeness", "#calendar-matrix table")
    page = manager.page
    page.locator("#calendar-matrix tbody tr", has_text="北街").locator("td a").first.click()
    expect(page.locator("#calendar-list")).to_contain_text("北街养老院")
    expect(page.locator("#calendar-list")).not_to_contain_text("东街")
    assert "month=1" in page.url
    assert "street=" in page.url
    page.locator("#calendar-missing").click(trial=True)
    with page.expect_download() as started:
        page.click("#calendar-missing")
    assert started.value.suggested_filename.endswith(".xlsx")


def test_a_zero_is_confirmed_after_it_was_told(manager):
    year = date.today().year  # noqa: DTZ011 - the browser's clock is the real one
    manager.go(f"/completeness?year={year}&month=1&state=missing", "#calendar-list")
    page = manager.page
    row = page.locator("#calendar-list tbody tr", has_text="北街养老院").first
    row.get_by_text("确认零捕获").click()
    expect(page.locator("#zero-panel")).to_contain_text("零捕获确认：北街养老院")
    expect(page.locator("#zero-said")).to_contain_text("请选择实际监测的日期")
    page.fill("#zero-day", f"{year}-01-12")
    page.keyboard.press("Enter")
    expect(page.locator("#zero-said")).to_contain_text("没有布放或检查量")
    expect(page.locator("#zero-confirm")).to_be_disabled()
    page.fill("#zero-effort-0", "100")
    page.fill("#zero-effort-1", "98")
    told = f"将存为一次监测：北街 北街养老院，夹夜法，{year}-01-12"
    expect(page.locator("#zero-said")).to_contain_text(told)
    page.click("#zero-confirm")
    expect(page.locator("#zero-done")).to_contain_text("已存为上报批次")
    expect(page.locator("#zero-panel")).to_be_hidden()
    cell = page.locator("#calendar-matrix tbody tr", has_text="北街").locator("td").first
    expect(cell).to_contain_text("1/1")


@pytest.mark.parametrize("manager", [live.PHONE], indirect=True)
def test_on_a_phone_only_the_matrix_scrolls_sideways(manager):
    manager.go("/completeness", "#calendar-list")
    page = manager.page
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide
    expect(page.locator(".scrolled")).to_be_visible()

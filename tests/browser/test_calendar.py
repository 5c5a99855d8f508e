"""The completeness page as a person uses it: a cell, its stations, a file."""

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

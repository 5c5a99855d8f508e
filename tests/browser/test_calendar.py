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


def test_a_long_list_is_leafed_through_and_begins_anew_when_it_is_narrowed(
    manager, served, monkeypatch
):
    monkeypatch.setattr("dashboard.pages.matrix.STREETS", 2)
    # Others ask for the same with pages of their usual length.
    kept = served.extensions["vector"].answers
    monkeypatch.setattr(kept, "recall_at", lambda _, asked, compute, **more: compute())
    manager.go("/completeness?group=mosquito", "#calendar-matrix table")
    page = manager.page
    words, forth = page.locator("#calendar-matrix-newer + span"), "#calendar-matrix-older"
    for other in ("鼠", "蚊"):
        expect(words).to_contain_text("第 1–2 个")
        page.click(forth)
        expect(words).to_contain_text("第 3–3 个")
        page.locator("#calendar-group label", has_text=other).click()
    expect(words).to_contain_text("第 1–2 个")
    page.click(forth)
    page.click("#calendar-matrix-newer")
    expect(words).to_contain_text("第 1–2 个")

"""Alerts by hand, on a phone: read why, answer with a remark, and find the answer."""

import live
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("manager", [live.PHONE], indirect=True, ids=["phone"])
def test_an_alert_is_answered_on_a_phone(manager):
    manager.go("/alerts", "#alerts-rows .rows")
    page = manager.page
    row = page.locator("#alerts-rows tbody tr").first
    row.locator("summary").click()
    row.locator("input").fill("已通知物业")
    row.locator("button", has_text="属实").click()
    expect(page.locator("#alerts-said")).to_contain_text("已记下：属实")
    manager.go("/alerts?state=answered", "#alerts-rows .rows")
    expect(page.locator("#alerts-rows")).to_contain_text("已通知物业")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0

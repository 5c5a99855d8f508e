"""The assessment by hand: a round is chosen, rooms are supposed put right, a table is taken."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_round_is_assessed_and_supposed_better(manager):
    manager.go("/assessment", "#assessment-body .rows")
    page = manager.page
    row = page.locator("tr", has_text="室内鼠迹阳性率").last
    expect(page.locator("#assessment-body")).to_contain_text("国家卫生城市")
    row.locator("input").fill("9")
    row.locator("input").press("Tab")
    expect(page.locator("#assessment-assumed")).to_contain_text("以下不是监测结果")
    page.wait_for_url("**fix=indoor_trace_rate**")
    page.reload()
    expect(page.locator("#assessment-assumed")).to_contain_text("改好 9 处")
    expect(page.locator("tr", has_text="室内鼠迹阳性率").last.locator("input")).to_have_value("9")
    with page.expect_download() as waiting:
        page.click("#assessment-taken-xlsx")
    assert waiting.value.suggested_filename.startswith("达标评估-")
    page.locator(".rounds a", has_text="去年").click()
    expect(page.locator("#assessment-start")).not_to_have_value("")
    page.wait_for_url("**start=*-01-01**")
    expect(page.locator("#assessment-body")).to_contain_text("抽样数量")

"""The assessment by hand: a round is chosen, rooms are supposed put right, a table is taken."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from walk import RULES

pytestmark = pytest.mark.browser


def test_a_link_to_a_place_on_the_page_asks_for_no_page(manager):
    manager.go("/assessment", "#assessment-body .rows")
    page, asked = manager.page, []
    page.wait_for_url("**start=*")
    page.wait_for_load_state("networkidle")
    page.on("request", lambda each: asked.append(each.url))
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.wait_for_load_state("networkidle")
    assert asked == []


def test_the_words_of_a_level_stand_on_one_line(manager):
    manager.go("/assessment", "#assessment-body .rows")
    narrow = """() => Array.from(document.querySelectorAll("#assessment-body .cards td.level"))
      .filter((cell) => cell.offsetWidth < 7 * parseFloat(getComputedStyle(cell).fontSize))
      .map((cell) => cell.offsetWidth)"""
    assert manager.page.evaluate(narrow) == []


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
    expect(page.locator("#assessment-assumed")).to_contain_text("减少 9 个鼠迹阳性房间")
    expect(page.locator("tr", has_text="室内鼠迹阳性率").last.locator("input")).to_have_value("9")
    with page.expect_download() as waiting:
        page.click("#assessment-taken-xlsx")
    assert waiting.value.suggested_filename.startswith("达标评估-")
    page.locator(".rounds a", has_text="去年").click()
    start = page.locator("#assessment-start")
    expect(start).to_have_value(re.compile(r"\d{4}-01-01"))
    page.wait_for_url("**start=*-01-01**")
    expect(page.locator("#assessment-body")).to_contain_text("抽样数量")
    # A day is written as it is read, in whatever browser, and the calendar speaks Chinese.
    start.click()
    calendar = page.locator(".mantine-DateInput-calendarHeader")
    expect(calendar.get_by_role("button", name="下个月")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile(r"^1 1月 \d{4}$"))).to_be_visible()
    expect(page.locator("th[class*=weekday]").first).to_have_text("一")
    assert Axe().run(page, options=RULES).response["violations"] == []
    written = start.input_value().replace("-01-01", "-02-03")
    start.fill(written)
    start.press("Tab")
    page.locator("#assessment-end").press("Escape")
    expect(calendar).to_have_count(0)
    expect(start).to_have_value(written)
    page.wait_for_url("**start=*-02-03**")

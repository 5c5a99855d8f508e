"""The assessment by hand: a round is chosen, rooms are supposed put right, a table is taken."""

import re

import live
import pytest
import small_county
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from walk import FITS, RULES

pytestmark = pytest.mark.browser
EITHER = pytest.mark.parametrize("manager", [live.DESK, live.PHONE], indirect=True,
                                 ids=["desk", "phone"])  # fmt: skip

# How the rows are seen, picture by picture.
WATCH = """() => {
  window.seen = [];
  const look = () => {
    const now = getComputedStyle(document.querySelector("#assessment-body .cards")).visibility;
    if (window.seen.at(-1) !== now) window.seen.push(now);
    requestAnimationFrame(look);
  };
  look();
}"""


def opened(visit, index="室内鼠迹阳性率"):
    """The row of an index on the page: its field, and where it is answered."""
    visit.go("/assessment", "#assessment-body .rows")
    row = visit.page.locator("#assessment-body tr", has_text=index).last
    return row.locator("input"), row.locator("[aria-live=polite]")


@EITHER
@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_a_number_is_answered_where_it_is_typed(manager, key):
    field, answer = opened(manager)
    expect(answer).to_be_empty()
    asked = []
    manager.page.on("request", lambda each: asked.append(each.post_data or ""))
    field.fill("9")
    field.press(key)
    expect(answer).to_contain_text(re.compile(r"^改好后：.+级.+% · \d+ / \d+ 间$"))
    for shown in (field, answer):
        expect(shown).to_be_in_viewport(ratio=1)
    if key == "Enter":
        expect(field).to_be_focused()
    # Worked out once, and read out at one place.
    assert sum("assessment-assumed" in each for each in asked) == 1
    expect(manager.page.locator("#assessment-assumed [aria-live]")).to_have_count(0)
    assert Axe().run(manager.page, options=RULES).response["violations"] == []
    assert manager.page.evaluate(FITS)
    field.fill("")
    expect(answer).to_be_empty()
    expect(manager.page.locator("#assessment-assumed")).to_be_empty()
    expect(field).to_be_focused()


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


@pytest.mark.parametrize("key", ["ctrlKey", "metaKey", "shiftKey"])
def test_a_link_opened_elsewhere_is_left_to_the_browser(manager, key):
    """With a key held the browser opens a tab or a window of its own."""
    manager.go("/assessment", "#assessment-body .rows")
    clicked = """held => {
      let taken = null;
      const look = (event) => { taken = event.defaultPrevented; event.preventDefault(); };
      window.addEventListener("click", look, { once: true });
      const wanted = { bubbles: true, cancelable: true, ...held };
      document.querySelector(".skip").dispatchEvent(new MouseEvent("click", wanted));
      return taken;
    }"""
    assert manager.page.evaluate(clicked, {key: True}) is False
    assert manager.page.evaluate(clicked, {}) is True


def test_the_words_of_a_level_stand_on_one_line(manager):
    opened(manager)
    narrow = """() => Array.from(document.querySelectorAll("#assessment-body .cards td.level"))
      .filter((cell) => cell.offsetWidth < 7 * parseFloat(getComputedStyle(cell).fontSize))
      .map((cell) => cell.offsetWidth)"""
    assert manager.page.evaluate(narrow) == []


@EITHER
def test_what_is_awaited_hides_no_row(manager):
    field, answer = opened(manager)
    manager.page.evaluate(WATCH)
    field.fill("9")
    expect(answer).to_contain_text("改好后：")
    expect(field).to_be_focused()
    assert manager.page.evaluate("window.seen") == ["visible"]


@EITHER
def test_all_assumptions_together_are_a_link_away(manager):
    field, answer = opened(manager)
    together = answer.locator("xpath=following-sibling::a")
    expect(together).to_be_hidden()
    field.fill("9")
    expect(answer).to_contain_text("改好后：")
    asked = []
    # The mark of the site may be asked for again with a new address.
    manager.page.on("request", lambda each: "static" in each.url or asked.append(each.url))
    together.click()
    panel = manager.page.locator("#assessment-assumed")
    expect(panel.locator("h2")).to_be_in_viewport()
    expect(panel).to_contain_text("减少 9 个鼠迹阳性房间")
    expect(panel).to_be_focused()
    expect(field).to_have_value("9")
    # It is the same page still, not one that was asked for anew.
    assert asked == []
    assert "fix=indoor_trace_rate" in manager.page.url
    assert manager.page.evaluate(FITS)


@pytest.mark.parametrize("stranger", [live.PHONE], indirect=True, ids=["phone"])
def test_the_english_answer_fits_a_phone(stranger):
    stranger.sign_in(*small_county.PEOPLE["manager"][1:])
    stranger.page.goto(f"{stranger.address}/language/en")
    field, answer = opened(stranger, "rooms with rodent traces")
    field.fill("9")
    expect(answer).to_contain_text(re.compile(r"^It would be:.*level .+% · \d+ / \d+"))
    expect(stranger.page.locator("#assessment-assumed")).to_contain_text("9 fewer (rooms with")
    assert stranger.page.evaluate(FITS)
    assert Axe().run(stranger.page, options=RULES).response["violations"] == []


def test_a_round_is_assessed_and_supposed_better(manager):
    field, answer = opened(manager)
    page = manager.page
    expect(page.locator("#assessment-body")).to_contain_text("国家卫生城市")
    field.fill("9")
    expect(page.locator("#assessment-assumed")).to_contain_text("以下不是监测结果")
    page.wait_for_url("**fix=indoor_trace_rate**")
    page.reload()
    expect(page.locator("#assessment-assumed")).to_contain_text("减少 9 个鼠迹阳性房间")
    expect(field).to_have_value("9")
    expect(answer).to_contain_text("改好后：")
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

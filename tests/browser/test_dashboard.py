"""A manager's way through every page, on a desk and on a phone, in both languages."""

import live
import pytest
import small_county
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize(
    "manager", [live.DESK, live.PHONE], indirect=True, ids=["desk", "phone"]
)
FULL = {
    "/": "#overview-flags .rows",
    "/map": "#county-map .scatterlayer .points path",
    "/station": "#stations-rows .rows",
    "/station/1": "#station-history .scatterlayer .points path",
    "/alerts": "#alerts-rows .rows",
    "/assessment": "#assessment-body .rows",
    "/upload": "#upload-grid .ag-row",
}


def test_a_wrong_password_is_a_sentence(stranger):
    stranger.sign_in("guan", "not-the-password")
    expect(stranger.page.locator(".refused")).to_contain_text("用户名或密码不正确")


@BOTH
def test_every_page_fills_and_fits(manager):
    for path, filled in FULL.items():
        manager.go(path, filled)
        overflow = manager.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, path


def test_a_flag_leads_to_its_station(manager):
    manager.go("/", "#overview-flags .rows")
    manager.page.locator("#overview-flags .rows a").first.click()
    manager.page.wait_for_selector("#station-history .scatterlayer .points path")
    expect(manager.page.locator("h1")).to_have_text("东街菜市场")
    expect(manager.page.locator("#station-flags")).to_contain_text("需消杀")


# Ten steps in one task, then one by a click.
STEPS = """
() => new Promise((done) => {
  const [store] = window.dash_stores, told = [];
  let times = 0;
  store.subscribe(() => { times += 1; });
  for (let each = 0; each < 10; each += 1) store.dispatch({ type: "NOTHING" });
  told.push(times);
  setTimeout(() => {
    told.push(times);
    const pressed = () => {
      const before = times;
      store.dispatch({ type: "NOTHING" });
      told.push(times - before);
    };
    document.body.addEventListener("click", pressed, { once: true });
    done();
  }, 100);
  window.told = told;
})
"""


def test_components_are_told_once_of_what_one_task_brings_and_at_once_of_a_click(manager):
    manager.go("/", "#overview-flags .rows")
    manager.page.evaluate(STEPS)
    manager.page.locator("h1").click()
    assert manager.page.evaluate("window.told") == [0, 1, 1]


def test_filters_stay_in_the_address(manager):
    manager.go("/", "#overview-flags .rows")
    manager.page.locator("#overview-group label", has_text="蚊虫").click()
    expect(manager.page.locator("#overview-flags")).to_contain_text("没有需消杀")
    manager.page.wait_for_url("**/?group=mosquito")
    manager.page.reload()
    expect(manager.page.locator("#overview-flags")).to_contain_text("没有需消杀")


def test_a_service_that_does_not_answer_is_said_with_what_to_do(manager):
    manager.go("/", "#overview-flags .rows")
    page, asked = manager.page, "**/_dash-update-component"
    page.route(asked, lambda route: route.abort())
    page.locator("#overview-group label", has_text="蝇类").click()
    expect(page.locator("#no-answer")).to_contain_text("再试一次")
    page.unroute(asked)
    page.route(asked, lambda route: route.fulfill(status=401, body="{}"))
    page.locator("#overview-group label", has_text="鼠类").click()
    expect(page.locator("#signed-out")).to_contain_text("去登录")
    page.unroute(asked)
    page.locator("#overview-group label", has_text="全部").click()
    expect(page.locator("#no-answer")).to_be_hidden()
    expect(page.locator("#signed-out")).to_be_hidden()
    manager.complaints.clear()


def test_a_station_on_the_map_leads_to_its_page(manager):
    manager.go("/map", FULL["/map"])
    flagged = manager.page.locator("#county-map .scatterlayer .trace .points path").last
    box = manager.page.locator("#county-map .scatterlayer").bounding_box()
    assert box is not None
    spot = flagged.bounding_box()
    manager.page.mouse.move(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    manager.page.mouse.click(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    manager.page.wait_for_url("**/station/*")
    manager.page.wait_for_selector("h1")


def test_the_language_switch_changes_the_page(manager):
    manager.go("/", "#overview-flags .rows")
    manager.page.click("#language-switch")
    expect(manager.page.locator("h1")).to_have_text("Overview")
    expect(manager.page.locator("#overview-flags")).to_contain_text("action limit")
    assert manager.page.locator("html").get_attribute("lang") == "en"
    manager.page.click("#language-switch")
    expect(manager.page.locator("h1")).to_have_text("总览")


@pytest.mark.parametrize("manager", [live.PHONE], indirect=True, ids=["phone"])
def test_the_places_to_go_open_and_close_on_a_phone(manager):
    manager.go("/", "#overview-flags .rows")
    link = manager.page.locator(".navigation-link", has_text="地图")
    expect(link).not_to_be_in_viewport()
    manager.page.click("#navigation-burger")
    expect(link).to_be_in_viewport()
    link.click()
    manager.page.wait_for_selector(FULL["/map"])
    expect(link).not_to_be_in_viewport()


def test_signing_out_ends_at_the_sign_in_page(stranger):
    _, username, password = small_county.PEOPLE["office"]
    stranger.sign_in(username, password)
    stranger.page.wait_for_selector("#overview-flags .rows")
    stranger.page.click("text=退出")
    stranger.page.wait_for_url("**/sign-in*")
    expect(stranger.page.locator("#username")).to_be_visible()
    stranger.page.goto(stranger.address + "/station/1")
    stranger.page.wait_for_url("**/sign-in?next=/station/1")

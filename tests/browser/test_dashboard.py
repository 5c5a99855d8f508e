"""Signing in and out, and the ways from a flag and from the map to a station."""

import pytest
import small_county
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_wrong_password_is_a_sentence(stranger):
    stranger.sign_in("guan", "not-the-password")
    expect(stranger.page.locator(".refused")).to_contain_text("用户名或密码不正确")


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
    manager.go("/map", "#county-map .scatterlayer .points path")
    flagged = manager.page.locator("#county-map .scatterlayer .trace .points path").last
    box = manager.page.locator("#county-map .scatterlayer").bounding_box()
    assert box is not None
    spot = flagged.bounding_box()
    manager.page.mouse.move(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    manager.page.mouse.click(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    manager.page.wait_for_url("**/station/*")
    manager.page.wait_for_selector("h1")


def test_signing_out_ends_at_the_sign_in_page(stranger):
    _, username, password = small_county.PEOPLE["office"]
    stranger.sign_in(username, password)
    stranger.page.wait_for_selector("#overview-flags .rows")
    stranger.page.click("text=退出")
    stranger.page.wait_for_url("**/sign-in*")
    expect(stranger.page.locator("#username")).to_be_visible()
    stranger.page.goto(stranger.address + "/station/1")
    stranger.page.wait_for_url("**/sign-in?next=/station/1")

"""Signing in and out, and the ways from a flag and from the map to a station."""

from collections import defaultdict

import live
import pytest
import small_county
from playwright.sync_api import Page, expect

# Tables that are seen and reach out of their panels, or out of the window.
BEYOND = """() => [...document.querySelectorAll("table.rows")]
  .filter((each) => each.checkVisibility() && each.offsetWidth > 1)
  .filter((each) => {
    const { right } = each.closest(".panel, section").getBoundingClientRect();
    return each.getBoundingClientRect().right > Math.min(right, innerWidth) + 1;
  }).map((each) => each.className)"""
pytestmark = pytest.mark.browser
# The bytes that each script of a page took on its way.
TRAVELLED = """
() => Object.fromEntries(performance.getEntriesByType("resource")
  .filter((each) => each.name.includes("/_dash-component-suites/"))
  .map((each) => [each.name, each.transferSize]))
"""
# The address that stands when the page has been told one.
TOLD = """
(address) => new Promise((done) => {
  const { link } = dash_clientside.vector;
  dash_clientside.vector.link = (given) => {
    link(given);
    dash_clientside.vector.link = link;
    done(location.pathname + location.search);
    return dash_clientside.no_update;
  };
  dash_clientside.set_props("alerts-link", {data: address});
})
"""
# The choices of the list that a field says it controls.
CHOICES = """
(field) => {
  const named = document.getElementById(field).getAttribute("aria-controls");
  const list = document.getElementById(named);
  return list ? [...list.querySelectorAll("[role=option]")].map((each) => each.textContent) : [];
}
"""
# How many choices of whatever field are there before something is done and at once after it.
AROUND = """
([field, act]) => {
  const count = () => document.querySelectorAll("[role=option]").length;
  const at = document.getElementById(field), before = count();
  if (act === "focus") at.focus();
  else at.dispatchEvent(new PointerEvent(act, {bubbles: true}));
  return [before, count()];
}
"""
SPARING = "navigator.connection.__defineGetter__('saveData', () => true)"


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
    # What the page is still being filled with is told of as well.
    manager.page.wait_for_load_state("networkidle")
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


def read_early(page: Page, address: str) -> list[list[str]]:
    """Open the sign-in and wait until all is read; the scripts that each frame asked for."""
    gone, asked = [], defaultdict(list)
    page.on("framedetached", lambda frame: gone.append(frame))
    page.on("request", lambda request: asked[request.frame].append(request.url))
    page.goto(address)
    while len(gone) < 2:
        page.wait_for_event("framedetached")
    return [asked[frame] for frame in gone]


def test_a_browser_reads_while_somebody_signs_in_and_not_again(stranger):
    _, username, password = small_county.PEOPLE["office"]
    first, second = read_early(stranger.page, stranger.address + "/season")
    assert first == second
    expect(stranger.page.locator("iframe")).to_have_count(0)
    stranger.page.fill("#username", username)
    stranger.page.fill("#password", password)
    stranger.page.click("button[type=submit]")
    stranger.page.wait_for_selector("#season-curves .main-svg")
    travelled = stranger.page.evaluate(TRAVELLED)
    assert any("plotly.min" in each for each in travelled)
    assert {each: size for each, size in travelled.items() if size} == {}


def test_a_page_that_was_left_no_longer_writes_into_the_address(manager):
    manager.go("/alerts", "#alerts-rows .rows")
    for told, shown in (("/map?group=fly", "/alerts"), ("/alerts?group=fly", "/alerts?group=fly")):
        assert manager.page.evaluate(TOLD, told) == shown


def test_enter_keeps_a_view_once_and_not_while_somebody_types_chinese(manager):
    page, asked = manager.page, []

    def keep(route):
        if "views-said.children" not in route.request.post_data:
            return route.fallback()
        asked.append(route.request.post_data_json["inputs"][0]["value"]["name"])
        return route.fulfill(status=204)

    manager.go("/alerts", "#alerts-rows .rows")
    page.route("**/_dash-update-component*", keep)
    page.click(".keep summary")
    page.fill("#views-name", "zao")
    # Safari has ended what is composed before the Enter that takes it over, but marks its code.
    for composing in ({"isComposing": True}, {"keyCode": 229}):
        enter = {"key": "Enter", "bubbles": True, **composing}
        page.dispatch_event("#views-name", "keydown", enter)
    page.fill("#views-name", "早上先看")
    with page.expect_response(lambda answer: answer.status == 204):
        page.keyboard.down("Enter")
        page.keyboard.down("Enter")
    page.wait_for_function("() => !dash_stores[0].getState().isLoading")
    assert asked == ["早上先看"]


@pytest.mark.parametrize("key", ["ArrowDown", "ArrowUp"])
def test_a_list_opened_by_keys_begins_at_what_is_chosen(manager, key):
    manager.go("/map?index=trap_rate", "#county-map .main-svg")
    page = manager.page
    field = page.locator("#map-measure")
    field.focus()
    page.keyboard.press("Escape")
    page.keyboard.press(key)
    choices = page.evaluate(CHOICES, "map-measure")
    assert len(choices) > 1
    marked = page.locator(f"[id='{field.get_attribute('aria-activedescendant')}']")
    expect(marked).to_have_text(field.input_value())


@pytest.mark.parametrize("first", ["pointerdown", "focus"])
def test_a_list_is_there_whatever_somebody_does_first(manager, first):
    """A click is what most do; reading aids and voices put the focus there and nothing else."""
    manager.go("/map?index=trap_rate", "#county-map .main-svg")
    before, after = manager.page.evaluate(AROUND, ["map-measure", first])
    assert before == 0 < after


@pytest.mark.parametrize("stranger", [live.PHONE], indirect=True, ids=["phone"])
def test_a_phone_reads_no_figures_early(stranger):
    asked, _ = read_early(stranger.page, stranger.address + "/sign-in")
    assert any("dash_renderer" in each for each in asked)
    assert not any("plotly" in each for each in asked)


def test_who_asks_to_save_data_reads_nothing_early(stranger):
    stranger.page.add_init_script(SPARING)
    stranger.page.goto(f"{stranger.address}/sign-in", wait_until="networkidle")
    expect(stranger.page.locator("iframe")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "filled"),
    [
        ("/", "#overview-flags .rows"),
        ("/alerts", "#alerts-rows .rows"),
        ("/assessment", "#assessment-body .rows"),
        ("/ranking", "#ranking-rows .rows"),
        ("/settings", "#limits-rows .rows"),
    ],
)
def test_on_every_monitor_tables_lie_within_their_panels(manager, path, filled):
    page = manager.page
    for width in (800, 1024, 1200, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        manager.go(path, filled)
        page.wait_for_load_state("networkidle")
        assert page.evaluate(BEYOND) == [], width


def test_signing_out_ends_at_the_sign_in_page(stranger):
    _, username, password = small_county.PEOPLE["office"]
    stranger.sign_in(username, password)
    stranger.page.wait_for_selector("#overview-flags .rows")
    stranger.page.click("text=退出")
    stranger.page.wait_for_url("**/sign-in*")
    expect(stranger.page.locator("#username")).to_be_visible()
    stranger.page.goto(stranger.address + "/station/1")
    stranger.page.wait_for_url("**/sign-in?next=/station/1")

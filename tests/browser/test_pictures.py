"""Pictures of figures: of what was asked for, when it is there; and figures that cannot be had."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
DRAWN = "#season-curves .scatterlayer .points path"
# Time goes by at a hundred times its pace.
HURRIED = """
() => {
  const own = performance.now.bind(performance), began = own();
  performance.now = () => began + 100 * (own() - began);
}
"""
# Until a picture that is waited for is late.
LONGER = """
() => new Promise((done) => {
  const end = performance.now() + 40000;
  const look = () => (performance.now() > end ? done() : requestAnimationFrame(look));
  look();
})
"""
# How many points the picture has that is taken.
PICTURED = """
() => {
  Plotly.downloadImage = ({data}) => {
    window.pictured = data.reduce((sum, each) => sum + (each.x || []).length, 0);
  };
}
"""


def test_a_picture_is_taken_of_a_figure_that_nobody_came_near(manager):
    manager.go("/season?index=trap_rate", DRAWN)
    expect(manager.page.locator("#season-circle[aria-busy]")).to_have_count(1)
    with manager.page.expect_download() as taken:
        manager.page.evaluate("document.getElementById('season-round-png').click()")
    assert taken.value.suggested_filename.endswith(".png")


def test_figures_that_cannot_be_had_say_so_and_leave_the_rest(manager):
    """As where the script of figures was not let through."""
    page = manager.page
    page.route("**/async-graph*", lambda asked: asked.abort())
    page.goto(f"{manager.address}/season?index=trap_rate")
    expect(page.locator("#season-curves[role=status] a")).to_have_text("再试一次")
    # There is no picture to wait for.
    page.evaluate(HURRIED)
    page.locator("#season-curve-png").click()
    page.evaluate(LONGER)
    expect(page.locator("#late-picture")).to_be_hidden()
    page.locator("nav a[href='/ranking']").click()
    expect(page.locator("h1")).to_have_text("街道排名")
    expect(page.locator("#ranking-rows .rows")).to_be_visible()
    expect(page).to_have_url(re.compile("/ranking([?]|$)"))
    page.close()
    failed = [each for each in manager.complaints if "async-graph" in each]
    assert 0 < len(failed) < 10
    manager.complaints.clear()


def test_figures_that_could_not_be_had_are_there_when_they_can(manager):
    page, scripts = manager.page, "**/async-graph*"
    page.route(scripts, lambda asked: asked.abort())
    page.goto(f"{manager.address}/season?index=trap_rate")
    again = page.locator("#season-curves[role=status] a")
    expect(again).to_be_visible()
    page.unroute(scripts)
    again.click()
    page.wait_for_selector(DRAWN)
    manager.complaints.clear()


def test_a_picture_that_comes_late_is_told_of_and_taken_all_the_same(manager):
    page, held = manager.page, []
    page.route("**/async-graph*", lambda asked: held.append(asked))
    page.goto(f"{manager.address}/season?index=trap_rate")
    taking = page.locator("#season-curve-png")
    expect(taking).to_be_visible()
    page.evaluate(HURRIED)
    taking.click()
    expect(page.locator("#late-picture")).to_be_visible()
    with page.expect_download() as taken:
        held[0].continue_()
    assert taken.value.suggested_filename.endswith(".png")
    expect(page.locator("#late-picture")).to_be_hidden()


def test_a_picture_waits_for_the_answer_that_it_shows(manager):
    page, held, released = manager.page, [], []

    def hold(asked):
        if "season-curves.figure" in asked.request.post_data and not released:
            held.append(asked)
        else:
            asked.continue_()

    page.route("**/_dash-update-component*", hold)
    page.goto(f"{manager.address}/season?index=trap_rate")
    page.wait_for_selector("#season-curves .main-svg", state="attached")
    page.evaluate(PICTURED)
    page.evaluate(HURRIED)
    page.locator("#season-curve-png").click()
    expect(page.locator("#late-picture")).to_be_visible()
    # Whoever goes on meanwhile is left where they are.
    with page.expect_response("**/_dash-update-component*"):
        page.evaluate("scrollTo(0, 600); document.getElementById('season-quiet').click()")
    page.wait_for_url("**quiet=1*")
    assert page.evaluate("scrollY") > 0
    expect(page.locator("#late-picture")).to_be_visible()
    released.append(True)
    for asked in held:
        asked.continue_()
    expect(page.locator("#late-picture")).to_be_hidden()
    assert page.evaluate("window.pictured") > 0


def test_of_a_figure_without_an_answer_there_is_no_picture(manager):
    """The curves of rats stand where those of mosquitoes were asked for."""
    page = manager.page
    manager.go("/season?index=trap_rate", DRAWN)
    page.evaluate(PICTURED)

    def fail(asked):
        if "season-curves.figure" in asked.request.post_data:
            asked.fulfill(status=500)
        else:
            asked.continue_()

    page.route("**/_dash-update-component*", fail)
    with page.expect_response(lambda answer: answer.status == 500):
        page.click("#season-group >> text=蚊虫")
    expect(page.locator("#season-index")).to_have_value("诱蚊灯密度（只/(灯·夜)）")
    page.evaluate("() => { document.getElementById('no-answer').hidden = true; }")
    page.locator("#season-curve-png").click()
    expect(page.locator("#no-answer")).to_be_visible()
    expect(page.locator("#late-picture")).to_be_hidden()
    assert page.evaluate("window.pictured") is None
    manager.complaints.clear()

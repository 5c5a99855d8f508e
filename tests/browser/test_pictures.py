"""Pictures of figures: of what was asked for, when it is there; and figures that cannot be had."""

import re

import pandas as pd
import pytest
from playwright.sync_api import expect

from dashboard.answers import Answers
from dashboard.pages import composition, curves

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
# Which figure the picture shows that is taken, and under which heading.
PICTURED = """
() => {
  Plotly.downloadImage = ({layout}) => {
    window.pictured = {shown: layout.yaxis.title.text, heading: layout.title.text};
  };
}
"""
# Whoever waits for a picture looks again at once.
WATCHFUL = """
() => {
  const own = window.setTimeout;
  window.setTimeout = (act, wait, ...rest) => own(act, wait === 100 ? 0 : wait, ...rest);
}
"""
# As a link of the page leads.
GO = """
(path) => {
  history.pushState({}, "", path);
  dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
}
"""
ASKED = "**/_dash-update-component*"
RATS, MOSQUITOES = "%", "只/(灯·夜)"


def see_to(page, output, answer):
    """Let ``answer`` see to whatever is asked for an output."""

    def see(asked):
        if output in asked.request.post_data:
            answer(asked)
        else:
            asked.fallback()

    page.route(ASKED, see)


def hold(page, output):
    """Hold whatever is asked for an output; gives what lets it go, and all that comes later."""
    held, released = [], []
    see_to(page, output, lambda asked: asked.continue_() if released else held.append(asked))

    def release():
        released.append(True)
        for asked in held:
            asked.continue_()

    return release


def asking(page, output):
    """Wait until an output is asked for."""
    return page.expect_request(lambda asked: output in (asked.post_data or ""))


def choose(page, identity, option):
    """Choose of a list as a person does."""
    page.click(f"#{identity}")
    page.get_by_role("option", name=option).first.click()


def refused(manager, button="season-curve-png"):
    """No picture is taken, and it is said why; nobody is left waiting."""
    page = manager.page
    # Whatever is answered takes the sentence away.
    page.wait_for_function("() => !dash_stores[0].getState().isLoading")
    page.evaluate("() => { document.getElementById('no-answer').hidden = true; }")
    page.locator(f"#{button}").click()
    expect(page.locator("#no-answer")).to_be_visible()
    expect(page.locator("#late-picture")).to_be_hidden()
    assert page.evaluate("window.pictured") is None
    manager.complaints.clear()


def taken(page):
    """The picture that is taken, sooner or later."""
    page.wait_for_function("() => window.pictured")
    return page.evaluate("window.pictured")


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
    page = manager.page
    release = hold(page, "season-curves.figure")
    page.goto(f"{manager.address}/season?index=trap_rate")
    page.wait_for_selector("#season-curves .main-svg", state="attached")
    page.evaluate(PICTURED)
    page.evaluate(HURRIED)
    page.locator("#season-curve-png").click()
    expect(page.locator("#late-picture")).to_be_visible()
    # Whoever goes on meanwhile is left where they are.
    with page.expect_response(ASKED):
        page.evaluate("scrollTo(0, 600); document.getElementById('season-quiet').click()")
    page.wait_for_url("**quiet=1*")
    assert page.evaluate("scrollY") > 0
    expect(page.locator("#late-picture")).to_be_visible()
    release()
    expect(page.locator("#late-picture")).to_be_hidden()
    assert taken(page)["shown"] == RATS


@pytest.mark.parametrize("output", ["season-curves.figure", "season-index.data"])
def test_of_a_figure_without_an_answer_there_is_no_picture(manager, output):
    """The curves of rats stand where those of mosquitoes were asked for, or their index was."""
    page = manager.page
    manager.go("/season?index=trap_rate", DRAWN)
    page.evaluate(PICTURED)
    see_to(page, output, lambda asked: asked.fulfill(status=500))
    with page.expect_response(lambda answer: answer.status == 500):
        page.click("#season-group >> text=蚊虫")
    refused(manager)


@pytest.fixture
def nothing_kept(monkeypatch):
    """Every answer is computed, whoever has asked before."""
    monkeypatch.setattr(Answers, "give", lambda _, compute: compute())


@pytest.fixture
def caught(monkeypatch):
    """At every station something was caught, whatever index is looked at."""
    rows = {"period": ["2026-04"], "species": ["褐家鼠"], "count": [3], "share": [1.0]}
    monkeypatch.setattr(composition, "_asked", lambda *_: pd.DataFrame(rows))


@pytest.mark.usefixtures("caught", "nothing_kept")
def test_a_picture_waits_for_the_answer_that_its_figure_comes_in(manager):
    page = manager.page
    manager.go("/station/1?index=trap_rate", "#station-history .points path")
    page.wait_for_selector("#station-composition-graph")
    page.evaluate(PICTURED.replace("yaxis.title.text", "barmode"))
    release = hold(page, "station-composition.children")
    with asking(page, "station-composition.children"):
        choose(page, "station-index", "诱蚊灯密度")
    page.locator("#composition-taken-png").click()
    page.evaluate(HURRIED)
    expect(page.locator("#late-picture")).to_be_visible()
    release()
    assert "诱蚊灯密度" in taken(page)["heading"]


@pytest.mark.usefixtures("caught", "nothing_kept")
def test_of_a_figure_whose_panel_was_not_answered_there_is_no_picture(manager):
    page = manager.page
    manager.go("/station/1?index=trap_rate", "#station-history .points path")
    page.wait_for_selector("#station-composition-graph")
    page.evaluate(PICTURED.replace("yaxis.title.text", "barmode"))
    see_to(page, "station-composition.children", lambda asked: asked.fulfill(status=500))
    with page.expect_response(lambda answer: answer.status == 500):
        choose(page, "station-index", "诱蚊灯密度")
    refused(manager, "composition-taken-png")


def test_a_picture_waits_for_what_its_figure_follows_from(manager):
    page = manager.page
    manager.go("/season?index=trap_rate", DRAWN)
    page.evaluate(PICTURED)
    page.evaluate(WATCHFUL)
    release = hold(page, "season-index.data")
    with asking(page, "season-index.data"):
        page.click("#season-group >> text=蚊虫")
    page.locator("#season-curve-png").click()
    page.evaluate(HURRIED)
    expect(page.locator("#late-picture")).to_be_visible()
    release()
    found = taken(page)
    assert found["shown"] == MOSQUITOES
    assert "诱蚊灯密度" in found["heading"]


def test_what_fails_beside_a_figure_keeps_no_picture_back(manager):
    page = manager.page
    manager.go("/season?index=trap_rate", DRAWN)
    page.evaluate(PICTURED)
    see_to(page, "views-name.value", lambda asked: asked.fulfill(status=500))
    page.click(".views summary")
    page.fill("#views-name", "不保存")
    with page.expect_response(lambda answer: answer.status == 500):
        page.click("#views-save")
    page.locator("#season-curve-png").click()
    assert taken(page)["shown"] == RATS
    manager.complaints.clear()


def test_what_failed_is_forgotten_when_the_page_is_left(manager):
    page = manager.page
    manager.go("/season?index=trap_rate", DRAWN)
    page.evaluate(PICTURED)
    see_to(page, "season-index.data", lambda asked: asked.fulfill(status=500))
    with page.expect_response(lambda answer: answer.status == 500):
        page.click("#season-group >> text=蚊虫")
    page.unroute(ASKED)
    page.locator("nav a[href='/ranking']").click()
    expect(page.locator("#ranking-rows .rows")).to_be_visible()
    page.go_back()
    page.wait_for_selector(DRAWN)
    page.locator("#season-curve-png").click()
    assert taken(page)["shown"] == RATS
    manager.complaints.clear()


def answer(page, asked, status):
    """Give an answer, and wait until it is there."""
    with page.expect_response(lambda found: found.request == asked.request):
        asked.continue_() if status == 200 else asked.fulfill(status=status)


@pytest.mark.parametrize("newer", [200, 500])
def test_of_two_answers_the_one_counts_that_was_asked_for_last(manager, newer):
    """They arrive in the other order."""
    page, held = manager.page, []
    manager.go("/season?index=trap_rate", DRAWN)
    page.evaluate(PICTURED)
    see_to(page, "season-curves.figure", held.append)
    for span in ("近三年", "近一年"):
        with asking(page, "season-curves.figure"):
            page.click(f"#season-span >> text={span}")
    expect(page.locator("#season-span input[value='1']")).to_be_checked()
    for status in (newer, 700 - newer):
        answer(page, held.pop(), status)
    if newer == 200:
        page.locator("#season-curve-png").click()
        assert taken(page)["shown"] == RATS
        manager.complaints.clear()
    else:
        refused(manager)


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize("first", [True, False])
def test_of_a_figure_that_could_not_be_computed_there_is_no_picture(manager, monkeypatch, first):
    """Neither of the one that stands there, nor for ever of none."""
    page, address = manager.page, "/season?index=trap_rate"
    if first:
        monkeypatch.setattr(curves, "_found", lambda *_: 1 / 0)
        manager.go(address, "#season-curves .main-svg >> visible=true")
    else:
        manager.go(address, DRAWN)
        monkeypatch.setattr(curves, "_found", lambda *_: 1 / 0)
        page.click("#season-group >> text=蚊虫")
    page.evaluate(PICTURED)
    expect(page.locator("#notice [role=alert]")).to_be_visible()
    refused(manager)


def test_who_is_signed_out_is_told_that_alone(manager):
    page = manager.page
    manager.go("/season?index=trap_rate", DRAWN)
    page.evaluate(PICTURED)
    page.route(ASKED, lambda asked: asked.fulfill(status=401, body="{}"))
    page.click("#season-span >> text=近一年")
    expect(page.locator("#signed-out")).to_be_visible()
    page.locator("#season-curve-png").click()
    page.evaluate(HURRIED)
    page.evaluate(LONGER)
    expect(page.locator("#no-answer")).to_be_hidden()
    assert page.evaluate("window.pictured") is None
    manager.complaints.clear()


def test_a_slash_at_the_end_of_the_address_loses_no_picture(manager):
    """It goes when the filters are written into the address."""
    page = manager.page
    manager.go("/season/?index=trap_rate", DRAWN)
    page.evaluate(PICTURED)
    draw, link = hold(page, "season-curves.figure"), hold(page, "season-link.data")
    with asking(page, "season-curves.figure"):
        page.click("#season-span >> text=近一年")
    page.locator("#season-curve-png").click()
    page.evaluate(HURRIED)
    expect(page.locator("#late-picture")).to_be_visible()
    link()
    page.wait_for_url("**/season?**span=1*")
    draw()
    assert taken(page)["shown"] == RATS


def test_a_picture_is_not_of_another_page(manager):
    """The history of the next station stands in a place of the same name."""
    page = manager.page
    manager.go("/station/1?index=trap_rate", "#station-history .points path")
    page.evaluate(PICTURED)
    release = hold(page, "station-history.figure")
    with asking(page, "station-history.figure"):
        page.click("#station-period >> text=逐次")
    page.locator("#station-taken-png").click()
    page.evaluate(HURRIED)
    expect(page.locator("#late-picture")).to_be_visible()
    page.evaluate(GO, "/station/2")
    expect(page.locator("h1")).to_have_text("东街小区")
    release()
    expect(page.locator("#late-picture")).to_be_hidden()
    page.wait_for_selector("#station-history .points path")
    page.evaluate(LONGER)
    assert page.evaluate("window.pictured") is None

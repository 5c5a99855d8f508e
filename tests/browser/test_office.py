"""A street officer with a phone: from the mail to the alert, an answer, a photograph, and no more.

What is the neighbours' stands nowhere on the way, nothing scrolls sideways, and a finger can hit
everything.
"""

import io
import re
from datetime import UTC, date, datetime

import live
import offices
import pytest
import small_county
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from walk import Walk

from vector.catalog import Catalog
from vector.report.letter import Item, Letter
from vector.report.mail import compose
from vector.settings import Mail

pytestmark = pytest.mark.browser
DRAWN = "#station-history .points path"


def mailed(catalog: Catalog, address: str) -> str:
    """The link in the mail that tells the office of its alerts."""
    found = offices.evidence(street="东街", station="东街菜市场")
    item = Item("raised", "需消杀。", found, found.severity)
    letter = Letter("东街", date(2026, 6, 20), (item,), "县疾控中心", address)
    now = datetime(2026, 6, 20, 1, tzinfo=UTC)
    to = [("东街", "dong@street.example.cn")]
    sent = compose(letter, catalog, Mail(), recipients=to, message_id="<1@example.org>", now=now)
    text = sent.get_body(("plain",))
    assert text is not None
    link = re.search(r"https?://\S+", str(text.get_content()))
    assert link is not None
    return link[0]


def test_a_street_officer_answers_an_alert_on_a_phone(
    chromium: Browser, address: str, catalog: Catalog
):
    context = chromium.new_context(
        viewport=live.PHONE, locale="zh-CN", has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    walk = Walk(context, address)
    walk.role = "office"
    arrives(walk.page, mailed(catalog, address))
    answers(walk)
    photographs(walk)
    goes_on(walk)
    finds_no_neighbours(walk)
    context.close()
    found = walk.complaints()
    assert not found, "\n".join(found)


def arrives(page: Page, link: str) -> None:
    """The link leads to the alerts, by way of the sign-in."""
    _, username, password = small_county.PEOPLE["office"]
    page.goto(link)
    page.fill("#username", username)
    page.fill("#password", password)
    page.tap("button[type=submit]")
    page.wait_for_url("**/alerts")
    page.wait_for_selector("#alerts-rows .rows")


def answers(walk: Walk) -> None:
    """The first alert is answered with a verdict and a word; the answer stands."""
    page = walk.page
    row = page.locator("#alerts-rows tbody tr").first
    row.locator("summary").last.tap()
    row.locator("input").fill("已通知物业")
    walk.look("an alert, opened")
    row.locator("button", has_text="属实").tap()
    expect(page.locator("#alerts-said")).to_contain_text("已记下：属实")
    page.goto(f"{walk.address}/alerts?state=answered")
    expect(page.locator("#alerts-rows")).to_contain_text("已通知物业")
    page.locator("#alerts-rows td.place a").first.tap()
    page.wait_for_selector(DRAWN)
    expect(page.locator("h1")).to_have_text("东街菜市场")


def photographs(walk: Walk) -> None:
    """Take a picture, see it, and delete it with a reason."""
    page, drawn = walk.page, io.BytesIO()
    Image.new("RGB", (1200, 900), (90, 120, 150)).save(drawn, "JPEG")
    page.locator("#photos-panel .adding > summary").tap()
    camera = page.locator("#photos-camera input")
    assert camera.get_attribute("capture") == "environment"
    assert camera.get_attribute("accept") == "image/*"
    camera.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()})
    expect(page.locator("#photos-chosen")).to_contain_text("a.jpg")
    page.fill("#photos-words", "后厨下水口")
    page.tap("#photos-save")
    picture = page.locator("#photos-shown figure img")
    expect(picture).to_have_count(1)
    expect(page.locator("#photos-shown figcaption")).to_contain_text("后厨下水口")
    expect(picture).to_have_js_property("naturalWidth", 320)
    page.locator("#photos-shown figure summary").tap()
    page.fill("#photos-shown figure input", "拍到人脸")
    walk.look("a photograph, and the form")
    page.tap("#photos-shown figure button")
    expect(picture).to_have_count(0)


def goes_on(walk: Walk) -> None:
    """The places to go open and close; the language changes and changes back."""
    page = walk.page
    link = page.locator(".navigation-link", has_text="地图")
    expect(link).not_to_be_in_viewport()
    page.tap("#navigation-burger")
    expect(link).to_be_in_viewport()
    walk.look("the places to go, opened")
    link.tap()
    page.wait_for_selector("#county-map .points path")
    expect(link).not_to_be_in_viewport()
    page.tap("#language-switch")
    expect(page.locator("h1")).to_have_text("Map")
    assert page.locator("html").get_attribute("lang") == "en"
    page.tap("#language-switch")
    expect(page.locator("h1")).to_have_text("地图")


def finds_no_neighbours(walk: Walk) -> None:
    """Another street's station is not there for this office, nor are its records."""
    walk.open("/station/4", "#station-head h1")
    expect(walk.page.locator("h1")).to_have_text("没有这个页面")
    walk.look("a neighbour's station")
    walk.go("/sources?index=trap_rate&station=4", "#sources-rows .nothing")
    walk.look("a neighbour's records")

"""Naming the columns of an unknown sheet once, as a person does it."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def unknown():
    day = date.today() - timedelta(days=2)  # noqa: DTZ011 - the browser's clock is the real one
    text = f"鼠情一览表\n哪里,几号,没坏的夹子,捕鼠数,领导\n北街养老院,{day},200,3,张\n"
    return {"name": "鼠情.csv", "mimeType": "text/csv", "buffer": text.encode()}


def choose(page, place, words):
    field = page.locator("#mapping-columns input:not([type=hidden])").nth(place)
    field.click()
    field.fill(words)
    page.locator("[role=option]:visible", has_text=words).first.click()


def test_an_unknown_sheet_is_named_once_and_read(manager):
    page = manager.page
    manager.go("/upload", "#upload-file input[type=file]")
    page.set_input_files("#upload-file input[type=file]", unknown())
    expect(page.locator("#mapping")).to_contain_text("有表不认识")
    page.locator("#mapping-method").fill("夹夜法")
    page.locator("[role=option]:visible", has_text="夹夜法").first.click()
    expect(page.locator("#mapping-columns")).to_contain_text("没坏的夹子")
    for place, words in enumerate(("监测点", "监测日期", "有效夹数")):
        choose(page, place, words)
    page.click("#mapping-try")
    expect(page.locator("#mapping-outcome")).to_contain_text("可读出 1 次监测")
    page.click("#mapping-save")
    expect(page.locator("#upload-preview")).to_contain_text("已对应过列的表")
    expect(page.locator("#mapped")).to_contain_text("没坏的夹子")
    page.locator("#mapped-which").click()
    page.locator("[role=option]:visible").first.click()
    page.click("#mapped-remove")
    expect(page.locator("#mapped")).to_contain_text("已删除")

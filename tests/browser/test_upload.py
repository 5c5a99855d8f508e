"""A file kept for later on a phone, the same file again, a file too large."""

from datetime import date, timedelta

import live
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
HEADER = "station,street,date,method,effective,caught"


def workbook(*rows):
    day = date.today() - timedelta(days=2)  # noqa: DTZ011 - the browser's clock is the real one
    lines = [HEADER, *(row.format(day=day) for row in rows)]
    return {"name": "本月.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}


def hand_in(manager, file):
    manager.go("/upload", "#upload-file input[type=file]")
    manager.page.set_input_files("#upload-file input[type=file]", file)


def wide(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("manager", [live.PHONE], indirect=True, ids=["phone"])
def test_a_file_is_kept_looked_at_again_and_discarded(manager):
    hand_in(manager, workbook("西街学校,西街,{day},snap_trap,200,30"))
    page = manager.page
    expect(page.locator("#upload-effect")).to_contain_text("新增 1 次")
    expect(page.locator("#upload-effect")).to_contain_text("新标记")
    assert not wide(page)
    page.click("#upload-stage")
    expect(page.locator("#upload-verdict")).to_contain_text("还没有入库")
    page.locator("#staged-grid .ag-row", has_text="本月.csv").first.click()
    page.click("#staged-look")
    expect(page.locator("#upload-effect")).to_contain_text("新标记")
    expect(page.locator("#upload-download")).to_have_count(0)
    page.fill("#staged-reason", "不要了")
    page.click("#staged-discard")
    expect(page.locator("#staged")).to_contain_text("已作废")
    assert not wide(page)


def test_the_same_file_is_recognised(manager):
    file = workbook("西街医院,西街,{day},light_trap,,")
    file["buffer"] = (
        b"station,street,date,method,lamps,nights,females\n"
        + "西街医院,西街,2026-05-02,light_trap,1,1,3\n".encode()
    )
    hand_in(manager, file)
    manager.page.click("#upload-accept")
    expect(manager.page.locator("#upload-verdict")).to_contain_text("已入库")
    hand_in(manager, file)
    expect(manager.page.locator("#upload-preview")).to_contain_text("不需要再交")
    expect(manager.page.locator("#upload-accept")).to_have_count(0)


def test_a_file_too_large_is_said_so(manager):
    hand_in(manager, {"name": "大.csv", "mimeType": "text/csv", "buffer": b"1,2\n" * 700_000})
    expect(manager.page.locator("#upload-weighed")).to_contain_text("超过 1 MB")
    expect(manager.page.locator("#upload-preview")).to_be_empty()
    manager.page.wait_for_load_state("networkidle")
    assert all("TOO LARGE" in each or "too_large" in each for each in manager.complaints)
    manager.complaints.clear()

"""Handing in a bad file, then a good one, then taking it back, as a person does it."""

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


def test_a_file_that_is_no_workbook_is_refused_in_words(manager):
    hand_in(manager, {"name": "a.xlsx", "mimeType": "", "buffer": b"PK\x03\x04 broken"})
    expect(manager.page.locator("#upload-preview")).to_contain_text("没有入库")


def test_bad_rows_wait_for_a_choice_and_the_marked_workbook_comes_back(manager):
    hand_in(
        manager,
        workbook("西街学校,西街,{day},snap_trap,200,201", "西街医院,西街,{day},snap_trap,200,1"),
    )
    page = manager.page
    expect(page.locator("#fault-grid")).to_contain_text("201")
    expect(page.locator("#upload-accept")).to_be_disabled()
    with page.expect_download() as started:
        page.click("#upload-download")
    assert started.value.suggested_filename == "本月-标红.xlsx"
    page.get_by_text("扣下有误的 1 行").click()
    expect(page.locator("#upload-accept")).to_be_enabled()


def test_a_good_file_is_stored_flags_a_station_and_is_taken_back(manager):
    hand_in(manager, workbook("北街养老院,北街,{day},snap_trap,200,30"))
    page = manager.page
    expect(page.locator("#upload-preview")).to_contain_text("夹夜法")
    page.click("#upload-accept")
    expect(page.locator("#upload-verdict")).to_contain_text("新标记需消杀 1 处")
    expect(page.locator("#upload-verdict")).to_contain_text("北街养老院")
    page.locator("#upload-grid .ag-row", has_text="本月.csv").first.click()
    page.click("#upload-withdraw")
    expect(page.locator("#upload-question")).to_contain_text("本月.csv")
    expect(page.locator("#upload-loss")).to_contain_text("解除 1 处")
    expect(page.locator("#upload-take-back")).to_be_disabled()
    page.fill("#upload-reason", "填错了")
    page.click("#upload-take-back")
    expect(page.locator("#uploads")).to_contain_text("已撤回“本月.csv”")
    expect(page.locator("#upload-withdraw")).to_be_disabled()


def wide(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("manager", [live.DESK, live.PHONE], indirect=True, ids=["desk", "phone"])
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

"""The county's staff at a desk: a bad file, a good one, where it is seen, taken back; a zero."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import live
import openpyxl
import pytest
from playwright.sync_api import Browser, expect
from walk import Walk

pytestmark = pytest.mark.browser
FILE = "#upload-file input[type=file]"
EXAMPLE = Path(__file__).parents[2] / "data/examples/有错误的上报.xlsx"


def workbook(*rows: str) -> dict[str, object]:
    day = date.today() - timedelta(days=2)  # noqa: DTZ011 - the browser's clock is the real one
    head = "station,street,date,method,effective,caught"
    content = "\n".join([head, *(row.format(day=day) for row in rows)]).encode()
    return {"name": "监测组.csv", "mimeType": "text/csv", "buffer": content}


def hand_in(walk: Walk, file: dict[str, object]) -> None:
    walk.go("/settings", "#settings-page")
    walk.go("/upload", FILE)
    walk.page.set_input_files(FILE, file)


def test_staff_hand_in_what_was_counted(chromium: Browser, address: str):
    context = chromium.new_context(
        viewport=live.DESK, locale="zh-CN", accept_downloads=True, reduced_motion="reduce"
    )
    walk = Walk(context, address)
    walk.enter("staff")
    walk.open("/upload", FILE)
    refused(walk)
    faulty(walk)
    unplaced(walk)
    accepted(walk)
    taken_back(walk)
    confirmed_zero(walk)
    kept_view(walk)
    not_answered(walk)
    context.close()
    found = walk.complaints()
    assert not found, "\n".join(found)


def refused(walk: Walk) -> None:
    """What is no workbook is refused whole, in a sentence."""
    hand_in(walk, {"name": "a.xlsx", "mimeType": "", "buffer": b"PK\x03\x04 broken"})
    expect(walk.page.locator("#upload-preview")).to_contain_text("没有入库")
    walk.look("a file, refused")


def faulty(walk: Walk) -> None:
    """Each fault is a sentence with its place; the workbook comes back with its cells marked."""
    page = walk.page
    hand_in(
        walk,
        workbook("西街学校,西街,{day},snap_trap,200,201", "西街医院,西街,{day},snap_trap,200,1"),
    )
    faults = page.locator("#fault-grid")
    expect(faults).to_contain_text("201")
    expect(faults).to_contain_text("有效夹数")
    expect(page.locator("#upload-accept")).to_be_disabled()
    with page.expect_download() as started:
        page.click("#upload-download")
    assert started.value.suggested_filename == "监测组-标红.xlsx"
    sheets = openpyxl.load_workbook(BytesIO(Path(started.value.path()).read_bytes())).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.fill.fill_type and str(cell.value) == "201"]
    page.get_by_text("扣下有误的 1 行").click()
    expect(page.locator("#upload-accept")).to_be_enabled()
    walk.look("a file with faults", both())


def unplaced(walk: Walk) -> None:
    """A caution about a whole sheet has no row; none is said to be wrong."""
    walk.go("/settings", "#settings-page")
    walk.go("/upload", FILE)
    walk.page.set_input_files(FILE, EXAMPLE)
    expect(walk.page.locator("[col-id=row].ag-cell").first).to_be_visible()
    expect(walk.page.locator("body")).not_to_contain_text("Invalid")


def accepted(walk: Walk) -> None:
    """A good file is stored, flags its station, and is seen there with who brought it."""
    page = walk.page
    hand_in(walk, workbook("北街养老院,北街,{day},snap_trap,200,30"))
    expect(page.locator("#upload-preview")).to_contain_text("夹夜法")
    page.click("#upload-accept")
    expect(page.locator("#upload-verdict")).to_contain_text("新标记需消杀 1 条")
    expect(page.locator("#upload-verdict")).to_contain_text("北街养老院")
    walk.look("a file, accepted")
    walk.go("/station", "#stations-rows .rows")
    page.fill("#stations-search", "养老院")
    expect(page.locator("#stations-rows tbody tr")).to_have_count(1)
    page.click("#stations-rows tbody a")
    surveys = page.locator("#station-surveys")
    expect(surveys).to_contain_text("监测组.csv")
    expect(surveys).to_contain_text("jian@cdc.example.cn")
    expect(page.locator("#station-flags")).to_contain_text("需消杀")


def taken_back(walk: Walk) -> None:
    """Before an upload is taken back, what that changes is said, and a reason is asked for."""
    page = walk.page
    walk.go("/upload", "#upload-grid .ag-row")
    page.locator("#upload-grid .ag-row", has_text="监测组.csv").first.click()
    page.click("#upload-withdraw")
    expect(page.locator("#upload-question")).to_contain_text("监测组.csv")
    page.keyboard.press("Escape")
    expect(page.locator("#upload-question")).to_be_hidden()
    expect(page.locator("#upload-withdraw")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#upload-loss")).to_contain_text("解除 1 条")
    expect(page.locator("#upload-take-back")).to_be_disabled()
    walk.look("a question, opened", both())
    page.fill("#upload-reason", "填错了")
    page.click("#upload-take-back")
    expect(page.locator("#uploads")).to_contain_text("已撤回“监测组.csv”")
    expect(page.locator("#upload-withdraw")).to_be_disabled()


def confirmed_zero(walk: Walk) -> None:
    """A zero is told before it is stored; then the month counts it."""
    page, year = walk.page, date.today().year  # noqa: DTZ011 - the browser's clock is the real one
    walk.go(f"/completeness?year={year}&month=1&state=missing", "#calendar-list")
    row = page.locator("#calendar-list tbody tr", has_text="北街养老院").first
    row.get_by_text("确认零捕获").click()
    expect(page.locator("#zero-panel")).to_contain_text("零捕获确认：北街养老院")
    expect(page.locator("#zero-said")).to_contain_text("请选择实际监测的日期")
    page.fill("#zero-day", f"{year}-01-12")
    page.keyboard.press("Enter")
    expect(page.locator("#zero-said")).to_contain_text("没有布放或检查量")
    expect(page.locator("#zero-confirm")).to_be_disabled()
    walk.look("a zero, not yet confirmed", both())
    page.fill("#zero-effort-0", "100")
    page.fill("#zero-effort-1", "98")
    told = f"将存为一次监测：北街 北街养老院，夹夜法，{year}-01-12"
    expect(page.locator("#zero-said")).to_contain_text(told)
    page.click("#zero-confirm")
    expect(page.locator("#zero-done")).to_contain_text("已存为上报批次")
    expect(page.locator("#zero-panel")).to_be_hidden()
    cell = page.locator("#calendar-matrix tbody tr", has_text="北街").locator("td").first
    expect(cell).to_contain_text("1/1")


def kept_view(walk: Walk) -> None:
    """What is shown now is kept under a name, and stands among the person's views."""
    page = walk.page
    page.locator(".keep summary").click()
    page.fill("#views-name", "一月缺报")
    page.press("#views-name", "Enter")
    expect(page.locator("#views-links")).to_contain_text("一月缺报")
    walk.go("/views", "#views-rows .rows")
    page.locator("#views-rows summary").first.click()
    walk.look("a view, kept")


def not_answered(walk: Walk) -> None:
    """When the service does not answer, that is said on the page, to everybody."""
    page = walk.page
    walk.open("/", "#overview-flags .rows")
    page.route("**/_dash-update-component", lambda route: route.abort())
    page.click("#overview-group label:has-text('蝇类')")
    expect(page.locator("#no-answer")).to_contain_text("再试一次")
    walk.look("no answer")
    assert all("ERR_FAILED" in each or "Failed to fetch" in each for each in walk.visit.complaints)
    walk.visit.complaints.clear()


def both() -> tuple[dict[str, int], ...]:
    """A desk, a phone, and the desk again to go on at."""
    return live.DESK, live.PHONE, live.DESK

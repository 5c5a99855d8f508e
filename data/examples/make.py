"""Writes the example workbooks beside this file, from the invented county.

    python data/examples/make.py

``四害密度_标准格式.xlsx`` is a month's upload as offices really send it, untidy but readable;
``有错误的上报.xlsx`` is the same with mistakes to find; ``监测数据_长表.csv`` is the long form.
The inspection survey is the service's own template, filled: ``达标评估.xlsx``.
"""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from demo import counts  # noqa: E402

from vector import catalog, intake  # noqa: E402
from vector.intake import template  # noqa: E402

PRESENT = date(2026, 10, 31)
SHEETS = {
    "鼠": ("snap_trap", ("监测日期", "监测点位", "布放夹数", "有效夹数", "褐家鼠", "小家鼠", "其他", "捕获总数")),
    "蚊": ("light_trap", ("监测日期", "监测点位", "诱蚊灯数", "监测夜数", "淡色库蚊", "致倦库蚊", "白纹伊蚊", "其他", "合计")),
    "蝇": ("fly_cage", ("监测日期", "监测点位", "捕蝇笼数", "家蝇", "大头金蝇", "丝光绿蝇", "其他", "合计")),
    "蟑": ("sticky_trap", ("监测日期", "监测点位", "粘蟑纸数", "德国小蠊", "美洲大蠊", "其他", "阳性张数", "合计")),
}  # fmt: skip
TICKS = ("监测日期", "监测点位", "宿主类型", "宿主数量", "长角血蜱", "森林革蜱", "其他", "布尼亚病毒检测", "立克次体检测", "合计")  # fmt: skip


def _shares(total: int, parts: int) -> list[int]:
    """Split a catch over species: most in the first, the rest in turn."""
    rest = total // 3
    first = [total - rest] + [0] * (parts - 1)
    for step in range(rest):
        first[1 + step % (parts - 1)] += 1
    return first


def _row(sheet: str, survey: counts.Survey) -> list[object]:
    fields = survey.fields
    head: list[object] = [survey.day, survey.station.name]
    if sheet == "鼠":
        caught = int(fields["caught"])
        return [*head, fields["set"], fields["effective"], *_shares(caught, 3), caught]
    if sheet == "蚊":
        caught = int(fields["females"])
        return [*head, fields["lamps"], fields["nights"], *_shares(caught, 4), caught]
    if sheet == "蝇":
        caught = int(fields["caught"])
        return [*head, fields["cages"], *_shares(caught, 4), caught]
    caught = int(fields["caught"])
    return [*head, fields["effective"], *_shares(caught, 3), fields["positive"], caught]


def _rows(sheet: str) -> list[list[object]]:
    method = SHEETS[sheet][0]
    recent = [s for s in counts.surveys(PRESENT) if s.method == method]
    last = max(survey.day for survey in recent)
    month = [s for s in recent if (s.day.year, s.day.month) == (last.year, last.month)]
    return [_row(sheet, survey) for survey in month][:10]


def _write(
    book: xlsxwriter.Workbook, name: str, header: Sequence[str], rows: list[list[object]]
) -> None:
    """Write a sheet with a title above its header, as offices do."""
    sheet = book.add_worksheet(name)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True, "align": "center"})
    sheet.set_column(0, len(header), 13)
    sheet.merge_range(0, 0, 0, len(header) - 1, f"澜山县{name}密度监测记录表（虚构）", bold)
    sheet.write_row(1, 0, header, bold)
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, column, value, day)  # type: ignore[arg-type]
            else:
                sheet.write(number, column, value)


def untidy() -> None:
    """Write the readable but untidy upload, with a tick sheet that the service does not know."""
    with xlsxwriter.Workbook(HERE / "四害密度_标准格式.xlsx") as book:
        for name, (_, header) in SHEETS.items():
            rows = _rows(name)
            rows[0][0] = str(rows[0][0]).replace("-", "/")
            rows[1][2] = "４" if name == "蝇" else rows[1][2]
            rows[2][-1] = "未捕到" if rows[2][-1] == 0 else f"{rows[2][-1]}只"
            rows.append(["合计", "", *[None] * (len(header) - 2)])
            _write(book, name, header, rows)
        _write(
            book, "蜱", TICKS, [["2026-10-12", "松岭镇东头村", "犬", 3, 2, 0, 0, "阴性", "阴性", 2]]
        )


def faulty() -> None:
    """Write an upload with the mistakes people make."""
    with xlsxwriter.Workbook(HERE / "有错误的上报.xlsx") as book:
        rows = _rows("鼠")[:6]
        rows[0][3] = int(str(rows[0][2])) + 12
        rows[1][4] = -1
        rows[2][7] = int(str(rows[2][7])) + 3
        rows[3][0] = "2016109"
        rows[4][3] = "—"
        rows[5][:2] = rows[1][:2]
        _write(book, "鼠", SHEETS["鼠"][1], rows)
        _write(book, "蚊", [h for h in SHEETS["蚊"][1] if h != "诱蚊灯数"], [])


def assessment() -> None:
    """Write the latest inspection round (达标评估) into the service's own template."""
    rows = [s for s in counts.surveys(PRESENT) if s.method in counts.INSPECTED]
    last = max(survey.day for survey in rows)
    rounds = [s for s in rows if (last - s.day).days < 60]
    known = catalog.load()
    reading = intake.read(counts.long_csv(rounds).encode(), "round.csv", known)
    book = template.write(known, kind="inspection", tables=reading.tables)
    (HERE / "达标评估.xlsx").write_bytes(book)


def long_form() -> None:
    """Write the last month made in the long CSV form."""
    rows = [s for s in counts.surveys(PRESENT) if s.day >= PRESENT.replace(day=1)]
    text = counts.long_csv(rows)
    (HERE / "监测数据_长表.csv").write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    untidy()
    faulty()
    long_form()
    assessment()

"""Rolls: columns by their many headers, lines numbered as the spreadsheet shows them."""

from io import BytesIO

import pytest
from xlsxwriter import Workbook

from vector.errors import StoreError
from vector.work import roll

NEEDED = ("street", "email")


def read(text: str, encoding: str = "utf-8") -> list[tuple[int, str, str, str]]:
    lines = roll.read(text.encode(encoding), "名册.csv", "contacts", NEEDED)
    return [(each.number, each["street"], each["name"], each["email"]) for each in lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("header", ["街道,姓名,邮箱", "street,name,Email", " 街 道 ,联系人,e-mail"])
def test_headers_go_by_many_names(header: str, encoding: str) -> None:
    text = f"{header}\n东街,王某,wang@example.cn\n"
    assert read(text, encoding) == [(2, "东街", "王某", "wang@example.cn")]


def test_empty_lines_are_counted_but_passed_over() -> None:
    assert read("邮箱,备注,街道\na@b.cn,x,东街\n,,\n\nc@d.cn,,西街\n") == [
        (2, "东街", "", "a@b.cn"),
        (5, "西街", "", "c@d.cn"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("街道,姓名\n东街,王\n", "缺少“邮箱”（email）列，现有：街道、姓名"),
        ("街道,邮箱,email\n东街,a@b.cn,\n", "列“email”与“邮箱”意思相同"),
        ("街道,邮箱\n", "没有内容"),
    ],
)
def test_what_is_no_roll_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(StoreError, match=sentence):
        read(text)


def test_whole_numbers_of_a_workbook_have_no_point() -> None:
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["监测点", "方法", "月份", "截止日"])
        sheet.write_row(1, 0, ["甲", "snap_trap", 4, 25])
    [line] = roll.read(content.getvalue(), "计划.xlsx", "plans", ("station",))
    assert (line["months"], line["due_day"], line["street"]) == ("4", "25", "")


def test_an_error_names_its_line() -> None:
    line = roll.Line(7, {})
    with pytest.raises(StoreError, match=r"^第 7 行：没有街道。$"), line.told():
        raise StoreError("没有街道。")

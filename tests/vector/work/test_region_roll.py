"""A roll of regions: whole or not at all, every fault told, and read back as written."""

from datetime import date

import pytest
import reports
from sqlalchemy import Engine

from vector.errors import StoreError
from vector.work import charges, region_roll, regions
from vector.work.region_roll import Listed
from vector.work.roll_book import workbook

HEADER = "名称,代码,级别,上级,人口,人口日期,责任人,电话,责任起始日期\n"
TREE = (
    "东街,440113004,乡镇,,\"41,200\",2025-12-31,,,",
    "桥头,440113004003,社区,440113004,,,,,",
    "一格,44011300400301,网格,桥头,300人,2025/6/30,李,138,2026-01-01",
)  # fmt: skip


def take(engine: Engine, *lines: str, preview: bool = False) -> Listed:
    content = (HEADER + "\n".join(lines)).encode("gb18030")
    return region_roll.take(engine, content, "区划.csv", today=date(2026, 6, 1), preview=preview)


def test_a_tree_down_to_the_grid(engine: Engine) -> None:
    assert take(engine, *TREE) == Listed(3, 0)
    assert take(engine, *TREE) == Listed(0, 3)
    frame = region_roll.listing(engine).set_index("name")
    assert frame.loc["一格", ["level", "parent", "population", "person", "since"]].tolist() == [
        "网格", "440113004003", 300, "李", date(2026, 1, 1),
    ]  # fmt: skip
    assert frame.loc["东街", ["population", "counted_on"]].tolist() == [41200, date(2025, 12, 31)]


def test_what_is_exported_can_be_imported(sqlite_engine: Engine) -> None:
    take(sqlite_engine, *TREE)
    content = workbook("regions", region_roll.listing(sqlite_engine))
    before = reports.everything(sqlite_engine, "ledger", "audit", "audit_chain", "population")
    again = region_roll.take(sqlite_engine, content, "区划.xlsx", today=date(2026, 6, 1))
    assert again == Listed(0, 4)
    after = reports.everything(sqlite_engine, "ledger", "audit", "audit_chain", "population")
    assert after == before


def test_a_preview_tells_every_fault_and_keeps_nothing(sqlite_engine: Engine) -> None:
    regions.add(sqlite_engine, regions.Entry("西街", code="440113005"))
    charges.put_in_charge(sqlite_engine, "西街", "王", since=date(2026, 5, 1))
    before = reports.everything(sqlite_engine)
    faulty = (
        ",440113009,,,,,,,",
        "南街,44011300,,,,,,,",
        "南街,,小区,,,,,,",
        "南街,,,,约三万,,,,",
        "南街,,,,100,去年,,,",
        "桥西,440113005003,社区,东街,,,,,",
        "南街,440113005,,,,,,,",
        "西街,440113006,,,,,,,",
        "西街,,社区,,,,,,",
        "西街,,,,,,赵,,2026-04-01",
    )
    found = take(sqlite_engine, *TREE, *faulty, preview=True)
    told = [(fault.row, fault.sentence) for fault in found.faults]
    expected = (
        "没有写名称", "街道的代码应为", "级别应为", "人口应为整数", "人口日期应为",
        "应以“440113004”开头", "编号“440113005”是“西街”的", "“西街”的编号是“440113005”",
        "“西街”的级别是街道", "王 自 2026-05-01 起负责",
    )  # fmt: skip
    assert [row for row, _ in told] == list(range(5, 15))
    for (row, sentence), part in zip(told, expected, strict=True):
        assert sentence.startswith(f"第 {row} 行：")
        assert part in sentence
    assert found.entered == 3
    assert reports.everything(sqlite_engine) == before


def test_a_roll_with_a_fault_leaves_nothing(sqlite_engine: Engine) -> None:
    before = reports.everything(sqlite_engine)
    with pytest.raises(StoreError, match="第 5 行：与第 2 行是同一个区划。没有导入任何一行"):
        take(sqlite_engine, *TREE, "东街,,,,,,,,")
    assert reports.everything(sqlite_engine) == before

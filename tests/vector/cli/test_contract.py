import openpyxl
import pytest

from vector.cli.contract import contract, read
from vector.errors import VectorError

ASSAY = "种类,品系,浓度,试虫数,死亡数\n白纹伊蚊,甲,对照,100,3\n白纹伊蚊,甲,0.01,50,２０\n"


@pytest.fixture
def written(tmp_path):
    def write(text, name="t.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_in_any_encoding(written, encoding):
    rows = read(written(ASSAY, encoding=encoding), "bioassay")
    assert rows["dose"].tolist() == [0, 0.01]
    assert rows["dead"].tolist() == [3, 20]
    assert rows["species"].tolist() == ["白纹伊蚊"] * 2
    assert rows["row"].tolist() == [2, 3]


def test_a_workbook_with_a_title_and_other_sheets(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("数据")
    sheet.append(["2025年抗性监测"])
    for row in (["分钟", "总数", "击倒数"], [5, 100, 4], [None, None, None], [10, 100, 17]):
        sheet.append(row)
    path = tmp_path / "t.xlsx"
    book.save(path)
    rows = read(path, "bioassay")
    assert rows["minute"].tolist() == [5, 10]
    assert rows["row"].tolist() == [3, 5]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("abc", "整数"),
        ("-1", "整数"),
        ("1.5", "整数"),
        ("", "空白"),
        ("nan", "整数"),
        ("inf", "整数"),
    ],
)
def test_a_cell_at_fault_is_named(written, cell, expected):
    path = written(f"dose,n,k\n1,50,3\n2,50,{cell}\n")
    with pytest.raises(VectorError, match="C3（死亡数）") as error:
        read(path, "bioassay")
    assert expected in error.value.sentence


def test_words_and_days(written):
    head = "监测点,组别,日期,捕获数,布放数\n"
    rows = read(written(head + "a,处理组,2025年6月1日,3,10\nb,CK,2025/6/2,4,10\n"), "efficacy")
    assert rows["arm"].tolist() == ["treated", "control"]
    assert rows["date"].dt.day.tolist() == [1, 2]
    with pytest.raises(VectorError, match="处理、对照"):
        read(written(head + "a,别的,2025-06-01,3,10\n"), "efficacy")
    with pytest.raises(VectorError, match="A2（监测点）：空白，应为文字"):
        read(written(head + ",处理,2025-06-01,3,10\n"), "efficacy")
    with pytest.raises(VectorError, match="C2（日期）"):
        read(written(head + "a,处理,六月,3,10\n"), "efficacy")


def test_many_faults_are_counted(written):
    path = written("dose,n,k\n" + "1,x,1\n" * 30)
    with pytest.raises(VectorError, match="另有 20 处"):
        read(path, "bioassay")


def test_what_is_no_such_table(written, tmp_path):
    with pytest.raises(VectorError, match="死亡数"):
        read(written("dose,n\n1,2\n"), "bioassay")
    with pytest.raises(VectorError, match="没有数据"):
        read(written("dose,n,k\n"), "bioassay")
    with pytest.raises(VectorError, match="无法读取"):
        read(tmp_path / "none.csv", "bioassay")


@pytest.mark.parametrize("name", ["bioassay", "efficacy"])
def test_no_header_means_two_columns(name):
    named = [(word, column.id) for column in contract(name).values() for word in column.names]
    assert len({word for word, _ in named}) == len(named)


def test_identical_rows_are_pointed_out(written, capsys):
    rows = "甲,2024-05,3\n甲,2024-06,3\n甲,2024-05,3\n"
    assert len(read(written("监测点,时间,捕获数\n" + rows), "series")) == 3
    assert "有 1 行与前面的行完全相同（首见第 4 行）" in capsys.readouterr().err
    read(written("浓度,试虫数,死亡数\n1,50,3\n1,50,3\n"), "bioassay")
    assert capsys.readouterr().err == ""


def test_a_missing_column_is_told_with_its_other_names(written):
    with pytest.raises(VectorError, match="捕获数（也可写作 数量、只数、捕获）"):
        read(written("监测点,时间,工作量\n甲,2024-05,3\n"), "series")


@pytest.mark.parametrize(
    ("cell", "count"), [("—", None), ("无", None), ("未捕到", 0), ("12只", 12)]
)
def test_missing_and_zero_are_spelt_as_in_uploads(written, cell, count):
    found = read(written(f"时间,捕获数\n2024-05,{cell}\n2024-06,1\n"), "series")["count"][0]
    assert found == count or (count is None and found != found)


def test_a_needed_figure_that_is_missing_is_a_fault(written):
    with pytest.raises(VectorError, match="C2（死亡数）：写作“—”，应为不小于 0 的整数"):
        read(written("浓度,试虫数,死亡数\n1,50,—\n"), "bioassay")


def test_a_count_beyond_all_counts_is_a_fault(written):
    with pytest.raises(VectorError, match="1000000000000000"):
        read(written("时间,捕获数\n2024-05,1000000000000000\n"), "series")


def test_sums_of_other_rows_are_left_out_and_said(written, capsys):
    path = written("监测点,时间,捕获数\n甲,2024-05,3\n乙,2024-05,4\n合计,2024-05,7\n")
    assert read(path, "series")["series"].tolist() == ["甲", "乙"]
    assert "第 4 行是合计或平均，未计入" in capsys.readouterr().err

"""``vector template``."""

import io

import pytest
from python_calamine import CalamineWorkbook

from vector.cli import run


def leave(*arguments):
    with pytest.raises(SystemExit) as left:
        run(arguments)
    return left.value.code


def test_the_template_of_one_group_by_its_chinese_name(tmp_path):
    path = tmp_path / "鼠.xlsx"
    assert leave("template", "--group", "鼠", "--kind", "inspection", "-o", str(path)) == 0
    names = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())).sheet_names
    assert "鼠迹法(室内)" in names
    assert "夹夜法" not in names


def test_an_unknown_group_writes_nothing(tmp_path, capsys):
    path = tmp_path / "x.xlsx"
    assert leave("template", "--group", "狗", "-o", str(path)) == 2
    assert "狗" in capsys.readouterr().err
    assert not path.exists()


def test_a_folder_that_is_not_there_is_named(tmp_path, capsys):
    assert leave("template", "--group", "蝇", "-o", str(tmp_path / "no" / "x.xlsx")) == 2
    assert "无法写入" in capsys.readouterr().err

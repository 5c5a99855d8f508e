"""Tables on screens of any width: no figure is cut in two."""

import re
from io import StringIO

import pytest

from vector.cli.screen import draw

SAID = "与上月（2025-11）的差别可以由偶然解释（比值 0.875，95% 区间 0.255～2.92）"
COLUMNS = {
    "监测点": ["东湖社区", "北关小学"],
    "密度": [216.23, 0.875],
    "说明": [SAID, ""],
}


class Terminal(StringIO):
    """A screen that remembers what was written."""

    def isatty(self) -> bool:
        return True


def drawn(columns: dict[str, list[object]], width: int, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    draw(columns, "题", stream)
    return re.sub(r"\x1b\[[\d;]*m", "", stream.getvalue())


def test_a_wide_screen_shows_one_table(monkeypatch) -> None:
    out = drawn(COLUMNS, 160, monkeypatch)
    assert f"│ 东湖社区 │ 216.23 │ {SAID}" in out


def test_sentences_go_below_where_they_do_not_fit(monkeypatch) -> None:
    out = drawn(COLUMNS, 60, monkeypatch)
    assert "│ 东湖社区 │ 216.23 │\n" in out
    assert "东湖社区  说明：与上月" in out
    assert "北关小学  说明" not in out


def test_rows_become_lines_where_even_figures_do_not_fit(monkeypatch) -> None:
    many = COLUMNS | {f"第{number}列": [1234.56, 7.0] for number in range(12)}
    out = drawn(many, 50, monkeypatch)
    assert "题\n" in out
    assert "监测点：东湖社区\n密度：216.23\n" in out
    assert out.count("第3列：1234.56") == 1


def test_a_file_has_no_width(tmp_path) -> None:
    path = tmp_path / "表.txt"
    with path.open("w", encoding="utf-8") as stream:
        draw({name: list(values) for name, values in COLUMNS.items()}, "", stream)
    assert SAID in path.read_text(encoding="utf-8")

"""The help beside each statistic: all of it is there, in both languages, and none is left over."""

import ast
from pathlib import Path

import pytest
from visitor import as_text

import dashboard
from dashboard.help import PANELS, STATISTICS
from dashboard.text import strings

PARTS = {"name", "is", "not"}
CODE = Path(dashboard.__file__).parent


def rows_of_helps():
    """The helps that a page names outright, for a figure that has no headings."""
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "helps":
                yield from (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_help_says_what_a_number_is_and_what_it_is_not(language):
    found = {}
    for key in strings(language):
        section, *rest = key.split(".")
        if section == "help" and len(rest) == 2:
            found.setdefault(rest[0], set()).add(rest[1])
    assert len(found) > 25
    assert [statistic for statistic, parts in found.items() if parts != PARTS] == []


def test_each_heading_is_a_text_and_each_help_stands_somewhere():
    assert {*STATISTICS, *PANELS} <= strings("zh").keys()
    named = {*STATISTICS.values(), *rows_of_helps()}.union(*PANELS.values())
    written = {key.split(".")[1] for key in strings("zh") if key.startswith("help.")}
    assert written - {"of", "is_not"} == named


def test_a_statistic_has_its_help_beside_its_heading(signed_in):
    visitor = signed_in("manager")
    text = as_text(visitor.shown("overview-flags.children", {"overview-group.value": ""}))
    assert "95% 区间" in text
    assert "先把捕获数（或阳性数）和工作量各自合计，再相除" in text
    assert '"className": "help"' in text
    visitor.client.get("/language/en")
    text = as_text(visitor.shown("overview-flags.children", {"overview-group.value": ""}))
    assert "What is a density or index?" in text

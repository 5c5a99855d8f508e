"""The texts: both languages say the same things, and no page says anything by itself."""

import ast
import string
from pathlib import Path

import pytest

import dashboard
from dashboard.text import say, strings

CODE = Path(dashboard.__file__).parent


def blanks(text):
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


def test_both_languages_hold_the_same_keys():
    assert strings("zh").keys() == strings("en").keys()


def test_both_languages_fill_the_same_blanks():
    other = strings("en")
    assert [key for key, text in strings("zh").items() if blanks(text) != blanks(other[key])] == []


def test_nothing_is_left_empty():
    assert [key for each in ("zh", "en") for key, text in strings(each).items() if not text] == []


def test_english_is_english():
    plain = {
        key: text for key, text in strings("en").items() if not key.startswith("station.hover")
    }
    chinese = [key for key, text in plain.items() if any("一" <= letter <= "鿿" for letter in text)]
    assert chinese == ["site.switch_language"]


def literals(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documented
        ):
            yield node.value


PAGES = [path for path in sorted(CODE.rglob("*.py")) if path.parent.name != "commands"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_chinese_stands_in_the_code(path):
    found = [text for text in literals(path) if any("一" <= letter <= "鿿" for letter in text)]
    assert found == []


@pytest.mark.parametrize("path", sorted(CODE.rglob("*.html")), ids=lambda path: path.name)
def test_no_chinese_stands_in_the_templates(path):
    assert not any("一" <= letter <= "鿿" for letter in path.read_text(encoding="utf-8"))


def test_every_key_that_the_code_names_exists():
    named = {
        node.args[0].value
        for path in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"say", "mark"}
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(named) > 100
    assert named - strings("zh").keys() == set()


def test_outside_a_request_chinese_is_spoken():
    assert say("sign_in.submit") == "登录"


def test_the_switch_changes_every_word(signed_in):
    visitor = signed_in("manager")
    assert "现在需消杀的地方" in visitor.page("/")
    visitor.client.get("/language/en")
    page = visitor.page("/")
    assert "Where treatment is needed now" in page
    assert "现在需消杀的地方" not in page


def test_an_unknown_language_is_refused(signed_in):
    assert signed_in("manager").client.get("/language/fr").status_code == 404

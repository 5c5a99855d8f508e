"""Every refusal of a package stands in both languages, with the same values in each."""

import ast
import re
from pathlib import Path

import pytest

from vector.told import texts

ROOT = Path(__file__).parents[2]
PACKAGES = ("store", "work")
CHINESE = re.compile("[\u3400-\u9fff]")
VALUE = re.compile(r"(?<!\{)\{(\w+)")


def calls(package: str) -> list[tuple[str, set[str]]]:
    """The sentences that a package's modules ask for, with the values they give."""
    found = []
    for path in sorted((ROOT / "vector" / package).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if f"from vector.{package}.refusal import said" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id == "said" and isinstance(node.args[0], ast.Constant):
                given = {str(each.arg) for each in node.keywords}
                found += [] if "None" in given else [(node.args[0].value, given)]
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_every_refusal_is_told_in_both_languages_with_its_values(package: str) -> None:
    book = texts(ROOT / "vector" / package / "refusals.toml")
    asked = calls(package)
    assert len(asked) > 50
    for key, given in asked:
        for language in ("zh", "en"):
            assert set(VALUE.findall(book[key][language])) <= given, (key, language)
    for key, said in book.items():
        assert set(VALUE.findall(said["zh"])) == set(VALUE.findall(said["en"])), key
        assert not CHINESE.search(said["en"].replace("方案", "")), key


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_says_why_it_refuses_in_its_own_words(package: str) -> None:
    for path in sorted((ROOT / "vector" / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                written = [
                    part.value for each in node.exc.args for part in ast.walk(each)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                ]  # fmt: skip
                assert not CHINESE.search("".join(written)), (path.name, node.lineno, written)

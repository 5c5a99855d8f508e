"""Faults of a file: their codes, severities and sentences, and the list that collects them.

Every sentence stands in ``sentences.toml`` in both languages; a code without an entry there
does not exist. A sentence names the place, what was found and what is expected.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import pandas as pd

from vector.errors import CatalogError, IntakeError, Said
from vector.intake.word import visible
from vector.told import Language, of

SENTENCES = Path(__file__).parent / "sentences.toml"
FINDINGS = Path(__file__).parent / "findings.toml"
LONGEST_FOUND = 40
BLANK = Said("空白", "blank")
NAMED = ("sheet", "row", "column", "cell", "found", "expected")
MOST_LISTED = 100_000
"""Nobody mends more, cell by cell; half a million would take a gigabyte."""

Severity = Literal["error", "warning"]

Values = Mapping[str, object]
"""What a sentence names beyond the columns of the table of faults."""

NO_VALUES: Values = MappingProxyType({})


@dataclass(frozen=True)
class Wording:
    """How one fault is told, and whether its row may still be accepted."""

    severity: Severity
    zh: str
    en: str


class Fault(NamedTuple):
    """One fault at one place; row 0 and an empty cell mean the whole sheet or file."""

    sheet: str
    row: int
    column: str
    cell: str
    severity: Severity
    code: str
    found: str
    expected: str
    sentence: str


@cache
def wordings(path: Path = SENTENCES) -> Mapping[str, Wording]:
    """Read the sentences, keyed by fault code.

    Raises
    ------
    CatalogError
        Naming the file, the code and the reason.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(path.name, "*", f"不是有效的 TOML：{error}") from error
    return {code: _wording(path.name, code, entry) for code, entry in raw.items()}


def _wording(file: str, code: str, entry: Mapping[str, str]) -> Wording:
    if set(entry) != {"severity", "zh", "en"}:
        raise CatalogError(file, code, "应当恰有 severity、zh、en 三项")
    match entry["severity"]:
        case "error" | "warning" as severity:
            return Wording(severity, entry["zh"], entry["en"])
        case other:
            raise CatalogError(file, code, f"severity 应为 error 或 warning，而不是 {other}")


def shown(value: object) -> str:
    """Return a cell's content as a sentence quotes it: one line, not too long.

    Examples
    --------
    >>> shown(3.0), shown("雨\\n天"), shown("")
    ('3', '雨 天', '空白')
    """
    if isinstance(value, float) and value.is_integer():
        value = f"{value:.0f}"
    text = " ".join(visible(str(value)).split())
    if not text:
        return BLANK.zh
    return text if len(text) <= LONGEST_FOUND else text[: LONGEST_FOUND - 1] + "…"


def say(code: str, **values: object) -> str:
    """Tell a fault in Chinese.

    Parameters
    ----------
    code : str
        A code of ``sentences.toml``.
    **values
        What the sentence's placeholders stand for.

    Raises
    ------
    KeyError
        When the code is unknown or a placeholder has no value: a fault of the program.

    Examples
    --------
    >>> say("no_sheets", file="六月.xlsx").split("；")[0]
    '文件“六月.xlsx”中没有工作表（或全部为空）'
    """
    return wordings()[code].zh.format_map(values)


def say_in_english(code: str, **values: object) -> str:
    """Tell a fault in English; see :func:`say`."""
    return wordings()[code].en.format_map(values)


def refuse(code: str, **values: object) -> IntakeError:
    """Return the error that refuses a whole file, told in both languages.

    Examples
    --------
    >>> refuse("no_sheets", file="a.csv").code
    'no_sheets'
    """
    return IntakeError(
        code, say(code, **of("zh", values)), say_in_english(code, **of("en", values))
    )


@cache
def _findings() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(FINDINGS.read_text(encoding="utf-8"))


def finding(key: str, **values: object) -> Said:
    """Return what a file was found to be or to have, in both languages.

    Parameters
    ----------
    key : str
        A key of ``findings.toml``.
    **values
        What the placeholders stand for.

    Examples
    --------
    >>> finding("many_sheets", sheets=300).en
    'it has 300 sheets'
    """
    said = _findings()[key]
    return Said(said["zh"].format_map(of("zh", values)), said["en"].format_map(of("en", values)))


def tell(language: Language, fault: Any, file: str, values: Values) -> str:
    """Tell a fault that was noted.

    Parameters
    ----------
    language : {"zh", "en"}
    fault : Fault
        Or a row of the table of faults.
    file : str
        The file's name.
    values : mapping
        What its sentence names beyond the columns of the table.
    """
    if language == "zh":
        return str(fault.sentence)
    kept = {name: getattr(fault, name) for name in NAMED}
    return say_in_english(fault.code, **of("en", {"file": file, **kept, **values}))


class Faults:
    """The faults of one file, in the order they were found.

    Parameters
    ----------
    file : str
        The file's name, for the sentences.

    Examples
    --------
    >>> faults = Faults("六月.xlsx")
    >>> faults.add("hidden_sheet", sheet="旧表", found="隐藏的工作表", expected="可见的工作表")
    >>> faults.frame()["severity"].tolist()
    ['warning']
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Fault] = []
        self.values: list[Values] = []
        self.unlisted = 0

    def add(
        self,
        code: str,
        *,
        sheet: str = "",
        row: int = 0,
        column: str = "",
        cell: str = "",
        found: object = "",
        expected: str | Said = "",
        **values: object,
    ) -> None:
        """Note a fault; ``row`` is counted from 1 as Excel shows it, ``cell`` is like ``C5``.

        Raises
        ------
        IntakeError
            ``too_many_faults`` at an error too many; cautions are listed no further then.
        """
        if len(self.found) >= MOST_LISTED:
            self._beyond(code, sheet)
            return
        place = {"sheet": sheet, "row": row, "column": column, "cell": cell}
        told = {"found": _quoted(found), "expected": expected, **values}
        said = of("zh", told)
        sentence = say(code, file=self.file, **place, **said)
        severity, what = wordings()[code].severity, (str(said["found"]), str(said["expected"]))
        self.found.append(Fault(sheet, row, column, cell, severity, code, *what, sentence))
        self.values.append(_beyond_columns(told))

    def _beyond(self, code: str, sheet: str) -> None:
        if wordings()[code].severity == "error":
            raise refuse("too_many_faults", file=self.file, sheet=sheet, found=MOST_LISTED)
        self.unlisted += 1

    def frame(self) -> pd.DataFrame:
        """Return the faults as a table; what two methods of a sheet note alike is told once."""
        return pd.DataFrame(list(self._once()), columns=list(Fault._fields))

    def beyond_columns(self) -> list[Values]:
        """Return what the sentence of each row of the table names beyond its columns."""
        return list(self._once().values())

    def _once(self) -> dict[Fault, Values]:
        found = dict(zip(self.found, self.values, strict=True))
        if self.unlisted:
            sentence = say("cautions_unlisted", file=self.file, found=self.unlisted)
            count = str(self.unlisted)
            place = ("", 0, "", "")
            fault = Fault(*place, "warning", "cautions_unlisted", count, "", sentence)
            found[fault] = NO_VALUES
        return found


def _quoted(found: object) -> str | Said:
    """Return what was found as a sentence quotes it, in both languages where it is no cell's."""
    if isinstance(found, Said):
        return Said(shown(found.zh), found.en)
    quoted = shown(found)
    return BLANK if quoted == BLANK.zh else quoted


def _beyond_columns(told: Values) -> Values:
    """Return the values that the table of faults does not keep, or keeps in Chinese only."""
    own = {
        name: value for name, value in told.items() if name not in NAMED or isinstance(value, Said)
    }
    return own or NO_VALUES

"""Layouts 上报格式: which sheets a kind of workbook has, and what its headers mean.

A layout is one TOML file in ``layouts``. A form says how one sheet is read: the method, the words
of its headers, and what stands in for a field the layout has no column for (always said aloud).
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field as Spec
from pydantic import ValidationError

from vector.catalog.entry import Row
from vector.errors import CatalogError, Said
from vector.intake.rule import LineList, Rules, StandIn
from vector.intake.word import plain

DIRECTORY = Path(__file__).parent / "layouts"

PLACES = ("station", "street", "habitat", "date", "note", "method", "county", "collected")
"""Targets that are no field of a method."""

IGNORED = "ignored"
TOTAL = "total"
"""The column that species counts add up to, where the layout has it apart from the fields."""

SPECIES = "species:"
SEX = "sex:"
"""A column that splits a catch by sex or stage; its parts are added up, never kept."""

STATED = "stated:"
"""An index's own value as it was reported, beside the counts that were made from it."""

RATE = "rate:"
"""A column with an index that the counts give anyway; it is compared, never kept."""


class FormRow(Row):
    """One ``[[form]]`` of a layout file.

    Attributes
    ----------
    names : tuple of str
        Patterns of sheet names.
    method : str
        Its id; empty where every row names its own.
    together : str
        Forms of the same word are parts of one sheet: each row holds a survey of every method.
    months : tuple of str
        For sheets without a header, whose first column holds years and months: what each further
        column means.
    without : tuple of str
        Fields of the method that the layout need not have; indices that rest on them have no
        value then, and the user is told.
    rate_times : mapping
        Index → how many times its value the sheet states (a density per 100 as a percentage).
    lines : LineList or None
        For lists of single traps or animals.
    """

    names: tuple[str, ...] = ()
    method: str = ""
    columns: Mapping[str, tuple[str, ...]] = {}
    stand_in: tuple[StandIn, ...] = ()
    without: tuple[str, ...] = ()
    rules: Rules | None = None
    together: str = ""
    months: tuple[str, ...] = ()
    rate_times: Mapping[str, int] = {}
    lines: LineList | None = None
    refused_zh: str = ""
    refused_en: str = ""


class LeftOut(Row):
    """Columns that are known and cannot be taken: why, in both languages.

    By the first of them a sheet is known that has nothing else.
    """

    columns: tuple[str, ...]
    zh: str
    en: str


class LayoutRow(Row):
    """A layout file.

    Attributes
    ----------
    kind : {"named", "methods", "long"}
        ``named``: the forms are listed. ``methods``: one form per method of the catalogue.
        ``long``: one form whose rows name their method.
    rules : Rules
        Of every form that has none of its own.
    passed_over : tuple of str
        Patterns of sheets that are never read: instructions, examples, lists.
    ignored : tuple of str
        Headers known to hold nothing that is kept.
    left_out : tuple of LeftOut
        Columns whose counts are not taken, for something is missing beside them.
    expected_zh, expected_en : str
        In a sentence: which sheets and columns the layout has.
    told : bool
        Whether a sentence that refuses a sheet names this layout among the known ones.
    usual_zh, usual_en : str
        What is said where a field without a column is taken at its usual value; empty where the
        layout does not allow that.
    """

    id: str
    zh: str
    en: str
    kind: Literal["named", "methods", "long"]
    source: str
    expected_zh: str
    expected_en: str
    columns: Mapping[str, tuple[str, ...]]
    told: bool = True
    usual_zh: str = ""
    usual_en: str = ""
    passed_over: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = Spec(default=())
    rules: Rules = Rules()
    form: tuple[FormRow, ...] = Spec(default=())

    @property
    def expected(self) -> Said:
        """In a sentence: which sheets and columns the layout has."""
        return Said(self.expected_zh, self.expected_en)


def plain_header(text: str) -> str:
    """Return a header as it is compared: no blanks, no brackets, no marks at its ends.

    Examples
    --------
    >>> plain_header(" 有效夹数 （个）*")
    '有效夹数个'
    """
    bare = plain(text).translate(_BRACKETS)
    return bare.strip("*:、,;。.")


_BRACKETS = {ord(mark): None for mark in "()[]{}【】〔〕「」《》<>"}


@cache
def layouts(directory: Path = DIRECTORY) -> tuple[LayoutRow, ...]:
    """Read every layout file.

    Raises
    ------
    CatalogError
        Naming the file, the key and the reason.
    """
    return tuple(_layout(path) for path in sorted(directory.glob("*.toml")))


def _layout(path: Path) -> LayoutRow:
    try:
        return LayoutRow.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(path.name, "*", f"不是有效的 TOML：{error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CatalogError(path.name, where, first["msg"]) from error

"""The own template: one sheet per method with the catalogue's fields, written and filled."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any, Literal

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from vector.catalog import Catalog
from vector.catalog.index import AbsoluteIndex, GradedIndex
from vector.catalog.method import Method
from vector.errors import VectorError
from vector.intake.date import EARLIEST
from vector.intake.own_sheet import Column, columns, example_rows, sheet_name, words

Kind = Literal["inspection", "monitoring"]


def write(
    catalog: Catalog,
    groups: Iterable[str] | None = None,
    *,
    kind: Kind | None = None,
    tables: Mapping[str, pd.DataFrame] | None = None,
) -> bytes:
    """Write the own template.

    Parameters
    ----------
    catalog : Catalog
    groups : iterable of str, optional
        Ids of vector groups; all unless given.
    kind : {"inspection", "monitoring"}, optional
        ``inspection``: the methods whose indices a standard grades, or an absolute clause
        judges; ``monitoring``: the others; all unless given.
    tables : mapping of method id → DataFrame, optional
        Surveys to fill in, as in ``Reading.tables``.

    Returns
    -------
    bytes
        An xlsx workbook that :func:`vector.intake.read` reads.

    Raises
    ------
    VectorError
        When a group is unknown or no method is left.

    Examples
    --------
    >>> from vector.catalog import load
    >>> write(load(), ["rodent"], kind="inspection")[:2]
    b'PK'
    """
    chosen = methods(catalog, groups, kind)
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        writer = _Writer(book, catalog)
        writer.guide()
        writer.example(chosen[0])
        for method in chosen:
            writer.method(method, (tables or {}).get(method.id))
        writer.lists(chosen)
    return content.getvalue()


def methods(
    catalog: Catalog, groups: Iterable[str] | None = None, kind: Kind | None = None
) -> list[Method]:
    """Return the methods of the groups and the kind, in the order users expect.

    Raises
    ------
    VectorError
        When a group is unknown or no method is left.
    """
    wanted = list(catalog.groups) if groups is None else list(groups)
    for group in wanted:
        if group not in catalog.groups:
            known = "、".join(f"{known.id}（{known.zh}）" for known in catalog.groups.values())
            raise VectorError(f"没有病媒类别“{group}”；应为{known}。")
    found = [
        method
        for method in catalog.methods.values()
        if method.group in wanted and kind in (None, _kind(method, catalog))
    ]
    if not found:
        raise VectorError("所选病媒类别没有这一类监测方法。")
    return sorted(found, key=lambda method: catalog.groups[method.group].order)


def _kind(method: Method, catalog: Catalog) -> Kind:
    judged = (GradedIndex, AbsoluteIndex)
    inspected = any(isinstance(index, judged) for index in catalog.indices_of(method.id))
    return "inspection" if inspected else "monitoring"


class _Writer:
    """Writes the sheets of one template."""

    def __init__(self, book: Any, catalog: Catalog) -> None:
        self.book = book
        self.catalog = catalog
        self.words = words()
        self.head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        self.bold = book.add_format({"bold": True, "font_size": 14})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})

    def guide(self) -> None:
        """Write the instructions."""
        sheet = self.book.add_worksheet(self.words["guide"])
        sheet.set_column(0, 0, 110)
        sheet.write_string(0, 0, self.words["text"]["title"], self.bold)
        for row, line in enumerate(self.words["guide_text"]["lines"], start=2):
            sheet.write_string(row, 0, line, self.wrap)

    def example(self, method: Method) -> None:
        """Write a sheet that shows how one method is filled in, and that is never read."""
        sheet = self.book.add_worksheet(self.words["example"])
        title = self.words["text"]["example_title"].format(method=method.zh)
        sheet.write_string(0, 0, title, self.bold)
        shown = columns(method, self.catalog)
        self._header(sheet, 1, shown)
        for row, line in enumerate(example_rows(shown), start=2):
            self._row(sheet, row, line)

    def method(self, method: Method, table: pd.DataFrame | None) -> None:
        """Write a method's sheet, filled with a table where there is one."""
        sheet = self.book.add_worksheet(sheet_name(method))
        sheet.set_tab_color(self.catalog.groups[method.group].colour)
        shown = columns(method, self.catalog)
        self._header(sheet, 0, shown)
        self._rules(sheet, method, shown)
        for row, line in enumerate(_lines(table, shown), start=1):
            self._row(sheet, row, line)

    def lists(self, chosen: Sequence[Method]) -> None:
        """Write the hidden sheet of the drop-down lists, one column of habitats per group."""
        sheet = self.book.add_worksheet(self.words["lists"])
        sheet.hide()
        for group in {method.group for method in chosen}:
            for row, habitat in enumerate(self._habitats(group)):
                sheet.write_string(row, self._list_column(group), habitat)

    def _habitats(self, group: str) -> list[str]:
        return [h.zh for h in self.catalog.habitats.values() if group in h.groups]

    def _list_column(self, group: str) -> int:
        return list(self.catalog.groups).index(group)

    def _header(self, sheet: Any, row: int, shown: Sequence[Column]) -> None:
        for place, column in enumerate(shown):
            sheet.set_column(place, place, column.width)
            sheet.write_string(row, place, column.header, self.head)
            sheet.write_comment(row, place, column.note, {"x_scale": 2})
        sheet.freeze_panes(row + 1, 0)

    def _rules(self, sheet: Any, method: Method, shown: Sequence[Column]) -> None:
        """Put drop-downs and input rules on the columns; they warn, the reading decides."""
        for place, column in enumerate(shown):
            if rule := self._rule(column, method):
                sheet.data_validation(1, place, self.words["rows"], place, rule)

    def _rule(self, column: Column, method: Method) -> dict[str, Any]:
        if column.target == "habitat":
            source = self._list_source(method.group)
            return {"validate": "list", "source": source, "error_type": "warning"}
        if column.target == "date":
            limits = {"minimum": EARLIEST, "maximum": "=TODAY()"}
            return {"validate": "date", "criteria": "between", "error_type": "warning"} | limits
        if not column.counted:
            return {}
        validate = "decimal" if column.field and column.field.decimals else "integer"
        return {
            "validate": validate,
            "criteria": ">=",
            "value": 0,
            "error_type": "warning",
            "input_message": self.words["text"]["input"],
        }

    def _list_source(self, group: str) -> str:
        letter = xl_col_to_name(self._list_column(group), col_abs=True)
        return f"={self.words['lists']}!{letter}$1:{letter}${len(self._habitats(group))}"

    def _row(self, sheet: Any, row: int, line: Sequence[Any]) -> None:
        for place, value in enumerate(line):
            if isinstance(value, date):
                sheet.write_datetime(row, place, value, self.day)
            elif isinstance(value, str):
                sheet.write_string(row, place, value)
            elif value is not None:
                sheet.write_number(row, place, value)


def _lines(table: pd.DataFrame | None, shown: Sequence[Column]) -> Iterator[list[Any]]:
    """Yield a table's surveys as rows of the sheet, in natural units."""
    if table is None:
        return
    for record in table.to_dict("records"):
        yield [_cell(record.get(column.target), column) for column in shown]


def _cell(value: Any, column: Column) -> Any:
    if value is None or value != value or value == "":
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    if column.counted:
        return float(value) / 10 ** (column.field.decimals if column.field else 0)
    return str(value)

"""A roll as a workbook: the template to fill in, and what is known, written to be read again."""

from io import BytesIO

import pandas as pd
from xlsxwriter import Workbook

from vector.work.roll import titles

WIDTH = 16


def workbook(kind: str, rows: pd.DataFrame | None = None) -> bytes:
    """Write a roll with the headers that are read back.

    Parameters
    ----------
    kind : {"regions", "stations", "contacts", "plans"}
        Which roll of ``rolls.toml``.
    rows : DataFrame, optional
        Its columns by their English names; a template without lines when left out.

    Returns
    -------
    bytes
        An xlsx file. Everything is text, so that a code keeps its zeros and nothing is a formula.

    Examples
    --------
    >>> from vector.work import roll
    >>> lines = pd.DataFrame({"name": ["=东街"], "code": ["001"]})
    >>> found = roll.read(workbook("regions", lines), "区划.xlsx", "regions", ("name",))
    >>> found[0]["name"], found[0]["code"]
    ('=东街', '001')
    """
    headers, content = titles(kind), BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名册")
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        sheet.set_column(0, len(headers) - 1, WIDTH, text)
        sheet.freeze_panes(1, 0)
        for at, (column, title) in enumerate(headers.items()):
            sheet.write_string(0, at, title, bold)
            known = [] if rows is None or column not in rows else rows[column].tolist()
            for row, value in enumerate(known, start=1):
                sheet.write_string(row, at, "" if pd.isna(value) else str(value), text)
    return content.getvalue()

"""A sample of what a mapping of columns would read."""

from typing import Any

from dash import html

from dashboard.panel import said
from dashboard.service import service
from dashboard.text import language, name, say
from vector.intake import read
from vector.intake.mapping import SheetMapping

SAMPLED = 3
SHOWN_FAULTS = 8


def sampled(content: bytes, filename: str, sheet: str, made: SheetMapping) -> html.Div:
    """How many surveys of a sheet a mapping reads, the first of them, and what is wrong."""
    found = read(
        content, filename, service().catalog, today=service().today(),
        remembered={made.fingerprint: made},
    )  # fmt: skip
    faults = found.faults[found.faults["sheet"] == sheet]
    table = found.tables.get(made.method)
    mine = table[table["sheet"] == sheet] if table is not None else None
    count = 0 if mine is None else len(mine)
    lines = [said(say("mapping.would_read", count=count))]
    if mine is not None and count:
        lines.append(_surveys(mine.head(SAMPLED), made))
    told = found.told(language(), faults.head(SHOWN_FAULTS))
    lines += [html.P(sentence, className="small") for sentence in told]
    if len(faults) > SHOWN_FAULTS:
        lines.append(html.P(say("mapping.more_faults", count=len(faults) - SHOWN_FAULTS)))
    return html.Div(lines)


def _surveys(some: Any, made: SheetMapping) -> html.Table:
    method = service().catalog.methods[made.method]
    fields = [field for field in method.fields if some[field.id].notna().any()]
    heads = [say("station.date"), say("flag.place"), *(name(field) for field in fields)]
    rows = [
        [f"{row.date:%Y-%m-%d}", f"{row.street} {row.station}".strip()]
        + [_number(getattr(row, field.id), field.decimals) for field in fields]
        for row in some.itertuples()
    ]
    body = [html.Tr([html.Td(cell) for cell in row]) for row in rows]
    headings = html.Thead(html.Tr([html.Th(head, scope="col") for head in heads]))
    return html.Table([headings, html.Tbody(body)], className="rows tight")


def _number(value: float, decimals: int) -> str:
    return "—" if value != value else f"{value / 10**decimals:.{decimals}f}"

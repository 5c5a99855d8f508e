"""A list of surveys: a table, and on a narrow screen a card for each."""

from collections.abc import Iterable, Mapping
from typing import Any

from dash import html

from dashboard.light import element
from dashboard.text import say


def listed(title: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> html.Table:
    """The rows under their headings; ``columns`` maps what a row holds to its heading's key."""
    headings = {each: say(key) for each, key in columns.items()}
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in headings.values()]))
    body = element("Tbody", [_row(row, headings) for row in rows])
    caption = html.Caption(title, className="unseen")
    return html.Table([caption, head, body], className="rows cards tight surveys")


def _row(row: Mapping[str, Any], headings: Mapping[str, str]) -> dict[str, Any]:
    looks = {"date": {"className": "when"}}
    cells = [
        element(
            "Td", element("Div", row[each] or "—", **looks.get(each, {})), **{"data-label": word}
        )
        for each, word in headings.items()
    ]
    return element("Tr", cells)


def both(row: Mapping[str, Any]) -> dict[str, Any]:
    """How a survey was made, and who handed it in when: each two columns in one."""
    return {"how": under(row["method"], row["habitat"]), "who": under(row["by"], row["at"])}


def under(first: str, second: str) -> list[Any]:
    """Two that belong together, the second small under the first."""
    return [first, element("Span", second, className="small")] if second else [first]

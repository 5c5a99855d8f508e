"""Tables on a screen: drawn as wide as they are, or so that a narrow window cuts no figure.

Where the window is too narrow, long texts stand below the table; where that is not enough, each
row stands as lines of its own.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from vector.cli.language import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

UNWRAPPED = 10_000
# A text of more columns than this is a sentence.
SENTENCE = 24

Columns = Mapping[str, Sequence[Any]]


def draw(columns: Columns, title: str, stream: Any) -> None:
    """Draw a table; only a terminal has a width to keep to.

    Parameters
    ----------
    columns : mapping of str to sequence
        Plain values by header.
    title : str
        Stands above; "" for none.
    stream : text stream
        Where it is written.
    """
    from rich.console import Console

    console = Console(file=stream, width=None if stream.isatty() else UNWRAPPED)
    whole = _table(columns, title)
    if _fits(whole, console):
        console.print(whole)
        return
    short = {name: values for name, values in columns.items() if not _long(values)}
    narrow = _table(short, title)
    if short and _fits(narrow, console):
        console.print(narrow)
        _tell_below(columns, list(columns.keys() - short.keys()), console)
    else:
        _tell_rows(columns, title, console)


def _table(columns: Columns, title: str) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title) if title else None, title_justify="left")
    for name, values in columns.items():
        right = "right" if _numeric(values) else "left"
        table.add_column(Text(name), justify=right, overflow="fold")  # type: ignore[arg-type]
    for row in zip(*columns.values(), strict=True):
        table.add_row(*(Text(shown(value)) for value in row))
    return table


def _fits(table: "Table", console: "Console") -> bool:
    from rich.measure import Measurement

    unbound = console.options.update(max_width=UNWRAPPED)
    return Measurement.get(console, unbound, table).maximum <= console.width


def _numeric(values: Sequence[Any]) -> bool:
    return all(value is None or isinstance(value, int | float) for value in values)


def _long(values: Sequence[Any]) -> bool:
    from rich.cells import cell_len

    return any(cell_len(shown(value)) > SENTENCE for value in values)


def _tell_below(columns: Columns, names: list[str], console: "Console") -> None:
    """Print the long texts of every row after its first short text."""
    from rich.text import Text

    ordered, colon = [name for name in columns if name in names], say("colon")
    key = next((name for name in columns if name not in names), "")
    for place in range(len(columns[ordered[0]])):
        said = [(name, shown(columns[name][place])) for name in ordered]
        told = say("semicolon").join(f"{name}{colon}{text}" for name, text in said if text)
        if told:
            console.print(Text(f"{shown(columns[key][place])}  {told}"))


def _tell_rows(columns: Columns, title: str, console: "Console") -> None:
    """Print each row as lines of names and values."""
    from rich.text import Text

    if title:
        console.print(Text(title))
    for row in zip(*columns.values(), strict=True):
        console.rule()
        for name, value in zip(columns, row, strict=True):
            if text := shown(value):
                console.print(Text(f"{name}{say('colon')}{text}"))


def shown(value: object) -> str:
    """Return a value as people read it: two places rounded half up, no control characters.

    Parameters
    ----------
    value : object
        A cell; None and NaN are shown as nothing.

    Examples
    --------
    >>> shown(2.675), shown(3.0), shown(None)
    ('2.68', '3', '')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        rounded = Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return f"{rounded:f}".rstrip("0").rstrip(".")
    return "".join(sign if sign.isprintable() else " " for sign in str(value))

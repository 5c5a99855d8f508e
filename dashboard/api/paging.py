"""Paging: a list is handed out in parts; a cursor says where the next one begins.

A cursor is opaque to programs. One of computed rows holds as long as the surveys stay as they
were: parts of two different lists are never put together.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from dashboard.api.operation import GREATEST, Asked
from dashboard.api.problem import Refused

MOST = 500


class Paged(Asked):
    """Which part of a list."""

    limit: Annotated[int, Field(ge=1, le=MOST, description="how many at most")] = 100
    cursor: Annotated[str | None, StringConstraints(max_length=200)] = Field(
        None, description="`next` of the part before"
    )


def after(query: Paged) -> int:
    """The key after which the part begins; 0 for the first."""
    return _opened(query.cursor)[0] if query.cursor else 0


def _opened(cursor: str) -> tuple[int, str]:
    try:
        key, state = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
        key, state = int(key), str(state)
    except (ValueError, TypeError, binascii.Error, RecursionError, OverflowError) as error:
        raise Refused(400, "bad_cursor") from error
    if not 0 <= key <= GREATEST:
        raise Refused(400, "bad_cursor")
    return key, state


def _closed(key: int, state: str = "") -> str:
    return base64.b64encode(json.dumps([key, state]).encode(), altchars=b"-_").decode()


def by_key(
    rows: Sequence[Any], query: Paged, key: Callable[[Any], int], show: Callable[[Any], Any]
) -> dict[str, Any]:
    """A part of rows that were fetched after the cursor, one more than wanted, in order of keys."""
    shown, rest = rows[: query.limit], rows[query.limit :]
    return {
        "items": [show(row) for row in shown],
        "next": _closed(key(shown[-1])) if rest else None,
    }


def part_of(query: Paged, state: str) -> slice:
    """Which rows of a computed list are wanted; ``state`` tells whether it is still the same."""
    start, known = _opened(query.cursor) if query.cursor else (0, state)
    if known != state:
        raise Refused(409, "list_changed")
    return slice(start, start + query.limit)


def by_part(items: Sequence[Any], part: slice, count: int, state: str) -> dict[str, Any]:
    """A part of a computed list of so many rows, of which only these were made."""
    following = _closed(part.stop, state) if part.stop < count else None
    return {"items": items, "next": following}

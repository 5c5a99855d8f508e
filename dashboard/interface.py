"""Where the programs' interface begins: what lies below is answered in its own way."""

from flask import request

PREFIX = "/api/v1"
REFERENCE = f"{PREFIX}/docs"


def interface() -> bool:
    """Whether a program's interface is asked, rather than a page; its manual is a page."""
    path = request.path
    return path.startswith(f"{PREFIX}/") and not path.startswith(REFERENCE)

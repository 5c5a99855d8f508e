"""The Dash dashboard on its Flask host: one process, one gate."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apiflask import APIFlask

    from vector.settings import Settings


def create_app(settings: "Settings") -> "APIFlask":
    """The web application for these settings; the database must be at the present revision."""
    # Dash and Flask take seconds to import; `vector serve --help` and the like need neither.
    from dashboard.application import assemble

    return assemble(settings)

"""设置: the action limits, the editions that judge, what the service runs with, its versions."""

from typing import Any

from dash import Dash, html

from dashboard.declared import SIGNED_IN
from dashboard.pages import action_limits
from dashboard.pages.editions import editions_panel, schemes_panel
from dashboard.pages.running import running_panel, versions_panel
from dashboard.panel import head
from dashboard.service import account
from dashboard.text import say
from vector.work.rights import may

NAME = "settings"
PATH = "/settings"
RIGHT = SIGNED_IN


def layout(**_: str) -> html.Div:
    """All of the page that the person's role allows; nothing here is heavy."""
    own: list[Any] = [action_limits.shell()] if may(account(), "see") else []
    return html.Div(
        [
            head(say("settings.title"), say("settings.about"), identity="settings-head"),
            *own,
            editions_panel(),
            schemes_panel(),
            running_panel(),
            versions_panel(),
        ],
        id="settings-page",
    )


def register(app: Dash) -> None:
    """List the action limits and set new ones; the rest only stands there."""
    action_limits.register(app)

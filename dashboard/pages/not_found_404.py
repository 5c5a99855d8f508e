"""What stands at an address where there is no page."""

import dash_mantine_components as dmc

from dashboard.text import say


def layout(**_: str) -> dmc.Stack:
    """Say so, and offer the way back."""
    return dmc.Stack(
        [
            dmc.Title(say("missing.title"), order=2),
            dmc.Text(say("missing.about")),
            dmc.Anchor(say("missing.back"), href="/"),
        ],
        gap="sm",
        maw=560,
    )

"""What stands at the address of a page that the person has no right to."""

import dash_mantine_components as dmc

from dashboard.places_to_go import PLAIN, places_to_go
from dashboard.text import say


def layout() -> dmc.Stack:
    """Say so, and offer the pages that are the person's."""
    links = [
        dmc.Anchor(say(f"navigation.{name}"), href=path, refresh=path in PLAIN)
        for name, path in places_to_go()
    ]
    return dmc.Stack(
        [dmc.Title(say("refused.title"), order=2), dmc.Text(say("refused.about")), *links],
        gap="sm",
        maw=560,
        id="refused",
    )

"""The places to go: which pages stand in the navigation, and for whom."""

from dashboard.declared import SIGNED_IN, allows
from dashboard.service import account, by_token

# Name, address, and the right that the page asks for.
PLACES = (
    ("overview", "/", "see"),
    ("alerts", "/alerts", "see"),
    ("map", "/map", "see"),
    ("station", "/station", "see"),
    ("season", "/season", "see"),
    ("ranking", "/ranking", "see"),
    ("assessment", "/assessment", "see"),
    ("completeness", "/completeness", "see"),
    ("upload", "/upload", "see"),
    ("accounts", "/accounts", "accounts"),
    ("regions", "/regions", "regions"),
    ("audit", "/audit", "audit"),
    ("settings", "/settings", SIGNED_IN),
)

# Plain pages beside the dashboard: the browser goes there, not Dash.
PLAIN = frozenset({"/accounts", "/audit"})


def places_to_go() -> list[tuple[str, str]]:
    """The names and addresses of the pages that the person may open."""
    person, token = account(), by_token()
    return [(name, path) for name, path, right in PLACES if allows(person, right, by_token=token)]

"""The pages: each gives a shell at once and fills it by callbacks."""

from collections.abc import Callable
from typing import Any

import dash
from dash import Dash
from dash._pages import _parse_query_string, _path_to_page

from dashboard import declared
from dashboard.pages import (
    alerts,
    assessment,
    calendar,
    not_found_404,
    overview,
    ranking,
    refused,
    regions,
    season,
    settings,
    sources,
    station,
    stations,
    upload,
    views,
)
from dashboard.pages import map as map_page
from dashboard.text import say

PAGES = (
    *(overview, alerts, map_page, stations, season, ranking, assessment, calendar),
    *(upload, regions, views, settings, sources),
)

DRAWN = (map_page.PATH, season.PATH, ranking.PATH)


def has_figures(path: str) -> bool:
    """Whether the page at this address draws figures."""
    return path in DRAWN or path.startswith(f"{stations.PATH}/")


def _title(page: str) -> Callable[..., str]:
    return lambda **_: f"{say(f'navigation.{page}')} · {say('site.title')}"


def register(app: Dash) -> None:
    """Name every page to Dash outright, so that a second application finds the same ones."""
    for page in PAGES:
        layout = declared.page(page.layout, page.RIGHT, refused.layout)
        dash.register_page(page.__name__, path=page.PATH, title=_title(page.NAME), layout=layout)
        page.register(app)
    dash.register_page(
        station.__name__,
        path_template=station.TEMPLATE,
        title=_title(station.NAME),
        layout=declared.page(station.layout, station.RIGHT, refused.layout),
    )
    station.register(app)
    dash.register_page(
        not_found_404.__name__, path="/404", title=_title("missing"), layout=not_found_404.layout
    )


def at(path: str, query: str) -> tuple[Any, str] | None:
    """The page at an address and its title, as Dash's router gives them; None where there is none.

    ``query`` begins with its question mark, if there is one.
    """
    page, held = _path_to_page(path.strip("/"))
    if not page:
        return None
    held = held or {}
    return page["layout"](**held, **_parse_query_string(query)), page["title"](**held)

"""总览: what needs treatment now, what meets level C, how complete the month is, the mail."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, dcc, html

from dashboard import linked, visible
from dashboard.export import downloads, register_download
from dashboard.pages.attention import attention, taken
from dashboard.pages.completeness import completeness_card, completeness_panel
from dashboard.pages.first_steps import begun, first_steps, unflagged
from dashboard.pages.flag_counts import by_street, counts
from dashboard.pages.levels import levels_panel
from dashboard.pages.likely import likely_panel
from dashboard.pages.post import mail_panel
from dashboard.pages.since import since_panel
from dashboard.panel import about, head, nothing, panel
from dashboard.service import service
from dashboard.text import say
from vector.store.engine import session
from vector.store.tables import Flag

NAME = "overview"
PATH = "/"
RIGHT = "see"
EARLY = 2


def layout(street: str = "", group: str = "", **_: str) -> html.Div:
    """The shell of the page, with the filters that the address holds."""
    return html.Div(
        [
            html.Div(
                [
                    head(say("overview.title"), visible.as_of(), identity="overview-head"),
                    _controls(street, group),
                ],
                className="head-row",
            ),
            html.Div(
                [html.Div(id="overview-counts"), html.Div(id="overview-complete")],
                className="today",
            ),
            html.Div(
                [
                    html.Div(
                        [
                            panel(
                                say("overview.flags"),
                                about(say("overview.flags_about")),
                                dcc.Loading(
                                    html.Div(id="overview-flags", className="waiting"), type="dot"
                                ),
                                downloads("overview-taken", called="attention.download"),
                                explained="overview.flags",
                            ),
                            html.Div(id="overview-early"),
                            html.Div(id="overview-likely"),
                        ]
                    ),
                    html.Div(
                        [
                            html.Div(id="overview-since"),
                            html.Div(id="overview-levels", className="waiting"),
                            html.Div(id="overview-completeness", className="waiting"),
                            html.Div(id="overview-mail"),
                        ]
                    ),
                ],
                className="answer",
            ),
            *linked.held("overview"),
        ],
        id="overview-page",
    )


def _controls(street: str, group: str) -> html.Div:
    groups = [{"value": "", "label": say("choice.all_groups")}, *visible.group_choices()]
    return html.Div(
        [
            dmc.Select(
                id="overview-street",
                label=say("choice.street"),
                data=visible.street_choices(),
                value=street or None,
                placeholder=say("choice.all_streets"),
                clearable=True,
                searchable=True,
                w=220,
                nothingFoundMessage=say("choice.none_found"),
            ),
            dmc.SegmentedControl(id="overview-group", data=groups, value=group, className="groups"),
        ],
        className="controls",
    )


def _flags(flags: Sequence[Flag], street: str | None, group: str | None) -> Any:
    catalog = service().catalog
    wanted = [flag for flag in flags if not group or catalog.indices[flag.index_id].group == group]
    if not wanted:
        return unflagged(street, group)
    with session(service().engine) as reading:
        return html.Div([by_street(wanted, group), attention(reading, wanted)])


def _early(flags: Sequence[Flag], group: str | None) -> Any:
    """What forecasts say will need treatment; nothing at all where they say so of no place."""
    catalog = service().catalog
    wanted = [flag for flag in flags if not group or catalog.indices[flag.index_id].group == group]
    if not wanted:
        return None
    note = about(say("overview.early_about"))
    with session(service().engine) as reading:
        listed = attention(reading, wanted, EARLY)
    return panel(say("overview.foreseen"), note, listed, explained="overview.foreseen")


def _taken(street: str | None, group: str | None) -> pd.DataFrame | None:
    """The flags that are listed, as a table to take along."""
    flags = visible.open_flags(street)
    catalog = service().catalog
    rows = [
        taken(flag) for flag in flags if not group or catalog.indices[flag.index_id].group == group
    ]
    return pd.DataFrame(rows) if rows else None


def register(app: Dash) -> None:
    """Fill the page; each part by itself, so that a slow one holds up no other."""
    states = [State("overview-street", "value"), State("overview-group", "value")]
    register_download(
        app, "overview-taken", _taken, *states, right="see", called="attention.download"
    )

    @app.callback(
        Output("overview-counts", "children"),
        Output("overview-flags", "children"),
        Output("overview-early", "children"),
        Output("overview-link", "data"),
        Input("overview-street", "value"),
        Input("overview-group", "value"),
        right="see",
        kept="mail",
    )
    def fill_flags(street: str | None, group: str | None) -> tuple[Any, Any, Any, str]:
        link = linked.address(PATH, street=street, group=group)
        if visible.strange(street):
            return None, nothing(say("overview.not_yours")), None, link
        if not begun():
            return None, first_steps(), None, link
        flags, early = visible.all_flags(street)
        told = counts(flags, street, group), _flags(flags, street, group), _early(early, group)
        return *told, link

    @app.callback(
        Output("overview-levels", "children"),
        Output("overview-completeness", "children"),
        Output("overview-complete", "children"),
        Input("overview-street", "value"),
        right="see",
        kept=True,
    )
    def fill_rest(street: str | None) -> tuple[Any, Any, Any]:
        if visible.strange(street):
            return None, None, None
        return levels_panel(street), completeness_panel(street), completeness_card(street)

    # Not kept for others: what is new is so for one person, and mail goes out at any moment.
    @app.callback(
        Output("overview-mail", "children"),
        Output("overview-since", "children"),
        Input("overview-street", "value"),
        right="see",
    )
    def fill_news(street: str | None) -> tuple[Any, Any]:
        return (None, None) if visible.strange(street) else (mail_panel(), since_panel(street))

    @app.callback(
        Output("overview-likely", "children"),
        Input("overview-street", "value"),
        Input("overview-group", "value"),
        right="see",
        kept=True,
    )
    def fill_likely(street: str | None, group: str | None) -> Any:
        return None if visible.strange(street) else likely_panel(street, group)

    linked.register(app, "overview")

"""达标评估: a place and a round judged by the national standards and by the city programme."""

from datetime import date, timedelta
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update
from sqlalchemy import select

from dashboard import linked, visible
from dashboard.assessed import Asked, Assessment, asked, assess, told
from dashboard.export import downloads, register_download
from dashboard.pages.assessed_indices import ASSUMED, FIX, THEN, answers, indices_panel
from dashboard.pages.conclusions import assumed_panel, conclusions_panels
from dashboard.pages.sizes import sizes_panel, sizes_table
from dashboard.panel import about, begin, day_field, head, nothing, panel
from dashboard.service import service
from dashboard.tabled import tabled
from dashboard.text import say
from vector.store.engine import session
from vector.store.tables import Station

NAME = "assessment"
PATH = "/assessment"
RIGHT = "see"
FILTERS = ("street", "station", "start", "end")


def layout(
    street: str = "", station: str = "", start: str = "", end: str = "", fix: str = "", **_: str
) -> html.Div:
    """The shell of the page, with the place, the round and the assumptions of the address."""
    wanted = asked(street, station, start, end, fix)
    return html.Div(
        [
            head(say("assessment.title"), visible.as_of(), identity="assessment-head"),
            html.Section([_controls(wanted), _rounds(wanted)], className="panel"),
            # Only for rows that are to come: who types into one keeps it, and the place in it.
            dcc.Loading(
                html.Div(id="assessment-body", className="waiting"),
                type="dot",
                target_components={"assessment-body": "children"},
            ),
            # Below: above the rows it would push them away from who types into one.
            html.Div(id=ASSUMED, tabIndex=-1),
            dcc.Store(id="assessment-fixed", data=wanted.fixed),
            *linked.held("assessment"),
        ],
        id="assessment-page",
    )


def _controls(wanted: Asked) -> html.Div:
    street = None if wanted.street is None else str(wanted.street)
    return html.Div(
        [
            dmc.Select(id="assessment-street", label=say("choice.street"), value=street,
                       data=visible.street_choices(), placeholder=say("choice.all_streets"),
                       clearable=True, searchable=True, w=200,
                       nothingFoundMessage=say("choice.none_found")),
            dmc.Select(id="assessment-station", label=say("assessment.premises"),
                       data=_stations(wanted.street), clearable=True, searchable=True, w=220,
                       value=None if wanted.station is None else str(wanted.station),
                       placeholder=_premises_hint(wanted.street),
                       nothingFoundMessage=say("choice.none_found")),
            _day_input("start", wanted.start),
            _day_input("end", wanted.end),
        ],
        className="controls",
    )  # fmt: skip


def _premises_hint(street: int | None) -> str:
    return say("assessment.street_first" if street is None else "assessment.all_premises")


def _day_input(which: str, day: date) -> dmc.DateInput:
    label = say(f"assessment.{which}")
    return day_field(f"assessment-{which}", label, value=str(day), debounce=600, w=160)


def _stations(street: int | None) -> list[dict[str, str]]:
    """The premises of a street that the person may see."""
    if street is None:
        return []
    with session(service().engine) as reading:
        seen = visible.stations(reading)
    own = seen[seen["street_id"] == street]
    return [
        {"value": str(identity), "label": station}
        for identity, station in zip(own["id"], own["station"], strict=True)
    ]


def _rounds(wanted: Asked) -> html.Nav:
    """The usual rounds, as links: so many days up to now, this year's quarters, the year before."""
    today = service().today()
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    before = quarter - timedelta(days=1)
    fresh = service().catalog.rules.fresh_days
    rounds = (
        (say("assessment.round_fresh", days=fresh), visible.fresh_since(today), today),
        (say("assessment.round_quarter"), quarter, today),
        (say("assessment.round_before"), date(before.year, 3 * ((before.month - 1) // 3) + 1, 1),
         before),
        (say("assessment.round_year"), date(today.year, 1, 1), today),
        (say("assessment.round_last"), date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    )  # fmt: skip
    links = [
        dcc.Link(word, href=_address(Asked(wanted.street, wanted.station, start, end)))
        for word, start, end in rounds
    ]
    return html.Nav(links, className="rounds", **{"aria-label": say("assessment.rounds")})


def _body(found: Assessment) -> Any:
    """All that is said of the place and round; where nothing was inspected, that."""
    if found.judged.empty:
        explained = say("assessment.none", start=found.asked.start, end=found.asked.end)
        if not _any_station():
            return panel(say("assessment.indices"), begin(say("stations.none")))
        none = panel(say("assessment.indices"), nothing(explained))
        return [none, indices_panel(found), sizes_panel(found)]
    taken = downloads("assessment-taken", called="assessment.title")
    return [conclusions_panels(found), indices_panel(found), taken, sizes_panel(found),
            about(say("assessment.same"))]  # fmt: skip


def _any_station() -> bool:
    with session(service().engine) as reading:
        return reading.scalar(select(Station.id).limit(1)) is not None


def _taken(street: str, station: str, start: str, end: str, fixed: Any) -> pd.DataFrame | None:
    """The judged rows to take along; assumed ones follow, marked as such."""
    found = assess(_wanted(street, station, start, end, fixed))
    if found.judged.empty:
        return None
    column = say("assessment.basis")
    parts = [
        tabled(told(found.judged, found.sizes)).assign(**{column: say("assessment.basis_found")})
    ]
    if found.assumed is not None:
        then = told(found.assumed, found.sizes)
        parts.append(tabled(then).assign(**{column: say("assessment.assumed")}))
    return pd.concat(parts, ignore_index=True)


def _sizes_taken(street: str, station: str, start: str, end: str) -> pd.DataFrame | None:
    return sizes_table(assess(asked(street, station, start, end)))


def _wanted(street: Any, station: Any, start: Any, end: Any, fixed: Any) -> Asked:
    fix = ",".join(f"{index}:{count}" for index, count in (fixed or {}).items())
    return asked(street, station, start, end, fix)


def _address(wanted: Asked) -> str:
    return linked.address(PATH, **wanted.named)


def register(app: Dash) -> None:
    """Fill the page anew for a place and round; assumptions change only what is assumed."""
    filters = [State(f"assessment-{each}", "value") for each in FILTERS]
    register_download(app, "assessment-taken", _taken, *filters, State("assessment-fixed", "data"),
                      right="see", called="assessment.title")  # fmt: skip
    register_download(
        app, "assessment-sizes", _sizes_taken, *filters, right="see", called="assessment.sizes"
    )

    @app.callback(
        Output("assessment-body", "children"),
        Output(ASSUMED, "children"),
        Output("assessment-link", "data"),
        *[Input(f"assessment-{each}", "value") for each in FILTERS],
        State("assessment-fixed", "data"),
        right="see",
        kept=True,
    )
    def fill(street: str, station: str, start: str, end: str, fixed: Any) -> tuple[Any, Any, str]:
        found = assess(_wanted(street, station, start, end, fixed))
        return _body(found), assumed_panel(found), _address(found.asked)

    @app.callback(
        Output("assessment-station", "data"),
        Output("assessment-station", "value"),
        Output("assessment-station", "placeholder"),
        Input("assessment-street", "value"),
        prevent_initial_call=True,
        right="see",
    )
    def list_premises(street: str | None) -> tuple[Any, None, str]:
        chosen = visible.number(street)
        return _stations(chosen), None, _premises_hint(chosen)

    @app.callback(
        Output("assessment-fixed", "data"),
        Input({"type": FIX, "index": ALL}, "value"),
        State("assessment-fixed", "data"),
        prevent_initial_call=True,
        right="see",
    )
    def note(counts: list[Any], before: Any) -> Any:
        given = [(each["id"]["index"], each.get("value")) for each in ctx.inputs_list[0]]
        fixed = {index: count for index, count in given if isinstance(count, int) and count}
        # Rows that have just come hold what was entered before: nothing to answer anew.
        return no_update if fixed == before else fixed

    @app.callback(
        Output({"type": THEN, "index": ALL}, "children"),
        Output(ASSUMED, "children", allow_duplicate=True),
        Output("assessment-link", "data", allow_duplicate=True),
        Input("assessment-fixed", "data"),
        *filters,
        prevent_initial_call=True,
        right="see",
        kept=True,
    )
    def suppose(
        fixed: Any, street: str, station: str, start: str, end: str
    ) -> tuple[list[Any], Any, str]:
        found = assess(_wanted(street, station, start, end, fixed))
        answered = answers(found)
        rows = [answered.get(each["id"]["index"]) for each in ctx.outputs_list[0]]
        return rows, assumed_panel(found), _address(found.asked)

    app.clientside_callback(
        ClientsideFunction("vector", "answered"),
        Output(ASSUMED, "title"),
        Input({"type": THEN, "index": ALL}, "children"),
        prevent_initial_call=True,
    )
    linked.register(app, "assessment")

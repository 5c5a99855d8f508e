"""完整性: streets by months, the stations behind a cell, who has not reported, confirmed zeros."""

from functools import partial
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from dashboard import duties, linked, visible
from dashboard.duties import Choice
from dashboard.pages import matrix, zero
from dashboard.pages.pager import register as register_pager
from dashboard.pages.pager import turned
from dashboard.panel import about, head, panel
from dashboard.service import service
from dashboard.text import say
from vector.report import spreadsheet
from vector.store.charged import by_station
from vector.store.engine import session
from vector.work import completeness as told

NAME = "completeness"
PATH = "/completeness"
RIGHT = "see"
FORMS = {"xlsx": spreadsheet.workbook, "csv": partial(spreadsheet.csv, mark=True)}
FILTERS = ("street", "group", "year", "month", "state")


def layout(
    street: str = "", group: str = "", year: str = "", month: str = "", state: str = "",
    station: str = "", method: str = "", part: str = "", times: str = "", **_: str,
) -> html.Div:  # fmt: skip
    """The shell of the page, with the filters that the address holds."""
    choice = Choice(street, group, year, month, state)
    return html.Div(
        [
            head(say("calendar.title"), visible.as_of(), identity="calendar-head"),
            zero.form(choice, station, method, zero.days_of(choice, part, times)),
            html.Section([about(say("calendar.about")), _controls(choice)], className="panel"),
            dcc.Loading(html.Div(id="calendar-matrix", className="waiting"), type="dot"),
            dcc.Loading(html.Div(id="calendar-stations", className="waiting"), type="dot"),
            *(turned(f"calendar-{each}") for each in ("matrix", "stations")),
            _exports(),
            *linked.held("calendar"),
        ],
        id="calendar-page",
    )  # fmt: skip


def _controls(choice: Choice) -> html.Div:
    groups = [{"value": "", "label": say("choice.all_groups")}, *visible.group_choices()]
    months = [{"value": str(each), "label": say("calendar.month_of", month=each)}
              for each in range(1, 13)]  # fmt: skip
    states = [{"value": each, "label": say(f"arrival.{each}")} for each in duties.STATES]
    return html.Div(
        [
            dmc.Select(id="calendar-street", label=say("choice.street"), w=200,
                       data=visible.street_choices(), value=choice.street or None,
                       placeholder=say("choice.all_streets"), clearable=True, searchable=True),
            dmc.Select(id="calendar-year", label=say("calendar.year"), data=duties.years(),
                       value=str(choice.of_year), allowDeselect=False, w=110),
            dmc.Select(id="calendar-month", label=say("calendar.month"), data=months,
                       value=str(choice.of_month.month), allowDeselect=False, w=110),
            dmc.Select(id="calendar-state", label=say("calendar.only"), data=states,
                       value=choice.state if choice.state in duties.STATES else None,
                       placeholder=say("calendar.everything"), clearable=True, w=170),
            dmc.SegmentedControl(id="calendar-group", data=groups, value=choice.group or "",
                                 className="groups"),
        ],
        className="controls",
    )  # fmt: skip


def _exports() -> html.Div:
    forms = [{"value": "xlsx", "label": "Excel"}, {"value": "csv", "label": "CSV"}]
    buttons = dmc.Group(
        [
            dmc.SegmentedControl(id="calendar-form", data=forms, value="xlsx",
                                 **{"aria-label": say("calendar.form")}),
            dmc.Button(say("calendar.export_totals"), id="calendar-totals", variant="default"),
            dmc.Button(say("calendar.export_missing"), id="calendar-missing", variant="default"),
        ]
    )  # fmt: skip
    explained = about(say("calendar.export_about"))
    taken = panel(say("calendar.export"), explained, buttons, dcc.Download(id="calendar-file"))
    return html.Div(taken, className="exports")


def _link(choice: Choice) -> str:
    return linked.address(PATH, **{name: getattr(choice, name) for name in FILTERS})


def _matrix(
    street: str | None, group: str | None, year: str | None, month: str | None, begin: int = 0
) -> Any:
    choice = Choice(street, group, year, month)
    with session(service().engine) as reading:
        return matrix.table(duties.totals(reading, choice), choice, begin)


def _stations(*chosen: str | None, begin: int = 0) -> Any:
    """A page of the stations of the month, narrowed by the filters in their order."""
    choice = Choice(*chosen)
    with session(service().engine) as reading:
        own = duties.narrowed(reading, choice, [choice.of_month])
        rows = duties.of_month(own, choice)
        charged = by_station(reading, service().today())
        people = matrix.People(told.contacts(reading), charged)
        return matrix.stations(rows, choice, people, begin)


def _file(form: str | None, choice: Choice, *, missing: bool) -> Any:
    """The totals of the chosen year, or who has not reported in it, as a file."""
    running, today = service(), service().today()
    with session(running.engine) as reading:
        rows = duties.of_year(reading, choice)
        if missing:
            frame = told.missing(reading, rows, running.catalog, today=today)
        else:
            frame = told.totals(rows, running.catalog, ["street", "month", "group"])
    words = frame.rename(columns={name: say(f"calendar.column_{name}") for name in frame})
    kept = form if form in FORMS else "xlsx"
    name = say("calendar.file_missing" if missing else "calendar.file_totals",
               year=choice.of_year, day=today)  # fmt: skip
    return dcc.send_bytes(FORMS[kept](words), f"{name}.{kept}")


def register(app: Dash) -> None:
    """Fill the matrix and the stations; export; confirm."""
    narrowed = [Input(f"calendar-{name}", "value") for name in ("street", "group", "year")]
    states = [State(f"calendar-{name}", "value") for name in ("form", "street", "group", "year")]

    @app.callback(
        Output("calendar-matrix", "children"),
        *narrowed,
        Input("calendar-month", "value"),
        Input("calendar-stored", "data"),
        right="see",
        kept=True,
    )
    def fill_matrix(
        street: str | None, group: str | None, year: str | None, month: str | None, stored: Any
    ) -> Any:
        return _matrix(street, group, year, month)

    @app.callback(
        Output("calendar-stations", "children"),
        Output("calendar-link", "data"),
        *narrowed,
        Input("calendar-month", "value"),
        Input("calendar-state", "value"),
        Input("calendar-stored", "data"),
        right="see",
        kept=True,
    )
    def fill_stations(
        street: str | None, group: str | None, year: str | None, month: str | None,
        state: str | None, stored: Any,
    ) -> tuple[Any, str]:  # fmt: skip
        chosen = street, group, year, month, state
        return _stations(*chosen), _link(Choice(*chosen))

    @app.callback(
        Output("calendar-file", "data"),
        Input("calendar-totals", "n_clicks"),
        *states,
        prevent_initial_call=True,
        right="see",
    )
    def export_totals(
        clicks: int | None, form: str, street: str | None, group: str | None, year: str | None
    ) -> Any:
        return _file(form, Choice(street, group, year), missing=False) if clicks else no_update

    @app.callback(
        Output("calendar-file", "data", allow_duplicate=True),
        Input("calendar-missing", "n_clicks"),
        *states,
        prevent_initial_call=True,
        right="see",
    )
    def export_missing(
        clicks: int | None, form: str, street: str | None, group: str | None, year: str | None
    ) -> Any:
        return _file(form, Choice(street, group, year), missing=True) if clicks else no_update

    linked.register(app, "calendar")
    chosen = [State(f"calendar-{name}", "value") for name in FILTERS]
    register_pager(app, "calendar-matrix", _matrix, "see", *chosen[:-1], kept=True)
    register_pager(app, "calendar-stations", _stations, "see", *chosen, kept=True)
    zero.register(app)

"""行动限值: those that hold, held or will hold where the person sees; setting one, on a ground."""

import re
from datetime import date
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, dcc, html, no_update
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.export import downloads, register_download
from dashboard.flagged import quantity
from dashboard.help import heads
from dashboard.marks import mark
from dashboard.pages.editions import span
from dashboard.panel import about, day_field, nothing, panel, said
from dashboard.service import account, author, now, service
from dashboard.text import language, name, place_name, say, unit
from vector.catalog.index import DensityIndex
from vector.errors import VectorError
from vector.store import geography, places
from vector.store.engine import session
from vector.store.tables import ActionLimit, Region, Station
from vector.work.action_limits import Wish, set_limit
from vector.work.rights import may

COLUMNS = ("index", "place", "limit", "state", "holds", "ground", "set")
ASKED = ("index", "street", "station", "value", "source", "start")
DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
STATES = {"holds": "flag.none", "ended": "empty.not_required", "coming": "empty.not_due"}


def shell() -> html.Section:
    """The panel, to be filled; who may set limits finds the form in it."""
    form = [_form()] if may(account(), "limits") else [about(say("limits.who"))]
    return panel(
        say("limits.title"),
        about(say("limits.about")),
        html.Div(id="limits-rows", className="waiting"),
        downloads("limits-taken", called="limits.title"),
        *form,
        html.Div(id="limits-said", **{"aria-live": "polite"}),
        dcc.Store(id="limits-set", data=0),
        id="settings-limits",
        explained="limits.title",
    )


def _form() -> html.Details:
    catalog = service().catalog
    indices = [
        {"value": each.id, "label": f"{name(each)} ({unit(each.unit)})".replace(" ()", "")}
        for each in catalog.indices.values()
        if isinstance(each, DensityIndex)
    ]
    street = dmc.Select(id="limits-street", label=say("choice.street"), clearable=True, w=200,
                        data=visible.street_choices(), searchable=True,
                        placeholder=say("limits.everywhere"))  # fmt: skip
    station = dmc.Select(id="limits-station", label=say("stations.name"), data=[], clearable=True,
                         searchable=True, w=220, placeholder=say("limits.whole"))  # fmt: skip
    return html.Details(
        [
            html.Summary(say("limits.new")),
            html.Div(
                [
                    dmc.Select(id="limits-index", label=say("station.index"), data=indices,
                               searchable=True, w=280, required=True),
                    street,
                    station,
                    dmc.TextInput(id="limits-value", label=say("limits.value"), w=110,
                                  required=True, inputProps={"inputMode": "decimal"}),
                    day_field("limits-start", say("limits.start"), w=160,
                              value=str(service().today())),
                    dmc.TextInput(id="limits-source", label=say("limits.source"), w=360,
                                  required=True, placeholder=say("limits.source_hint")),
                    dmc.Button(say("limits.do"), id="limits-do"),
                ],
                className="controls",
            ),
        ],
        className="folded",
    )  # fmt: skip


def _rows(reading: Session) -> list[tuple[ActionLimit, str]]:
    """The limits that decide where the person sees, each with its place; the latest first.

    Those of the regions above are among them: they hold wherever no narrower one does.
    """
    person = account()
    above = geography.above(reading, person.region_id)
    own = or_(
        ActionLimit.station_id.in_(places.visible_stations(person)),
        ActionLimit.region_id.in_(places.visible_regions(person)),
        ActionLimit.region_id.in_(above),
    )
    found = (
        select(ActionLimit, Region.name, Station.name)
        .outerjoin(Region, Region.id == ActionLimit.region_id)
        .outerjoin(Station, Station.id == ActionLimit.station_id)
        .where(own)
        .order_by(ActionLimit.valid_from.desc(), ActionLimit.id.desc())
    )
    return [
        (limit, say("limits.from_above", place=place_name(region))
         if limit.region_id in above else place_name(region or station or ""))
        for limit, region, station in reading.execute(found)
    ]  # fmt: skip


def _state(limit: ActionLimit) -> str:
    today = service().today()
    if limit.valid_from > today:
        return "coming"
    return "ended" if limit.valid_to is not None and limit.valid_to < today else "holds"


def _table(found: list[tuple[ActionLimit, str]]) -> Any:
    if not found:
        return nothing(say("limits.none"))
    caption = html.Caption(say("limits.title"), className="unseen")
    body = html.Tbody([_row(*each) for each in found])
    return html.Table([caption, heads("limits", COLUMNS), body], className="rows cards tight")


def _row(limit: ActionLimit, place: str) -> html.Tr:
    index, state = service().catalog.indices[limit.index_id], _state(limit)
    cells = {
        "index": name(index),
        "place": place,
        "limit": html.Strong(quantity(limit.value, index.unit)),
        "state": mark(STATES[state], word=say(f"limits.{state}_now")),
        "holds": span(limit.valid_from, limit.valid_to),
        "ground": limit.source,
        "set": say("limits.set_by", by=limit.set_by, day=limit.set_on),
    }
    return html.Tr(
        [
            html.Td(html.Div(cell), **{"data-label": say(f"limits.{key}")})
            for key, cell in cells.items()
        ]
    )


def _taken() -> pd.DataFrame:
    catalog = service().catalog
    with session(service().engine) as reading:
        rows = [
            {
                "index": name(catalog.indices[limit.index_id]), "place": place,
                "limit": float(limit.value), "unit": unit(catalog.indices[limit.index_id].unit),
                "start": limit.valid_from, "end": limit.valid_to, "ground": limit.source,
                "set": say("limits.set_by", by=limit.set_by, day=limit.set_on),
            }
            for limit, place in _rows(reading)
        ]  # fmt: skip
    columns = ("index", "place", "limit", "unit", "start", "end", "ground", "set")
    found = pd.DataFrame(rows, columns=list(columns))
    return found.rename(columns={each: say(f"limits.{each}") for each in columns})


def _stations(street: int | None) -> list[dict[str, str]]:
    if street is None:
        return []
    with session(service().engine) as reading:
        seen = visible.stations(reading)
    own = seen[seen["street_id"] == street]
    pairs = zip(own["id"], own["station"], strict=True)
    return [{"value": str(identity), "label": station} for identity, station in pairs]


def _place(reading: Session, street: str | None, station: str | None) -> dict[str, str]:
    """The place in the words of the use case: only one that the person sees, whole if none."""
    person = account()
    if station:
        own = places.visible_stations(person)
        found = reading.get(Station, visible.number(station) or 0)
        if found is None or reading.scalar(own.where(Station.id == found.id)) is None:
            raise VectorError(say("limits.no_place"))
        return {"station": found.code}
    wanted = visible.number(street) if street else person.region_id
    seen = places.visible_regions(person)
    region = reading.scalar(select(Region).where(Region.id == wanted, Region.id.in_(seen)))
    if region is None:
        raise VectorError(say("limits.no_place"))
    return {} if region.id == geography.root(reading) else {"street": region.code}


def _set(asked: dict[str, str | None]) -> str:
    """Set a limit as it is asked for; returns what was done, in words."""
    running = service()
    if asked["index"] not in running.catalog.indices:
        raise VectorError(say("limits.no_index"))
    if not DECIMAL.fullmatch((asked["value"] or "").strip()):
        raise VectorError(say("limits.no_value"))
    if not (asked["source"] or "").strip():
        raise VectorError(say("limits.no_source"))
    with session(running.engine) as reading:
        place = _place(reading, asked["street"], asked["station"])
    wish = Wish(str(asked["index"]), str(asked["value"]).strip(), str(asked["source"]).strip(),
                account().email, **place)  # fmt: skip
    done = set_limit(
        running.engine, running.catalog, running.settings, wish,
        start=_day(asked["start"]), now=now(), author=author(),
    )  # fmt: skip
    limit = quantity(done.limit.value, done.index.unit)
    return say("limits.done", index=name(done.index), place=place_name(done.place), limit=limit,
               day=done.limit.valid_from, count=len(done.changes))  # fmt: skip


def _day(written: str | None) -> date:
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        raise VectorError(say("limits.no_day")) from None


def register(app: Dash) -> None:
    """List the limits; set one."""
    register_download(app, "limits-taken", _taken, right="see", called="limits.title")

    @app.callback(Output("limits-rows", "children"), Input("limits-set", "data"), right="see")
    def fill(done: int | None) -> Any:
        with session(service().engine) as reading:
            return _table(_rows(reading))

    @app.callback(
        Output("limits-station", "data"),
        Output("limits-station", "value"),
        Input("limits-street", "value"),
        prevent_initial_call=True,
        right="limits",
    )
    def list_stations(street: str | None) -> tuple[Any, None]:
        return _stations(visible.number(street)), None

    @app.callback(
        Output("limits-set", "data"),
        Output("limits-said", "children"),
        Input("limits-do", "n_clicks"),
        *[State(f"limits-{each}", "value") for each in ASKED],
        State("limits-set", "data"),
        prevent_initial_call=True,
        right="limits",
    )
    def set_one(clicks: int | None, *asked: Any) -> tuple[Any, Any]:
        if not clicks:
            return no_update, no_update
        *values, done = asked
        try:
            told = _set(dict(zip(ASKED, values, strict=True)))
        except VectorError as error:
            return no_update, said(error.told(language()), raised=True)
        return (done or 0) + 1, said(told)

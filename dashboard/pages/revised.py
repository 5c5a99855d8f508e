"""监测点变更: what a station was from when to when; who arranges stations corrects it here."""

from datetime import date
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.help import heads
from dashboard.pages.revision_form import FIELDS, NEW, closed, form
from dashboard.panel import about, nothing, panel, said
from dashboard.service import account, author, now, service
from dashboard.text import language, name, place_name, say
from vector.errors import StoreError, VectorError
from vector.store import places
from vector.store.engine import session
from vector.store.tables import Station
from vector.work import revisions
from vector.work.revisions import Revision
from vector.work.rights import may

COLUMNS = ("span", "street", "habitat", "method", "equipment", "position", "changed", "ground")


def shell() -> html.Section:
    """The panel: the history to be filled, and the form for who arranges stations."""
    parts: list[Any] = [about(say("revised.about")), html.Div(id="revised-history")]
    if may(account(), "plans"):
        parts.append(closed())
    return panel(say("revised.title"), *parts, dcc.Store(id="revised-stored"), id="revised")


def _station(reading: Session, written: Any, *, own: bool = False) -> Station | None:
    """The station, where the person may see it; with ``own``, may also arrange it."""
    wanted = visible.number(str(written or ""))
    if wanted is None or (own and not may(account(), "plans")):
        return None
    seen = places.visible_stations(account()).where(Station.id == wanted)
    number = reading.scalar(seen)
    return None if number is None else reading.get_one(Station, number)


def _spans(reading: Session, station: Station | None) -> pd.DataFrame | None:
    return None if station is None else revisions.spans(reading, service().catalog, station.id)


def _table(found: pd.DataFrame) -> Any:
    if len(found) == 1:
        return nothing(say("revised.none"))
    caption = html.Caption(say("revised.title"), className="unseen")
    rows = [_row(row) for row in found.iloc[::-1].to_dict("records")]
    listed = [caption, heads("revised", COLUMNS), html.Tbody(rows)]
    return html.Table(listed, className="rows cards tight")


def _row(row: dict[Any, Any]) -> html.Tr:
    changed = [part for part in str(row["changed"]).split("、") if part]
    known = pd.notna(row["longitude"]) and pd.notna(row["latitude"])
    method = service().catalog.methods_named(row["method"] or "")
    cells = {
        "span": " – ".join(
            str(row[end] or say(f"revised.{word}"))
            for end, word in (("valid_from", "ever"), ("valid_to", "now"))
        ),
        "street": place_name(row["street"]),
        "habitat": visible.habitat(row["habitat"]),
        "method": name(method[0]) if method else row["method"],
        "equipment": row["equipment"],
        "position": f"{row['longitude']:.5f}, {row['latitude']:.5f}" if known else "",
        "changed": say("list.join").join(say(f"station.changed_{each}") for each in changed),
        "ground": row["ground"],
    }
    return html.Tr(
        [
            html.Td(html.Div(cells[each] or "—"), **{"data-label": say(f"revised.{each}")})
            for each in COLUMNS
        ]
    )


def _correctable(found: pd.DataFrame | None) -> pd.DataFrame:
    """The changes that a person wrote down: those of place, habitat, method or lamp."""
    if found is None:
        return pd.DataFrame(columns=["valid_from", "changed"])
    marks = {"site", "habitat", "method", "equipment"}
    told = [bool(marks & set(str(each).split("、"))) for each in found["changed"]]
    return found[told]


def _written(found: pd.DataFrame, which: str) -> list[Any]:
    """What a change said, as the form holds it; what it left as it was stays empty."""
    rows = list(found.to_dict("records"))
    at = next((at for at, row in enumerate(rows) if str(row["valid_from"]) == which), 0)
    if not at:
        return [*([None] * 4), "", "", "", ""]
    before, row = rows[at - 1], rows[at]
    methods = service().catalog.methods_named(row["method"] or "")
    with session(service().engine) as reading:
        known = places.regions(reading, places.root(reading))
    codes = dict(zip(known["name"], known["code"], strict=True))
    street = codes.get(row["street"]) if row["street"] != before["street"] else None
    apart = {each: row[each] if row[each] != before[each] else None for each in FIELDS[1:6]}
    method = methods[0].id if apart["method"] and methods else None
    texts = [str(apart[each] or "") for each in ("equipment", "longitude", "latitude")]
    return [which, street, apart["habitat"], method, *texts, row["ground"]]


def _revision(day: str | None, values: list[Any]) -> Revision:
    words = dict(zip(FIELDS, (str(each or "").strip() for each in values), strict=True))
    if not day:
        raise StoreError(say("revised.no_day"))
    if not words["ground"]:
        raise StoreError(say("revised.no_ground"))
    with session(service().engine) as reading:
        seen = places.regions(reading, account().region_id or places.root(reading))
    if words["street"] and words["street"] not in set(seen["code"]):
        raise StoreError(say("regions.beyond"))
    return Revision(day=date.fromisoformat(day[:10]), **words)


def _save(written: Any, which: str, revision: Revision | None) -> Any:
    """Write the change down, correct it or take it back; what was done, in words."""
    running = service()
    with session(running.engine) as reading:
        station = _station(reading, written, own=True)
        code = None if station is None else station.code
    if code is None:
        raise StoreError(say("missing.about"))
    common = {"now": now(), "author": author()}
    where = (running.engine, running.catalog, running.settings, code)
    if which == NEW and revision is not None:
        revisions.revise(*where, revision, **common)
    else:
        revisions.correct(*where, date.fromisoformat(which), revision, **common)
    return said(say("revised.taken_back" if revision is None else "revised.saved"))


def _register_opening(app: Dash) -> None:
    """Make the form when it is first opened; fill what may be corrected."""

    @app.callback(
        Output("revised-form", "children"),
        Input("revised-write", "open"),
        State("revised-form", "children"),
        prevent_initial_call=True,
        right="plans",
    )
    def open_form(opened: bool | None, known: Any) -> Any:
        return form() if opened and not known else no_update

    @app.callback(
        Output("revised-which", "data"),
        Output("revised-which", "value"),
        Input("station-id", "data"),
        Input("revised-stored", "data"),
        right="plans",
    )
    def fill_choices(station_id: str, stored: Any) -> tuple[Any, str]:
        with session(service().engine) as reading:
            found = _correctable(_spans(reading, _station(reading, station_id, own=True)))
        days = [str(day) for day in found["valid_from"]][::-1]
        known = [{"value": day, "label": say("revised.correct", day=day)} for day in days]
        return [{"value": NEW, "label": say("revised.new")}, *known], NEW


def register(app: Dash) -> None:
    """Show the history; write changes down."""
    _register_opening(app)

    @app.callback(
        Output("revised-history", "children"),
        Input("station-id", "data"),
        Input("revised-stored", "data"),
        right="see",
    )
    def fill_history(station_id: str, stored: Any) -> Any:
        with session(service().engine) as reading:
            found = _spans(reading, _station(reading, station_id))
        return None if found is None else _table(found)

    @app.callback(
        Output("revised-day", "value"),
        *(Output(f"revised-{each}", "value") for each in FIELDS),
        Output("revised-take-back", "disabled"),
        Input("revised-which", "value"),
        State("station-id", "data"),
        prevent_initial_call=True,
        right="plans",
    )
    def begin(which: str, station_id: str) -> tuple[Any, ...]:
        with session(service().engine) as reading:
            found = _spans(reading, _station(reading, station_id, own=True))
        if found is None:
            return (*([no_update] * (len(FIELDS) + 1)), True)
        return (*_written(found, which), which == NEW)

    @app.callback(
        Output("revised-said", "children"),
        Output("revised-stored", "data"),
        Input("revised-save", "n_clicks"),
        Input("revised-take-back", "n_clicks"),
        State("revised-which", "value"),
        State("revised-day", "value"),
        *(State(f"revised-{each}", "value") for each in FIELDS),
        State("station-id", "data"),
        prevent_initial_call=True,
        right="plans",
    )
    def save(
        saved: int | None, back: int | None, which: str, day: str | None, *rest: Any
    ) -> tuple[Any, Any]:
        *values, station_id = rest
        if not saved and not back:
            return no_update, no_update
        try:
            taking = ctx.triggered_id == "revised-take-back"
            revision = None if taking else _revision(day, list(values))
            done = _save(station_id, which, revision)
        except VectorError as error:
            return said(error.told(language()), raised=True), no_update
        return done, {"at": now().isoformat()}

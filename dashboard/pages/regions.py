"""区划: the tree of regions, and changing it from a day on, with a look at what goes along."""

from datetime import date
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, dcc, html, no_update

from dashboard.administered import own, refuse_beyond
from dashboard.help import heads
from dashboard.pages import region_facts
from dashboard.pages.outcome import LISTED, lines_of
from dashboard.panel import about, day_field, head, nothing, panel, said
from dashboard.service import account, author, now, service
from dashboard.text import language, place_name, say
from vector.errors import StoreError, VectorError
from vector.store import places
from vector.store.engine import session
from vector.work.charges import charges, successions
from vector.work.order import Order, Outcome, Part
from vector.work.reorganisation import carry_out

NAME = "regions"
PATH = "/regions"
RIGHT = "regions"
KINDS = ("merge", "split", "rename", "transfer")
# What is not known; a card of the phone leaves it out.
ABSENT = "—"


def layout(**_: str) -> html.Div:
    """The regions as they are, and the form that changes them."""
    return html.Div(
        [
            head(say("regions.title"), say("regions.about"), identity="regions-head"),
            html.Div(tree(), id="regions-tree"),
            region_facts.panels(),
            panel(say("regions.change"), about(say("regions.change_about")), _form()),
        ],
        id="regions-page",
    )


def tree() -> list[Any]:
    """The regions as they are, with who answers for each, and what became of what."""
    today = service().today()
    with session(service().engine) as reading:
        frame, stations = own(reading), places.stations(reading)
    people = _in_charge(today)
    ordered = _in_order(frame)
    counts = _counted(ordered, stations["region_id"].value_counts())
    rows = [_row(each, depth, people, counts[each.id]) for each, depth in ordered]
    columns = ("name", "code", "level", "population", "person", "span", "stations")
    caption = html.Caption(say("regions.tree"), className="unseen")
    titles = heads("regions", columns)
    table = html.Table([caption, titles, html.Tbody(rows)], className="rows cards tight")
    return [panel(say("regions.tree"), table), panel(say("regions.history"), _history(frame))]


def _in_charge(today: date) -> dict[str, str]:
    """Who answers for each region, by its code, with the telephone."""
    found = charges(service().engine, today)
    rows = zip(found["code"], found["person"], found["phone"], strict=True)
    return {code: f"{person} {phone}".strip() for code, person, phone in rows}


def _in_order(frame: pd.DataFrame) -> list[tuple[Any, int]]:
    """Each region with how deep it lies, those below right after the one above."""
    below: dict[Any, list[Any]] = {}
    for each in frame.itertuples():
        above = None if pd.isna(each.parent_id) else int(each.parent_id)
        below.setdefault(above if above in set(frame["id"]) else None, []).append(each)
    found, waiting = [], [(each, 0) for each in reversed(below.get(None, []))]
    while waiting:
        each, depth = waiting.pop()
        found.append((each, depth))
        waiting += [(child, depth + 1) for child in reversed(below.get(each.id, []))]
    return found


def _counted(ordered: list[tuple[Any, int]], own: Any) -> dict[int, tuple[int, int]]:
    """How many stations each region has, with all below it, and how many of them are its own."""
    whole = {each.id: int(own.get(each.id, 0)) for each, _ in ordered}
    for each, _ in reversed(ordered):
        if each.parent_id in whole:
            whole[each.parent_id] += whole[each.id]
    return {region: (count, int(own.get(region, 0))) for region, count in whole.items()}


def _stations(count: int, own: int) -> Any:
    """Of a region with stations of its own beside those below it, both."""
    if own in (0, count):
        return str(count)
    return [f"{count} ", html.Span(say("regions.stations_own", count=own), className="small")]


def _row(each: Any, depth: int, people: Any, counts: tuple[int, int]) -> html.Tr:
    persons = ABSENT if pd.isna(each.population) else f"{int(each.population):,}"
    cells = {
        "name": html.Span(place_name(each.name), style={"paddingLeft": f"{depth * 1.25}rem"}),
        "code": each.code,
        "level": say(f"regions.level_{each.level}"),
        "population": persons,
        "person": people.get(each.code, ABSENT),
        "span": ABSENT if pd.isna(each.valid_from) else say("regions.from", day=each.valid_from),
        "stations": _stations(*counts),
    }
    return html.Tr(
        [
            html.Td(
                html.Div(cell, className="absent" if cell == ABSENT else ""),
                className=key, **{"data-label": say(f"regions.{key}")},
            )
            for key, cell in cells.items()
        ]
    )  # fmt: skip


def _history(frame: pd.DataFrame) -> Any:
    found = successions(service().engine)
    whole = account().region_id is None or frame["parent_id"].isna().any()
    if found.empty or not whole:
        return nothing(say("regions.no_history"))
    return html.Ul([html.Li(_told(each)) for each in found.head(LISTED).itertuples()])


def _told(each: Any) -> str:
    kind = say(f"regions.{each.kind}")
    told = {"day": each.day, "kind": kind, "was": place_name(each.was),
            "became": place_name(each.became)}  # fmt: skip
    return say("regions.told_on" if each.ground else "regions.told", ground=each.ground, **told)


def choices() -> list[dict[str, str]]:
    """The regions that can be changed."""
    with session(service().engine) as reading:
        frame = own(reading)
    below = frame[frame["parent_id"].notna() & (frame["name"] != places.UNASSIGNED)]
    return [
        {"value": code, "label": say("regions.coded", name=place_name(name), code=code)}
        for code, name in zip(below["code"], below["name"], strict=True)
    ]


def _form() -> html.Div:
    kinds = [{"value": kind, "label": say(f"regions.{kind}")} for kind in KINDS]
    return html.Div(
        [
            dmc.SegmentedControl(id="regions-kind", data=kinds, value="merge"),
            dmc.MultiSelect(id="regions-chosen", label=say("regions.which"), data=choices(),
                            searchable=True, mt="sm"),
            dmc.Textarea(id="regions-into", label=say("regions.into"), autosize=True, minRows=2,
                         description=say("regions.into_about"), mt="sm"),
            day_field("regions-day", say("regions.day"), mt="sm", w=200),
            dmc.TextInput(id="regions-ground", label=say("regions.ground"), mt="sm"),
            dmc.Button(say("regions.look"), id="regions-look", mt="md"),
            dcc.Store(id="regions-order"),
            html.Div(id="regions-outcome"),
            dmc.Button(say("regions.do"), id="regions-do", color="orange", mt="md", disabled=True),
            html.Div(id="regions-done"),
        ]
    )  # fmt: skip


def _order(asked: dict[str, Any]) -> Order:
    """The order that a form or a preview holds; what lies outside the own regions is refused."""
    try:
        day = date.fromisoformat(asked["day"].strip())
    except ValueError:
        raise StoreError(say("regions.no_day", found=asked["day"])) from None
    parts = tuple(Part.read(line) for line in asked["into"].splitlines() if line.strip())
    order = Order(asked["kind"], day, tuple(asked["regions"]), parts, asked["ground"])
    with session(service().engine) as reading:
        refuse_beyond(reading, order)
    return order


def _carried_out(asked: dict[str, Any], *, preview: bool) -> Outcome:
    running = service()
    return carry_out(
        running.engine, running.catalog, running.settings, _order(asked),
        now=now(), author=author(), preview=preview,
    )  # fmt: skip


def register(app: Dash) -> None:
    """Look at what an order would do; carry out what was looked at."""
    region_facts.register(app)

    @app.callback(
        Output("regions-outcome", "children"),
        Output("regions-order", "data"),
        Output("regions-do", "disabled"),
        Input("regions-look", "n_clicks"),
        State("regions-kind", "value"),
        State("regions-chosen", "value"),
        State("regions-into", "value"),
        State("regions-day", "value"),
        State("regions-ground", "value"),
        prevent_initial_call=True,
        right="regions",
    )
    def look(
        clicks: int | None, kind: str, chosen: list[str] | None, into: str | None,
        day: str | None, ground: str | None,
    ) -> tuple[Any, Any, bool]:  # fmt: skip
        asked = {"kind": kind, "regions": chosen or [], "into": into or "", "day": day or "",
                 "ground": ground or ""}  # fmt: skip
        try:
            outcome = _carried_out(asked, preview=True)
        except VectorError as error:
            return said(error.told(language()), raised=True), None, True
        return html.Div([about(say("regions.preview")), lines_of(outcome)]), asked, False

    @app.callback(
        Output("regions-done", "children"),
        Output("regions-tree", "children"),
        Output("regions-chosen", "data"),
        Output("regions-do", "disabled", allow_duplicate=True),
        Input("regions-do", "n_clicks"),
        State("regions-order", "data"),
        prevent_initial_call=True,
        right="regions",
    )
    def do(clicks: int | None, asked: dict[str, Any] | None) -> tuple[Any, Any, Any, bool]:
        if not clicks or not asked:
            return no_update, no_update, no_update, True
        try:
            _carried_out(asked, preview=False)
        except VectorError as error:
            return said(error.told(language()), raised=True), no_update, no_update, True
        return said(say("regions.done")), tree(), choices(), True

    @app.callback(
        Output("regions-tree", "children", allow_duplicate=True),
        Output("regions-chosen", "data", allow_duplicate=True),
        Output("region-known-region", "data"),
        Output("region-new-above", "data"),
        Input("regions-noted", "data"),
        prevent_initial_call=True,
        right="regions",
    )
    def refresh(noted: Any) -> tuple[Any, Any, Any, Any]:
        known = region_facts.own_regions()
        return tree(), choices(), known, known

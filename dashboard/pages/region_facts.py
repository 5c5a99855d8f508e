"""Regions one by one: a new one, and the code, people, person in charge and days of a known one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from dashboard.administered import inside, own
from dashboard.panel import about, day_field, panel, said
from dashboard.service import author, service
from dashboard.text import language, place_name, say
from vector.errors import StoreError, VectorError
from vector.store import divisions
from vector.store.engine import session
from vector.work import region_facts, regions
from vector.work.region_facts import Facts

NEW = ("name", "level", "above", "code", "population", "begun")
KNOWN = (
    *("region", "code", "population", "counted", "source", "person", "phone", "since"),
    *("begun", "closed"),
)
DAYS = frozenset({"counted", "since", "begun", "closed"})


def own_regions() -> list[dict[str, str]]:
    """The regions that the person administers, as choices."""
    with session(service().engine) as reading:
        found = own(reading)
    # The one above all others comes first: what is added stands mostly under it.
    found = found.assign(below=found["parent_id"].isin(found["id"]))
    found = found.sort_values("below", kind="stable")
    pairs = zip(found["code"], found["name"], strict=True)
    return [
        {"value": code, "label": say("regions.coded", name=place_name(name), code=code)}
        for code, name in pairs
    ]


def panels() -> html.Div:
    """The two forms."""
    known = own_regions()
    levels = [{"value": level, "label": say(f"regions.level_{level}")}
              for level in ("street", "community", "grid")]  # fmt: skip
    fresh = [
        _field("new", "name", needed=True),
        dmc.Select(id="region-new-level", label=say("regions.level"), data=levels, value="street",
                   allowDeselect=False, w=130),
        dmc.Select(id="region-new-above", label=say("regions.above"), data=known,
                   value=known[0]["value"] if known else None, searchable=True,
                   allowDeselect=False, w=230),
        *(_field("new", each) for each in NEW[3:]),
    ]  # fmt: skip
    facts = [
        dmc.Select(id="region-known-region", label=say("regions.of"), data=known, searchable=True,
                   withAsterisk=True, w=230),
        *(_field("known", each) for each in KNOWN[1:]),
    ]  # fmt: skip
    return html.Div([_panel("new", fresh), _panel("known", facts), dcc.Store(id="regions-noted")])


def _panel(kind: str, fields: list[Any]) -> html.Section:
    return panel(
        say(f"regions.{kind}"),
        about(say(f"regions.{kind}_about")),
        html.Div(fields, className="controls"),
        dmc.Button(say(f"regions.{kind}_do"), id=f"region-{kind}-do", my="sm"),
        html.Div(id=f"region-{kind}-said", **{"aria-live": "polite"}),
    )


def _field(kind: str, part: str, *, needed: bool = False) -> dmc.TextInput | dmc.DateInput:
    field = day_field if part in DAYS else _words
    label = say(f"regions.field_{part}")
    return field(f"region-{kind}-{part}", label, withAsterisk=needed, w=150)


def _words(identity: str, label: str, **settings: Any) -> dmc.TextInput:
    return dmc.TextInput(id=identity, label=label, **settings)


def _told(names: tuple[str, ...], values: tuple[Any, ...]) -> dict[str, Any]:
    """What a form holds: words, days and whole numbers; what is empty is left out."""
    words = {name: str(value or "").strip() for name, value in zip(names, values, strict=True)}
    found: dict[str, Any] = {name: word for name, word in words.items() if word}
    for name in DAYS & found.keys():
        found[name] = _day(found[name])
    if "population" in found:
        found["population"] = _whole(found["population"])
    return found


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise StoreError(say("regions.no_day", found=word)) from None


def _whole(word: str) -> int:
    digits = word.replace(",", "").replace("，", "")
    if not (digits.isascii() and digits.isdecimal()):
        raise StoreError(say("regions.no_number", found=word))
    return int(digits)


def _refuse_beyond(code: str) -> None:
    if not code:
        raise StoreError(say("regions.no_region"))
    with session(service().engine) as reading:
        inside(reading, code)


def _add(told: dict[str, Any]) -> str:
    above = told.get("above", "")
    _refuse_beyond(above)
    level = divisions.level_named(told.get("level", "street"))
    entry = regions.Entry(
        told.get("name", ""), level, told.get("code", ""), above, told.get("population"),
        told.get("begun"),
    )  # fmt: skip
    regions.add(service().engine, entry, author=author())
    return say("regions.added", name=entry.name)


def _record(told: dict[str, Any]) -> str:
    region = told.pop("region", "")
    _refuse_beyond(region)
    person = told.pop("person", None)
    if person == say("regions.nobody"):
        person = ""
    facts = Facts(
        code=told.get("code"), population=told.get("population"), person=person,
        counted_on=told.get("counted"), source=told.get("source", ""),
        phone=told.get("phone", ""), since=told.get("since"),
        valid_from=told.get("begun"), valid_to=told.get("closed"),
    )  # fmt: skip
    running = service()
    region_facts.record(running.engine, region, facts, today=running.today(), author=author())
    return say("regions.recorded")


def _done(
    doing: Callable[[dict[str, Any]], str], names: tuple[str, ...], values: tuple[Any, ...]
) -> tuple[Any, Any]:
    try:
        return said(doing(_told(names, values))), {"at": str(values)}
    except VectorError as error:
        return said(error.told(language()), raised=True), no_update


def register(app: Dash) -> None:
    """Enter a region; write down what is told of one."""

    @app.callback(
        Output("region-new-said", "children"),
        Output("regions-noted", "data"),
        Input("region-new-do", "n_clicks"),
        *(State(f"region-new-{each}", "value") for each in NEW),
        prevent_initial_call=True,
        right="regions",
    )
    def enter(clicks: int | None, *values: Any) -> tuple[Any, Any]:
        return _done(_add, NEW, values) if clicks else (no_update, no_update)

    @app.callback(
        Output("region-known-said", "children"),
        Output("regions-noted", "data", allow_duplicate=True),
        Input("region-known-do", "n_clicks"),
        *(State(f"region-known-{each}", "value") for each in KNOWN),
        prevent_initial_call=True,
        right="regions",
    )
    def record(clicks: int | None, *values: Any) -> tuple[Any, Any]:
        return _done(_record, KNOWN, values) if clicks else (no_update, no_update)

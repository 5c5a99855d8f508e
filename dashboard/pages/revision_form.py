"""The form for changes of a station."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.panel import day_field, fold
from dashboard.service import account, service
from dashboard.text import name, place_name, say
from vector.store import places
from vector.store.engine import session
from vector.store.tables.place import STREET_LEVELS

NEW = "new"
FIELDS = ("street", "habitat", "method", "equipment", "longitude", "latitude", "ground")


def closed() -> html.Details:
    """The form as it first stands: its fields are made when somebody opens it."""
    return fold("revised-write", say("revised.write"), "revised-form")


def form() -> list[Any]:
    """What is asked for: from which day, what is different, and why."""
    with session(service().engine) as reading:
        own = places.regions(reading, account().region_id or places.root(reading))
    own = own[own["level"].isin(STREET_LEVELS)]
    streets = [
        {"value": code, "label": say("regions.coded", name=place_name(called), code=code)}
        for code, called in zip(own["code"], own["name"], strict=True)
    ]
    catalog = service().catalog
    habitats = [{"value": each.zh, "label": name(each)} for each in catalog.habitats.values()]
    methods = [{"value": each.id, "label": name(each)} for each in catalog.methods.values()]
    today = service().today().isoformat()
    return [
        html.Div(
            [
                dmc.Select(
                    id="revised-which",
                    label=say("revised.which"),
                    value=NEW,
                    data=[{"value": NEW, "label": say("revised.new")}],
                    allowDeselect=False,
                    w=260,
                ),
                day_field("revised-day", say("revised.day"), last=today, withAsterisk=True, w=150),
                _select("street", streets),
                _select("habitat", habitats),
                _select("method", methods),
                *(_text(each) for each in ("equipment", "longitude", "latitude")),
                dmc.TextInput(
                    id="revised-ground", label=say("revised.ground"), withAsterisk=True, w=300
                ),
            ],
            className="controls",
        ),
        dmc.Group(
            [
                dmc.Button(say("revised.save"), id="revised-save"),
                dmc.Button(
                    say("revised.take_back"),
                    id="revised-take-back",
                    color="orange",
                    variant="default",
                    disabled=True,
                ),
            ],
            my="sm",
        ),
        html.Div(id="revised-said", **{"aria-live": "polite"}),
    ]


def _select(part: str, options: list[dict[str, str]]) -> dmc.Select:
    return dmc.Select(
        id=f"revised-{part}", label=say(f"revised.{part}"), data=options, clearable=True,
        searchable=True, placeholder=say("revised.unchanged"), w=210,
        nothingFoundMessage=say("choice.none_found"),
    )  # fmt: skip


def _text(part: str) -> dmc.TextInput:
    return dmc.TextInput(
        id=f"revised-{part}", label=say(f"revised.{part}"), w=140,
        placeholder=say("revised.unchanged"),
    )  # fmt: skip

"""零捕获确认: a planned survey was done, with this effort, and nothing was caught."""

from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.exceptions import PreventUpdate

from dashboard import visible
from dashboard.duties import Choice
from dashboard.handed_in import refuse_beyond_quota
from dashboard.panel import about, day_field, panel, said
from dashboard.service import account, author, now, service
from dashboard.text import language, name, say
from vector.errors import UploadError
from vector.stats import part
from vector.store.engine import session
from vector.work import zero
from vector.work.effort import apt, efforts, usual
from vector.work.handing_in import goes_above, hand_in
from vector.work.rights import may
from vector.work.zero import Word

# The most fields of effort that any form has; a test holds it.
SLOTS = 3


Days = tuple[date, date]


def days_of(choice: Choice, at: str, times: str) -> Days:
    """The first and last day of the month, or of the part of it that the address names."""
    month, number = choice.of_month, visible.number(at) or 0
    often = visible.number(times) or 1
    if not 0 < number <= often <= part.MOST:
        number = 0
    return part.first_day(month, number, often), part.last_day(month, number, often)


def form(choice: Choice, station: str, method: str, days: Days) -> html.Div:
    """The form for one station and method, begun with the effort of last time; else nothing."""
    stored, asked = dcc.Store(id="calendar-stored"), dcc.Store(id="zero-asked")
    number, known = visible.number(station), service().catalog.methods.get(method)
    if not may(account(), "upload"):
        return html.Div([stored, asked], id="zero")
    if number is None or known is None:
        return html.Div([stored, asked, *_hidden()], id="zero")
    if not apt(known, service().catalog):
        return html.Div([stored, asked, *_hidden()], id="zero")
    with session(service().engine) as reading:
        own = visible.stations(reading)
        row = own[own["id"] == number]
        begun = usual(reading, service().catalog, number, method)
    if row.empty:
        return html.Div([stored, asked, *_hidden()], id="zero")
    asked = dcc.Store(id="zero-asked", data={"station": number, "method": method})
    title = say("zero.title", station=row["station"].iloc[0], method=name(known))
    inputs = html.Div([_day(days), *_slots(method, begun)], className="controls")
    button = dmc.Button(say("zero.confirm"), id="zero-confirm", disabled=True)
    words = html.Div(id="zero-said", **{"aria-live": "polite"})
    shown = panel(title, about(say("zero.about")), inputs, words, button, id="zero-panel")
    return html.Div([stored, asked, shown, html.Div(id="zero-done")], id="zero")


def _hidden() -> list[Any]:
    """The parts that callbacks name, where there is no form."""
    names = ["zero-day", *(f"zero-effort-{at}" for at in range(SLOTS))]
    parts = [html.Div(id="zero-said"), html.Button(id="zero-confirm"), html.Div(id="zero-done")]
    return [html.Div([*map(_unseen, names), *parts], id="zero-panel", hidden=True)]


def _unseen(identity: str) -> dcc.Input:
    return dcc.Input(id=identity, type="hidden")


def _day(days: Days) -> dmc.DateInput:
    """The day; today is near at hand where it is among them, else only people know it."""
    (first, end), today = days, service().today()
    last = max(first, min(end, today))
    return day_field(
        "zero-day", say("zero.day"), first=str(first), last=str(last), withAsterisk=True, w=150,
        value=str(today) if last == today else None,
    )  # fmt: skip


def _slots(method: str, begun: dict[str, str]) -> list[Any]:
    fields = efforts(service().catalog.methods[method])
    drawn: list[Any] = [
        dmc.TextInput(id=f"zero-effort-{at}", label=name(field), value=begun.get(field.id, ""),
                      withAsterisk=field.required, debounce=250, w=150,
                      inputProps={"inputMode": "decimal"})
        for at, field in enumerate(fields)
    ]  # fmt: skip
    return drawn + [_unseen(f"zero-effort-{at}") for at in range(len(fields), SLOTS)]


def _word(asked: dict[str, Any], day: str, written: tuple[Any, ...]) -> Word:
    method = str(asked["method"])
    fields = efforts(service().catalog.methods[method])
    effort = {field.id: str(text or "") for field, text in zip(fields, written, strict=False)}
    return Word(int(asked["station"]), method, date.fromisoformat(day[:10]), effort)


def _given(word: Word) -> tuple[dict[str, int], str]:
    """Store a zero, or submit it where the level above approves; what was done, in words."""
    running = service()
    refuse_beyond_quota()
    common = {"now": now(), "account": account()}
    if goes_above(running.settings):
        found = zero.preview(running.engine, running.catalog, running.settings, word, **common)
        number = hand_in(running.engine, found.reading, found.content, person=account(),
                         now=now(), author=author())  # fmt: skip
        return {"staged": number}, say("zero.submitted", id=number)
    done = zero.confirm(running.engine, running.catalog, running.settings, word,
                        by=account().email, author=author(), **common)  # fmt: skip
    return {"upload": done.upload_id}, say("zero.done", id=done.upload_id)


def register(app: Dash) -> None:
    """Say what would be stored; store it."""
    slots = [f"zero-effort-{at}" for at in range(SLOTS)]
    property_ = ["value"] * SLOTS

    @app.callback(
        Output("zero-said", "children"),
        Output("zero-confirm", "disabled"),
        Input("zero-day", "value"),
        *(Input(slot, each) for slot, each in zip(slots, property_, strict=True)),
        State("zero-asked", "data"),
        right="upload",
    )
    def look(day: str | None, *rest: Any) -> tuple[Any, bool]:
        *written, asked = rest
        if not asked:
            raise PreventUpdate
        if not day:
            return said(say("zero.no_day")), True
        running = service()
        try:
            word = _word(asked, day, tuple(written))
            found = zero.preview(running.engine, running.catalog, running.settings, word,
                                 now=now(), account=account())  # fmt: skip
        except UploadError as error:
            return said(error.told(language()), raised=True), True
        return said(found.sentence(running.catalog, account().email, language())), False

    @app.callback(
        Output("zero-done", "children"),
        Output("calendar-stored", "data"),
        Output("zero-panel", "hidden"),
        Input("zero-confirm", "n_clicks"),
        State("zero-day", "value"),
        *(State(slot, each) for slot, each in zip(slots, property_, strict=True)),
        State("zero-asked", "data"),
        prevent_initial_call=True,
        right="upload",
    )
    def confirm(clicks: int | None, day: str | None, *rest: Any) -> tuple[Any, Any, Any]:
        *written, asked = rest
        if not clicks or not asked or not day:
            return no_update, no_update, no_update
        try:
            done, told = _given(_word(asked, day, tuple(written)))
        except UploadError as error:
            return said(error.told(language()), raised=True), no_update, no_update
        words = [told, " ", dcc.Link(say("zero.see"), href="/upload")]
        return said(words), done, True

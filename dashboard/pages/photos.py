"""照片: the photographs of a station as small pictures; adding some, from a phone too; deleting."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.handed_in import MEGABYTE, content_of
from dashboard.interface import PREFIX
from dashboard.panel import about, day_field, nothing, panel, said
from dashboard.service import account, author, now, service
from dashboard.text import language, name, say
from vector.errors import VectorError
from vector.intake.photo import MOST_BYTES, photograph
from vector.store import activity
from vector.store import photos as store
from vector.store.engine import session
from vector.store.tables import Photo
from vector.work import photos
from vector.work.photos import LONGEST
from vector.work.rights import may

SHOWN = 12
DELETE, REASON = "photo-delete", "photo-reason"
ACCEPT = "image/*"
WAYS = ("camera", "file")
MOST_AT_ONCE = 10


def photos_panel(station: int) -> html.Section:
    """The panel: what there is, and for who may add, how."""
    return panel(
        say("photos.title"),
        about(say("photos.about")),
        html.Div(pictures(station), id="photos-shown"),
        html.Div(id="photos-said", **{"aria-live": "polite"}),
        _form() if may(account(), "photos") else None,
        id="photos-panel",
    )


def _form() -> html.Details:
    """Take a picture with the phone, or choose some; then the day and a word, and keep them."""
    ways = [
        html.Div(
            dcc.Upload(
                html.Div(html.Strong(say(f"photos.{way}")), className="drop"),
                id=f"photos-{way}",
                accept=ACCEPT,
                multiple=True,
            ),
            className=way,
        )
        for way in WAYS
    ]
    day = day_field(
        "photos-day", say("photos.day"), last=str(service().today()), w=250,
        description=say("photos.day_about"),
    )  # fmt: skip
    words = dmc.TextInput(id="photos-words", label=say("photos.words"), w=320,
                          inputProps={"maxLength": LONGEST},
                          description=say("photos.words_about"))  # fmt: skip
    return html.Details(
        [
            html.Summary(say("photos.add")),
            about(say("photos.add_about", size=MOST_BYTES // MEGABYTE, most=MOST_AT_ONCE)),
            html.Div(ways, className="ways"),
            html.P(id="photos-chosen", **{"aria-live": "polite"}),
            dcc.Store(id="photos-limits", data=_limits()),
            html.Div([day, words], className="controls"),
            dmc.Button(say("photos.save"), id="photos-save", mt="sm", disabled=True),
        ],
        className="opens adding",
    )


def _limits() -> dict[str, Any]:
    """What the browser weighs by before it sends anything, and what it says."""
    rules = {"bytes": MOST_BYTES, "most": MOST_AT_ONCE, "join": say("list.join")}
    numbers = {"size": MOST_BYTES // MEGABYTE, "most": MOST_AT_ONCE}
    return rules | {key: say(f"photos.{key}", **numbers) for key in ("heavy", "many", "chosen")}


def pictures(station: int) -> Any:
    """The photographs that stand, the latest first; of many the older ones are a list of links."""
    with session(service().engine) as reading:
        found = store.of_station(reading, account(), station)
        if not found:
            return nothing(say("photos.nothing"))
        surveyed = _surveyed(reading, station)
    shown = [_picture(photo, surveyed.get(photo.taken_on, ())) for photo in found[:SHOWN]]
    parts = [html.Div(shown, className="photos")]
    if found[SHOWN:]:
        summary = html.Summary(say("photos.rest", count=len(found) - SHOWN))
        rest = html.Ul([html.Li([_link(photo), _deletion(photo)]) for photo in found[SHOWN:]])
        parts.append(html.Details([summary, rest], className="folded"))
    return parts


def _link(photo: Photo) -> html.A:
    told = say("photos.of", day=photo.taken_on, words=photo.words or say("photos.no_words"))
    return html.A(f"{told} · {photo.added_by}", href=f"{_address(photo)}/picture", target="_blank")


def _address(photo: Photo) -> str:
    return f"{PREFIX}/photos/{photo.id}"


def _surveyed(reading: Session, station: int) -> dict[date, list[str]]:
    """By which methods the station was surveyed on each of its last days."""
    found: dict[date, list[str]] = {}
    for row in activity.latest_surveys(reading, station).itertuples():
        found.setdefault(row.date, []).append(name(service().catalog.methods[row.method]))
    return found


def _picture(photo: Photo, methods: Sequence[str]) -> html.Figure:
    told = say("photos.of", day=photo.taken_on, words=photo.words or say("photos.no_words"))
    small = html.Img(src=f"{_address(photo)}/small", alt=told)
    where = {"href": f"{_address(photo)}/picture", "target": "_blank"}
    large = html.A(small, title=say("photos.open"), **where)
    joined = say("list.join").join(dict.fromkeys(methods))
    lines = [html.Strong(str(photo.taken_on)), html.Span(photo.words)] + [
        html.Span(line, className="small")
        for line in (say("photos.surveyed", methods=joined) if joined else "", photo.added_by)
        if line
    ]
    return html.Figure([large, html.Figcaption([*lines, _deletion(photo)])])


def _deletion(photo: Photo) -> html.Details | None:
    if not photos.deletable(account(), photo):
        return None
    reason = dmc.TextInput(id={"type": REASON, "index": photo.id}, label=say("photos.reason"),
                           size="xs", inputProps={"maxLength": LONGEST})  # fmt: skip
    button = html.Button(say("photos.delete"), id={"type": DELETE, "index": photo.id},
                         type="button", className="download", n_clicks=0)  # fmt: skip
    return html.Details([html.Summary(say("photos.delete")), reason, button], className="opens")


def _kept(station: int, content: str, filename: str, day: date | None, words: str) -> str:
    """Keep one; return why not, if not."""
    running = service()
    try:
        picture = photograph(content_of(content), filename)
        photos.add(running.engine, running.settings, station, picture, person=account(),
                   now=now(), words=words, day=day, author=author())  # fmt: skip
    except VectorError as error:
        return error.told(language())
    return ""


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise VectorError(say("photos.no_day")) from error


def save(clicks: int | None, day: str | None, words: str | None, station: str, *given: Any) -> Any:
    """Keep what was taken and chosen, each by itself; tell of those that could not be kept."""
    files = [
        pair
        for contents, names in zip(given[::2], given[1::2], strict=True)
        for pair in zip(contents or (), names or (), strict=True)
    ]
    wanted = visible.number(station)
    if not clicks or not files or wanted is None:
        return (no_update,) * 8
    taken, written = _day(day), words or ""
    refused = [
        sentence
        for each in files[:MOST_AT_ONCE]
        if (sentence := _kept(wanted, *each, taken, written))
    ]
    count = min(len(files), MOST_AT_ONCE) - len(refused)
    told = [said(say("photos.kept", count=count))] if count else []
    told += [said(sentence, raised=True) for sentence in refused]
    return told, pictures(wanted), None, None, None, None, "", None


def delete(clicks: list[Any], reasons: list[str | None], station: str) -> tuple[Any, Any]:
    """Delete the photograph whose button was pressed, for the reason beside it."""
    pressed = ctx.triggered[0] if ctx.triggered else {}
    wanted = visible.number(station)
    if not pressed.get("value") or wanted is None:
        return no_update, no_update
    photo = json.loads(pressed["prop_id"].rpartition(".")[0])["index"]
    beside = {
        each["id"]["index"]: reason
        for each, reason in zip(ctx.states_list[0], reasons, strict=True)
    }
    try:
        photos.delete(service().engine, int(photo), reason=beside.get(photo) or "",
                      person=account(), now=now(), author=author())  # fmt: skip
    except VectorError as error:
        return said(error.told(language()), raised=True), no_update
    return said(say("photos.deleted")), pictures(wanted)


def register(app: Dash) -> None:
    """Show the photographs; keep new ones; delete."""
    shown = Output("photos-shown", "children", allow_duplicate=True)
    told = Output("photos-said", "children", allow_duplicate=True)

    @app.callback(Output("station-photos", "children"), Input("station-id", "data"), right="see")
    def fill(station: str) -> Any:
        wanted = visible.number(station)
        with session(service().engine) as reading:
            own = set(visible.stations(reading)["id"])
        return photos_panel(wanted) if wanted in own else None

    app.clientside_callback(
        ClientsideFunction("vector", "named"),
        Output("photos-file", "className"),
        Input("photos-file", "accept"),
    )
    app.clientside_callback(
        ClientsideFunction("vector", "chosen"),
        Output("photos-chosen", "children"),
        Output("photos-save", "disabled"),
        *(Input(f"photos-{way}", prop) for way in WAYS for prop in ("contents", "filename")),
        State("photos-limits", "data"),
        prevent_initial_call=True,
    )
    app.callback(
        told,
        shown,
        *(Output(f"photos-{way}", prop) for way in WAYS for prop in ("contents", "filename")),
        Output("photos-words", "value"),
        Output("photos-day", "value"),
        Input("photos-save", "n_clicks"),
        State("photos-day", "value"),
        State("photos-words", "value"),
        State("station-id", "data"),
        *(State(f"photos-{way}", prop) for way in WAYS for prop in ("contents", "filename")),
        prevent_initial_call=True,
        right="photos",
    )(save)
    app.callback(
        told,
        shown,
        Input({"type": DELETE, "index": ALL}, "n_clicks"),
        State({"type": REASON, "index": ALL}, "value"),
        State("station-id", "data"),
        prevent_initial_call=True,
        right="photos",
    )(delete)

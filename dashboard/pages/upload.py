"""上报: hand in a workbook, see what was understood, decide, read the verdict; withdraw uploads."""

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from dashboard.handed_in import MEGABYTE, content_of, refuse_beyond_quota
from dashboard.incoming import Incoming, effect, understood
from dashboard.pages import mapped, mapping, preview, staged, verdict
from dashboard.pages.effect import effect_panel
from dashboard.pages.pager import turned
from dashboard.pages.staged import needs_approval, staged_panel
from dashboard.pages.uploads import register as register_uploads
from dashboard.pages.uploads import uploads_panel
from dashboard.panel import about, head, nothing, panel, said
from dashboard.service import account, author, now, service
from dashboard.text import language, say
from vector.errors import VectorError
from vector.intake.sheet import open_book
from vector.intake.verdict import marked_workbook
from vector.work import assays, mappings, staging, uploads
from vector.work.rights import may

NAME = "upload"
PATH = "/upload"
RIGHT = "see"
ENDINGS = ".xlsx,.xls,.ods,.csv"
ALL, HOLD, BACK = "all", "hold", "back"
STORING = frozenset({ALL, HOLD})


def layout(**_: str) -> html.Div:
    """The shell of the page; who may not upload is told so."""
    title = head(say("upload.title"), say("upload.about"), identity="upload-head")
    if not may(account(), "upload"):
        return html.Div([title, nothing(say("upload.no_right"))], id="upload-page")
    return html.Div(
        [
            title,
            html.Section([_drop(), html.P(id="upload-weighed")], className="panel"),
            dcc.Loading(html.Div(id="upload-preview"), type="dot", overlay_style={"opacity": 0.5}),
            html.Div(id="upload-decision"),
            html.Div(id="mapping"),
            dcc.Loading(html.Div(id="upload-verdict"), type="dot"),
            dcc.Download(id="upload-marked"),
            _limit(),
            html.Div(staged_panel(), id="staged"),
            html.Div(uploads_panel(), id="uploads"),
            *(turned(each) for each in ("staged", "uploads")),
            html.Div(mapped.mapped_panel(), id="mapped"),
        ],
        id="upload-page",
    )


def _drop() -> dcc.Upload:
    size = service().settings.max_upload_mb
    words = [html.Strong(say("upload.drop")), html.Span(say("upload.drop_about", size=size))]
    return dcc.Upload(
        html.Div(words, className="drop"),
        id="upload-file",
        accept=ENDINGS,
        multiple=False,
    )


def _limit() -> dcc.Store:
    """The size a file may have and what to say beyond it; the browser weighs before it sends."""
    size = service().settings.max_upload_mb
    sentence = say("upload.too_large", size=size)
    return dcc.Store(id="upload-limit", data={"bytes": size * MEGABYTE, "sentence": sentence})


def _decision(found: Incoming) -> Any:
    """What can be done with the file: nothing, all of it, or, by an explicit choice, a part."""
    if not found.ready:
        return None
    if not found.held:
        choice = dmc.RadioGroup([], id="upload-choice", value=ALL, display="none")
        return html.Section([choice, _buttons("accept_all", waiting=False)], className="panel")
    hold = say("upload.choose_hold", good=found.good, bad=found.held)
    choices = [
        dmc.Radio(label=say("upload.choose_back"), value=BACK),
        dmc.Radio(label=hold, value=HOLD),
    ]
    return panel(
        say("upload.choose", count=found.held),
        dmc.RadioGroup(dmc.Stack(choices, gap="xs"), id="upload-choice", value=None, my="sm"),
        _buttons("accept_hold", waiting=True),
    )


def _buttons(accept: str, *, waiting: bool) -> Any:
    """Store it, or submit it where the level above approves; or keep it for later."""
    key = "submit" if needs_approval() else accept
    later = say("upload.stage")
    buttons = [
        dmc.Button(say(f"upload.{key}"), id="upload-accept", disabled=waiting),
        dmc.Button(later, id="upload-stage", variant="default", disabled=waiting),
    ]
    return html.Div([dmc.Group(buttons), about(say("upload.stage_about"))])


def _allowed() -> bool:
    return may(account(), "upload")


def look(contents: str | None, filename: str) -> tuple[Any, Any, Any, Any]:
    """Read a file that was dropped and show what it would change; nothing is stored."""
    if contents is None or not _allowed():
        return (no_update,) * 4
    try:
        found = understood(content_of(contents), filename)
    except VectorError as error:
        refused = say("upload.not_read", sentence=error.told(language()))
        shown = html.Section(said(refused, raised=True), className="panel")
        return shown, None, None, _offer_all(error, contents, filename)
    shown = [preview.incoming_panel(found)]
    if found.counted is None:
        return html.Div(shown), _decision(found), None, None
    if found.ready:
        shown.append(effect_panel(effect(found)))
    reading = found.counted.reading
    assistant = mapping.offer(reading.book, mappings.unread(reading))
    return html.Div(shown), _decision(found), None, assistant


def _offer_all(error: VectorError, contents: str, filename: str) -> Any:
    """The assistant, where a file was refused because none of its sheets is known."""
    if getattr(error, "code", "") != "layout_unknown":
        return None
    book = open_book(content_of(contents), filename)
    return mapping.offer(book, [sheet.name for sheet in book.sheets])


def keep(clicks: int | None, *given: Any) -> Any:
    """Keep what the columns of an unknown sheet are, and go on to the ordinary preview."""
    *answers, contents, filename = given
    if not clicks or contents is None or not _allowed():
        return (no_update,) * 6
    if refused := mapping.keep(mapping.Said(*answers), contents, filename):
        return *(no_update,) * 4, refused, no_update
    return *look(contents, filename), no_update, mapped.mapped_panel()


def undecided(choice: str | None) -> tuple[bool, bool]:
    """Whether the person has not yet chosen to store something: neither button works then."""
    return choice not in STORING, choice not in STORING


def accept(clicks: int | None, choice: str, contents: str | None, filename: str) -> Any:
    """Store the file as the person chose, or submit it, and show what that did."""
    if not clicks or contents is None or choice not in STORING or not _allowed():
        return (no_update,) * 7
    if beyond := _beyond_quota():
        return beyond
    found = understood(content_of(contents), filename)
    if needs_approval():
        return _kept(found, choice, submit=True)
    common = {"by": account().email, "person": account(), "now": now(), "author": author()}
    running = service()
    if found.counted is None:
        stored = assays.accept(running.engine, found.table, settings=running.settings, **common)
    else:
        stored = uploads.accept(
            running.engine, running.catalog, running.settings, found.content, filename,
            on=running.today(), hold_bad_rows=choice == HOLD, reading=found.counted.reading,
            **common,
        )  # fmt: skip
    return verdict.stored_panel(stored), None, None, uploads_panel(), staged_panel(), None, None


def stage(clicks: int | None, choice: str, contents: str | None, filename: str) -> Any:
    """Keep the file for later; nothing of it counts."""
    if not clicks or contents is None or choice not in STORING or not _allowed():
        return (no_update,) * 7
    return _beyond_quota() or _kept(
        understood(content_of(contents), filename), choice, submit=False
    )


def _beyond_quota() -> Any:
    """What is shown of a file beyond what one person may hand in in a day; else nothing."""
    try:
        refuse_beyond_quota()
    except VectorError as error:
        refused = html.Section(said(error.told(language()), raised=True), className="panel")
        return refused, *(no_update,) * 6
    return None


def _kept(found: Incoming, choice: str, *, submit: bool) -> Any:
    """Stage a file, and submit it; a refusal is said where the verdict would stand."""
    engine, common = service().engine, {"person": account(), "now": now(), "author": author()}
    try:
        number = staging.stage(
            engine, found.read, found.content, hold_bad_rows=choice == HOLD, **common
        )
        if submit:
            staging.submit(engine, number, **common)
    except VectorError as error:
        refused = html.Section(said(error.told(language()), raised=True), className="panel")
        return refused, *(no_update,) * 3, staged_panel(), *(no_update,) * 2
    done = say("upload.submitted" if submit else "upload.staged", filename=found.read.name)
    told = html.Section(said(done), className="panel", id="upload-done")
    return told, None, None, no_update, staged_panel(), None, None


def download(clicks: int | None, contents: str | None, filename: str) -> Any:
    """Give the person's own workbook back, faulty cells marked."""
    if not clicks or contents is None or not _allowed():
        return no_update
    running = service()
    found = uploads.preview(
        running.engine, running.catalog, content_of(contents), filename, person=account()
    )
    name = f"{filename.rpartition('.')[0] or filename}-{say('upload.marked')}.xlsx"
    return dcc.send_bytes(marked_workbook(found.reading), name)


def register(app: Dash) -> None:
    """Preview a file when it is dropped, store it when the person decides so."""
    file = State("upload-file", "contents"), State("upload-file", "filename")
    app.clientside_callback(
        ClientsideFunction("vector", "named"),
        Output("upload-file", "className"),
        Input("upload-file", "accept"),
    )
    app.clientside_callback(
        ClientsideFunction("vector", "weigh"),
        Output("upload-weighed", "children"),
        Input("upload-file", "contents"),
        State("upload-limit", "data"),
        prevent_initial_call=True,
    )
    app.callback(
        Output("upload-preview", "children"),
        Output("upload-decision", "children"),
        Output("upload-verdict", "children"),
        Output("mapping", "children"),
        Input("upload-file", "contents"),
        State("upload-file", "filename"),
        prevent_initial_call=True,
        right="upload",
    )(look)
    app.callback(
        Output("upload-accept", "disabled"),
        Output("upload-stage", "disabled"),
        Input("upload-choice", "value"),
        prevent_initial_call=True,
        right="upload",
    )(undecided)
    for button, decide in (("upload-accept", accept), ("upload-stage", stage)):
        app.callback(
            Output("upload-verdict", "children", allow_duplicate=True),
            Output("upload-preview", "children", allow_duplicate=True),
            Output("upload-decision", "children", allow_duplicate=True),
            Output("uploads", "children", allow_duplicate=True),
            Output("staged", "children", allow_duplicate=True),
            Output("upload-file", "contents", allow_duplicate=True),
            Output("mapping", "children", allow_duplicate=True),
            Input(button, "n_clicks"),
            State("upload-choice", "value"),
            *file,
            prevent_initial_call=True,
            right="upload",
        )(decide)
    app.callback(
        Output("upload-marked", "data"),
        Input("upload-download", "n_clicks"),
        *file,
        prevent_initial_call=True,
        right="upload",
    )(download)
    app.callback(
        Output("upload-preview", "children", allow_duplicate=True),
        Output("upload-decision", "children", allow_duplicate=True),
        Output("upload-verdict", "children", allow_duplicate=True),
        Output("mapping", "children", allow_duplicate=True),
        Output("mapping-outcome", "children", allow_duplicate=True),
        Output("mapped", "children", allow_duplicate=True),
        Input("mapping-save", "n_clicks"),
        *mapping.ANSWERS,
        State("mapping-name", "value"),
        *file,
        prevent_initial_call=True,
        right="upload",
    )(keep)
    register_uploads(app)
    staged.register(app)
    mapping.register(app)

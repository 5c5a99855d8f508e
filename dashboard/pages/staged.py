"""暂存与审核: the files that wait, who did what with each, and deciding on the chosen one."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, html, no_update

from dashboard.grids import grid, staged_columns
from dashboard.incoming import Incoming, effect, present, understood
from dashboard.pages.effect import effect_panel
from dashboard.pages.preview import incoming_panel
from dashboard.pages.uploads import uploads_panel
from dashboard.pages.verdict import stored_panel
from dashboard.panel import about, nothing, panel, said
from dashboard.service import account, author, now, service
from dashboard.text import language, say
from vector.errors import VectorError
from vector.store import staged as store
from vector.store.engine import session
from vector.store.tables import Staged, StagedStep
from vector.work import review, staging

SHOWN = 100
LONGEST = 500
ACTIONS = ("look", "submit", "accept", "return", "discard")


def needs_approval() -> bool:
    """Whether the level above approves what is handed in."""
    return service().settings.upload_approval != "none"


def _step(step: StagedStep) -> str:
    at = f"{step.at.astimezone(service().zone):%Y-%m-%d %H:%M}"
    told = say("staged.step", what=say(f"staged.{step.what}"), by=step.by, at=at)
    return say("staged.because", step=told, reason=step.reason) if step.reason else told


def _row(row: Staged, steps: Sequence[StagedStep], objection: str) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "filename": row.filename,
        "kind": say(f"staged.{row.kind}"),
        "surveys": row.surveys,
        "held": row.held,
        "state": say(f"staged.{row.state}"),
        "steps": say("staged.then").join(_step(step) for step in steps if step.staged_id == row.id),
        "waits": row.state in store.WAITING,
        "submits": needs_approval() and row.state in ("staged", "returned"),
        "accepts": not objection,
        "returns": not objection and row.state == "submitted",
    }


def _rows() -> list[dict[str, Any]]:
    settings, person = service().settings, account()
    with session(service().engine) as reading:
        found = store.listed(reading, person, SHOWN)
        steps = store.steps(reading, [row.id for row in found])
        return [_row(row, steps, review.objection(reading, settings, row, person)) for row in found]


def staged_panel(done: str = "", *, refused: bool = False) -> Any:
    """The files that wait or waited, with the buttons for the chosen one."""
    rows = _rows()
    title = say("staged.title")
    explained = about(say("staged.about_approval" if needs_approval() else "staged.about"))
    notes = [said(done, raised=refused)] if done else []
    if not rows:
        return panel(title, explained, *notes, nothing(say("staged.none")))
    choice = {"rowSelection": {"mode": "singleRow", "enableClickSelection": True}}
    table = grid("staged-grid", staged_columns(), rows, options=choice, getRowId="params.data.id")
    return panel(title, explained, *notes, table, _reason(), _buttons())


def _reason() -> dmc.TextInput:
    return dmc.TextInput(
        id="staged-reason", label=say("staged.reason"), description=say("staged.reason_about"),
        mt="sm", maw=560,
    )  # fmt: skip


def _buttons() -> dmc.Group:
    approve = "staged.approve" if needs_approval() else "staged.accept"
    words = {"accept": approve, "look": "staged.look", "submit": "staged.submit"}
    hidden = {} if needs_approval() else {"submit": "none", "return": "none"}
    return dmc.Group(
        [
            dmc.Button(
                say(words.get(action, f"staged.{action}")), id=f"staged-{action}", disabled=True,
                variant="filled" if action == "accept" else "default", display=hidden.get(action),
            )
            for action in ACTIONS
        ],
        mt="sm",
    )  # fmt: skip


def choose(chosen: list[dict[str, Any]] | None) -> list[bool]:
    """Which buttons have no use for the chosen file."""
    if not chosen or not chosen[0]["waits"]:
        return [True] * len(ACTIONS)
    row = chosen[0]
    return [False, not row["submits"], not row["accepts"], not row["returns"], False]


def _read(number: int) -> Incoming:
    with session(service().engine) as reading:
        row = store.waiting(reading, number, account())
        content, filename = store.content(reading, number), row.filename
    return understood(content, filename)


def look(clicks: int | None, chosen: list[dict[str, Any]] | None) -> Any:
    """Show what a staged file holds and what taking it in now would change."""
    if not clicks or not chosen:
        return (no_update,) * 3
    try:
        found = _read(int(chosen[0]["id"]))
    except VectorError as error:
        return (
            html.Section(said(error.told(language()), raised=True), className="panel"),
            None,
            None,
        )
    shown = [incoming_panel(found, marked=False)]
    if found.ready and found.counted:
        shown.append(effect_panel(effect(found)))
    return html.Div(shown), None, None


def act(*given: Any) -> Any:
    """Submit, take in, return or discard the chosen file."""
    *_, chosen, reason = given
    what = str(ctx.triggered_id).removeprefix("staged-")
    if not chosen or what not in ACTIONS or not any(given[:4]):
        return (no_update,) * 3
    number, named = int(chosen[0]["id"]), chosen[0]["filename"]
    try:
        verdict = _done(what, number, (reason or "")[:LONGEST])
    except VectorError as error:
        return no_update, staged_panel(error.told(language()), refused=True), no_update
    told = say(f"staged.done_{what}", filename=named)
    return verdict, staged_panel(told), uploads_panel() if what == "accept" else no_update


def _done(what: str, number: int, reason: str) -> Any:
    """Do it; what is to be shown as the verdict."""
    running, common = service(), {"person": account(), "author": author()}
    if what == "accept":
        stored = staging.accept(running.engine, present(), number, _read(number).read, **common)
        return stored_panel(stored)
    timed = {**common, "now": now()}
    if what == "submit":
        staging.submit(running.engine, number, **timed)
    elif what == "return":
        staging.give_back(running.engine, running.settings, number, reason=reason, **timed)
    else:
        staging.discard(running.engine, number, reason=reason, **timed)
    return no_update


def register(app: Dash) -> None:
    """Choose a staged file, look at it, decide."""
    app.callback(
        [Output(f"staged-{action}", "disabled") for action in ACTIONS],
        Input("staged-grid", "selectedRows"),
        prevent_initial_call=True,
        right="upload",
    )(choose)
    app.callback(
        Output("upload-preview", "children", allow_duplicate=True),
        Output("upload-decision", "children", allow_duplicate=True),
        Output("upload-verdict", "children", allow_duplicate=True),
        Input("staged-look", "n_clicks"),
        State("staged-grid", "selectedRows"),
        prevent_initial_call=True,
        right="upload",
    )(look)
    app.callback(
        Output("upload-verdict", "children", allow_duplicate=True),
        Output("staged", "children", allow_duplicate=True),
        Output("uploads", "children", allow_duplicate=True),
        *(Input(f"staged-{action}", "n_clicks") for action in ACTIONS[1:]),
        State("staged-grid", "selectedRows"),
        State("staged-reason", "value"),
        prevent_initial_call=True,
        right="upload",
    )(act)

"""暂存与审核: the files that wait, who did what with each, and deciding on the chosen one."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, html, no_update

from dashboard.grids import grid, staged_columns
from dashboard.incoming import Incoming, effect, present, understood
from dashboard.pages.effect import effect_panel
from dashboard.pages.pager import pager
from dashboard.pages.pager import register as register_pager
from dashboard.pages.preview import incoming_panel
from dashboard.pages.uploads import uploads_panel
from dashboard.pages.verdict import stored_panel
from dashboard.panel import about, nothing, panel, said
from dashboard.service import account, author, now, service
from dashboard.text import language, place_name, say
from vector.errors import VectorError
from vector.store import staged as store
from vector.store.engine import session
from vector.store.tables import Staged, StagedStep
from vector.work import deciding, review, staging
from vector.work.deciding import Passed
from vector.work.review import Board, Post

SHOWN = 100
LONGEST = 500
ACTIONS = ("look", "submit", "accept", "return", "discard")


def needs_approval() -> bool:
    """Whether levels above approve what is handed in."""
    return service().settings.upload_approval != "none"


def _step(step: StagedStep) -> str:
    at = f"{step.at.astimezone(service().zone):%Y-%m-%d %H:%M}"
    told = say("staged.step", what=say(f"staged.{step.what}"), by=step.by, at=at)
    why = "staged.noted" if step.what in review.GIVEN else "staged.because"
    return say(why, step=told, reason=step.reason) if step.reason else told


def _post(post: Post, turn: Post | None) -> str:
    """How a file stands at one level."""
    named = place_name(post.region.name)
    if post.step is not None:
        at = f"{post.step.at.astimezone(service().zone):%Y-%m-%d %H:%M}"
        told = say("staged.level_done", region=named, by=post.step.by, at=at)
        return say("staged.noted", step=told, reason=post.step.reason) if post.step.reason else told
    if post is turn:
        return say("staged.level_due" if post.people else "staged.level_nobody", region=named)
    return say("staged.level_later" if post.people else "staged.level_passed", region=named)


def _levels(row: Staged, posts: Sequence[Post]) -> str:
    """Where a file stands among the levels that approve it."""
    if row.state not in ("submitted", "accepted"):
        return ""
    turn = review.due(posts) if row.state == "submitted" else None
    shown = posts if row.state == "submitted" else [each for each in posts if each.step]
    return say("staged.then_up").join(_post(each, turn) for each in shown)


def _row(
    row: Staged, steps: Sequence[StagedStep], objection: str, posts: Sequence[Post]
) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "filename": row.filename,
        "kind": say(f"staged.{row.kind}"),
        "surveys": row.surveys,
        "held": row.held,
        "state": say(f"staged.{row.state}"),
        "levels": _levels(row, posts),
        "steps": say("staged.then").join(_step(step) for step in steps),
        "waits": row.state in store.WAITING,
        "submits": needs_approval() and row.state in ("staged", "returned"),
        "accepts": not objection,
        "returns": not objection and row.state == "submitted",
    }


def _rows(begin: int) -> list[dict[str, Any]]:
    settings, person = service().settings, account()
    with session(service().engine) as reading:
        found = store.listed(reading, person, SHOWN + 1, begin)
        board, rows = Board(reading, settings), []
        of_all = store.steps(reading, [row.id for row in found])
        for row in found:
            steps = [step for step in of_all if step.staged_id == row.id]
            barred = review.objection(reading, settings, row, person, board=board, steps=steps)
            rows.append(_row(row, steps, barred, board.posts(row, steps)))
        return rows


def staged_panel(done: str = "", *, refused: bool = False, begin: int = 0) -> Any:
    """The files that wait or waited, with the buttons for the chosen one."""
    found = _rows(begin)
    rows, more = found[:SHOWN], len(found) > SHOWN
    title = say("staged.title")
    explained = about(say("staged.about_approval" if needs_approval() else "staged.about"))
    notes = [said(done, raised=refused)] if done else []
    if not rows:
        return panel(title, explained, *notes, nothing(say("staged.none")))
    choice = {"rowSelection": {"mode": "singleRow", "enableClickSelection": True}}
    columns = staged_columns(levels=needs_approval())
    table = grid("staged-grid", columns, rows, options=choice, getRowId="params.data.id")
    turned = pager("staged", begin, SHOWN, len(rows), more=more)
    return panel(title, explained, *notes, table, turned, _reason(), _buttons())


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
    if not chosen or not chosen[0].get("waits"):
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
        done = _done(what, number, (reason or "")[:LONGEST])
    except VectorError as error:
        return no_update, staged_panel(error.told(language()), refused=True), no_update
    if isinstance(done, Passed):
        told = say("staged.done_pass", filename=named, region=done.next_region)
        return no_update, staged_panel(told), no_update
    told = say(f"staged.done_{what}", filename=named)
    if done is None:
        return no_update, staged_panel(told), no_update
    return stored_panel(done), staged_panel(told), uploads_panel()


def _done(what: str, number: int, reason: str) -> Any:
    """Do it; what was stored, or to which level it was passed, when it was approved."""
    running, common = service(), {"person": account(), "author": author()}
    if what == "accept":
        found = _read(number).read
        return deciding.accept(running.engine, present(), number, found, note=reason, **common)
    timed = {**common, "now": now()}
    if what == "submit":
        staging.submit(running.engine, number, **timed)
    elif what == "return":
        deciding.give_back(running.engine, running.settings, number, reason=reason, **timed)
    else:
        staging.discard(running.engine, number, reason=reason, **timed)
    return None


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
    register_pager(app, "staged", staged_panel, "upload")

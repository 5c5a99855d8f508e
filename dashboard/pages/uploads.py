"""上报批次: the uploads a person may see, and taking one back."""

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, html, no_update

from dashboard import visible
from dashboard.export import MOST_ROWS, downloads, register_download
from dashboard.grids import grid, upload_columns
from dashboard.incoming import present
from dashboard.pages.effect import flag_changes
from dashboard.pages.pager import pager
from dashboard.pages.pager import register as register_pager
from dashboard.panel import about, nothing, panel, said
from dashboard.service import account, author, now, service
from dashboard.text import language, say
from vector.errors import VectorError
from vector.store.engine import session
from vector.store.tables import Upload
from vector.work import rehearsal, uploads
from vector.work.rights import may

SHOWN = 200
LONGEST = 500


def _row(upload: Upload) -> dict[str, Any]:
    zone = service().zone
    state = say("uploads.standing")
    if upload.withdrawn_at:
        day = upload.withdrawn_at.astimezone(zone).date()
        state = say("uploads.withdrawn", day=day, by=upload.withdrawn_by)
        if upload.withdrawn_for:
            state = say("staged.because", step=state, reason=upload.withdrawn_for)
    return {
        "id": str(upload.id),
        "accepted": f"{upload.accepted_at.astimezone(zone):%Y-%m-%d %H:%M}",
        "filename": upload.filename,
        "surveys": upload.surveys,
        "held": upload.held,
        "by": upload.uploaded_by,
        "state": state,
        "stands": upload.withdrawn_at is None,
    }


def _history(limit: int, skipped: int = 0, only: int | None = None) -> list[dict[str, Any]]:
    with session(service().engine) as reading:
        return [_row(upload) for upload in visible.uploads(reading, limit, skipped, only)]


def uploads_panel(done: str = "", begin: int = 0) -> html.Section:
    """The list of uploads, with the button that withdraws the chosen one."""
    found = _history(SHOWN + 1, begin)
    rows, more = found[:SHOWN], len(found) > SHOWN
    title, explained = say("uploads.title"), about(say("uploads.about"))
    notes = [said(done)] if done else []
    if not rows:
        return panel(title, explained, *notes, nothing(say("uploads.none")))
    choice = {"rowSelection": {"mode": "singleRow", "enableClickSelection": True}}
    table = grid("upload-grid", upload_columns(), rows, options=choice, getRowId="params.data.id")
    button = dmc.Button(
        say("uploads.withdraw"), id="upload-withdraw", variant="default", disabled=True, mt="sm"
    )
    turned = pager("uploads", begin, SHOWN, len(rows), more=more)
    taken = downloads("uploads-taken", called="uploads.title")
    return panel(title, explained, *notes, table, turned, taken, button, _question())


def _taken() -> pd.DataFrame | None:
    """All uploads that the list pages through."""
    found = pd.DataFrame(_history(MOST_ROWS)).drop(columns="stands", errors="ignore")
    if found.empty:
        return None
    return found.rename(columns=lambda each: say(f"uploads.{each}"))


def _question() -> dmc.Modal:
    reason = dmc.Textarea(
        id="upload-reason", label=say("uploads.reason"), description=say("uploads.reason_about"),
        autosize=True, minRows=2, required=True, mt="sm",
    )  # fmt: skip
    answers = dmc.Group(
        [
            dmc.Button(say("uploads.withdraw_no"), id="upload-keep", variant="default"),
            dmc.Button(
                say("uploads.withdraw_yes"), id="upload-take-back", color="orange", disabled=True
            ),
        ],
        justify="flex-end",
        mt="md",
    )
    return dmc.Modal(
        [html.P(id="upload-question"), html.Div(id="upload-loss"), reason, answers],
        id="upload-confirm",
        title=say("uploads.withdraw"),
        opened=False,
        closeButtonProps={"aria-label": say("site.close")},
        centered=True,
        size="lg",
    )


def _may_withdraw(row: dict[str, Any]) -> bool:
    person = account()
    return may(person, "withdraw_others") or (may(person, "upload") and row["by"] == person.email)


def _own(chosen: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The chosen upload as the store has it, if it is the person's to take back."""
    number = str(chosen[0]["id"])
    row = next(iter(_history(1, only=int(number))), None) if number.isdecimal() else None
    return row if row is not None and _may_withdraw(row) else None


def _loss(number: int) -> Any:
    """What taking an upload back would remove and bring back, and which flags it would change."""
    try:
        found = rehearsal.of_taking_back(service().engine, present(), number, account())
    except VectorError as error:
        return said(error.told(language()), raised=True)
    if found is None:
        return about(say("effect.not_tried", most=rehearsal.MOST))
    gone = found.left - found.restored
    counts = {"left": found.left, "restored": found.restored, "gone": gone}
    return html.Div([html.P(say("uploads.would", **counts)), *flag_changes(found)])


def choose(chosen: list[dict[str, Any]] | None) -> bool:
    """Whether there is nothing that could be taken back."""
    return not chosen or not chosen[0]["stands"]


def ask(asked: int | None, kept: int | None, chosen: list[Any], opened: bool) -> Any:
    """Ask before taking an upload back, and say what that would change."""
    if opened or not asked or not chosen:
        return False, no_update, no_update
    row = _own(chosen)
    if row is None:
        return True, say("uploads.not_yours"), None
    question = say("uploads.withdraw_ask", filename=row["filename"], count=row["surveys"])
    return True, question, _loss(int(row["id"]))


def unreasoned(reason: str | None) -> bool:
    """Whether no reason was given yet."""
    return not (reason or "").strip()


def take_back(clicks: int | None, chosen: list[dict[str, Any]] | None, reason: str | None) -> Any:
    """Take the chosen upload back, for the reason given."""
    if not clicks or not chosen:
        return no_update
    running, row = service(), _own(chosen)
    if row is None:
        return uploads_panel(say("uploads.not_yours"))
    if reason is None or unreasoned(reason):
        return uploads_panel(say("uploads.no_reason"))
    uploads.withdraw(
        running.engine, running.catalog, running.settings, int(row["id"]), by=account().email,
        person=account(), reason=reason.strip()[:LONGEST], on=running.today(), now=now(),
        author=author(),
    )  # fmt: skip
    return uploads_panel(say("uploads.withdraw_done", filename=row["filename"]))


def register(app: Dash) -> None:
    """Choose an upload, be asked, take it back."""
    register_download(app, "uploads-taken", _taken, right="see", called="uploads.title")
    chosen = State("upload-grid", "selectedRows")
    later = {"prevent_initial_call": True, "right": "upload"}
    app.callback(
        Output("upload-withdraw", "disabled"), Input("upload-grid", "selectedRows"), **later
    )(choose)
    app.callback(
        Output("upload-confirm", "opened"),
        Output("upload-question", "children"),
        Output("upload-loss", "children"),
        Input("upload-withdraw", "n_clicks"),
        Input("upload-keep", "n_clicks"),
        chosen,
        State("upload-confirm", "opened"),
        **later,
    )(ask)
    app.callback(Output("upload-take-back", "disabled"), Input("upload-reason", "value"), **later)(
        unreasoned
    )
    app.callback(
        Output("uploads", "children", allow_duplicate=True),
        Input("upload-take-back", "n_clicks"),
        chosen,
        State("upload-reason", "value"),
        **later,
    )(take_back)
    register_pager(app, "uploads", uploads_panel, "upload")

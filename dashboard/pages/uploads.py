"""上报批次: the uploads a person may see, and taking one back."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update

from dashboard import visible
from dashboard.grids import grid, upload_columns
from dashboard.panel import about, nothing, panel, said
from dashboard.service import account, author, now, service
from dashboard.text import say
from vector.store.engine import session
from vector.store.tables import Upload
from vector.work import uploads
from vector.work.rights import may

SHOWN = 200


def _row(upload: Upload) -> dict[str, Any]:
    zone = service().zone
    state = say("uploads.standing")
    if upload.withdrawn_at:
        state = say("uploads.withdrawn", day=upload.withdrawn_at.astimezone(zone).date())
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


def _history() -> list[dict[str, Any]]:
    with session(service().engine) as reading:
        return [_row(upload) for upload in visible.uploads(reading, SHOWN)]


def uploads_panel(done: str = "") -> html.Section:
    """The list of uploads, with the button that withdraws the chosen one."""
    rows = _history()
    title, explained = say("uploads.title"), about(say("uploads.about"))
    notes = [said(done)] if done else []
    if not rows:
        return panel(title, explained, *notes, nothing(say("uploads.none")))
    choice = {"rowSelection": {"mode": "singleRow", "enableClickSelection": True}}
    table = grid("upload-grid", upload_columns(), rows, options=choice, getRowId="params.data.id")
    button = dmc.Button(
        say("uploads.withdraw"), id="upload-withdraw", variant="default", disabled=True, mt="sm"
    )
    return panel(title, explained, *notes, table, button, _question())


def _question() -> dmc.Modal:
    answers = dmc.Group(
        [
            dmc.Button(say("uploads.withdraw_no"), id="upload-keep", variant="default"),
            dmc.Button(say("uploads.withdraw_yes"), id="upload-take-back", color="orange"),
        ],
        justify="flex-end",
        mt="md",
    )
    return dmc.Modal(
        [html.P(id="upload-question"), answers],
        id="upload-confirm",
        title=say("uploads.withdraw"),
        opened=False,
        centered=True,
    )


def _may_withdraw(row: dict[str, Any]) -> bool:
    person = account()
    return may(person, "withdraw_others") or (may(person, "upload") and row["by"] == person.email)


def register(app: Dash) -> None:
    """Choose an upload, be asked, take it back."""

    @app.callback(
        Output("upload-withdraw", "disabled"),
        Input("upload-grid", "selectedRows"),
        prevent_initial_call=True,
        right="upload",
    )
    def choose(chosen: list[dict[str, Any]] | None) -> bool:
        return not chosen or not chosen[0]["stands"]

    @app.callback(
        Output("upload-confirm", "opened"),
        Output("upload-question", "children"),
        Input("upload-withdraw", "n_clicks"),
        Input("upload-keep", "n_clicks"),
        State("upload-grid", "selectedRows"),
        State("upload-confirm", "opened"),
        prevent_initial_call=True,
        right="upload",
    )
    def ask(
        asked: int | None, kept: int | None, chosen: list[Any], opened: bool
    ) -> tuple[Any, Any]:
        if opened or not asked or not chosen:
            return False, no_update
        row = chosen[0]
        question = say("uploads.withdraw_ask", filename=row["filename"], count=row["surveys"])
        return True, question

    @app.callback(
        Output("uploads", "children", allow_duplicate=True),
        Input("upload-take-back", "n_clicks"),
        State("upload-grid", "selectedRows"),
        prevent_initial_call=True,
        right="upload",
    )
    def take_back(clicks: int | None, chosen: list[dict[str, Any]] | None) -> Any:
        if not clicks or not chosen:
            return no_update
        running, number = service(), str(chosen[0]["id"])
        row = next((row for row in _history() if row["id"] == number), None)
        if row is None or not _may_withdraw(row):
            return uploads_panel(say("uploads.not_yours"))
        uploads.withdraw(
            running.engine, running.catalog, running.settings, int(number),
            by=account().email, on=running.today(), now=now(), author=author(),
        )  # fmt: skip
        return uploads_panel(say("uploads.withdraw_done", filename=row["filename"]))

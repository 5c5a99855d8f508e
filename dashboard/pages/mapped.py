"""已保存的列对应: the sheets that people have named the columns of, and forgetting one."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update
from sqlalchemy import select

from dashboard.panel import about, panel, said
from dashboard.service import account, author, service
from dashboard.text import language, name, say
from vector.errors import VectorError
from vector.store import places
from vector.store.engine import session
from vector.store.tables import Account
from vector.work import mappings
from vector.work.mappings import Kept
from vector.work.rights import may

HEADS = ("called", "method", "headers", "by", "day")


def _mine(each: Kept) -> bool:
    return may(account(), "withdraw_others") or each.by == account().email


def _known() -> set[str]:
    """The people of the regions that the person sees: of others no name is told."""
    with session(service().engine) as reading:
        seen = places.visible_regions(account())
        rows = reading.scalars(select(Account.email).where(Account.region_id.in_(seen)))
        return {account().email, *rows}


def _cells(each: Kept, known: set[str]) -> list[str]:
    method = service().catalog.methods.get(each.mapping.method)
    headers = say("upload.join").join(text for text in each.mapping.headers if text)
    by = each.by if each.by in known else say("mapped.elsewhere")
    day = each.at.astimezone(service().zone).date().isoformat()
    return [each.name, name(method) if method else each.mapping.method, headers, by, day]


def mapped_panel(done: str = "") -> Any:
    """The list; nothing at all where nobody has mapped anything."""
    kept = mappings.kept(service().engine)
    notes = [said(done)] if done else []
    if not kept:
        return html.Div(notes)
    headings = html.Thead(html.Tr([html.Th(say(f"mapped.{head}"), scope="col") for head in HEADS]))
    known = _known()
    body = [html.Tr([html.Td(cell) for cell in _cells(each, known)]) for each in kept]
    caption = html.Caption(say("mapped.title"), className="unseen")
    table = html.Table([caption, headings, html.Tbody(body)], className="rows tight")
    return panel(
        say("mapped.title"),
        about(say("mapped.about")),
        *notes,
        html.Div(table, style={"overflowX": "auto"}),
        *_removal([each for each in kept if _mine(each)]),
    )


def _removal(own: list[Kept]) -> list[Any]:
    if not own:
        return []
    choices = [{"value": str(each.id), "label": each.name} for each in own]
    label = say("mapped.which")
    return [
        dmc.Group(
            [
                dmc.Select(id="mapped-which", data=choices, placeholder=label, w=240,
                           **{"aria-label": label}),
                dmc.Button(say("mapped.remove"), id="mapped-remove", variant="default"),
            ],
            mt="sm",
        )
    ]  # fmt: skip


def remove(clicks: int | None, chosen: str | None) -> Any:
    """Forget the chosen one, if it is the person's to forget."""
    if not clicks or not chosen:
        return no_update
    kept = {str(each.id): each for each in mappings.kept(service().engine)}
    if chosen not in kept or not _mine(kept[chosen]):
        return mapped_panel(say("mapped.not_yours"))
    try:
        mappings.remove(service().engine, int(chosen), author=author())
    except VectorError as error:
        return mapped_panel(error.told(language()))
    return mapped_panel(say("mapped.removed", name=kept[chosen].name))


def register(app: Dash) -> None:
    """Forget a mapping."""
    app.callback(
        Output("mapped", "children", allow_duplicate=True),
        Input("mapped-remove", "n_clicks"),
        State("mapped-which", "value"),
        prevent_initial_call=True,
        right="upload",
    )(remove)

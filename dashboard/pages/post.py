"""邮件: digests that failed or may not have arrived, so that a silent failure is seen."""

from typing import Any

from dash import dcc, html

from dashboard.help import heads
from dashboard.marks import mark
from dashboard.panel import panel
from dashboard.service import account, service
from dashboard.text import place_name, say
from vector.store import outbox
from vector.store.engine import session

COLUMNS = ("mail_day", "mail_office", "mail_state", "mail_error")
SHAPES = {"failed": "level.worse", "unconfirmed": "empty.not_reported"}


def _row(digest: Any) -> html.Tr:
    state = mark(SHAPES[digest.state], word=say(f"overview.mail_{digest.state}"))
    cells = (str(digest.day), place_name(digest.region.name), state, digest.last_error or "—")
    pairs = zip(COLUMNS, cells, strict=True)
    return html.Tr(
        [html.Td(html.Div(cell), **{"data-label": say(f"overview.{key}")}) for key, cell in pairs]
    )


def mail_panel() -> html.Section:
    """A panel of the troubled digests to the offices that the person may see."""
    with session(service().engine) as reading:
        waiting = outbox.waiting(reading, account())
        rows = [_row(each) for each in outbox.digests(reading, account(), states=tuple(SHAPES))]
    told: list[Any] = [say("overview.mail_about"), " "]
    if waiting:
        told += [dcc.Link(say("overview.mail_waiting", count=waiting), href="/alerts"), " "]
    if not rows:
        fine = html.P([*told, say("overview.mail_fine")], className="about")
        return panel(say("overview.mail"), fine)
    caption = html.Caption(say("overview.mail"), className="unseen")
    listed = [caption, heads("overview", COLUMNS), html.Tbody(rows)]
    table = html.Table(listed, className="rows cards tight")
    return panel(say("overview.mail"), html.P(told, className="about"), table, id="mail-panel")

"""从这里开始: what an empty service needs first, who does it, and what is done already."""

from dash import dcc, html
from sqlalchemy import func, select

from dashboard import visible
from dashboard.declared import allows
from dashboard.marks import mark
from dashboard.service import account, service
from dashboard.text import say
from vector.store.engine import session
from vector.store.tables import ActionLimit, Plan

# Each step with its page, where it has one, and the right that the page asks for.
STEPS = (
    ("streets", "/regions", "regions"),
    ("accounts", "/accounts", "accounts"),
    ("upload", "/upload", "upload"),
    ("plans", "", ""),
    ("limits", "/settings", "limits"),
)


def first_steps() -> html.Div:
    """The steps in their order, for who sees nothing because nothing is stored."""
    done = _done()
    steps = html.Ol([_step(*each, done=done.get(each[0], False)) for each in STEPS])
    title, explained = html.H3(say("begin.title")), html.P(say("begin.about"))
    return html.Div([title, explained, steps], className="nothing begin")


def _done() -> dict[str, bool]:
    with session(service().engine) as reading:
        plans = reading.scalar(select(func.count()).select_from(Plan))
        limits = reading.scalar(select(func.count()).select_from(ActionLimit))
        streets = len(visible.streets(reading))
    # An empty store has one street already, for what belongs to none.
    return {"streets": streets > 1, "plans": bool(plans), "limits": bool(limits)}


def _step(key: str, href: str, right: str, *, done: bool) -> html.Li:
    said = say(f"begin.{key}")
    can = href and allows(account(), right, by_token=False)
    state = mark("begin.done") if done else None
    return html.Li([dcc.Link(said, href=href) if can else said, " ", state])

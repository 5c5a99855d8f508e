"""从这里开始: what the overview says without flags: the first steps, or what is known."""

from typing import Any

import pandas as pd
from dash import dcc, html
from sqlalchemy import func, select

from dashboard import visible
from dashboard.declared import allows
from dashboard.marks import mark
from dashboard.panel import begin, nothing
from dashboard.service import account, service
from dashboard.text import name, say
from vector.store import activity, places
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


def begun() -> bool:
    """Whether anything that the person sees was ever surveyed."""
    with session(service().engine) as reading:
        own = None if visible.sees_all(reading) else places.visible_stations(account())
        return activity.surveyed(reading, own)


def unflagged(street: str | None, group: str | None) -> Any:
    """That nothing is flagged, which is good news only of what was surveyed lately."""
    groups = [each for each in visible.groups() if group in {None, "", each.id}]
    last = pd.DataFrame({each.id: visible.surveyed_lately(street, each.id) for each in groups})
    days = last.stack().dropna()
    if days.empty:
        never = say("overview.never", group=name(groups[0])) if group else None
        return begin(never or say("overview.no_surveys"))
    fresh = service().catalog.rules.fresh_days
    since = visible.fresh_since(service().today())
    lately = last.notna() & last.map(lambda day: day == day and day >= since)
    if not lately.to_numpy().any():
        return nothing(say("overview.nothing_recent", days=fresh, day=days.max()))
    seen = {"days": fresh, "seen": int(lately.any(axis=1).sum()), "count": len(last)}
    quiet = [name(each) for each in groups if not lately[each.id].any()]
    if quiet:
        listed = say("list.join").join(quiet)
        return nothing(say("overview.nothing_known", groups=listed, **seen))
    return nothing(say("overview.nothing_flagged", **seen), good=True)

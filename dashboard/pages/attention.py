"""现在需消杀: the flags as a list that fits one screen; how each is known opens on demand."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from sqlalchemy.orm import Session

from dashboard.flagged import (
    full,
    interval,
    looked_at,
    numbers,
    place,
    sources,
    stands,
    subject,
    why,
)
from dashboard.help import heads
from dashboard.marks import mark
from dashboard.panel import about
from dashboard.service import service
from dashboard.text import name, place_name, say, unit
from vector.report.evidence import Evidence
from vector.store import recipients
from vector.store.recipients import Told
from vector.store.tables import Flag

SHOWN, MOST = 5, 60
COLUMNS = ("place", "index", "value", "since", "has")
SHAPES = {
    "sent": "empty.reported",
    "waiting": "empty.not_due",
    "held": "empty.not_due",
    "empty": "empty.reported",
    "failed": "level.worse",
    "unconfirmed": "empty.not_reported",
    "nobody": "empty.not_reported",
}
NOBODY = Told("nobody")
State = tuple[str, str]


def attention(reading: Session, flags: Sequence[Flag], shown: int = SHOWN) -> html.Div:
    """The most severe first; the rest is folded. What is true of most is said once, and counted
    among all of them, also those beyond the listed."""
    listed = flags[:MOST]
    told = recipients.told(reading, [flag.id for flag in flags])
    people = recipients.people(reading, {flag.region_id for flag in listed})
    states = [_state(told.get(flag.id, NOBODY)) for flag in flags]
    usual, count = Counter(states).most_common(1)[0]
    rows = [
        _row(flag, None if state == usual else state, people.get(flag.region_id, ()))
        for flag, state in zip(listed, states, strict=False)
    ]
    key = "attention.all_mail" if count == len(states) else "attention.most_mail"
    parts = [_once(say(key, state=usual[1], count=count), usual[0]), _table(rows[:shown])]
    if rows[shown:]:
        summary = html.Summary(say("attention.rest", count=len(rows) - shown))
        parts.append(html.Details([summary, _table(rows[shown:])], className="folded"))
    beyond = len(flags) - MOST
    if beyond > 0:
        parts.append(about(say("overview.more_flags", count=beyond, shown=MOST)))
    return html.Div(parts)


def _once(sentence: str, shape: str) -> html.P:
    return html.P(mark(shape, word=sentence), className="about sentence")


def _table(rows: list[html.Tr]) -> html.Table:
    caption = html.Caption(say("overview.flags"), className="unseen")
    return html.Table(
        [caption, heads("attention", COLUMNS), html.Tbody(rows)], className="rows cards compact"
    )


def _row(flag: Flag, state: State | None, people: Sequence[str]) -> html.Tr:
    """``state`` of its mail, where it is not that of most."""
    evidence = Evidence.read(flag.evidence)
    value = dcc.Link(html.Strong(against(evidence)), href=sources(flag, evidence))
    cells = {
        "place": place(flag, evidence),
        "index": subject(evidence),
        "value": [value, " ", _why(flag, evidence), _known(evidence)],
        "since": [html.Span(_lasting(flag), className="when"), _observed(flag)],
        "has": [_people(evidence, people), *([_exception(state)] if state else [])],
    }
    return html.Tr(
        [
            html.Td(html.Div(cell), className=key, **{"data-label": say(f"attention.{key}")})
            for key, cell in cells.items()
        ]
    )


def _lasting(flag: Flag) -> str:
    """Since when, and for how long."""
    opened = flag.opened_at.astimezone(service().zone).date()
    days = (service().today() - opened).days
    return f"{opened} · {say('attention.days', count=days) if days else say('attention.today')}"


def _exception(state: State) -> html.Div:
    return html.Div(mark(state[0], word=state[1]), className="small sentence")


def _observed(flag: Flag) -> html.Span:
    """Until when it was counted."""
    return html.Span(say("flag.observed", day=flag.observed_on), className="small when")


def _known(evidence: Evidence) -> html.Span:
    """How exactly the value is known, and on how much effort."""
    between = interval(evidence.lower, evidence.upper, evidence.unit)
    said = f"{say('number.interval_name')} {between} · {looked_at(evidence)}"
    return html.Span(said, className="small")


def against(evidence: Evidence) -> str:
    """The value beside what it is beyond, or that it is so no more; both in their unit."""
    return say(f"attention.beyond_{stands(evidence)}", **numbers(evidence))


def _why(flag: Flag, evidence: Evidence) -> html.Details:
    return html.Details(
        [html.Summary(say("attention.why")), html.Div(full(flag, evidence))], className="opens"
    )


def _state(told: Told) -> State:
    """How far the mail of a flag is: its mark and its words."""
    day = f"{told.at.astimezone(service().zone):%Y-%m-%d %H:%M}" if told.at else ""
    return SHAPES[told.state], say(f"attention.mail_{told.state}", at=day)


def _people(evidence: Evidence, people: Sequence[str]) -> str:
    if not people:
        return say("attention.nobody", street=place_name(evidence.street))
    return say("list.join").join(people)


def taken(flag: Flag) -> dict[str, Any]:
    """A flag as a row of a table to take along."""
    evidence, catalog = Evidence.read(flag.evidence), service().catalog
    values = {
        "street": place_name(evidence.street),
        "place": evidence.station,
        "index": name(catalog.indices[evidence.index]),
        "number": float(evidence.value),
        "lower": evidence.lower,
        "upper": evidence.upper,
        "unit": unit(evidence.unit),
        "limit": float(evidence.bound.value),
        "since": flag.opened_at.astimezone(service().zone).date(),
        "observed": flag.observed_on,
        "sentence": why(flag, evidence),
    }
    return {say(f"attention.{key}"): value for key, value in values.items()}

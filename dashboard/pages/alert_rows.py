"""预警, one row each: place, state, why, who was told by which mail, answers and buttons."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html

from dashboard.flagged import value_of, why
from dashboard.help import heads
from dashboard.marks import mark
from dashboard.service import account, service
from dashboard.text import name, place_name, say
from vector.report.evidence import Evidence
from vector.store.alerts import Matter
from vector.store.tables import Answer, Flag
from vector.work.answers import GIVEN, REFUSED
from vector.work.rights import may

ACT, NOTE = "alert-act", "alert-note"
COLUMNS = ("place", "state", "why", "mail", "answers")
WAITS = "empty.not_due"
SHAPES = {"sent": "alert.answered", "failed": "level.worse", "unconfirmed": "empty.not_reported"}


def alert_table(found: Sequence[Matter], mail: Mapping[str, int]) -> html.Div:
    """A table of alerts; on a phone each is a card. How far most of the mail is, is said once.

    ``mail`` counts how far it is for all that match, not only for those on this page.
    """
    usual, count = max(mail.items(), key=lambda each: each[1])
    key = "attention.all_mail" if len(mail) == 1 else "attention.most_mail"
    once = mark(SHAPES.get(usual, WAITS), word=say(key, state=_word(usual), count=count))
    caption = html.Caption(say("alerts.list"), className="unseen")
    rows = html.Tbody([_row(each, usual) for each in found])
    table = html.Table([caption, heads("alerts", COLUMNS), rows], className="rows cards")
    return html.Div([html.P(once, className="about sentence"), table])


def _state(matter: Matter) -> str:
    """How far its mail is."""
    digest = matter.outbox.digest if matter.outbox else None
    return digest.state if digest else "none"


def _word(state: str) -> str:
    return say(f"alerts.mail_{state}")


def _row(matter: Matter, usual: str) -> html.Tr:
    evidence = Evidence.read(matter.alert.evidence)
    cells = {
        "place": _place(matter.alert.flag, evidence),
        "state": [mark(f"alert.{matter.state}"), html.Span(_change(matter), className="small")],
        "why": _why(matter, evidence),
        "mail": _mail(matter, usual),
        "answers": [*(_answer(each) for each in matter.answers), _buttons(matter)],
    }
    looks = {"place": "place", "why": "why", "answers": "answers"}
    return html.Tr(
        [
            html.Td(html.Div(cell), className=looks.get(key, ""),
                    **{"data-label": say(f"alerts.{key}")})
            for key, cell in cells.items()
        ]
    )  # fmt: skip


def _place(flag: Flag, evidence: Evidence) -> list[Any]:
    catalog = service().catalog
    street = f"/station?street={flag.region_id}"
    address = f"/station/{flag.station_id}?index={flag.index_id}" if flag.station_id else street
    where = evidence.station or say("flag.whole_street", street=place_name(evidence.street))
    index = html.Span(name(catalog.indices[flag.index_id]), className="small")
    return [
        dcc.Link(where, href=address),
        html.Span(place_name(evidence.street), className="small"),
        index,
    ]


def _change(matter: Matter) -> str:
    day = _day(matter.alert.raised_at)
    return say("alerts.changed", what=say(f"alerts.change_{matter.alert.change}"), day=day)


def _day(moment: Any) -> str:
    return f"{moment.astimezone(service().zone):%Y-%m-%d %H:%M}"


def _why(matter: Matter, evidence: Evidence) -> list[Any]:
    rule = say(f"alerts.rule_{matter.alert.flag.rule}")
    latest = say("alerts.latest", value=value_of(evidence), day=evidence.end)
    return [html.Div(why(matter.alert.flag, evidence)),
            html.Span(f"{rule} · {latest}", className="small")]  # fmt: skip


def _mail(matter: Matter, usual: str) -> list[Any]:
    """Who is told, and what became of the mail where that is not as usual."""
    people = [html.Span(f"{each.name} <{each.email}>", className="small")
              for each in matter.recipients]  # fmt: skip
    state = _state(matter)
    told = [] if state == usual else [mark(SHAPES.get(state, WAITS), word=_word(state))]
    return [*told, *(people or [html.Span(say("alerts.nobody"), className="small")])]


def _answer(given: Answer) -> html.Div:
    about = html.Span(f"{given.given_by} · {_day(given.given_at)}", className="small")
    words = [say(f"alerts.act_{given.verdict}"), *([given.note] if given.note else [])]
    return html.Div([say("list.join").join(words), about], className="answer")


def _buttons(matter: Matter) -> Any:
    """What the person may do with it: answer what went out, approve or refuse what waits."""
    person, alert = account(), matter.alert.id
    acts = list(GIVEN) if matter.state in {"open", "answered"} else []
    if matter.state in {"waiting", "refused"} and may(person, "approve"):
        acts = ["approve", *([REFUSED] if matter.state == "waiting" else [])]
    if not acts or not may(person, "respond"):
        return None
    note = dmc.TextInput(id={"type": NOTE, "index": alert}, size="xs", label=say("alerts.note"))
    buttons = [
        html.Button(
            say(f"alerts.act_{what}"),
            id={"type": ACT, "index": f"{alert}:{what}"},
            type="button",
            className="download",
            n_clicks=0,
        )
        for what in acts
    ]
    return html.Details(
        [html.Summary(say("alerts.respond")), note, html.Div(buttons, className="acts")]
    )


def taken(found: Sequence[Matter]) -> pd.DataFrame:
    """Alerts as a table to take along."""
    rows = [_told(matter, Evidence.read(matter.alert.evidence)) for matter in found]
    named = ("place", "street", "index", "state", "change", "since", "why", "mail", "people",
             "answers")  # fmt: skip
    return pd.DataFrame(rows, columns=[say(f"alerts.{each}") for each in named])


def _told(matter: Matter, evidence: Evidence) -> tuple[str, ...]:
    alert = matter.alert
    answers = [f"{say(f'alerts.act_{each.verdict}')} {each.note} {each.given_by}"
               for each in matter.answers]  # fmt: skip
    return (
        evidence.station or place_name(evidence.street),
        place_name(evidence.street),
        name(service().catalog.indices[alert.flag.index_id]),
        say(f"alert.{matter.state}"),
        say(f"alerts.change_{alert.change}"),
        _day(alert.raised_at),
        why(alert.flag, evidence),
        _word(_state(matter)),
        say("list.join").join(each.email for each in matter.recipients),
        say("list.join").join(answers),
    )

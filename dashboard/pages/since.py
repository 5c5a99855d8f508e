"""上次来以后: what changed since the person was last here on an earlier day."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from dash import dcc, html

from dashboard import visible
from dashboard.marks import mark
from dashboard.panel import about, panel
from dashboard.places_to_go import places_to_go
from dashboard.service import account, service
from dashboard.text import name, place_name, say
from vector.store import arrivals
from vector.store.engine import session
from vector.store.tables import Alert, Flag
from vector.work.changes import AUTOMATIC

KINDS = ("raised", "worsened", "corrected", "cleared")
NAMED = 2
# Who was not here before is told of the last week.
FIRST = timedelta(days=7)


def since_panel(street: str | None = None) -> html.Section:
    """A panel of what is new: flags by kind, uploads and approvals, each with its way there."""
    at = visible.number(street)
    person, midnight = account(), datetime.combine(service().today(), time.min, service().zone)
    with session(service().engine) as reading:
        last = arrivals.last_visit(reading, person.id, midnight)
        since = last or midnight - FIRST
        found = arrivals.changes(reading, person, since, street=at)
        handed_in = arrivals.uploads(reading, person, since, street=at)
        lines = [_line(kind, _of(found, kind, since)) for kind in KINDS]
    approved = [each for each in found if _by_a_person(each, since)]
    ways = dict(places_to_go())
    lines.append(_count("empty.reported", "since.uploads", handed_in, "/upload"))
    lines.append(_count("flag.none", "since.approved", len(approved), ways.get("alerts", "/")))
    told = say("since.about", at=f"{since.astimezone(service().zone):%Y-%m-%d %H:%M}")
    explained = about(told if last else say("since.first"))
    return panel(say("since.title"), explained, html.Ul(lines, className="news"))


def _by_a_person(alert: Alert, since: datetime) -> bool:
    late = alert.approved_at is not None and alert.approved_at > since
    return late and alert.approved_by != AUTOMATIC


def _of(found: Sequence[Alert], kind: str, since: datetime) -> list[Alert]:
    return [each for each in found if each.change == kind and each.raised_at > since]


def _line(kind: str, found: Sequence[Alert]) -> html.Li:
    word = say("since.count", what=say(f"change.{kind}"), count=len(found))
    return html.Li(
        [mark(f"change.{kind}", word=word), *_links(found)], className="named" if found else ""
    )


def _links(found: Sequence[Alert]) -> list[Any]:
    """The first few places by name with their index, as ways to their stations."""
    links = [_link(each.flag) for each in found[:NAMED]]
    rest = len(found) - NAMED
    more = dcc.Link(say("since.more", count=rest), href=dict(places_to_go()).get("alerts", "/"))
    return [*links, *([more] if rest > 0 else [])]


def _link(flag: Flag) -> dcc.Link:
    where = flag.station.name if flag.station else place_name(flag.region.name)
    index = name(service().catalog.indices[flag.index_id])
    href = f"/station/{flag.station_id}" if flag.station_id else "/station"
    query = f"?index={flag.index_id}" if flag.station_id else f"?street={flag.region_id}"
    return dcc.Link(say("since.of", place=where, index=index), href=href + query)


def _count(shape: str, key: str, count: int, href: str) -> html.Li:
    word = mark(shape, word=say(key, count=count))
    return html.Li(dcc.Link(word, href=href) if count else word)

"""How many places are flagged, by group and by street: the figures the overview begins with."""

from collections import Counter
from collections.abc import Sequence

from dash import dcc, html

from dashboard.linked import address
from dashboard.marks import mark
from dashboard.service import service
from dashboard.text import name, place_name, say
from vector.store.tables import Flag

# More streets than these are looked at on the map.
STREETS = 10


def counts(flags: Sequence[Flag], street: str | None, group: str | None) -> html.Div:
    """How many places are flagged, by any group and by each, as links that narrow the page."""
    catalog = service().catalog
    groups = [catalog.indices[flag.index_id].group for flag in flags]
    places = len({(flag.region_id, flag.station_id) for flag in flags})
    streets = len({flag.region_id for flag in flags})
    everything = _count(
        say("overview.flagged_now"), places, say("overview.in_streets", count=streets),
        address("/", street=street), raised=bool(places), chosen=False,
    )  # fmt: skip
    cards = [everything]
    for row in sorted(catalog.groups.values(), key=lambda each: each.order):
        own = [flag for flag, belongs in zip(flags, groups, strict=True) if belongs == row.id]
        found = len({(flag.region_id, flag.station_id) for flag in own})
        note = say("overview.of_indices", count=len({flag.index_id for flag in own}))
        cards.append(
            _count(name(row), found, note if own else say("overview.none_flagged"),
                   address("/", street=street, group=row.id), raised=bool(own),
                   chosen=row.id == group)
        )  # fmt: skip
    return html.Div(cards, className="counts")


def by_street(flags: Sequence[Flag], group: str | None) -> html.Nav:
    """How many places are flagged in each street, the most first, as links to the street."""
    found = dict.fromkeys((_street(flag), flag.station_id) for flag in flags)
    places = Counter(street for street, _ in found)
    links = [
        dcc.Link([street, html.B(str(count))], href=address("/", street=identity, group=group))
        for (identity, street), count in places.most_common(STREETS)
    ]
    if len(places) > STREETS:
        more = say("overview.more_streets", count=len(places) - STREETS)
        links.append(dcc.Link(more, href=address("/map", group=group)))
    return html.Nav(links, className="by-street", **{"aria-label": say("overview.by_street")})


def _count(
    label: str, figure: int, note: str, href: str, *, raised: bool, chosen: bool
) -> dcc.Link:
    shape = mark("flag.raised" if raised else "flag.none", word=label)
    number = [html.Span(str(figure), className="figure"), f" {say('overview.places')}"]
    noted = html.Span(note, className="note")
    classes = ["count", *(["raised"] if raised else []), *(["chosen"] if chosen else [])]
    content = [html.Div(shape, className="what"), html.Div([*number, noted])]
    return dcc.Link(content, href=href, className=" ".join(classes))


def _street(flag: Flag) -> tuple[int, str]:
    return flag.region_id, place_name(flag.evidence["street"])

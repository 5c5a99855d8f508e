"""How a flag 需消杀 is told: place, index, value with interval, limit, since when, and why."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from dash import dcc, html

from dashboard.help import heads
from dashboard.limits import certain, facts, origin, replaced
from dashboard.marks import mark
from dashboard.panel import warned
from dashboard.service import service
from dashboard.source import address
from dashboard.text import language, name, place_name, say, unit
from vector.catalog import Index
from vector.catalog.index import BandedIndex, GradedIndex
from vector.report.evidence import Bound, Companion, Evidence
from vector.report.numeral import half_up, plain
from vector.store.tables import Flag


def quantity(number: str, measure: str) -> str:
    """A number with its unit; a percent sign stands close."""
    return f"{number}{measure}" if measure.startswith("%") else f"{number} {unit(measure)}".strip()


def percent(probability: float) -> str:
    """A probability for people: never quite certain, never quite impossible."""
    share = round(probability * 100)
    return ">99%" if share > 99 else "<1%" if share < 1 else f"{share}%"


def interval(lower: float | None, upper: float | None, measure: str) -> str:
    """The 95 % interval in words, or why there is none."""
    if lower is None or upper is None or lower != lower or upper != upper:
        return say("number.no_interval")
    return say("number.interval", range=quantity(f"{half_up(lower)}–{half_up(upper)}", measure))


def effort(index: Index, denominator: float, by: str = "") -> str:
    """What was looked at, by one of the index's methods, in natural units and plain words."""
    method = service().catalog.methods[by or index.methods[0]]
    fields = [method.field(field) for field in index.denominator]
    decimals = sum(field.decimals for field in fields)
    label = " × ".join(name(field) for field in fields)
    amount = plain(Fraction(int(denominator), 10**decimals))
    measure = "·".join(field.unit for field in fields)
    return f"{label} {quantity(amount, measure)}" if fields else ""


def looked_at(evidence: Evidence) -> str:
    """What a flag's value rests on."""
    index = service().catalog.indices[evidence.index]
    return effort(index, evidence.denominator, evidence.method)


def why(flag: Flag, evidence: Evidence) -> str:
    """The sentence of the flag: the Chinese one as kept, the English one from the numbers."""
    if language() == "zh":
        return flag.sentence
    index = name(service().catalog.indices[evidence.index])
    return say(f"flag.why_{stands(evidence)}", index=index, **numbers(evidence))


def value_of(evidence: Evidence) -> str:
    """The value with its unit, rounded for people; bare counts stay whole."""
    written = plain(evidence.value) if evidence.rule == "absolute" else half_up(evidence.value)
    return quantity(written, evidence.unit)


def stands(evidence: Evidence) -> str:
    """How the value stands: foreseen, by its pair alone, beyond by its rule, or eased.

    A flag stands until its clear line is reached, so its value may be within the limit by then.
    """
    if evidence.foreseen is not None:
        return "forecast"
    if evidence.decider is not None:
        return "pair"
    return evidence.rule if evidence.bound.beyond(evidence.value) else "eased"


def numbers(evidence: Evidence) -> dict[str, str]:
    """What is told of a value: with its unit, the limit that decides, and what it allows."""
    pair = evidence.decider
    bound, measure = (pair.bound, pair.unit) if pair else (evidence.bound, evidence.unit)
    limit = quantity(plain(bound.value), measure)
    told = {"value": value_of(evidence), "limit": limit, "allowed": f"{_sign(bound)}{limit}"}
    return told | _pair(pair) | _ahead(evidence)


def _sign(bound: Bound) -> str:
    """How a value that is not beyond a limit stands to it."""
    high, low = ("<", ">") if bound.at_limit else ("≤", "≥")
    return high if bound.worse == "high" else low


def _pair(pair: Companion | None) -> dict[str, str]:
    """The count per positive unit; kept of it is its Chinese name."""
    if pair is None:
        return {}
    indices = service().catalog.indices.values()
    called = next((name(each) for each in indices if each.zh == pair.name), pair.name)
    return {"pair": called, "other": quantity(half_up(pair.value), pair.unit)}


def _ahead(evidence: Evidence) -> dict[str, str]:
    """What a forecast says, for a flag that rests on one alone."""
    ahead = evidence.foreseen
    if ahead is None:
        return {}
    density = quantity(half_up(ahead.density), evidence.unit)
    return {"start": str(ahead.start), "density": density, "chance": percent(ahead.probability)}


def place(flag: Flag, evidence: Evidence) -> list[Any]:
    """Where a flag is: its mark, the way to the station, and the street."""
    address = (
        f"/station/{flag.station_id}" if flag.station_id else f"/station?street={flag.region_id}"
    )
    where = evidence.station or say("flag.whole_street", street=place_name(evidence.street))
    link = dcc.Link(where, href=f"{address}{'&' if '?' in address else '?'}index={flag.index_id}")
    return [
        mark(kind(flag), word=""),
        link,
        html.Span(place_name(evidence.street), className="small"),
    ]


def _place(flag: Flag, evidence: Evidence) -> html.Td:
    return html.Td(html.Div(place(flag, evidence)), className="place", **_label("flag.place"))


def subject(evidence: Evidence) -> list[Any]:
    """Which index a flag is about, and its group."""
    catalog = service().catalog
    group, index = catalog.groups[evidence.group], catalog.indices[evidence.index]
    return [name(index), html.Span(name(group), className="small")]


def full(flag: Flag, evidence: Evidence) -> list[Any]:
    """How a flag is known: value with interval and effort, the limit, and the sentence."""
    return [
        html.Div(_value(evidence).children),
        html.Div(_limit(evidence).children),
        html.P(why(flag, evidence)),
        dcc.Link(say("sources.open"), href=sources(flag, evidence)),
    ]


def sources(flag: Flag, evidence: Evidence) -> str:
    """Where the surveys stand that a flag rests on."""
    index = service().catalog.indices[flag.index_id]
    street = None if flag.station_id else flag.region_id
    where = {"street": street, "station": flag.station_id, "method": evidence.method}
    return address(index, evidence.start, evidence.end, **where)


def kind(flag: Flag) -> str:
    """The mark of a flag: what is only foreseen has its own."""
    return "flag.early" if flag.rule == "forecast" else "flag.raised"


def _label(key: str) -> dict[str, str]:
    return {"data-label": say(key)}


def _subject(evidence: Evidence) -> html.Td:
    return html.Td(html.Div(subject(evidence)), className="index", **_label("flag.index"))


def _value(evidence: Evidence) -> html.Td:
    value = value_of(evidence)
    between = interval(evidence.lower, evidence.upper, evidence.unit)
    notes = [f"{say('number.interval_name')} {between}", looked_at(evidence)]
    return html.Td(
        html.Div([html.Strong(value), *(html.Span(note, className="small") for note in notes)]),
        className="number",
        **_label("flag.value"),
    )


def _limit(evidence: Evidence) -> html.Td:
    bound = evidence.bound
    said = [html.Span(bound.text, title=origin(bound))]
    if language() != "zh":
        limit = quantity(plain(bound.value), evidence.unit)
        heard = f"{bound.text}\n{origin(bound)}"
        said = [html.Span(say(f"flag.limit_{evidence.rule}", limit=limit), title=heard)]
        said += [html.Span(set_in, className="small") for set_in in _set_in(evidence)]
    if not certain(bound):
        unsure = mark("flag.unsure")
        said.append(html.Span(unsure, className="small hint", title=origin(bound)))
    warning = replaced(service().catalog.indices[evidence.index], evidence.end)
    if warning:
        said.append(warned(warning))
    return html.Td(html.Div(said), className="limit", **_label("flag.limit"))


def _set_in(evidence: Evidence) -> list[str]:
    """The edition, clause or profile that sets a limit, in the reader's language."""
    if evidence.rule == "expected":
        return []
    catalog = service().catalog
    index = catalog.indices[evidence.index]
    if isinstance(index, GradedIndex):
        return [catalog.grading(index, evidence.end).edition.id]
    if isinstance(index, BandedIndex):
        return [name(each) for each in catalog.profiles.values() if each.zh == evidence.scheme]
    return [name(fact) for fact in facts(index, evidence.end)]


def _since(flag: Flag, opened: date) -> html.Td:
    observed = say("flag.observed", day=flag.observed_on)
    said = [html.Span(str(opened)), html.Span(observed, className="small")]
    return html.Td(html.Div(said), className="number when", **_label("flag.since"))


def _row(flag: Flag) -> html.Tr:
    evidence = Evidence.read(flag.evidence)
    opened = flag.opened_at.astimezone(service().zone).date()
    return html.Tr(
        [
            _place(flag, evidence),
            _subject(evidence),
            _value(evidence),
            _limit(evidence),
            _since(flag, opened),
            html.Td(html.Span(why(flag, evidence)), className="why", **_label("flag.why")),
        ]
    )


def flag_table(flags: Sequence[Flag]) -> html.Table:
    """A table of flags, one row each; on a phone each row is a card."""
    columns = ("place", "index", "value", "limit", "since", "why")
    caption = html.Caption(say("overview.flags"), className="unseen")
    rows = html.Tbody([_row(flag) for flag in flags])
    return html.Table([caption, heads("flag", columns), rows], className="rows cards")

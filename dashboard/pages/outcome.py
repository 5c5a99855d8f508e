"""What a change of regions does, or would do, line by line."""

from dash import html

from dashboard.text import place_name, say
from vector.work.order import Moved, Outcome

LISTED = 20


def lines_of(outcome: Outcome) -> html.Ul:
    """What an order does, line by line; of many stations the first."""
    lines = [f"{place_name(was)} → {place_name(now)}" for was, now in outcome.successions]
    lines += [
        say("regions.child", name=place_name(name), above=place_name(above))
        for name, above in outcome.regions
    ]
    lines += [_moved(each) for each in outcome.stations[:LISTED]]
    if len(outcome.stations) > LISTED:
        lines.append(say("regions.more", count=len(outcome.stations) - LISTED))
    lines += [
        say("regions.flag", place=place, street=place_name(to)) for place, to in outcome.flags
    ]
    lines += [
        say("regions.mail", email=email, street=place_name(to)) for email, to in outcome.recipients
    ]
    lines += [
        say("regions.account", email=email, street=place_name(to)) for email, to in outcome.accounts
    ]
    if outcome.plans:
        lines.append(say("regions.plans", count=outcome.plans))
    return html.Ul([html.Li(line) for line in [*lines, *outcome.limits, *outcome.notes]])


def _moved(each: Moved) -> str:
    was, street = place_name(each.was), place_name(each.street)
    return say("regions.moved", name=f"{was} {each.name}", to=f"{street} {each.becomes}")

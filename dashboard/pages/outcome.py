"""What a change of regions does, or would do, line by line."""

from dash import html

from dashboard.text import say
from vector.work.order import Outcome

LISTED = 20


def lines_of(outcome: Outcome) -> html.Ul:
    """What an order does, line by line; of many stations the first."""
    lines = [f"{was} → {became}" for was, became in outcome.successions]
    lines += [say("regions.child", name=name, above=above) for name, above in outcome.regions]
    for each in outcome.stations[:LISTED]:
        lines.append(
            say("regions.moved", name=f"{each.was} {each.name}", to=f"{each.street} {each.becomes}")
        )
    if len(outcome.stations) > LISTED:
        lines.append(say("regions.more", count=len(outcome.stations) - LISTED))
    lines += [say("regions.flag", place=place, street=to) for place, to in outcome.flags]
    lines += [say("regions.mail", email=email, street=to) for email, to in outcome.recipients]
    lines += [say("regions.account", email=email, street=to) for email, to in outcome.accounts]
    if outcome.plans:
        lines.append(say("regions.plans", count=outcome.plans))
    return html.Ul([html.Li(line) for line in [*lines, *outcome.limits, *outcome.notes]])

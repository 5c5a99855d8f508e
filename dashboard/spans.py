"""时间: for how many years back a figure shows what was counted.

A span begins with the month of so many years ago, so that the present month still stands beside
itself a year before.
"""

from datetime import date

import dash_mantine_components as dmc
import pandas as pd

from dashboard.service import service
from dashboard.text import say

# "" is everything.
SPANS = ("1", "3", "5", "")


def known(span: str | None) -> str:
    """The span that an address or a choice names; everything where it names none."""
    return span if span in SPANS else ""


def beginning(span: str | None) -> date | None:
    """The first day of a span; None for everything."""
    years = known(span)
    today = service().today()
    return date(today.year - int(years), today.month, 1) if years else None


def after(found: pd.DataFrame, first: date | None, column: str = "start") -> pd.DataFrame:
    """The rows from a day on; days may stand as moments or as text."""
    return found if first is None else found[pd.to_datetime(found[column]) >= f"{first}"]


def choice(page: str, span: str) -> dmc.Box:
    """The choice of a span on a page."""
    named = f"{page}-span-label"
    options = [{"value": each, "label": say(f"span.years_{each or 'all'}")} for each in SPANS]
    control = dmc.SegmentedControl(
        id=f"{page}-span", data=options, value=known(span), **{"aria-labelledby": named}
    )
    return dmc.Box([dmc.Text(say("span.label"), size="sm", fw=500, id=named), control],
                   className="groups")  # fmt: skip

"""The calendar of campaigns: when each group usually rises, beside when campaigns usually are."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, dcc, html
from sqlalchemy.orm import Session

from dashboard import seasonal
from dashboard.export import downloads, register_download
from dashboard.marks import mark
from dashboard.pages.curve_table import month_names
from dashboard.panel import about, nothing, panel
from dashboard.seasonal import Scope, called, scope, told_of
from dashboard.service import service
from dashboard.style import MARKS
from dashboard.text import language, name, say
from vector.catalog.campaign import Campaign
from vector.store.engine import session

# Beyond so many times the mean of the year a month is strong, below so many it is faint.
SHADES = ((1.5, "strong"), (1.0, "above"), (0.0, "below"))
SOON = 3


@dataclass(frozen=True)
class Row:
    """A group's year: its months as multiples of their mean, its usual rise (0: none), and the
    years that it rests on."""

    looked: Scope
    cells: pd.DataFrame
    reason: str
    rise: int
    peak: int
    years: str


def shell() -> html.Section:
    """The panel, to be filled."""
    return panel(
        say("campaign.title"),
        about(say("campaign.about")),
        dcc.Loading(html.Div(id="season-calendar", className="waiting"), type="dot"),
        downloads("season-campaigns", called="campaign.file"),
        explained="campaign.title",
    )


def rising(cells: pd.DataFrame) -> tuple[int, int]:
    """The month in which the year usually passes its mean on the way to the peak, and the peak.

    Going back from the peak through the months surveyed, the last one above the mean.
    """
    told = cells[cells["value"].notna()]
    if told.empty or told["value"].max() <= 0:
        return 0, 0
    above = dict(zip(told["month"], told["value"] > told["value"].mean(), strict=True))
    peak = int(told.loc[told["value"].idxmax(), "month"])
    order = [month for back in range(12) if (month := (peak - back - 1) % 12 + 1) in above]
    if all(above.values()):
        return 0, peak
    last = next(at for at, month in enumerate(order) if not above[month])
    return (int(order[last - 1]), peak) if last else (0, peak)


def rows_of(reading: Session, street: str | None, span: str | None) -> list[Row]:
    """One row for each group that was counted, by the index and the method most surveyed."""
    first: dict[str, str] = {}
    for index in seasonal.indices(reading):
        first.setdefault(index.group, index.id)
    found = (_row(reading, scope(reading, index, street, span=span)) for index in first.values())
    return [row for row in found if row is not None]


def _row(reading: Session, looked: Scope | None) -> Row | None:
    if looked is None:
        return None
    found = seasonal.months(reading, looked)
    if found.empty:
        return None
    row, cells = seasonal.season_of(reading, looked, found, quiet=True)
    rise, peak = rising(cells)
    reason = str(row[language()]) if row["reason"] else ""
    years = seasonal.years(found, service().today())
    return Row(looked, cells, reason, 0 if reason else rise, peak, years)


def campaigns_of(group: str) -> list[Campaign]:
    """The campaigns against a group."""
    return [each for each in service().catalog.campaigns.values() if group in each.groups]


def timing(campaign: Campaign, rise: int) -> str:
    """Where a usual rise lies to a campaign."""
    if rise in campaign.months:
        return "during"
    return "before" if (rise - campaign.months[-1]) % 12 <= SOON else "apart"


def _sentences(row: Row) -> list[str]:
    group = name(service().catalog.groups[row.looked.index.group])
    if not row.rise:
        return [say("campaign.no_rise", group=group, reason=row.reason)]
    months = month_names()
    away = (row.rise - service().today().month) % 12
    when = say("campaign.now") if away == 0 else say("campaign.away", count=away)
    said = [say("campaign.rise", group=group, rise=months[row.rise - 1],
                peak=months[row.peak - 1], when=when)]  # fmt: skip
    return said + [
        say(f"campaign.{timing(each, row.rise)}", campaign=name(each),
            first=months[each.months[0] - 1], last=months[each.months[-1] - 1])
        for each in campaigns_of(row.looked.index.group)
    ]  # fmt: skip


def _cell(value: float, month: int, kind: str, row: Row) -> html.Td:
    if value != value:
        shape, colour = MARKS[f"empty.{kind or 'not_reported'}"]
        words = say(f"empty.{kind or 'not_reported'}")
        hidden = html.Span(words, className="unseen")
        return html.Td([html.Span(shape, style={"color": colour}, **{"aria-hidden": "true"}),
                        hidden], title=words)  # fmt: skip
    shade = next(word for least, word in SHADES if value >= least)
    risen = month == row.rise
    shown = [f"{value:.1f}"]
    if risen:
        shown.append(html.Span("▲", className="rise", title=say("campaign.risen"), role="img",
                               **{"aria-label": say("campaign.risen")}))  # fmt: skip
    return html.Td(shown, className=f"{shade} risen" if risen else shade)


def _months(row: Row) -> html.Tr:
    index = row.looked.index
    group = service().catalog.groups[index.group]
    link = dcc.Link(name(group), href=f"/season?index={index.id}")
    words = [link, html.Span(called(row.looked), className="small")]
    mean = row.cells["value"].mean()
    ratio = row.cells["value"] / mean if mean else row.cells["value"]
    cells = [
        _cell(value, int(month), kind, row)
        for value, month, kind in zip(ratio, row.cells["month"], row.cells["kind"], strict=True)
    ]
    return html.Tr([html.Th(words, scope="row"), *cells])


def _bar(campaign: Campaign) -> html.Tr:
    words = name(campaign)
    cells = [
        html.Td(html.Span("■" if month in campaign.months else "", **{"aria-hidden": "true"}),
                className="campaign" if month in campaign.months else "")
        for month in range(1, 13)
    ]  # fmt: skip
    return html.Tr([html.Th(words, scope="row"), *cells])


def _cautions() -> list[html.P]:
    """Where the months of campaigns are from, and how sure that is."""
    known = service().catalog
    found = known.campaigns.values()
    said = [(known.caution_zh if language() == "zh" else known.caution_en)(each) for each in found]
    return [about(f"{name(each)}｜{caution}") for each, caution in zip(found, said, strict=True)]


def _calendar(found: list[Row]) -> list[Any]:
    heads = [html.Th(say("campaign.group"), scope="col")]
    heads += [html.Th(each, scope="col") for each in month_names()]
    body = [_months(row) for row in found]
    body += [_bar(each) for each in service().catalog.campaigns.values()]
    table = html.Table(
        [html.Caption(say("campaign.caption")), html.Thead(html.Tr(heads)), html.Tbody(body)],
        className="calendar",
    )
    said = [html.Li([html.Div(each) for each in _sentences(row)]) for row in found]
    legend = [mark("empty.not_required"), mark("empty.not_reported"), mark("empty.no_effort")]
    return [
        table,
        html.Div(legend, className="legend"),
        html.Ul(said, className="plain"),
        *_cautions(),
    ]


def register(app: Dash) -> None:
    """Fill the calendar; it is about all groups, so only the place matters."""

    @app.callback(
        Output("season-calendar", "children"),
        Input("season-street", "value"),
        Input("season-span", "value"),
        right="see",
        kept=True,
    )
    def fill_calendar(street: str | None, span: str | None) -> Any:
        with session(service().engine) as reading:
            found = rows_of(reading, street, span)
        return _calendar(found) if found else nothing(say("season.nothing_years"))

    register_download(
        app,
        "season-campaigns",
        _frame,
        State("season-street", "value"),
        State("season-span", "value"),
        right="see",
        called="campaign.file",
    )


def _frame(street: str | None, span: str | None) -> pd.DataFrame | None:
    with session(service().engine) as reading:
        found = rows_of(reading, street, span)
    if not found:
        return None
    parts = []
    for row in found:
        mean = row.cells["value"].mean()
        kinds = [say(f"empty.{kind}") if kind else "" for kind in row.cells["kind"]]
        parts.append(pd.DataFrame({
            "group": name(service().catalog.groups[row.looked.index.group]),
            "index": name(row.looked.index), "method": told_of(row.looked)["method"],
            "years": row.years, "month": row.cells["month"],
            "value": row.cells["value"] / mean if mean else row.cells["value"], "kind": kinds,
            "rise": row.cells["month"] == row.rise,
            "campaign": [say("list.join").join(name(each) for each in campaigns_of(
                row.looked.index.group) if month in each.months) for month in row.cells["month"]],
        }))  # fmt: skip
    whole = pd.concat(parts, ignore_index=True)
    return whole.rename(columns={each: say(f"campaign.column_{each}") for each in whole})

"""The forecast of what is chosen: a fan, the record of earlier forecasts, and where limits loom."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import Dash, Output, dcc, html
from sqlalchemy.orm import Session

from dashboard.export import downloads, register_download, register_picture
from dashboard.figures import empty, graph
from dashboard.figures.fan import Words, fan_figure
from dashboard.flagged import quantity
from dashboard.foreseen import (
    SHARES,
    Foreseen,
    Past,
    foreseen,
    likely,
    limit_text,
    others_of,
    predicted,
    record,
    riskiest,
)
from dashboard.help import heads
from dashboard.pages.curves import CHOICES, INPUTS
from dashboard.panel import about, panel
from dashboard.seasonal import Scope, called, scope, told_of
from dashboard.service import service
from dashboard.text import name, say, unit
from dashboard.visible import street_names
from vector.report.numeral import half_up
from vector.store import places
from vector.store.engine import session

SIMPLE = ("climatology", "last_year")
COLUMNS = (
    "start", "value", "low50", "high50", "low80", "high80", "low95", "high95", "chance", "effort",
)  # fmt: skip


def shell() -> html.Section:
    """The panel, to be filled."""
    return panel(
        say("ahead.title"),
        about(say("ahead.about")),
        html.Div(
            [
                dcc.Loading(graph("season-ahead", "circle"), type="dot"),
                html.Div(id="season-record"),
            ],
            className="beside",
        ),
        downloads("season-fan", called="ahead.file", graph="season-ahead"),
        explained="ahead.title",
    )


def _figure(found: Foreseen, looked: Scope) -> Any:
    limit = None if found.limit is None else float(found.limit)
    words = Words(
        unit(looked.index.unit), say("ahead.none"), say("ahead.counted"), say("ahead.expected"),
        {share: say("ahead.band", share=share) for share in SHARES},
        say("ahead.limit", limit=limit_text(found, looked)),
    )  # fmt: skip
    return fan_figure(found.past, found.ahead, limit, words)


def told(past: Past | None, series: int) -> list[str]:
    """The record in plain words, and which rule is used where it wins."""
    if past is None:
        return [say("ahead.untested")]
    sentences = [
        say(
            "ahead.record", targets=past.targets, series=past.series,
            last_year=_against(past.last_year), climatology=_against(past.climatology),
        ),
        say("ahead.inside", inside=f"{past.inside:.0%}"),
    ]  # fmt: skip
    for rule in SIMPLE:
        if rule in past.models:
            wins = {"rule": say(f"prospect.model_{rule}"), "count": past.models[rule]}
            sentences.append(say("ahead.simple" if series > 1 else "ahead.simple_one", **wins))
    return sentences


def _against(skill: float) -> str:
    if skill != skill:
        return say("ahead.incomparable")
    share = f"{abs(skill):.0%}"
    if round(abs(skill), 2) == 0:
        return say("ahead.equal")
    return say("ahead.better" if skill > 0 else "ahead.worse", share=share)


def _places(reading: Session, every: pd.DataFrame, looked: Scope) -> Any:
    """Where a limit is likeliest to be passed by any method; nothing for a single place."""
    rows = riskiest(every)
    if looked.station is not None or rows.empty:
        return None
    named = [int(each) for each in rows["station_id"].dropna()]
    own, streets = places.stations(reading, named), street_names(reading)
    names = dict(zip(own["id"], own["station"], strict=True))
    others, methods, body = others_of(every, looked), service().catalog.methods, []
    for row in rows.itertuples():
        lone = row.station_id == row.station_id and row.station_id is not None
        where = (
            names.get(int(row.station_id), "")
            if lone
            else say("flag.whole_street", street=streets.get(row.region_id, ""))
        )
        link = (
            dcc.Link(where, href=f"/station/{int(row.station_id)}?index={looked.index.id}")
            if lone
            else where
        )
        by = [html.Span(name(methods[row.method]), className="small")] if others else []
        when = f"{row.start:%Y-%m}" if row.step == "month" else f"{row.start:%Y-%m-%d}"
        cells = [html.Td([link, *by]), html.Td(when), html.Td(likely(row.p_beyond))]
        body.append(html.Tr(cells))
    caption = html.Caption(say("ahead.riskiest"))
    titles = heads("ahead", ("place", "when", "chance"))
    return html.Table([caption, titles, html.Tbody(body)], className="rows tight")


def _when(found: Foreseen, start: Any) -> str:
    return f"{start:%Y-%m}" if found.step == "month" else f"{start:%Y-%m-%d}"


def _periods(found: Foreseen, looked: Scope) -> html.Div:
    """The fan as a table to read."""
    measure = looked.index.unit
    columns = ("when", "density", "band50", "band80", "band95", "chance")
    rows = []
    for row in found.ahead.itertuples():
        ranges = [
            quantity(f"{half_up(getattr(row, f'low{share}'))}–"
                     f"{half_up(getattr(row, f'high{share}'))}", measure)
            for share in SHARES
        ]  # fmt: skip
        cells = [
            _when(found, row.start),
            quantity(half_up(row.value), measure),
            *ranges,
            row.chance or "—",
        ]
        rows.append(html.Tr([html.Td(cell) for cell in cells]))
    caption = say("ahead.table", index=called(looked), place=looked.place)
    head = heads("ahead", columns)
    table = html.Table([html.Caption(caption), head, html.Tbody(rows)], className="rows tight")
    return html.Div(table, className="wide", tabIndex=0, role="region", **{"aria-label": caption})


def register(app: Dash) -> None:
    """Draw the fan when something is chosen."""

    @app.callback(
        Output("season-ahead", "figure"),
        Output("season-record", "children"),
        *INPUTS,
        right="see",
        kept=True,
    )
    def fill_ahead(*chosen: str | None) -> tuple[Any, Any]:
        with session(service().engine) as reading:
            looked = scope(reading, *chosen)
            if looked is None:
                return empty(say("ahead.none")), None
            found, every = foreseen(reading, looked), predicted(reading, looked)
            risky = _places(reading, every, looked)
        if found is None:
            others = others_of(every, looked) if looked.others else ()
            said = [html.P(each) for each in _by(looked, others, "ahead.other")]
            return empty(say("ahead.none")), [*said, risky]
        summed = [say("ahead.summed", count=found.series)] if found.series > 1 else []
        sentences = [*summed, *_by(looked, found.others, "ahead.method"), *both(found),
                     *told(record(found), found.series)]  # fmt: skip
        made = f"{found.made_at.astimezone(service().zone):%Y-%m-%d}"
        return _figure(found, looked), [
            html.Ul([html.Li(each) for each in sentences], className="plain"),
            risky,
            html.Details([html.Summary(say("season.as_table")), _periods(found, looked)],
                         className="as-table"),
            about(say("prospect.made", day=made)),
        ]  # fmt: skip

    register_download(app, "season-fan", _frame, *CHOICES, right="see", called="ahead.file")
    register_picture(app, "season-fan")


def both(found: Foreseen) -> list[str]:
    """Of the periods with a measured value and a forecast, that the two are of other series."""
    counted = found.past.loc[found.past["value"].notna(), "start"]
    # One frame has days, the other moments.
    shared = set(pd.to_datetime(found.ahead["start"])) & set(pd.to_datetime(counted))
    return [say("ahead.both", when=_when(found, start)) for start in sorted(shared)]


def _by(looked: Scope, others: Sequence[str], key: str) -> list[str]:
    """By which method the forecasts are, where others have some too."""
    if not others:
        return []
    methods = service().catalog.methods
    named = say("list.join").join(name(methods[each]) for each in others)
    return [say(key, method=name(methods[looked.method]), others=named)]


def _frame(*chosen: str | None) -> pd.DataFrame | None:
    with session(service().engine) as reading:
        looked = scope(reading, *chosen)
        found = foreseen(reading, looked) if looked else None
    if looked is None or found is None:
        return None
    columns = [*COLUMNS, "place", "method", "unit", "limit"]
    told = found.ahead.assign(limit=found.limit or "", **told_of(looked))
    return told[columns].rename(columns={each: say(f"ahead.column_{each}") for each in columns})

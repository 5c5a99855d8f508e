"""种类构成: which species the methods of a group caught at a station, by period."""

from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, dcc, html

from dashboard import visible
from dashboard.export import downloads, register_download, register_picture
from dashboard.figures import CONFIG
from dashboard.figures.composition import LOOKS, composition_figure
from dashboard.help import term
from dashboard.panel import about, nothing, panel
from dashboard.service import account, service
from dashboard.text import language, say
from vector.catalog import Index
from vector.store import activity, places
from vector.store.engine import session
from vector.store.tables import Station

NAMED = "composition.download"
MOST = len(LOOKS) - 1
# So many months are shown month by month; longer histories by year.
MONTHS = 14


def caught(station: int, index: Index) -> pd.DataFrame:
    """The catch of the methods of an index: period, species, count and share of the period."""
    with session(service().engine) as reading:
        found = activity.catches(reading, station, index.methods)
    if found.empty:
        return found.assign(period=[], share=[])
    found["species"] = [visible.species(each, index.group) for each in found["species"]]
    found["period"] = _periods(found)
    order = found.groupby("species")["count"].sum().sort_values(ascending=False).index
    rest = set(order[MOST:])
    found["species"] = [say("composition.rest") if each in rest else each
                        for each in found["species"]]  # fmt: skip
    found = found.groupby(["period", "species"], as_index=False)["count"].sum()
    whole = found.groupby("period")["count"].transform("sum")
    ranks = {each: rank for rank, each in enumerate(order)}
    found = found.assign(share=(found["count"] / whole.where(whole > 0)).fillna(0.0))
    found["rank"] = found["species"].map(ranks).fillna(len(ranks))
    return found.sort_values(["rank", "period"], ignore_index=True).drop(columns="rank")


def _periods(found: pd.DataFrame) -> list[str]:
    months = [f"{row.year}-{row.month:02d}" for row in found.itertuples()]
    return months if len(set(months)) <= MONTHS else [str(year) for year in found["year"]]


def _hover(row: Any) -> str:
    said = {"period": row.period, "species": row.species, "count": row.count_}
    return say("composition.hover", share=f"{row.share:.1%}", **said)


def _table(found: pd.DataFrame) -> html.Table:
    """Counts and shares: a row for each species, a column for each period."""
    periods, species = sorted(set(found["period"])), list(dict.fromkeys(found["species"]))
    cells = {
        (row.period, row.species): f"{row.count_}（{row.share:.1%}）" if language() == "zh"
        else f"{row.count_} ({row.share:.1%})"
        for row in found.rename(columns={"count": "count_"}).itertuples()
    }  # fmt: skip
    head = [html.Th(term("composition.species"), scope="col")]
    head += [html.Th(period, scope="col", className="figure") for period in periods]
    body = [
        html.Tr(
            [
                html.Th(each, scope="row"),
                *(html.Td(cells.get((period, each), "0"), className="figure")
                  for period in periods),
            ]
        )
        for each in species
    ]  # fmt: skip
    caption = html.Caption(say("composition.caption"), className="unseen")
    rows = [caption, html.Thead(html.Tr(head)), html.Tbody(body)]
    return html.Table(rows, className="rows tight place-table")


def _panel(found: pd.DataFrame) -> html.Section:
    title, explained = say("composition.title"), about(say("composition.about"))
    if found.empty:
        none = nothing(say("composition.nothing"))
        return panel(title, explained, none, explained="composition.title")
    told = found.rename(columns={"count": "count_"})
    drawn = found.assign(hover=[_hover(row) for row in told.itertuples()])
    figure = composition_figure(drawn, say("composition.nothing"))
    graph = dcc.Graph(id="station-composition-graph", figure=figure, config=CONFIG,
                      className="composition", responsive=True)  # fmt: skip
    taken = downloads("composition-taken", called=NAMED, graph="station-composition-graph")
    return panel(title, explained, graph, html.Div(_table(found), className="wide"), taken,
                 explained="composition.title")  # fmt: skip


def _asked(index_id: str | None, station_id: str) -> pd.DataFrame | None:
    """The catch at a station that the person may see."""
    wanted, index = visible.number(station_id), service().catalog.indices.get(index_id or "")
    if wanted is None or index is None:
        return None
    with session(service().engine) as reading:
        own = places.visible_stations(account()).where(Station.id == wanted)
        if reading.scalar(own) is None:
            return None
    return caught(wanted, index)


def _taken(index_id: str | None, station_id: str) -> pd.DataFrame | None:
    found = _asked(index_id, station_id)
    if found is None or found.empty:
        return None
    columns = ("period", "species", "count", "share")
    return found[list(columns)].rename(columns={each: say(f"composition.{each}")
                                                for each in columns})  # fmt: skip


def register(app: Dash) -> None:
    """Fill the panel when an index is chosen."""
    states = [State("station-index", "value"), State("station-id", "data")]
    register_download(app, "composition-taken", _taken, *states, right="see", called=NAMED)
    register_picture(app, "composition-taken")

    @app.callback(
        Output("station-composition", "children"),
        Input("station-index", "value"),
        State("station-id", "data"),
        right="see",
        kept=True,
    )
    def fill(index_id: str | None, station_id: str) -> Any:
        found = _asked(index_id, station_id)
        return None if found is None else _panel(found)

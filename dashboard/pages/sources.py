"""原始记录: the surveys behind a number, each with its upload, sheet and row."""

from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, dcc, html

from dashboard import visible
from dashboard.export import downloads, register_download
from dashboard.flagged import quantity
from dashboard.pages.listed import both, listed, under
from dashboard.pages.pager import leaves, turned
from dashboard.pages.pager import register as register_pager
from dashboard.panel import about, head, nothing, panel
from dashboard.service import account, service
from dashboard.source import PATH as OWN_PATH
from dashboard.text import name, place_name, say
from vector.catalog.method import Field
from vector.report.numeral import plain
from vector.store import sources as kept
from vector.store.engine import session
from vector.store.sources import Choice, Sources

NAME = "sources"
PATH = OWN_PATH
RIGHT = "see"
SHOWN, MOST = 10, 100_000
# Where each stands in its file comes before how it was made.
COLUMNS = {each: f"sources.{each}" for each in ("date", "place", "numbers")} | {
    "where": "sources.where", "how": "station.how", "who": "station.who",
}  # fmt: skip
ASKED = ("index", "street", "station", "start", "end", "month", "habitat", "by", "method")


def layout(**given: str) -> html.Div:
    """The shell of the page, about what the address says."""
    asked = {each: given.get(each) or "" for each in ASKED}
    found = service().catalog.indices.get(asked["index"])
    if found is None:
        title = head(say("sources.title"), "", identity="sources-head")
        return html.Div([title, panel(say("sources.list"), nothing(say("sources.no_index")))])
    told = say("sources.of", index=name(found), place=_place(asked), days=_days(asked))
    told += _narrowed(asked)
    return html.Div(
        [
            head(say("sources.title"), told, identity="sources-head"),
            panel(
                say("sources.list"),
                about(say("sources.about")),
                dcc.Loading(html.Div(id="sources-rows", className="waiting"), type="dot"),
                turned("sources-rows"),
                downloads("sources-taken", called="sources.title"),
            ),
            *(dcc.Store(id=f"sources-{each}", data=asked[each]) for each in ASKED),
        ],
        id="sources-page",
    )


def _place(asked: dict[str, str]) -> str:
    """The name of the place, if it is one that the person sees."""
    with session(service().engine) as reading:
        if station := visible.number(asked["station"]):
            own = visible.stations(reading)
            names = own.loc[own["id"] == station, "station"]
            return str(names.iloc[0]) if len(names) else "—"
        if street := visible.number(asked["street"]):
            return visible.street_names(reading).get(street, "—")
        return visible.region_name(reading)


def _narrowed(asked: dict[str, str]) -> str:
    """What else is asked for: method, month of every year, habitat, the borders of the day."""
    index, methods = service().catalog.indices[asked["index"]], service().catalog.methods
    words = [
        name(methods[asked["method"]]) if asked["method"] in index.methods else "",
        say("sources.month", month=asked["month"]) if _month(asked) else "",
        visible.habitat(asked["habitat"]) if asked["habitat"] else "",
        say("sources.then") if asked["by"] == "then" else "",
    ]
    return "".join(f" · {each}" for each in words if each)


def _days(asked: dict[str, str]) -> str:
    """From when to when, as far as it is asked for."""
    days = {each: asked[each] for each in ("start", "end") if asked[each]}
    keys = {2: "between", 0: "always", 1: "since" if "start" in days else "until"}
    return say(f"sources.{keys[len(days)]}", **days)


def _month(asked: dict[str, str]) -> int | None:
    month = visible.number(asked["month"])
    return month if month is not None and 1 <= month <= 12 else None


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def found(asked: dict[str, str], limit: int, skipped: int = 0) -> Sources:
    """The surveys that are asked for and that the person may see."""
    index = service().catalog.indices[asked["index"]]
    chosen = tuple(each for each in index.methods if asked["method"] in ("", each))
    choice = Choice(
        chosen, visible.number(asked["street"]), visible.number(asked["station"]),
        _day(asked["start"]), _day(asked["end"]), _month(asked), asked["habitat"] or None,
        asked["by"] == "then",
    )  # fmt: skip
    with session(service().engine) as reading:
        return kept.rows(reading, account(), choice, limit=limit, skipped=skipped)


def numbers(row: Any) -> str:
    """The numbers of a survey's form, in the reader's words."""
    fields = [
        f"{name(field)} {_amount(row.fields[field.id], field)}"
        for field in service().catalog.methods[row.method].fields
        if row.fields.get(field.id) is not None
    ]
    return say("list.join").join([*fields, *([row.note] if row.note else [])])


def _amount(stored: int, field: Field) -> str:
    return quantity(plain(Fraction(stored, 10**field.decimals)), field.unit)


def _told(row: Any) -> dict[str, Any]:
    accepted = row.accepted_at.astimezone(service().zone)
    return {
        "date": str(row.date),
        "place": f"{place_name(row.street)} {row.station}",
        "method": name(service().catalog.methods[row.method]),
        "habitat": visible.habitat(row.habitat),
        "numbers": numbers(row),
        "upload": f"{row.upload_id} · {row.filename}",
        "sheet": row.sheet or "—",
        "row": row.row or "—",
        "by": row.by,
        "at": f"{accepted:%Y-%m-%d %H:%M}",
    }


def _where(row: dict[str, Any]) -> dict[str, Any]:
    """Where a survey stands: the upload, its sheet and the row in it."""
    stands = say("sources.stands", sheet=row["sheet"], row=row["row"])
    return {"where": under(row["upload"], stands)}


def _asked(*given: str | None) -> dict[str, str] | None:
    """What is asked for, if it is of an index."""
    asked = {each: value or "" for each, value in zip(ASKED, given, strict=True)}
    return asked if asked["index"] in service().catalog.indices else None


def _taken(*given: str | None) -> pd.DataFrame | None:
    asked = _asked(*given)
    if asked is None:
        return None
    rows = [_told(row) for row in found(asked, MOST).rows.itertuples()]
    return pd.DataFrame(rows).rename(columns=lambda each: say(f"sources.{each}"))


def _listed(*given: str | None, begin: int = 0) -> Any:
    """A part of the surveys, with the buttons to the others."""
    asked = _asked(*given)
    if asked is None:
        return nothing(say("sources.no_index"))
    told = found(asked, SHOWN, begin)
    if told.rows.empty:
        return nothing(say("sources.none"))
    rows = [_told(row) for row in told.rows.itertuples()]
    table = listed(say("sources.list"), COLUMNS, [row | both(row) | _where(row) for row in rows])
    count = about(say("sources.count", count=told.total))
    return [count, table, leaves("sources-rows", begin, SHOWN, told.total)]


def register(app: Dash) -> None:
    """Fill the list."""
    states = [State(f"sources-{each}", "data") for each in ASKED]
    register_download(app, "sources-taken", _taken, *states, right="see", called="sources.title")
    register_pager(app, "sources-rows", _listed, "see", *states)

    inputs = [Input(f"sources-{each}", "data") for each in ASKED]

    @app.callback(Output("sources-rows", "children"), *inputs, right="see")
    def fill(*given: str | None) -> Any:
        return _listed(*given)

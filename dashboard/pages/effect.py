"""What would change: surveys that are new, changed or the same, other uploads, and flags."""

from typing import Any

import pandas as pd
from dash import html

from dashboard.flagged import why
from dashboard.grids import difference_columns, grid
from dashboard.panel import about, panel, said
from dashboard.service import service
from dashboard.text import LANGUAGES, language, name, place_name, say
from vector.errors import VectorError
from vector.report.evidence import Evidence
from vector.store.differences import CHANGED, NEW, SAME
from vector.store.forms import SPECIES
from vector.work.rehearsal import MOST, Effect
from vector.work.watch import Change

SHOWN = 2_000
KEY = ["station_id", "method", "date", "habitat"]
KINDS = ("raised", "worsened", "corrected", "cleared")


def effect_panel(effect: Effect | VectorError | None) -> Any:
    """What taking a file in would change, or why that is not told."""
    title = say("effect.title")
    if isinstance(effect, VectorError):
        return panel(title, said(effect.told(language()), raised=True))
    if effect is None:
        return panel(title, about(say("effect.not_tried", most=MOST)))
    counts = {what: effect.count(what) for what in (NEW, CHANGED, SAME)}
    parts = [about(say("effect.about")), html.P(say("effect.counts", **counts))]
    parts += [*_by_method(effect), *_earlier(effect), *_changed(effect), *flag_changes(effect)]
    return panel(title, *parts, id="upload-effect")


def _table(heads: tuple[str, ...], rows: list[list[Any]], caption: str) -> html.Div:
    headings = html.Thead(html.Tr([html.Th(say(head), scope="col") for head in heads]))
    body = html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in rows])
    table = html.Table([html.Caption(caption), headings, body], className="rows tight")
    return html.Div(table, style={"overflowX": "auto"})


def _by_method(effect: Effect) -> list[Any]:
    """How many of each kind, by method and station where these are few, else by method."""
    if effect.surveys.empty:
        return []
    places = effect.surveys["street"].map(place_name) + " " + effect.surveys["station"]
    counted = pd.crosstab([effect.surveys["method"], places], effect.surveys["what"])
    counted = counted.reindex(columns=[NEW, CHANGED, SAME], fill_value=0)
    if len(counted) > 12:
        counted = counted.groupby(level=0).sum()
    rows = []
    for key, row in zip(counted.index, counted.to_numpy().tolist(), strict=True):
        method, place = key if isinstance(key, tuple) else (key, say("effect.everywhere"))
        rows.append([_method(method), place.strip(), *row])
    heads = ("station.method", "flag.place", "effect.new", "effect.changed", "effect.same")
    return [_table(heads, rows, say("effect.by_method"))]


def _method(method: str) -> str:
    return name(service().catalog.methods[method])


def _earlier(effect: Effect) -> list[Any]:
    """The other uploads in which the same surveys stand already."""
    known = effect.surveys[effect.surveys["what"] != NEW]
    if known.empty:
        return []
    zone = service().zone
    rows = [
        [
            say("effect.upload", number=number, filename=part["filename"].iloc[0]),
            part["by"].iloc[0],
            f"{part['at'].iloc[0].astimezone(zone):%Y-%m-%d}",
            int((part["what"] == CHANGED).sum()),
            int((part["what"] == SAME).sum()),
        ]
        for number, part in known.groupby("upload_id")
    ]
    heads = ("effect.other", "uploads.by", "uploads.accepted", "effect.changed", "effect.same")
    return [_table(heads, rows, say("effect.duplicates", count=len(known)))]


def _changed(effect: Effect) -> list[Any]:
    changed = effect.surveys[effect.surveys["what"] == CHANGED].head(SHOWN)
    if changed.empty:
        return []
    numbers = dict(list(effect.fields.groupby(KEY)))
    rows = [_difference(row, numbers) for row in changed.itertuples()]
    return [
        html.H3(say("effect.changed_surveys")),
        grid("difference-grid", difference_columns(), rows),
    ]


def _difference(row: Any, numbers: dict[Any, pd.DataFrame]) -> dict[str, Any]:
    differing = numbers[row.station_id, row.method, row.date, row.habitat]
    told = [_number(row.method, each) for each in differing.itertuples()]
    return {
        "station": f"{place_name(row.street)} {row.station}".strip(),
        "method": _method(row.method),
        "date": f"{row.date:%Y-%m-%d}",
        "habitat": row.habitat,
        "numbers": say("effect.then").join(told),
        "upload": say("effect.upload", number=row.upload_id, filename=row.filename),
    }


def _number(method: str, row: Any) -> str:
    """One number: what it is, what it was, what it becomes."""
    if row.field.startswith(SPECIES):
        label, decimals = row.field.removeprefix(SPECIES), 0
    else:
        field = service().catalog.methods[method].field(row.field)
        label, decimals = name(field), field.decimals
    was, became = (_shown(value, decimals) for value in (row.was, row.became))
    return say("effect.number", label=label, was=was, became=became)


def _shown(value: float, decimals: int) -> str:
    return "—" if value != value else f"{value / 10**decimals:.{decimals}f}"


def flag_changes(effect: Effect) -> list[Any]:
    """Which flags would be raised, worse, corrected or cleared."""
    parts: list[Any] = [html.H3(say("effect.flags"))]
    for kind in KINDS:
        told = [html.Li(_told(each, effect)) for each in effect.changes if each.kind == kind]
        if told:
            parts += [html.P(say(f"effect.{kind}", count=len(told))), html.Ul(told)]
    if len(parts) == 1:
        parts.append(html.P(say("effect.no_flags")))
    if effect.unseen:
        parts.append(html.P(say("effect.unseen", count=effect.unseen)))
    return parts


def _told(change: Change, effect: Effect) -> str:
    """A change: the Chinese sentence as it would be kept, the English one from the numbers."""
    if language() == LANGUAGES[0]:
        return change.sentence
    index = name(service().catalog.indices[change.index])
    place = " ".join(filter(None, (place_name(change.street), change.station)))
    told = say("upload.cleared_one", place=place, index=index)
    if change.kind == "cleared":
        return told
    flag = effect.flags[change.flag_id]
    return f"{told}. {why(flag, Evidence.read(flag.evidence))}"

"""What was understood of a workbook before anything is stored: sheets, methods, faults."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from dashboard.grids import blank_columns, fault_columns, grid
from dashboard.help import heads
from dashboard.incoming import Incoming
from dashboard.panel import about, nothing, panel, said
from dashboard.service import service
from dashboard.text import language, name, say
from vector.intake import Reading
from vector.intake.layout import layouts
from vector.store import places
from vector.store.engine import session
from vector.store.tables import Upload
from vector.store.tables.place import STREET_LEVELS
from vector.work.uploads import Preview

NAMED = 12
KILOBYTE = 1024


def _fact(key: str, value: str) -> html.Div:
    return html.Div([html.Dt(say(key)), html.Dd(value)])


def _facts(found: Preview) -> html.Dl:
    reading = found.reading
    return html.Dl(
        [
            _fact("upload.file", reading.name),
            _fact("upload.layout", _layout(reading.layout)),
            _fact("upload.good_rows", say("upload.surveys", count=found.surveys)),
            _fact("upload.bad_rows", say("upload.rows", count=reading.held)),
        ],
        className="facts",
    )


def _layout(ids: str) -> str:
    known = {layout.id: name(layout) for layout in layouts()}
    return say("upload.join").join(known.get(each, each) for each in ids.split("+"))


def _sheets(reading: Reading) -> Any:
    rows = [
        (sheet, name(service().catalog.methods[method]), part)
        for method, table in reading.tables.items()
        for sheet, part in table.groupby("sheet", observed=True)
    ]
    if not rows:
        return nothing(say("upload.nothing_understood"))
    columns = ("sheet", "method", "count", "dates")
    caption = html.Caption(say("upload.sheets"), className="unseen")
    body = [html.Tr([html.Td(cell) for cell in _sheet(*row)]) for row in rows]
    return html.Table([caption, heads("upload", columns), html.Tbody(body)], className="rows tight")


def _sheet(sheet: str, method: str, part: pd.DataFrame) -> tuple[str, str, str, str]:
    days = part["date"]
    span = say("upload.span", start=f"{days.min():%Y-%m-%d}", end=f"{days.max():%Y-%m-%d}")
    return sheet or "—", method, str(len(part)), span


def _listed(names: Sequence[str]) -> str:
    more = say("upload.and_more") if len(names) > NAMED else ""
    return say("upload.join").join(names[:NAMED]) + more


def _new_streets(found: Preview) -> list[str]:
    """The streets that storing would make: often a slip of the pen, so they are named apart."""
    with session(service().engine) as reading:
        regions = places.regions(reading)
    known = set(regions.loc[regions["level"].isin(STREET_LEVELS), "name"])
    return sorted({street for street, _ in found.new_stations} - known - {""})


def _notes(found: Preview) -> list[Any]:
    notes = _known(found.recognised)
    streets = _new_streets(found)
    if streets:
        counted = {"count": len(streets), "names": _listed(streets)}
        notes.append(said(say("upload.new_streets", **counted), raised=True))
    if found.new_stations:
        names = [f"{street} {station}".strip() for street, station in found.new_stations]
        notes.append(said(say("upload.new_stations", count=len(names), names=_listed(names))))
    if found.superseded:
        notes.append(said(say("upload.supersedes", count=found.superseded)))
    return notes


def _fault(row: Any, sentence: str) -> dict[str, Any]:
    return {
        "mark": say(f"upload.severity_{row.severity}"),
        "sheet": row.sheet,
        "row": int(row.row) or say("fault.whole"),
        "column": f"{row.column} {row.cell}".strip(),
        "sentence": sentence,
    }


def _listed_faults(reading: Reading, severity: str, key: str) -> list[Any]:
    """The faults of one severity, under a heading that says what becomes of their rows."""
    faults = reading.faults[reading.faults["severity"] == severity]
    if faults.empty:
        return []
    told = reading.told(language(), faults)
    rows = [_fault(*each) for each in zip(faults.itertuples(), told, strict=True)]
    table = grid(f"{key}-grid", fault_columns(), rows)
    title, word = say(f"upload.{key}s", count=len(rows)), say(f"upload.{key}s_about")
    return [panel(title, about(word), table)]


def _faults(reading: Reading, *, marked: bool) -> list[Any]:
    """Errors, which hold their rows back, and apart from them cautions, which hold nothing."""
    if reading.faults.empty:
        return [panel(say("upload.no_faults"))]
    shown = _listed_faults(reading, "error", "fault")
    shown += _listed_faults(reading, "warning", "caution")
    if marked:
        words = say("upload.download")
        shown.append(dmc.Button(words, id="upload-download", variant="default", mb="md"))
    return shown


def _blank(method: str, row: Any) -> dict[str, Any]:
    return {
        "sheet": row.sheet,
        "row": int(row.row),
        "station": f"{row.street} {row.station}".strip(),
        "method": name(service().catalog.methods[method]),
        "date": f"{row.date:%Y-%m-%d}",
    }


def _blanks(reading: Reading) -> list[Any]:
    """The rows without a single number: they are no zeros, and nothing of them is stored."""
    rows = [
        _blank(method, row) for method, rows in reading.blanks.items() for row in rows.itertuples()
    ]
    if not rows:
        return []
    table = grid("blank-grid", blank_columns(), rows)
    return [panel(say("upload.blanks", count=len(rows)), about(say("upload.blanks_about")), table)]


def preview_panel(found: Preview, *, marked: bool = True) -> html.Div:
    """Everything a person needs to decide whether to store the workbook."""
    understood = panel(say("upload.read"), _facts(found), *_notes(found), _sheets(found.reading))
    faults = _faults(found.reading, marked=marked)
    return html.Div([understood, *_blanks(found.reading), *faults])


def incoming_panel(found: Incoming, *, marked: bool = True) -> Any:
    """What a file holds: counts, or resistance tests."""
    if found.counted is not None:
        return preview_panel(found.counted, marked=marked)
    return _tests(found)


def _tests(found: Incoming) -> html.Section:
    """What a table of resistance tests holds; it is taken in whole or not at all."""
    tested = found.tested
    facts = html.Dl(
        [
            _fact("upload.file", found.table.name),
            _fact("upload.layout", say("assay.layout")),
            _fact("upload.good_rows", say("assay.count", assays=tested.assays, rows=tested.rows)),
        ],
        className="facts",
    )
    notes = _known(tested.recognised)
    if tested.superseded:
        notes.append(said(say("assay.supersedes", count=tested.superseded)))
    if tested.unplaced:
        names = _listed(tested.unplaced)
        notes.append(said(say("assay.unplaced", count=len(tested.unplaced), names=names)))
    return panel(say("upload.read"), facts, *notes, about(say("assay.about")))


def _known(upload: Upload | None) -> list[Any]:
    if upload is None:
        return []
    day = upload.accepted_at.astimezone(service().zone).date()
    told = say("upload.recognised", day=day, by=upload.uploaded_by, number=upload.id)
    return [said(told)]

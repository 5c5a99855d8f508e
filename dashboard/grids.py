"""The grids: one place for every column, so that the same thing looks the same on every page."""

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag

from dashboard.text import language, say, strings

ROWS_A_PAGE = 10
SIZES = (10, 20, 50)
OPTIONS: dict[str, Any] = {
    "pagination": True,
    "paginationPageSize": ROWS_A_PAGE,
    "paginationPageSizeSelector": list(SIZES),
    "animateRows": False,
    "enableCellTextSelection": True,
    "ensureDomOrder": True,
    "suppressColumnVirtualisation": True,
}
# What a column holds is not guessed from its first row: a row that is missing would be told to be
# an "Invalid Number" where others have one.
COLUMN = {
    "sortable": True, "resizable": True, "filter": False, "suppressHeaderMenuButton": True,
    "cellDataType": False,
}  # fmt: skip


def column(
    field: str, key: str, *, width: int = 0, wrap: bool = False, **more: Any
) -> dict[str, Any]:
    """One column: the field it shows and the key of its heading."""
    size = {"width": width} if width else {"flex": 1, "minWidth": 140}
    lines = {"wrapText": True, "autoHeight": True, "cellClass": "wrapped"} if wrap else {}
    return {"field": field, "headerName": say(key), **size, **lines, **more}


def number(field: str, heading: str, width: int = 104) -> dict[str, Any]:
    """A column of numbers, set flush right."""
    return {"field": field, "headerName": heading, "width": width, "type": "rightAligned"}


def fault_columns() -> list[dict[str, Any]]:
    """The faults of a workbook."""
    return [
        column("mark", "fault.severity", width=92),
        column("sentence", "fault.sentence", wrap=True, minWidth=230),
        column("sheet", "fault.sheet", width=110),
        column("row", "fault.row", width=76, type="rightAligned"),
        column("column", "fault.column", width=130),
    ]


def blank_columns() -> list[dict[str, Any]]:
    """The rows of a workbook that hold no number."""
    return [
        column("station", "flag.place", minWidth=180),
        column("method", "station.method", width=170),
        column("date", "station.date", width=116),
        column("sheet", "fault.sheet", width=130),
        column("row", "fault.row", width=76, type="rightAligned"),
    ]


def peak_columns() -> list[dict[str, Any]]:
    """The season of each station."""
    return [
        column("station", "season.station", minWidth=180),
        column("peak", "season.peak", width=110),
        column("high", "season.high", width=190),
        column("strength", "season.strength", width=170),
        column("surveys", "season.column_surveys", width=110, type="rightAligned"),
        column("said", "season.column_said", wrap=True, minWidth=260),
    ]


def difference_columns() -> list[dict[str, Any]]:
    """The surveys that a workbook changes."""
    return [
        column("station", "flag.place", minWidth=170),
        column("method", "station.method", width=150),
        column("date", "station.date", width=116),
        column("habitat", "station.habitat", width=110),
        column("numbers", "effect.numbers", wrap=True, minWidth=260),
        column("upload", "effect.other", minWidth=180),
    ]


def staged_columns(*, levels: bool = False) -> list[dict[str, Any]]:
    """The files that wait to be taken in; with the levels that approve them, where some do."""
    approved = [column("levels", "staged.levels", wrap=True, minWidth=260)] if levels else []
    return [
        column("filename", "uploads.filename", minWidth=180),
        column("state", "uploads.state", width=104),
        column("kind", "staged.kind", width=116),
        column("surveys", "uploads.surveys", width=100, type="rightAligned"),
        column("held", "uploads.held", width=100, type="rightAligned"),
        *approved,
        column("steps", "staged.steps", wrap=True, minWidth=300),
    ]


def upload_columns() -> list[dict[str, Any]]:
    """The uploads of a person or an office."""
    return [
        column("accepted", "uploads.accepted", width=150),
        column("filename", "uploads.filename", minWidth=200),
        column("surveys", "uploads.surveys", width=100, type="rightAligned"),
        column("held", "uploads.held", width=100, type="rightAligned"),
        column("by", "uploads.by", width=180),
        column("state", "uploads.state", wrap=True, minWidth=200),
    ]


def grid(
    identity: str, columns: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]], **more: Any
) -> dag.AgGrid:
    """A grid of rows under those columns, in the reader's language."""
    fits = len(rows) <= ROWS_A_PAGE
    options = {**OPTIONS, "localeText": locale(), "domLayout": "autoHeight"}
    if fits:
        options["pagination"] = False
    return dag.AgGrid(
        id=identity,
        columnDefs=list(columns),
        rowData=list(rows),
        defaultColDef=COLUMN,
        dashGridOptions={**options, **more.pop("options", {})},
        style={"height": None},
        **more,
    )


def locale() -> dict[str, str]:
    """The grid's own words."""
    start = "grid."
    words = strings(language())
    return {key.removeprefix(start): text for key, text in words.items() if key.startswith(start)}

"""列对应: of a sheet that is not known, a person says once what each column is."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, html, no_update

from dashboard.handed_in import content_of
from dashboard.pages import mapped
from dashboard.pages.sample import sampled
from dashboard.panel import about, panel, said
from dashboard.service import account, author, now, service
from dashboard.text import LANGUAGES, language, name, say
from vector.errors import UploadError, VectorError
from vector.intake import mapping as columns
from vector.intake.cells import column_letters
from vector.intake.mapping import SheetMapping
from vector.intake.rule import Rules
from vector.intake.sheet import Book, Sheet, open_book
from vector.work import mappings

SAMPLED = 3
SHOWN_COLUMNS = 60
LONGEST_NAME = 100
TARGET = "mapping-target"
ASKED = (
    ("mapping-sheet", "value"),
    ("mapping-method", "value"),
    ("mapping-row", "value"),
    ("mapping-double", "checked"),
)
ANSWERS = (
    *(State(*each) for each in ASKED),
    State({"type": TARGET, "index": ALL}, "value"),
    State({"type": TARGET, "index": ALL}, "id"),
    State("mapping-station", "value"),
)
FILE = (State("upload-file", "contents"), State("upload-file", "filename"))


def offer(book: Book, sheets: Sequence[str]) -> Any:
    """The assistant for the sheets of a file that are not known; nothing where there are none."""
    known = {at: sheet for at, sheet in enumerate(book.sheets) if sheet.name in sheets}
    if not known:
        return None
    first = next(iter(known.values()))
    named = Path(book.name).stem if book.kind == "csv" else first.name
    return panel(
        say("mapping.title"),
        about(say("mapping.about")),
        dmc.SimpleGrid(_questions(known, first), cols={"base": 1, "sm": 2}, spacing="sm"),
        html.Div(id="mapping-columns"),
        dmc.SimpleGrid(_common(named), cols={"base": 1, "sm": 2}, spacing="sm", mt="sm"),
        dmc.Group(
            [
                dmc.Button(say("mapping.try"), id="mapping-try", variant="default"),
                dmc.Button(say("mapping.save"), id="mapping-save"),
            ],
            mt="sm",
        ),
        html.Div(id="mapping-outcome", style={"marginTop": 12}),
    )


def _questions(known: dict[int, Sheet], first: Sheet) -> list[Any]:
    sheets = [{"value": str(at), "label": sheet.name or "—"} for at, sheet in known.items()]
    methods = [{"value": each.id, "label": name(each)} for each in _catalog().methods.values()]
    return [
        dmc.Select(
            label=say("mapping.sheet"), id="mapping-sheet", data=sheets, value=sheets[0]["value"],
            allowDeselect=False,
        ),
        dmc.Select(
            label=say("mapping.method"), id="mapping-method", data=methods, searchable=True,
            placeholder=say("mapping.method_which"),
        ),
        dmc.NumberInput(
            label=say("mapping.row"), id="mapping-row", min=1, max=20, allowDecimal=False,
            value=columns.likely_header(first) + 1,
        ),
        dmc.Checkbox(label=say("mapping.double"), id="mapping-double", checked=False, mt="lg"),
    ]  # fmt: skip


def _common(named: str) -> list[Any]:
    return [
        dmc.TextInput(
            label=say("mapping.station"),
            description=say("mapping.station_about"),
            id="mapping-station",
        ),
        dmc.TextInput(
            label=say("mapping.name"),
            description=say("mapping.name_about"),
            id="mapping-name",
            value=named,
        ),
    ]


def _catalog() -> Any:
    return service().catalog


def _sheet(contents: str, filename: str, sheet: str) -> Sheet:
    book = open_book(content_of(contents), filename)
    if not sheet.isdecimal() or int(sheet) >= len(book.sheets):
        raise UploadError(say("mapping.no_header"))
    return book.sheets[int(sheet)]


def fill(
    sheet: str | None, method: str | None, row: int | None, double: bool, contents: str | None,
    filename: str,
) -> Any:  # fmt: skip
    """The columns of the sheet, each with what it says and what it may be."""
    if not sheet or not method or not row or contents is None:
        return about(say("mapping.method_first"))
    try:
        found = _sheet(contents, filename, sheet)
    except VectorError as error:
        return said(error.told(language()), raised=True)
    above = columns.above(found, int(row) - 1, double=double)
    if not above:
        return said(say("mapping.no_header"), raised=True)
    return _table(found, int(row), above, method)


def _table(found: Sheet, row: int, above: Sequence[Any], method: str) -> html.Table:
    suggested = columns.suggested(above, method, _catalog())
    guessed = {place: target for target, place in suggested.items()}
    samples = found.head(row + SAMPLED)[row:]
    heads = ("column", "header", "meaning")
    rows = [
        html.Tr(
            [
                html.Td(column_letters(place)),
                html.Td([title.text or say("mapping.untitled"), _first_cells(samples, place)]),
                html.Td(_choice(place, method, guessed.get(place))),
            ]
        )
        for place, title in enumerate(above[:SHOWN_COLUMNS])
    ]
    headings = html.Tr([html.Th(say(f"mapping.{head}"), scope="col") for head in heads])
    return html.Table([html.Thead(headings), html.Tbody(rows)], className="rows tight")


def _first_cells(samples: Sequence[Sequence[Any]], place: int) -> html.Span:
    cells = [row[place] for row in samples if place < len(row) and row[place] is not None]
    return html.Span(say("list.join").join(str(cell)[:20] for cell in cells), className="small")


def _choice(place: int, method: str, value: str | None) -> dmc.Select:
    side = 0 if language() == LANGUAGES[0] else 1
    known = columns.targets(method, _catalog())
    options = [{"value": target, "label": names[side]} for target, names in known.items()]
    return dmc.Select(
        id={"type": TARGET, "index": place}, data=options, value=value, clearable=True,
        searchable=True, placeholder=say("mapping.not_used"), w="100%", maw=260, miw=130,
        **{"aria-label": say("mapping.meaning")},
    )  # fmt: skip


class Said(NamedTuple):
    """What the person said of a sheet, as the page hands it over."""

    sheet: str | None
    method: str | None
    row: int | None
    double: bool
    chosen: list[str | None]
    places: list[dict[str, Any]]
    station: str | None
    name: str | None = None

    @property
    def called(self) -> str:
        """What the sheet is to be called."""
        return self.name or ""


def _made(said_so: Said, contents: str, filename: str) -> tuple[Sheet, SheetMapping]:
    """The sheet, and what the person said of it as data."""
    if not said_so.sheet or not said_so.method or not said_so.row:
        raise UploadError(say("mapping.method_first"))
    sheet = _sheet(contents, filename, said_so.sheet)
    above = columns.above(sheet, int(said_so.row) - 1, double=bool(said_so.double))
    if not above:
        raise UploadError(say("mapping.no_header"))
    chosen = _chosen(said_so.chosen, said_so.places)
    if len(set(chosen.values())) < len(chosen):
        raise UploadError(say("mapping.target_twice"))
    rules = Rules(
        station=(said_so.station or "").strip(),
        date_from=("title", "sheet", "file"),
        filled_down=("street",),
    )
    places = {target: place for place, target in chosen.items()}
    return sheet, SheetMapping(
        headers=columns.headers(above), method=said_so.method, columns=places, rules=rules
    )


def outcome(clicks: int | None, *given: Any) -> Any:
    """What would be read with these columns: how many surveys, some of them, and what is wrong."""
    *answers, contents, filename = given
    if not clicks or contents is None:
        return no_update
    try:
        sheet, made = _made(Said(*answers), contents, filename)
        missing = mappings.lacking(made, _catalog())
        if missing:
            return said(say("mapping.lacking", names=say("upload.join").join(missing)), raised=True)
        return sampled(content_of(contents), filename, sheet.name, made)
    except VectorError as error:
        return said(error.told(language()), raised=True)


def _chosen(chosen: Sequence[str | None], places: Sequence[dict[str, Any]]) -> dict[int, str]:
    pairs = zip(places, chosen, strict=True)
    return {int(place["index"]): target for place, target in pairs if target}


def keep(said_so: Said, contents: str, filename: str) -> Any:
    """Keep what was said; return why not, or nothing."""
    try:
        found, made = _made(said_so, contents, filename)
        called = said_so.called.strip()[:LONGEST_NAME] or found.name or filename
        mappings.save(
            service().engine, _catalog(), made, called,
            by=account().email, now=now(), author=author(),
        )  # fmt: skip
    except VectorError as error:
        return said(error.told(language()), raised=True)
    return None


def register(app: Dash) -> None:
    """Name the columns, see what would be read."""
    app.callback(
        Output("mapping-columns", "children"),
        *(Input(*each) for each in ASKED),
        *FILE,
        right="upload",
    )(fill)
    app.callback(
        Output("mapping-outcome", "children"),
        Input("mapping-try", "n_clicks"),
        *ANSWERS,
        *FILE,
        prevent_initial_call=True,
        right="upload",
    )(outcome)
    mapped.register(app)

"""Whether a sheet can be read with the form chosen for it, and, if not, why in one sentence."""

from collections.abc import Iterable

from vector.errors import Said
from vector.intake.cells import column_letters
from vector.intake.choice import Choice
from vector.intake.fault import Faults, finding
from vector.intake.form import Form
from vector.intake.header import Header, Title
from vector.intake.layout import layouts, plain_header
from vector.intake.sheet import Sheet
from vector.told import listed

QUOTED_HEADERS = 12


def note_header(sheet: Sheet, choice: Choice | None, faults: Faults) -> bool:
    """Note what is wrong with a sheet and its header; return whether the sheet can be read.

    Columns that are not known, and what stands in for columns that are not there, are told as
    cautions.
    """
    if code := _unreadable(choice):
        _refuse(code, sheet, choice, faults)
        return False
    assert choice is not None and choice.header is not None  # noqa: PT018
    sound = [_note_errors(sheet, form, header, faults) for form, header in choice.parts]
    readable = all(sound) and _note_missing(sheet, choice, choice.header, faults)
    _note_cautions(sheet, choice, choice.header, faults)
    for form, header in choice.parts:
        _note_stand_ins(sheet, form, header, faults)
    return readable


def _unreadable(choice: Choice | None) -> str:
    if choice is None:
        return "sheet_unknown"
    if choice.form.refused_zh:
        return "sheet_refused"
    if choice.header is None:
        return "header_not_found"
    return "sheet_ambiguous" if choice.rivals and not choice.missing else ""


def _refuse(code: str, sheet: Sheet, choice: Choice | None, faults: Faults) -> None:
    form = choice.form if choice else None
    found: str | Said = quoted_headers(sheet) or ""
    expected = known_sheets()
    if form is not None:
        found = sheet.name if code == "sheet_refused" else found
        expected = form.layout.expected if form.refused_zh else _headers(needed(form))
    if choice is not None and code == "sheet_ambiguous":
        found = listed((choice.called, *choice.rivals))
    faults.add(
        code,
        sheet=sheet.name,
        found=found,
        expected=expected if expected.zh else known_sheets(),
        reason=Said(form.refused_zh, form.refused_en) if form else "",
    )


def needed(form: Form) -> list[str]:
    """Return the headers a form cannot do without, as people write them."""
    return [form.shown[target] for target in form.needed]


def known_sheets() -> Said:
    """Return, for sentences, which sheets are known."""
    return listed(
        finding("known_sheet", layout=layout, expected=layout.expected)
        for layout in layouts()
        if layout.told
    )


def quoted_headers(sheet: Sheet) -> Said | None:
    """Return the first row of the sheet that holds several texts, for sentences."""
    for row in sheet.head(20):
        texts = [cell.strip() for cell in row if isinstance(cell, str) and cell.strip()]
        if len(texts) > 1:
            return _headers(texts[:QUOTED_HEADERS])
    return None


def _headers(texts: Iterable[str]) -> Said:
    """Return headers of the sheet as each language lists them; the English one quotes them."""
    several = [*texts]
    return Said(listed(several).zh, listed(several, "“{}”").en)


def _note_missing(sheet: Sheet, choice: Choice, header: Header, faults: Faults) -> bool:
    """Note the columns that are needed and not there."""
    if choice.missing:
        faults.add(
            "header_missing",
            sheet=sheet.name,
            row=header.row + 1,
            found=_headers(text for text in header.texts if text),
            expected=listed(choice.missing, "“{}”"),
        )
    return not choice.missing


def _note_errors(sheet: Sheet, form: Form, header: Header, faults: Faults) -> bool:
    """Note columns that stand twice, or in another unit."""
    wrong = False
    for target, places in header.twice.items():
        wrong = True
        faults.add(
            "header_twice",
            sheet=sheet.name,
            row=header.row + 1,
            column=header.texts[places[0]],
            cell=_cell(places[1], header),
            found=listed(column_letters(place) for place in places),
            expected=form.shown.get(target, target),
        )
    for place, unit in header.other_unit.items():
        wrong = True
        faults.add(
            "header_unit",
            sheet=sheet.name,
            row=header.row + 1,
            column=header.texts[place],
            cell=_cell(place, header),
            found=unit,
            expected=_unit(form, header.texts[place]),
        )
    return not wrong


def _unit(form: Form, text: str) -> str:
    fields = {field.id: field.unit for field in form.method.fields} if form.method else {}
    for word, _ in Title("", text).words:
        if unit := fields.get(form.words.get(word, "")):
            return unit
    return ""


def _note_cautions(sheet: Sheet, choice: Choice, header: Header, faults: Faults) -> None:
    if not choice.named:
        methods = [Said(m.zh, m.en) for part, _ in choice.parts if (m := part.method)]
        if methods:
            found = listed(dict.fromkeys(methods))
            faults.add("sheet_guessed", sheet=sheet.name, found=found)
    if sheet.hidden_rows:
        first = min(sheet.hidden_rows) + 1
        faults.add("hidden_rows", sheet=sheet.name, row=first, found=len(sheet.hidden_rows))
    for place in header.unknown:
        if reason := _left_out(choice.form, header.texts[place]):
            _note_column("column_left_out", sheet, header, place, faults, reason=reason)
        else:
            _note_column("column_unknown", sheet, header, place, faults)
    for place, target in header.spare.items():
        if target == "note":
            continue  # what several columns remark is kept together
        used = header.texts[header.places[target]]
        _note_column("column_spare", sheet, header, place, faults, expected=used)


def _left_out(form: Form, text: str) -> Said | None:
    """Return why a known column cannot be taken; None for one that is not known."""
    title = plain_header(text)
    for each in form.layout.left_out:
        if title in map(plain_header, each.columns):
            return Said(each.zh, each.en)
    return None


def _note_stand_ins(sheet: Sheet, form: Form, header: Header, faults: Faults) -> None:
    for stand in form.stand_in:
        if stand.field not in header.places:
            shown = form.shown[stand.field]
            faults.add("stand_in", sheet=sheet.name, column=shown, reason=Said(stand.zh, stand.en))
    for name in form.without:
        if name not in header.places:
            faults.add("field_absent", sheet=sheet.name, column=form.shown[name])


def _note_column(
    code: str,
    sheet: Sheet,
    header: Header,
    place: int,
    faults: Faults,
    expected: str = "",
    reason: str | Said = "",
) -> None:
    faults.add(
        code,
        sheet=sheet.name,
        column=header.texts[place],
        cell=_cell(place, header),
        found=header.texts[place],
        expected=expected,
        reason=reason,
    )


def _cell(place: int, header: Header) -> str:
    return f"{column_letters(place)}{header.row + 1}"

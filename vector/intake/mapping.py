"""Mappings 列对应: what each column of an unknown sheet is, said once by a person and kept.

A mapping is data and nothing else: the method, which column is what, and what every row has in
common. A sheet is known again by the fingerprint of its header, wherever the header stands.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import Field as Spec

from vector.catalog import Catalog
from vector.catalog.entry import Row
from vector.intake.fault import refuse
from vector.intake.form import Form, mapped_form
from vector.intake.header import SEARCHED_ROWS, Header, Title, titles
from vector.intake.layout import PLACES, SPECIES, plain_header
from vector.intake.rule import NO_RULES, VALUE, Rules
from vector.intake.sheet import Sheet
from vector.intake.valued import countable

MOST_COLUMNS = 400


class SheetMapping(Row):
    """What the columns of one kind of sheet are.

    Attributes
    ----------
    headers : tuple of str
        What stands above each column, in order.
    method : str
        The id of the method.
    columns : mapping
        Target (place, field id, ``species:名`` or ``value:INDEX``) → column, from 0.
    rules : Rules
        For the place and day that no column gives.
    """

    headers: tuple[str, ...] = Spec(max_length=MOST_COLUMNS)
    method: str
    columns: Mapping[str, Annotated[int, Spec(ge=0, lt=MOST_COLUMNS)]]
    rules: Rules = NO_RULES

    @property
    def fingerprint(self) -> str:
        """By what the sheet is known again."""
        return fingerprint(self.headers)


Remembered = Mapping[str, SheetMapping]
"""Mappings by the fingerprints of their sheets."""


def fingerprint(headers: Sequence[str]) -> str:
    """Return by what a header is known again: its words in their order, as they are compared.

    Examples
    --------
    >>> fingerprint(["点 位", "夹数（个）"]) == fingerprint(["点位", "夹数(个) ", ""])
    True
    """
    bare = [plain_header(text) for text in headers]
    while bare and not bare[-1]:
        bare.pop()
    return hashlib.sha256("\x1f".join(bare).encode("utf-8", "replace")).hexdigest()


def headers(above: Sequence[Title]) -> tuple[str, ...]:
    """Return what stands above each column as a mapping keeps it."""
    return tuple(title.text for title in above)


def recognise(
    sheet: Sheet, remembered: Remembered, catalog: Catalog, file: str = ""
) -> tuple[Form, Header] | None:
    """Return how a sheet is read whose header somebody has mapped, None if nobody has."""
    if not remembered:
        return None
    for row, above in titles(sheet.head(SEARCHED_ROWS), sheet.merged):
        found = remembered.get(fingerprint(headers(above)))
        if found is not None:
            return form(found, catalog, file), _header(found, row, above)
    return None


def above(sheet: Sheet, row: int, *, double: bool = False) -> tuple[Title, ...]:
    """Return what stands above the columns of a sheet, if its header ends on that row (from 0).

    Empty when fewer than two columns have a title there.
    """
    found = [said for at, said in titles(sheet.head(SEARCHED_ROWS), sheet.merged) if at == row]
    paired = [said for said in found if any(title.upper for title in said)]
    single = [said for said in found if not any(title.upper for title in said)]
    return tuple(next(iter(paired if double else single), ()))


def likely_header(sheet: Sheet) -> int:
    """Return on which row (from 0) a header most likely stands: the first with the most texts."""
    texts = [sum(isinstance(cell, str) for cell in row) for row in sheet.head(SEARCHED_ROWS)]
    return texts.index(max(texts)) if texts else 0


def form(mapping: SheetMapping, catalog: Catalog, file: str = "") -> Form:
    """Return the form of a mapped sheet.

    Raises
    ------
    IntakeError
        When the mapping names a method, field or species that is not there.
    """
    named = {
        target: (mapping.headers[place],)
        for target, place in mapping.columns.items()
        if place < len(mapping.headers) and mapping.headers[place]
    }
    if unknown := sorted(set(mapping.columns) - set(targets(mapping.method, catalog))):
        raise refuse("mapping_unknown", file=file, found=unknown[0], expected=mapping.method)
    made = mapped_form(mapping.method, named, mapping.rules, catalog)
    return replace(made, shown={**made.shown, **{t: h[0] for t, h in named.items()}})


def targets(method: str, catalog: Catalog) -> dict[str, tuple[str, str]]:
    """Return what a column of a method's sheet may be, each with its Chinese and English name.

    Examples
    --------
    >>> from vector.catalog import load
    >>> list(targets("fly_cage", load()))[:7]
    ['date', 'station', 'street', 'county', 'habitat', 'note', 'cages']
    """
    return dict(_targets(method, catalog))


_PLACES = {
    "date": ("监测日期", "date"),
    "station": ("监测点", "station"),
    "street": ("街道/乡镇", "street"),
    "county": ("区县", "county"),
    "habitat": ("生境", "habitat"),
    "note": ("备注", "note"),
}
assert set(_PLACES) <= set(PLACES)


def _targets(method: str, catalog: Catalog) -> Iterator[tuple[str, tuple[str, str]]]:
    found = catalog.methods.get(method)
    if found is None:
        return
    yield from _PLACES.items()
    for field in found.fields:
        yield field.id, (f"{field.zh}（{field.unit}）", f"{field.en} ({field.unit})")
    for index in catalog.indices_of(method):
        if countable(index, found):
            yield f"{VALUE}:{index.id}", (f"{index.zh}（只有指标值）", f"{index.en} (value only)")
    if found.species:
        for kind in catalog.species.values():
            if kind.group == found.group:
                yield SPECIES + kind.zh, (kind.zh, kind.latin or kind.zh)


def suggested(titled: Sequence[Title], method: str, catalog: Catalog) -> dict[str, int]:
    """Suggest what each column is, by the words that layouts and catalogue know.

    Examples
    --------
    >>> from vector.catalog import load
    >>> titled = [Title("", text) for text in ("监测点", "日期", "笼数", "捕蝇数", "领导")]
    >>> suggested(titled, "fly_cage", load())
    {'station': 0, 'date': 1, 'cages': 2, 'caught': 3}
    """
    words = mapped_form(method, {}, NO_RULES, catalog, synonyms=True).words
    known = targets(method, catalog)
    found: dict[str, int] = {}
    for place, title in enumerate(titled):
        target = next((words[word] for word, _ in title.words if word in words), "")
        if target in known:
            found.setdefault(target, place)
    return found


def _header(mapping: SheetMapping, row: int, above: Sequence[Title]) -> Header:
    return Header(
        row=row,
        places={t: place for t, place in mapping.columns.items() if place < len(above)},
        texts=headers(above),
        unknown=(),
        spare={},
        twice={},
        other_unit={},
        above=tuple(above),
    )

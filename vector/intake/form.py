"""Forms: how one sheet is read, put together from a layout's words and the catalogue's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import groupby

from vector.catalog import Catalog
from vector.catalog.method import Method
from vector.errors import CatalogError
from vector.intake.layout import (
    IGNORED,
    PLACES,
    RATE,
    SPECIES,
    TOTAL,
    FormRow,
    LayoutRow,
    layouts,
    plain_header,
)
from vector.intake.rule import LOST, NO_RULES, VALUE, LineList, Rules, StandIn
from vector.intake.unit import in_english
from vector.intake.vocabulary import (
    Vocabulary,
    add_all_species,
    add_fields,
    add_rates,
    add_sexes,
    add_species,
)

MAPPED = "mapped"
"""The layout of sheets whose columns a person has named."""


@dataclass(frozen=True)
class Form:
    """How one sheet is read.

    Attributes
    ----------
    method : Method or None
        None when every row names its own.
    words : mapping
        Header as compared → target: a place, ``field id``, ``species:名``, ``total``, ``ignored``.
    shown : mapping
        Target → the header people expect, for sentences.
    species : mapping
        (Group, name as in a target) → the species' Chinese name.
    """

    layout: LayoutRow
    names: tuple[str, ...]
    method: Method | None
    words: Mapping[str, str]
    shown: Mapping[str, str]
    species: Mapping[tuple[str, str], str]
    stand_in: tuple[StandIn, ...] = ()
    without: tuple[str, ...] = ()
    refused_zh: str = ""
    refused_en: str = ""
    rules: Rules = NO_RULES
    parts: tuple["Form", ...] = ()
    months: tuple[str, ...] = ()
    rate_times: Mapping[str, int] = field(default_factory=dict)
    lines: LineList | None = None

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """Where two columns fit one field, the word that stands first wins."""
        return {word: number for number, word in enumerate(self.words)}

    @cached_property
    def value(self) -> str:
        """The target that holds an index's own value instead of counts, if the form has one."""
        return next((t for t in self.shown if t.split(":")[0] == VALUE), "")

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """Targets without which the sheet cannot be read at all."""
        given = self.rules.given | ({"date"} if self.months else frozenset())
        places = tuple(t for t in ("station", "date") if t not in given)
        if self.parts:
            return places
        if self.method is None:
            return (*places, "method", *filter(None, (self.value,)))
        return (*places, *self._fields_needed(self.method))

    def _fields_needed(self, method: Method) -> tuple[str, ...]:
        if self.value:
            return (self.value,)
        if self.lines is not None:
            return (*self.lines.same, *sorted(self.lines.columns))
        stood_in = {stand.field for stand in self.stand_in} | set(self.without)
        return tuple(name for name in method.required if name not in stood_in)


def forms(catalog: Catalog, known: tuple[LayoutRow, ...] | None = None) -> tuple[Form, ...]:
    """Return every form of every layout, with the words of the catalogue put in.

    Examples
    --------
    >>> from vector.catalog import load
    >>> any(form.refused_zh for form in forms(load()))
    True
    """
    return _usual_forms(catalog) if known is None else _all_forms(catalog, known)


@lru_cache(maxsize=4)
def _usual_forms(catalog: Catalog) -> tuple[Form, ...]:
    return _all_forms(catalog, layouts())


def _all_forms(catalog: Catalog, known: tuple[LayoutRow, ...]) -> tuple[Form, ...]:
    return tuple(form for layout in known for form in _forms(layout, catalog))


def _forms(layout: LayoutRow, catalog: Catalog) -> Iterator[Form]:
    if layout.kind == "long":
        yield _long(layout, catalog)
    elif layout.kind == "methods":
        for method in catalog.methods.values():
            names = tuple(_literal(name) for name in (method.zh, method.id, *method.aliases))
            yield _form(layout, FormRow(names=names), method, catalog)
    for together, rows in groupby(layout.form, lambda row: row.together):
        parts = [_form(layout, row, _method(layout, row, catalog), catalog) for row in rows]
        if together:
            yield _joined(layout, parts)
        else:
            yield from parts


def _joined(layout: LayoutRow, parts: list[Form]) -> Form:
    """Put the forms of several methods together that one sheet holds side by side."""
    found = Vocabulary()
    for number, part in enumerate(parts):
        for word, target in part.words.items():
            if target != IGNORED:
                found.add(target if target in PLACES else f"{number}.{target}", (word,))
    found.add(IGNORED, layout.ignored)
    return Form(
        layout=layout,
        names=tuple(name for part in parts for name in part.names),
        method=None,
        words=found.words,
        shown=found.shown | {t: h for part in parts for t, h in part.shown.items() if t in PLACES},
        species={},
        rules=parts[0].rules,
        parts=tuple(parts),
    )


def _literal(name: str) -> str:
    return "".join(f"\\{c}" if c in r".^$*+?{}[]\|()" else c for c in plain_header(name))


def _method(layout: LayoutRow, row: FormRow, catalog: Catalog) -> Method | None:
    """Find a form's method, and prove that what it speaks of exists."""
    if row.refused_zh or not row.method:
        return None
    try:
        method = catalog.methods[row.method]
        for name in _fields_named(row):
            method.field(name)
        for name in _indices_named(row):
            if method.id not in catalog.indices[name].methods:
                raise KeyError(name)
    except KeyError as error:
        raise CatalogError(f"{layout.id}.toml", "form", f"目录里没有 {error}") from error
    return method


def _fields_named(row: FormRow) -> Iterator[str]:
    stands = (stand.field for stand in row.stand_in)
    listed = row.lines.columns if row.lines else frozenset()
    same = row.lines.same if row.lines else ()
    for name in (*row.columns, *stands, *row.months, *same, *row.without):
        plain = name in (*PLACES, TOTAL, IGNORED, LOST) or name in listed
        if not plain and not name.startswith((RATE, VALUE, SPECIES)):
            yield name


def _indices_named(row: FormRow) -> Iterator[str]:
    for name in (*row.columns, *row.months):
        kind, _, index = name.partition(":")
        if index and kind + ":" in (RATE, VALUE + ":"):
            yield index
    yield from row.rate_times


def _form(layout: LayoutRow, row: FormRow, method: Method | None, catalog: Catalog) -> Form:
    found = Vocabulary()
    for target, headers in (*row.columns.items(), *layout.columns.items()):
        found.add(target, headers)
    if method is not None:
        add_fields(found, method)
        add_species(found, method, catalog)
        add_sexes(found, method)
        add_rates(found, method, catalog)
    found.add(IGNORED, layout.ignored)
    return Form(
        layout=layout,
        names=row.names,
        method=method,
        words=found.words,
        shown=found.shown,
        species=found.species,
        stand_in=row.stand_in + _usual(layout, row, method),
        without=row.without,
        refused_zh=row.refused_zh,
        refused_en=row.refused_en,
        rules=row.rules or layout.rules,
        months=row.months,
        rate_times=row.rate_times,
        lines=row.lines,
    )


def mapped_form(
    method: str,
    columns: Mapping[str, tuple[str, ...]],
    rules: Rules,
    catalog: Catalog,
    *,
    synonyms: bool = False,
) -> Form:
    """Return the form of a sheet whose columns a person names.

    Parameters
    ----------
    method : str
        Its id.
    columns : mapping
        Target → what stands above its column.
    rules : Rules
    catalog : Catalog
    synonyms : bool
        Add the words of place and day that the layouts know.

    Raises
    ------
    CatalogError
        When there is no such method or field.
    """
    mapped = next(layout for layout in layouts() if layout.id == MAPPED)
    known = dict(columns)
    if synonyms:
        for layout in layouts():
            for target, headers in layout.columns.items():
                known[target] = (*known.get(target, ()), *headers)
    row = FormRow(method=method, columns=known, rules=rules)
    return _form(mapped, row, _method(mapped, row, catalog), catalog)


def _usual(layout: LayoutRow, row: FormRow, method: Method | None) -> tuple[StandIn, ...]:
    """Let the programme's usual value stand in for a field, where the layout allows it."""
    if method is None or not layout.usual_zh:
        return ()
    done = {stand.field for stand in row.stand_in}
    return tuple(
        StandIn(
            field=item.id,
            value=item.usual,
            zh=layout.usual_zh.format(value=item.usual, unit=item.unit),
            en=layout.usual_en.format(amount=f"{item.usual} {in_english(item.unit)}".strip()),
        )
        for item in method.fields
        if item.usual is not None and item.id not in done
    )


def _long(layout: LayoutRow, catalog: Catalog) -> Form:
    found = Vocabulary()
    for target, headers in layout.columns.items():
        found.add(target, headers)
    for method in catalog.methods.values():
        for item in method.fields:
            found.add(item.id, (item.id,))
    add_all_species(found, catalog)
    found.add(IGNORED, layout.ignored)
    return Form(layout, (), None, found.words, found.shown, found.species)

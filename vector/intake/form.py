"""Forms: how one sheet is read, put together from a layout's words and the catalogue's."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from vector.catalog import Catalog
from vector.catalog.method import Method
from vector.catalog.subject import Species
from vector.errors import CatalogError
from vector.intake.layout import (
    IGNORED,
    PLACES,
    RATE,
    SPECIES,
    TOTAL,
    FormRow,
    LayoutRow,
    StandIn,
    layouts,
    plain_header,
)
from vector.intake.word import plain


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
    refused_zh: str = ""
    refused_en: str = ""

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """Where two columns fit one field, the word that stands first wins."""
        return {word: number for number, word in enumerate(self.words)}

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """Targets without which the sheet cannot be read at all."""
        if self.method is None:
            return ("station", "date", "method")
        stood_in = {stand.field for stand in self.stand_in}
        return ("station", "date", *(f for f in self.method.required if f not in stood_in))


@dataclass
class _Words:
    """Collects header words; the first meaning of a word stays."""

    words: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    species: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, target: str, headers: Iterable[str]) -> None:
        for header in headers:
            self.words.setdefault(plain_header(header), target)
            if target != IGNORED:
                self.shown.setdefault(target, header)


def forms(catalog: Catalog, known: tuple[LayoutRow, ...] | None = None) -> tuple[Form, ...]:
    """Return every form of every layout, with the words of the catalogue put in.

    Examples
    --------
    >>> from vector.catalog import load
    >>> any(form.refused_zh for form in forms(load()))
    True
    """
    return tuple(form for layout in known or layouts() for form in _forms(layout, catalog))


def _forms(layout: LayoutRow, catalog: Catalog) -> Iterator[Form]:
    if layout.kind == "long":
        yield _long(layout, catalog)
    elif layout.kind == "methods":
        for method in catalog.methods.values():
            names = tuple(_literal(name) for name in (method.zh, method.id, *method.aliases))
            yield _form(layout, FormRow(names=names), method, catalog)
    for row in layout.form:
        yield _form(layout, row, _method(layout, row, catalog), catalog)


def _literal(name: str) -> str:
    return "".join(f"\\{c}" if c in r".^$*+?{}[]\|()" else c for c in plain_header(name))


def _method(layout: LayoutRow, row: FormRow, catalog: Catalog) -> Method | None:
    if row.refused_zh:
        return None
    try:
        method = catalog.methods[row.method]
        for name in (*row.columns, *(stand.field for stand in row.stand_in)):
            if name not in (*PLACES, TOTAL, IGNORED):
                method.field(name)
    except KeyError as error:
        raise CatalogError(f"{layout.id}.toml", "form", f"目录里没有 {error}") from error
    return method


def _form(layout: LayoutRow, row: FormRow, method: Method | None, catalog: Catalog) -> Form:
    found = _Words()
    for target, headers in (*row.columns.items(), *layout.columns.items()):
        found.add(target, headers)
    if method is not None:
        _add_fields(found, method)
        _add_species(found, method, catalog)
        for index in catalog.indices_of(method.id):
            found.add(RATE + index.id, (index.zh, *index.aliases, index.id))
    found.add(IGNORED, layout.ignored)
    return Form(
        layout=layout,
        names=row.names,
        method=method,
        words=found.words,
        shown=found.shown,
        species=found.species,
        stand_in=row.stand_in + _usual(layout, row, method),
        refused_zh=row.refused_zh,
        refused_en=row.refused_en,
    )


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
            en=layout.usual_en.format(value=item.usual, unit=item.unit),
        )
        for item in method.fields
        if item.usual is not None and item.id not in done
    )


def _add_fields(found: _Words, method: Method) -> None:
    for item in method.fields:
        found.add(item.id, (item.zh, item.zh + item.unit, *item.aliases, item.id))


def _add_species(found: _Words, method: Method, catalog: Catalog) -> None:
    """Add the group's species, whose names may stand with or without ``species:``."""
    if not method.species:
        return
    for kind in catalog.species.values():
        if kind.group == method.group:
            names = [name for name in (kind.zh, *kind.aliases, kind.latin) if name]
            found.add(SPECIES + kind.zh, names)
            found.add(SPECIES + kind.zh, (SPECIES + name for name in names))
            found.species[method.group, kind.zh] = kind.zh


def _long(layout: LayoutRow, catalog: Catalog) -> Form:
    found = _Words()
    for target, headers in layout.columns.items():
        found.add(target, headers)
    for method in catalog.methods.values():
        for item in method.fields:
            found.add(item.id, (item.id,))
    _add_all_species(found, catalog)
    found.add(IGNORED, layout.ignored)
    return Form(layout, (), None, found.words, found.shown, found.species)


def _add_all_species(found: _Words, catalog: Catalog) -> None:
    """Add the species of every group; what 其他 means is left to the method of the row."""
    meanings: dict[str, list[Species]] = {}
    for kind in catalog.species.values():
        for name in dict.fromkeys(plain(n) for n in (kind.zh, *kind.aliases, kind.latin) if n):
            meanings.setdefault(name, []).append(kind)
    for name, kinds in meanings.items():
        target = kinds[0].zh if len(kinds) == 1 else name
        found.add(SPECIES + target, (SPECIES + name,))
        found.species.update({(kind.group, target): kind.zh for kind in kinds})

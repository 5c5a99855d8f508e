"""The numbers of one method's rows: read, completed, and checked against the method's form."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from vector.catalog import Catalog
from vector.catalog.index import Index
from vector.catalog.method import Field, Method
from vector.errors import Said
from vector.intake import rate, relation, sums, valued
from vector.intake.column import Read
from vector.intake.layout import PLACES, RATE, SEX, SPECIES, STATED, TOTAL
from vector.intake.number import number, numbers
from vector.intake.page import Page, Rows
from vector.intake.rule import LOST, StandIn
from vector.intake.unit import in_english
from vector.intake.word import words
from vector.told import listed


class Counts:
    """The numbers of one method on one page.

    Parameters
    ----------
    page : Page
        Takes the faults; rows without any number are skipped there.
    method : Method
    rows : ndarray of int
        The method's rows on the page.
    catalog : Catalog

    Attributes
    ----------
    rows : ndarray of int
        The rows that were not skipped.
    undone : ndarray of int
        The rows without any number, which were.
    values : dict of field id or ``species:名`` → ndarray of float64
        Whole numbers of the field's resolution, NaN where missing; every field has a column.
        Where counts were made from an index's value, that value too, as ``stated:index``.
    """

    def __init__(self, page: Page, method: Method, rows: Rows, catalog: Catalog) -> None:
        self.page = page
        self.method = method
        read = {target: self._read(target, rows) for target in self._targets()}
        filled = _filled(read, rows.size) | self._foreign(rows)
        self.rows, self.undone = rows[filled], rows[~filled]
        self._skip(self.undone)
        self._read_cells = {t: _kept(column, filled) for t, column in read.items()}
        self.values = {t: column.values for t, column in self._read_cells.items()}
        self._note_wrong()
        self._short = np.zeros(self.rows.size, dtype=bool)
        self._stated: dict[str, NDArray[np.float64]] = {}
        self._make_counts(catalog)
        self._stand_in()
        sound = self._sound((*self._read_cells,))
        sums.settle_species(page, self.rows, self.values, method.species_total, sound)
        sums.note_sexes(page, self.rows, self.values, method.species_total)
        self._check_needed()
        relation.note_broken(page, method, self.rows, self._fields())
        rate.note_differing(page, catalog, method, self.rows, self._fields())
        self._name_species()

    def _targets(self) -> Iterator[str]:
        """Yield the columns of the sheet that the method's form has."""
        known = {field.id for field in self.method.fields}
        for target in self.page.targets:
            species = target.startswith(SPECIES) and self._species(target)
            sex = target.startswith(SEX)
            if target in known or target in (TOTAL, LOST, self.page.form.value) or species or sex:
                yield target

    def _species(self, target: str) -> str:
        key = (self.method.group, target.removeprefix(SPECIES))
        return self.page.form.species.get(key, "") if self.method.species else ""

    def _field(self, target: str) -> Field | None:
        return next((field for field in self.method.fields if field.id == target), None)

    def _read(self, target: str, rows: Rows) -> Read:
        field = self._field(target)
        cells = self.page.column(target).at(rows)
        if target == self.page.form.value:
            return valued.values(cells)
        return numbers(cells, field.decimals, field.unit) if field else numbers(cells)

    def _foreign(self, rows: Rows) -> NDArray[np.bool_]:
        """Note numbers under columns that belong to other methods only."""
        any_filled = np.zeros(rows.size, dtype=bool)
        listed = self.page.form.lines.columns if self.page.form.lines else ()
        own = {*self._targets(), *PLACES, *listed}
        for target in self.page.targets:
            if target in own or target.startswith(RATE):
                continue
            filled = self.page.column(target).at(rows).where(_said, empty=False)
            any_filled |= filled
            self.page.note("column_not_of_method", rows[filled], target, method=self.method)
        return any_filled

    def _skip(self, rows: Rows) -> None:
        """Pass over rows without any number: the survey was not carried out."""
        if rows.size:
            if self.page.alone:
                station = self.page.column("station").at(rows).quoted()
                self.page.note("no_data_row", rows, found=station)
            self.page.skip(rows, "no_data")

    def _note_wrong(self) -> None:
        for target, column in self._read_cells.items():
            for mark, code in enumerate(column.codes, start=1):
                rows = self.rows[column.marks == mark]
                if rows.size:
                    self.page.note(code, rows, target, expected=self._expected(target))
        for target, merged in self.page.merged.items():
            rows = self.rows[np.isin(self.rows, merged)]
            if rows.size and target in self.values:
                self.page.note("number_merged", rows, target, expected=self._expected(target))

    def _expected(self, target: str) -> Said:
        field, expects = self._field(target), words().expects
        if field is None:
            return expects("value" if target == self.page.form.value else "whole")
        phrase = expects("decimals" if field.decimals else "whole", decimals=field.decimals)
        named = expects("unit", phrase=phrase, unit=field.unit)
        return named if in_english(field.unit) else Said(named.zh, phrase.en)

    def _make_counts(self, catalog: Catalog) -> None:
        """Make counts from an index's own value, where the sheet has nothing else."""
        if self.page.form.value not in self.values or not self.page.form.value:
            return
        index = self._valued(catalog)
        stated = self.values.pop(self.page.form.value)
        if not valued.countable(index, self.method):
            rows = self.rows[~np.isnan(stated)]
            self.page.note("value_alone", rows, self.page.form.value, method=self.method)
            self._short |= ~np.isnan(stated)
            return
        self.values |= valued.counts(stated, index)
        self._stated = {STATED + index.id: stated}
        made = [self.method.field(name) for name in (index.denominator[-1], index.numerator[0])]
        self.page.faults.add(
            "counts_made",
            sheet=self.page.sheet,
            column=self.page.title(self.page.form.value),
            found=Said(index.zh, index.en),
            expected=listed(Said(field.zh, field.en) for field in made),
        )

    def _valued(self, catalog: Catalog) -> Index:
        """Return the index whose value is given: the named one, else the method's first."""
        _, _, named = self.page.form.value.partition(":")
        return catalog.indices[named] if named else catalog.indices_of(self.method.id)[0]

    def _stand_in(self) -> None:
        """Give every field a column: the sheet's own, what stands in for it, or missing."""
        for stand in self.page.form.stand_in:
            if stand.field not in self.values:
                self.values[stand.field] = self._taken(stand)
        for field in self.method.fields:
            if field.id not in self.values:
                self.values[field.id] = np.full(self.rows.size, np.nan)

    def _taken(self, stand: StandIn) -> NDArray[np.float64]:
        if stand.value is not None:
            scale = 10 ** self.method.field(stand.field).decimals
            return np.full(self.rows.size, float(stand.value * scale))
        missing = np.full(self.rows.size, np.nan)
        taken = self.values.get(stand.column, missing)
        if not stand.less:
            return taken.copy()
        lost = self.values.get(stand.less, missing)
        more = np.flatnonzero(lost > taken)
        self.page.note(
            "lost_more", self.rows[more], stand.less, expected=self.page.title(stand.column)
        )
        self._short |= lost > taken
        return np.where(lost > taken, np.nan, taken - lost)

    def _sound(self, targets: tuple[str, ...]) -> NDArray[np.bool_]:
        """Return the rows on which none of the columns carries a fault."""
        sound = np.ones(self.rows.size, dtype=bool)
        for target in targets:
            if target in self._read_cells:
                sound &= ~self._read_cells[target].wrong
        return sound

    def _check_needed(self) -> None:
        for name in self._needed():
            sound = self._sound((name, *self._sources(name)))
            absent = np.isnan(self.values[name]) & sound & ~self._short
            source = name if name in self.page.header.places else self._source(name)
            if absent.any():
                self.page.note(
                    "value_missing", self.rows[absent], source, expected=self._expected(name)
                )
        for group in self.method.one_of:
            absent = self._sound(group)
            for name in group:
                absent &= np.isnan(self.values[name])
            fields = [self.method.field(name) for name in group]
            titles = listed(Said(field.zh, field.en) for field in fields)
            self.page.note("one_of_missing", self.rows[absent], expected=titles)

    def _needed(self) -> Iterator[str]:
        """Yield the fields that every row must give: those a layout may lack, where it has them."""
        for name in self.method.required:
            if name in self.page.header.places or name not in self.page.form.without:
                yield name

    def _sources(self, name: str) -> tuple[str, ...]:
        """Return the columns a field is made from; their own faults are told already."""
        value = (self.page.form.value,) if self.page.form.value else ()
        stands = (s for s in self.page.form.stand_in if s.field == name)
        return value + tuple(c for s in stands for c in (s.column, s.less))

    def _source(self, name: str) -> str:
        """Return the column that stands in for a field."""
        return next((s.less or s.column for s in self.page.form.stand_in if s.field == name), name)

    def _fields(self) -> dict[str, NDArray[np.float64]]:
        return {field.id: self.values[field.id] for field in self.method.fields}

    def _name_species(self) -> None:
        """Leave the fields in the form's order, then the species by their Chinese names."""
        species = {
            SPECIES + self._species(target): column
            for target, column in self.values.items()
            if target.startswith(SPECIES)
        }
        self.values = self._fields() | species | self._stated


def _said(cell: object) -> bool:
    value, fault = number(cell)
    return bool(fault) or not np.isnan(value)


def _filled(read: dict[str, Read], size: int) -> NDArray[np.bool_]:
    """Return the rows that say anything, right or wrong."""
    filled = np.zeros(size, dtype=bool)
    for column in read.values():
        filled |= ~np.isnan(column.values) | column.wrong
    return filled


def _kept(column: Read, rows: NDArray[np.bool_]) -> Read:
    if rows.all():
        return column
    return Read(column.values[rows], column.marks[rows], column.codes)

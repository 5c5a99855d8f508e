"""Vocabularies: what the header words of a form mean, from its layout and from the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from vector.catalog import Catalog
from vector.catalog.method import Method
from vector.catalog.subject import Species
from vector.intake.layout import IGNORED, RATE, SEX, SPECIES, plain_header
from vector.intake.word import plain, words


@dataclass
class Vocabulary:
    """Header words and their meanings; the first meaning of a word stays."""

    words: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    species: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, target: str, headers: Iterable[str]) -> None:
        """Give words a meaning, unless they have one; the first is the one to be shown."""
        for header in headers:
            self.words.setdefault(plain_header(header), target)
            if target != IGNORED:
                self.shown.setdefault(target, header)


def add_fields(found: Vocabulary, method: Method) -> None:
    """Add the method's fields, by name, name with unit, other names and id."""
    for item in method.fields:
        found.add(item.id, (item.zh, item.zh + item.unit, *item.aliases, item.id))


def add_species(found: Vocabulary, method: Method, catalog: Catalog) -> None:
    """Add the group's species, whose names may stand with or without ``species:``."""
    if not method.species:
        return
    for kind in catalog.species.values():
        if kind.group == method.group:
            names = [name for name in (kind.zh, *kind.aliases, kind.latin) if name]
            found.add(SPECIES + kind.zh, names)
            found.add(SPECIES + kind.zh, (SPECIES + name for name in names))
            found.species[method.group, kind.zh] = kind.zh


def add_sexes(found: Vocabulary, method: Method) -> None:
    """Add the columns that split a catch by sex; where only females count, theirs is the count."""
    if not method.species:
        return
    for sex, headers in words().sexes.items():
        own = sex == "female" and method.species_total == "females"
        found.add("females" if own else SEX + sex, headers)


def add_rates(found: Vocabulary, method: Method, catalog: Catalog) -> None:
    """Add the columns with an index that the counts give anyway."""
    for index in catalog.indices_of(method.id):
        found.add(RATE + index.id, (index.zh, *index.aliases, index.id))


def add_all_species(found: Vocabulary, catalog: Catalog) -> None:
    """Add the species of every group; what 其他 means is left to the method of the row."""
    meanings: dict[str, list[Species]] = {}
    for kind in catalog.species.values():
        for name in dict.fromkeys(plain(n) for n in (kind.zh, *kind.aliases, kind.latin) if n):
            meanings.setdefault(name, []).append(kind)
    for name, kinds in meanings.items():
        target = kinds[0].zh if len(kinds) == 1 else name
        found.add(SPECIES + target, (SPECIES + name,))
        found.species.update({(kind.group, target): kind.zh for kind in kinds})

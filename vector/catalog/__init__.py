"""WHAT is watched: groups, species, habitats, methods, indices, standards and band profiles.

All of it is TOML under ``vector/catalog/data``; :func:`load` reads and checks it once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from vector.catalog.band import Profile
from vector.catalog.index import AnyIndex, GradedIndex, Index
from vector.catalog.loader import DIRECTORY, rows, single
from vector.catalog.method import Method
from vector.catalog.standard import CityRule, Edition, Limit, Status, SurveyScheme
from vector.catalog.subject import Group, Habitat, Species
from vector.catalog.word import FlagRules, Likelihood, Programme
from vector.errors import CatalogError


@dataclass(frozen=True)
class Grading:
    """The limits that apply to an index on a day: by which edition, and with what caution."""

    edition: Edition
    in_force: Edition
    limits: tuple[Limit, ...]

    @property
    def warning_zh(self) -> str:
        """The caution to show when the edition in force could not be read; else empty."""
        return self.in_force.warning_zh if self.in_force is not self.edition else ""


@dataclass(frozen=True)
class Catalog:
    """The whole catalogue, checked and cross-referenced."""

    groups: Mapping[str, Group]
    species: Mapping[str, Species]
    habitats: Mapping[str, Habitat]
    methods: Mapping[str, Method]
    indices: Mapping[str, Index]
    editions: Mapping[str, Edition]
    profiles: Mapping[str, Profile]
    city_rules: Mapping[str, CityRule]
    survey_schemes: Mapping[str, SurveyScheme]
    likelihoods: tuple[Likelihood, ...]
    programmes: Mapping[str, Programme]
    rules: FlagRules

    def grading(self, index: GradedIndex, day: date) -> Grading:
        """Return the limits for a graded index on a survey date.

        Raises
        ------
        TypeError
            When the index is not graded: a monitoring density has no limits.
        """
        if not isinstance(index, GradedIndex):
            raise TypeError(f"{index.id} is not a graded index and has no levels")
        in_force = self._edition_on(index.group, day)
        edition = self.editions[in_force.graded_by] if in_force.graded_by else in_force
        limits = tuple(limit for limit in edition.limits if limit.index == index.id)
        return Grading(edition, in_force, limits)

    def _edition_on(self, group: str, day: date) -> Edition:
        candidates = [
            edition
            for edition in self.editions.values()
            if edition.group == group
            and edition.status is not Status.OBSOLETE
            and edition.in_force(day)
        ]
        if candidates:
            return max(candidates, key=lambda edition: edition.valid_from)
        # Before the first edition its limits are the only known ones; the date says the rest.
        usable = [e for e in self.editions.values() if e.group == group and e.status is Status.USABLE]
        return min(usable, key=lambda edition: edition.valid_from)

    def indices_of(self, method: str) -> tuple[Index, ...]:
        """Return the indices that a method gives."""
        return tuple(index for index in self.indices.values() if method in index.methods)


def _scaled(index: Index, methods: Mapping[str, Method]) -> Index:
    """Return the index with its multiplier for fields kept as whole numbers."""
    missing = [method for method in index.methods if method not in methods]
    if missing:
        raise CatalogError("indices", f"{index.id}.methods", f"没有方法 {missing[0]}")
    method = methods[index.methods[0]]
    try:
        down = sum(method.field(field).decimals for field in index.denominator)
        up = max(method.field(field.removeprefix("-")).decimals for field in index.numerator)
    except KeyError as error:
        raise CatalogError("indices", index.id, f"方法 {method.id} 没有字段 {error}") from error
    multiplier = index.times * Fraction(10) ** (down - up)
    return index.model_copy(update={"multiplier": multiplier})


@cache
def load(directory: Path = DIRECTORY) -> Catalog:
    """Read and check the catalogue.

    Raises
    ------
    CatalogError
        Naming the file, the key and the reason.

    Examples
    --------
    >>> load().indices["trap_rate"].unit
    '%'
    """
    methods = rows(directory, "methods/*.toml", "method", Method)
    indices = rows(directory, "indices/*.toml", "index", AnyIndex)
    return Catalog(
        groups=rows(directory, "groups.toml", "group", Group),
        species=rows(directory, "species.toml", "species", Species),
        habitats=rows(directory, "habitats.toml", "habitat", Habitat),
        methods=methods,
        indices={key: _scaled(index, methods) for key, index in indices.items()},
        editions=rows(directory, "standards/*.toml", "edition", Edition),
        profiles=rows(directory, "profiles/*.toml", "profile", Profile),
        city_rules=rows(directory, "city_rules.toml", "city_rule", CityRule),
        survey_schemes=rows(directory, "survey_sizes.toml", "scheme", SurveyScheme),
        likelihoods=tuple(rows(directory, "words.toml", "likelihood", Likelihood).values()),
        programmes=rows(directory, "programme.toml", "programme", Programme),
        rules=single(directory, "rules.toml", FlagRules),
    )

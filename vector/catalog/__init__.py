"""WHAT is watched: groups, species, habitats, methods, indices, standards and band profiles.

All of it is TOML under ``vector/catalog/data``; :func:`load` reads and checks it once.
"""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path

from vector.catalog import check
from vector.catalog.band import Profile
from vector.catalog.campaign import Campaign
from vector.catalog.division import Division
from vector.catalog.efficacy import Criterion, EfficacySettings
from vector.catalog.entry import Sourced
from vector.catalog.index import AnyIndex, Family, GradedIndex, Index
from vector.catalog.loader import DIRECTORY, Rows, rows, single
from vector.catalog.method import Method
from vector.catalog.name import Names, fold
from vector.catalog.outbreak import OutbreakRules
from vector.catalog.outlook import OutlookRules
from vector.catalog.quality import QualityRules
from vector.catalog.resistance import AbbottRule, BioassaySettings, Scheme
from vector.catalog.standard import CityRule, Edition, Limit, ObsoleteLimit, Status, SurveyScheme
from vector.catalog.statistic import ComparisonRules, SeasonBand
from vector.catalog.subject import Group, Habitat, Species
from vector.catalog.word import Caution, FlagRules, Likelihood, Programme
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

    @property
    def warning_en(self) -> str:
        """The same caution in English."""
        return self.in_force.warning_en if self.in_force is not self.edition else ""


@dataclass(frozen=True, eq=False)
class Catalog:
    """The whole catalogue, checked and cross-referenced.

    A catalogue is equal to itself alone, so that what is made of it can be kept beside it.
    """

    groups: Rows[Group]
    species: Rows[Species]
    habitats: Rows[Habitat]
    methods: Rows[Method]
    indices: Rows[Index]
    editions: Rows[Edition]
    profiles: Rows[Profile]
    city_rules: Rows[CityRule]
    survey_schemes: Rows[SurveyScheme]
    likelihoods: tuple[Likelihood, ...]
    cautions: Rows[Caution]
    programmes: Rows[Programme]
    campaigns: Rows[Campaign]
    divisions: Rows[Division]
    rules: FlagRules
    outbreak: OutbreakRules
    outlook: OutlookRules
    quality: QualityRules
    season_bands: Rows[SeasonBand]
    comparison: ComparisonRules
    resistance_schemes: Rows[Scheme]
    abbott_rules: Rows[AbbottRule]
    bioassay: BioassaySettings
    efficacy_criteria: Rows[Criterion]
    efficacy: EfficacySettings

    def grading(self, index: GradedIndex, day: date) -> Grading:
        """Return the limits for a graded index on a survey date.

        Raises
        ------
        TypeError
            When the index is not graded: a monitoring density has no limits.
        CatalogError
            When no edition judges the index's group.
        """
        if not isinstance(index, GradedIndex):
            raise TypeError(f"{index.id} is not a graded index and has no levels")
        in_force = self._edition_on(index.group, day)
        edition = self.editions[in_force.graded_by] if in_force.graded_by else in_force
        limits = tuple(limit for limit in edition.limits if limit.index == index.id)
        return Grading(edition, in_force, limits)

    def _edition_on(self, group: str, day: date) -> Edition:
        """Return the edition in force; else the last before the day; else the first of all."""
        current = [
            edition
            for edition in self.editions.values()
            if edition.group == group and edition.status is not Status.OBSOLETE
        ]
        if not current:
            raise CatalogError("standards", group, "没有可用的标准版本")
        current.sort(key=lambda edition: edition.valid_from)
        begun = [edition for edition in current if edition.valid_from <= day]
        return begun[-1] if begun else current[0]

    def indices_of(self, method: str) -> tuple[Index, ...]:
        """Return the indices that a method gives."""
        return tuple(index for index in self.indices.values() if method in index.methods)

    def caution_zh(self, fact: Sourced) -> str:
        """Return what must be said in Chinese wherever a fact is shown; empty when certain.

        Examples
        --------
        >>> catalog = load()
        >>> a, b, c = catalog.editions["GB/T 27773-2011"].limits[:3]
        >>> catalog.caution_zh(c), catalog.caution_zh(a)[:8]
        ('', '此值只有单一来源')
        """
        return "" if fact.certain else self._caution(fact).zh.format(source=fact.source)

    def caution_en(self, fact: Sourced) -> str:
        """Return the same caution in English."""
        return "" if fact.certain else self._caution(fact).en.format(source=fact.source)

    def _caution(self, fact: Sourced) -> Caution:
        return self.cautions[fact.confidence]

    def find_group(self, text: str) -> Group | None:
        """Return the vector group of that name, None when it is unknown."""
        return self._group_names.find(text)

    def find_method(self, text: str, group: str = "") -> Method | None:
        """Return the method of that name, in one group where given; None unless there is one.

        Examples
        --------
        >>> load().find_method("夹（笼）夜法").id, load().find_method("粘捕法", "fly").id
        ('snap_trap', 'fly_strip')
        """
        named = self.methods_named(text, group)
        return named[0] if len(named) == 1 else None

    def find_habitat(self, text: str) -> Habitat | None:
        """Return the habitat of that name; None when it is unknown or ambiguous.

        Examples
        --------
        >>> load().find_habitat("菜市场").zh, load().find_habitat("饭店")
        ('农贸市场', None)
        """
        return self._habitat_names.find(text)

    def find_species(self, text: str, group: str) -> Species | None:
        """Return the species of that name in a group, None when it is unknown.

        Examples
        --------
        >>> load().find_species("Cx. p. quinquefasciatus", "mosquito").zh
        '致倦库蚊'
        """
        return self._species_names[group].find(text)

    def methods_named(self, text: str, group: str = "") -> tuple[Method, ...]:
        """Return the methods of that name: none when unknown, several when it is ambiguous.

        Examples
        --------
        >>> [method.id for method in load().methods_named("路径法")]
        ['small_water_route', 'rodent_route']
        """
        named = self._method_names.named(text)
        return tuple(method for method in named if group in ("", method.group))

    def habitats_named(self, text: str) -> tuple[Habitat, ...]:
        """Return the habitats of that name: none when unknown, several when it is ambiguous."""
        return self._habitat_names.named(text)

    def obsolete_named(self, text: str) -> tuple[tuple[Edition, ObsoleteLimit], ...]:
        """Return the limits of obsolete editions that go by that name; they never apply.

        Examples
        --------
        >>> [(edition.id, limit.unit) for edition, limit in load().obsolete_named("粉块阳性率")]
        [('爱卫会1997-rodent', '%')]
        """
        wanted = fold(text)
        return tuple(
            (edition, limit)
            for edition in self.editions.values()
            for limit in edition.recognised
            if wanted in {fold(name) for name in (limit.zh, *limit.aliases)}
        )

    @cached_property
    def _group_names(self) -> Names[Group]:
        return Names(self.groups.values())

    @cached_property
    def _method_names(self) -> Names[Method]:
        return Names(self.methods.values())

    @cached_property
    def _habitat_names(self) -> Names[Habitat]:
        return Names(self.habitats.values())

    @cached_property
    def _species_names(self) -> dict[str, Names[Species]]:
        return {
            group: Names(row for row in self.species.values() if row.group == group)
            for group in self.groups
        }


def _multiplier(index: Index, method: Method) -> Fraction:
    """Return the factor of an index for fields kept as whole numbers of their resolution."""
    up = max(method.field(name.removeprefix("-")).decimals for name in index.numerator)
    if index.family is Family.COUNT:
        return index.times / Fraction(10) ** up
    down = sum(method.field(name).decimals for name in index.denominator)
    return index.times * Fraction(10) ** (down - up)


def _scaled(catalog: Catalog) -> Rows[Index]:
    scaled: Rows[Index] = Rows()
    scaled.files = catalog.indices.files
    for key, index in catalog.indices.items():
        multiplier = _multiplier(index, catalog.methods[index.methods[0]])
        scaled[key] = index.model_copy(update={"multiplier": multiplier})
    return scaled


def _read(directory: Path) -> Catalog:
    indices: Rows[Index] = rows(directory, "indices/*.toml", "index", AnyIndex)
    likelihoods: Rows[Likelihood] = rows(directory, "words.toml", "likelihood", Likelihood)
    return Catalog(
        groups=rows(directory, "groups.toml", "group", Group),
        species=rows(directory, "species.toml", "species", Species),
        habitats=rows(directory, "habitats.toml", "habitat", Habitat),
        methods=rows(directory, "methods/*.toml", "method", Method),
        indices=indices,
        editions=rows(directory, "standards/*.toml", "edition", Edition),
        profiles=rows(directory, "profiles/*.toml", "profile", Profile),
        city_rules=rows(directory, "city_rules.toml", "city_rule", CityRule),
        survey_schemes=rows(directory, "survey_sizes.toml", "scheme", SurveyScheme),
        likelihoods=tuple(likelihoods.values()),
        cautions=rows(directory, "cautions.toml", "caution", Caution),
        programmes=rows(directory, "programme.toml", "programme", Programme),
        campaigns=rows(directory, "campaigns.toml", "campaign", Campaign),
        divisions=rows(directory, "divisions.toml", "division", Division),
        rules=single(directory, "rules.toml", FlagRules),
        outbreak=single(directory, "outbreak.toml", OutbreakRules),
        outlook=single(directory, "outlook.toml", OutlookRules),
        quality=single(directory, "quality.toml", QualityRules),
        season_bands=rows(directory, "season_bands.toml", "season_band", SeasonBand),
        comparison=single(directory, "comparison.toml", ComparisonRules),
        resistance_schemes=rows(directory, "resistance_schemes.toml", "scheme", Scheme),
        abbott_rules=rows(directory, "abbott_rules.toml", "rule", AbbottRule),
        bioassay=single(directory, "bioassay.toml", BioassaySettings),
        efficacy_criteria=rows(directory, "efficacy_criteria.toml", "criterion", Criterion),
        efficacy=single(directory, "efficacy.toml", EfficacySettings),
    )


@cache
def load(directory: Path = DIRECTORY) -> Catalog:
    """Read and check the catalogue.

    Parameters
    ----------
    directory : Path, optional
        Where the TOML files are; those that come with the program unless given.

    Raises
    ------
    CatalogError
        Naming the file, the key and the reason.

    Examples
    --------
    >>> load().indices["trap_rate"].unit
    '%'
    """
    catalog = _read(directory)
    for fault in check.faults(catalog):
        raise fault
    return replace(catalog, indices=_scaled(catalog))

"""The catalogue as rows to list: one record a fact, each with source, confidence and caution."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vector.catalog import Catalog
    from vector.catalog.entry import Sourced
    from vector.catalog.standard import Edition

Record = dict[str, Any]

STATUS = {"usable": "可用", "unknown": "内容未录入", "obsolete": "已废止"}
LIMIT = ("index", "zh", "level", "op", "value", "unit")


def known(book: "Catalog", fact: "Sourced") -> Record:
    """Return how a fact is known: confidence, source, and the caution where it is not certain."""
    return {
        "confidence": fact.confidence.value,
        "source": fact.source,
        "caution": book.caution_zh(fact),
        "caution_en": book.caution_en(fact),
    }


def number(value: Fraction) -> int | float:
    """Return an exact number as programs read it.

    Examples
    --------
    >>> number(Fraction(5)), number(Fraction("0.1"))
    (5, 0.1)
    """
    return int(value) if value.denominator == 1 else float(value)


def groups(book: "Catalog") -> Iterator[Record]:
    """Yield the vector groups, and how many methods, indices and species each has."""
    for group in sorted(book.groups.values(), key=lambda group: group.order):
        yield {
            "id": group.id,
            "zh": group.zh,
            "en": group.en,
            "methods": sum(method.group == group.id for method in book.methods.values()),
            "indices": sum(index.group == group.id for index in book.indices.values()),
            "species": sum(species.group == group.id for species in book.species.values()),
            **known(book, group),
        }


def methods(book: "Catalog") -> Iterator[Record]:
    """Yield the methods with their fields and what counts as effective."""
    for method in sorted(book.methods.values(), key=lambda row: book.groups[row.group].order):
        yield {
            "group": method.group,
            "id": method.id,
            "zh": method.zh,
            "en": method.en,
            "fields": "、".join(f"{field.id} {field.zh}" for field in method.fields),
            "effective": method.effective,
            "standard": method.standard,
            **known(book, method),
        }


def indices(book: "Catalog") -> Iterator[Record]:
    """Yield the indices with kind, family and formula."""
    for index in sorted(book.indices.values(), key=lambda row: book.groups[row.group].order):
        yield {
            "group": index.group,
            "id": index.id,
            "zh": index.zh,
            "en": index.en,
            "kind": index.kind,
            "family": index.family.value,
            "formula": formula(index.numerator, index.denominator, index.times),
            "unit": index.unit,
            "methods": " ".join(index.methods),
            "min_effort": index.min_effort,
            **known(book, index),
        }


def formula(numerator: tuple[str, ...], denominator: tuple[str, ...], times: Fraction) -> str:
    """Return a formula as people write it.

    Examples
    --------
    >>> formula(("checked", "-failed"), ("checked",), Fraction(100))
    'Σ(checked - failed) / Σ(checked) × 100'
    """
    above = " + ".join(numerator).replace("+ -", "- ")
    scale = "" if times == 1 else f" × {times}"
    return f"Σ({above}) / Σ({' × '.join(denominator)}){scale}"


def limits(book: "Catalog") -> Iterator[Record]:
    """Yield the limits and clauses of every edition, obsolete ones last and marked 已废止."""
    for edition in sorted(book.editions.values(), key=lambda edition: _rank(book, edition)):
        heading = {
            "edition": edition.id,
            "status": STATUS[edition.status],
            "valid_from": edition.valid_from.isoformat(),
            "valid_to": edition.valid_to.isoformat() if edition.valid_to else None,
        }
        for row, fact in _limits_of(book, edition):
            yield heading | dict(zip(LIMIT, row, strict=True)) | known(book, fact)


def _rank(book: "Catalog", edition: "Edition") -> tuple[bool, int, Any]:
    return (bool(edition.recognised), book.groups[edition.group].order, edition.valid_from)


def _limits_of(book: "Catalog", edition: "Edition") -> Iterator[tuple[tuple[Any, ...], "Sourced"]]:
    if edition.graded_by:
        yield (None, edition.warning_zh, None, None, None, None), edition
    for limit in edition.limits:
        index = book.indices[limit.index]
        bound = (limit.op, number(limit.value), index.unit)
        yield (index.id, index.zh, limit.level, *bound), limit
    for clause in edition.clauses:
        unit = book.indices[clause.index].unit
        yield (clause.index, clause.zh, None, "eq", 0, unit), clause
    for row in edition.allowances:
        yield (row.index, row.zh, "C", "le", row.positives, None), row
    for old in edition.recognised:
        name = f"{old.zh}（{STATUS['obsolete']}，不作判定）"
        yield (None, name, None, old.op, number(old.value), old.unit), old


def species(book: "Catalog") -> Iterator[Record]:
    """Yield the species with the names met in uploads."""
    for kind in book.species.values():
        yield {
            "group": kind.group,
            "id": kind.id,
            "zh": kind.zh,
            "latin": kind.latin,
            "en": kind.en,
            "aliases": "、".join(kind.aliases),
            **known(book, kind),
        }


def habitats(book: "Catalog") -> Iterator[Record]:
    """Yield the habitats with their synonyms."""
    for habitat in book.habitats.values():
        yield {
            "id": habitat.id,
            "zh": habitat.zh,
            "en": habitat.en,
            "key": "是" if habitat.key else "",
            "groups": " ".join(habitat.groups),
            "aliases": "、".join(habitat.aliases),
            **known(book, habitat),
        }


def profiles(book: "Catalog") -> Iterator[Record]:
    """Yield the band profiles, one row an index and band, with the side that owns a boundary."""
    for profile in book.profiles.values():
        for cuts in profile.cuts:
            ranges = pairwise([None, *cuts.cuts, None])
            for band, (low, high) in zip(profile.bands, ranges, strict=True):
                yield {
                    "profile": profile.id,
                    "index": cuts.index,
                    "band": band.band,
                    "zh": band.zh,
                    "en": band.en,
                    "range": _range(low, high, cuts.boundary == "lower"),
                    "flag": "需消杀" if band.band >= profile.flag_from else "",
                    **known(book, cuts),
                }


def _range(low: Fraction | None, high: Fraction | None, lower_owns: bool) -> str:
    """Return a band's range, whose boundaries belong to the lower or to the upper band."""
    above, below = (">", "≤") if lower_owns else ("≥", "<")
    parts = [] if low is None else [f"{above} {number(low)}"]
    return "，".join(parts + ([] if high is None else [f"{below} {number(high)}"]))


def sizes(book: "Catalog") -> Iterator[Record]:
    """Yield the survey sizes, one row a habitat and population band."""
    for scheme in book.survey_schemes.values():
        bands = list(pairwise([0, *scheme.population_upper, None]))
        for size in scheme.sizes:
            units = size.units or [None] * len(bands)
            for (above, to), unit, amount in zip(bands, units, size.amounts, strict=True):
                yield {
                    "scheme": scheme.id,
                    "group": size.group,
                    "method": size.method,
                    "habitat": size.habitat,
                    "takes": ",".join(size.habitats[1:]),
                    "zh": size.zh,
                    "population_above": above,
                    "population_to": to,
                    "units": unit,
                    "amount": amount,
                    "measure": size.measure,
                    **known(book, size),
                }


def city(book: "Catalog") -> Iterator[Record]:
    """Yield the city rules: since when, the least level of the groups, what else is required."""
    for rule in book.city_rules.values():
        heading = {"rule": rule.id, "valid_from": rule.start.day.isoformat()}
        start = {"index": None, "zh": f"自 {rule.start.day} 起施行", "op": None, "value": None}
        yield heading | start | known(book, rule.start)
        names = "、".join(book.groups[group].zh for group in rule.groups)
        level = {"index": None, "zh": f"{names}均达到 {rule.least_level} 级"}
        yield heading | level | {"op": None, "value": None} | known(book, rule)
        for requirement in rule.requirements:
            bound = {"op": requirement.op, "value": number(requirement.value)}
            row = {"index": requirement.index, "zh": requirement.zh}
            yield heading | row | bound | known(book, requirement)

"""What is said beside a finding: its reason, every caution, and the scheme behind its class."""

from collections.abc import Mapping, Sequence
from typing import Any

from vector.catalog import Catalog
from vector.catalog.resistance import Scheme
from vector.stats.bioassay.choice import Settings
from vector.stats.bioassay.reason import Reason, explain
from vector.stats.sentence import Language


def say(code: str, settings: Settings) -> str:
    """Return a reason or caution with the figures of the settings in it."""
    rule = settings.rule
    return explain(
        code,
        settings.language,
        rule=getattr(rule, settings.language),
        repeat_above=rule.repeat_above,
        level=settings.heterogeneity,
        least=settings.least,
    )


def spans(row: Mapping[Any, Any], scheme: Scheme, settings: Settings) -> list[str]:
    """Return the sentence of an interval that reaches into another class, if it does."""
    names = {each.id: getattr(each, settings.language) for each in scheme.classes}
    lowest, highest = row["class_lower"], row["class_upper"]
    if lowest == highest or not lowest or not highest:
        return []
    said = {"lowest": names[lowest], "highest": names[highest]}
    return [explain(Reason.CLASS_SPANS, settings.language, **said)]


def about(scheme: Scheme, language: Language, catalog: Catalog) -> list[str]:
    """Return what must be said of a scheme wherever it is used: its gaps, and how sure it is."""
    caution = catalog.caution_zh if language == "zh" else catalog.caution_en
    return [text for text in (scheme.note if language == "zh" else "", caution(scheme)) if text]


def joined(parts: Sequence[str], language: Language) -> str:
    """Return sentences as one text."""
    ending = "。；;. " if language == "zh" else ". "
    return ("；" if language == "zh" else "; ").join(part.rstrip(ending) for part in parts)

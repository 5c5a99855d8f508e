"""What each point of the score says, in both languages; the texts are data."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog.quality import QualityRules
from vector.stats.quality.duty import Duty
from vector.stats.quality.pattern import Pattern
from vector.stats.quality.survey import Floats
from vector.stats.sentence import Language, say_from

SENTENCES = Path(__file__).with_name("sentences.toml")
LANGUAGES: tuple[Language, Language] = ("zh", "en")


def say(key: str, language: Language = "zh", **values: object) -> str:
    """Return a sentence about quality with its values filled in.

    Examples
    --------
    >>> say("completeness", "en", done=3, asked=4)
    '3 of 4 surveys that were due'
    """
    return say_from(SENTENCES, key, language, **values)


def said(
    duties: dict[str, Duty],
    patterns: dict[str, Pattern],
    checks: dict[str, NDArray[np.bool_]],
    q: Floats,
    rules: QualityRules,
) -> pd.DataFrame:
    """Return one row per series and point that was judged, with its sentence.

    Parameters
    ----------
    duties, patterns, checks : dict by point
    q : ndarray of float
        Of all patterns of each series together.
    rules : QualityRules
    """
    rows = [row for name, duty in duties.items() for row in _duty(name, duty, rules)]
    for name, pattern in patterns.items():
        rows += _pattern(name, pattern, checks[name], q, rules)
    names = ["series", "point", "share", "weight", "p", "q", "check", "zh", "en"]
    return pd.DataFrame(rows, columns=names).astype({"series": np.intp, "check": np.bool_})


def _duty(name: str, duty: Duty, rules: QualityRules) -> list[tuple[object, ...]]:
    share = duty.share
    weight = getattr(rules.weights, name)
    rows: list[tuple[object, ...]] = []
    for at in np.flatnonzero(np.isfinite(share)):
        key = f"{name}_{duty.source}" if duty.source else name
        if name == "completeness" and duty.what[at]:
            key = "completeness_missing"
        values = {
            "done": f"{duty.done[at]:g}",
            "asked": f"{duty.asked[at]:g}",
            "share": f"{100 * share[at]:.0f}",
            "days": rules.on_time_days,
            "what": duty.what[at],
        }
        texts = [say(key, language, **values) for language in LANGUAGES]
        rows.append((at, name, share[at], weight, np.nan, np.nan, False, *texts))
    return rows


def _pattern(
    name: str,
    pattern: Pattern,
    check: NDArray[np.bool_],
    q: Floats,
    rules: QualityRules,
) -> list[tuple[object, ...]]:
    weight = getattr(rules.weights, name)
    rows: list[tuple[object, ...]] = []
    for at in np.flatnonzero(np.isfinite(pattern.p)):
        texts = [_sentence(name, pattern, int(at), language) for language in LANGUAGES]
        if check[at]:
            texts = [
                say("check", language, what=text)
                for text, language in zip(texts, LANGUAGES, strict=True)
            ]
        share = 0.0 if check[at] else 1.0
        rows.append((at, name, share, weight, pattern.p[at], q[at], check[at], *texts))
    return rows


def _sentence(name: str, pattern: Pattern, at: int, language: Language) -> str:
    seen, p = pattern.seen[at], pattern.p[at]
    values = {
        "seen": f"{100 * seen:.0f}" if name == "steadiness" else f"{seen:g}",
        "of": f"{pattern.of[at]:g}",
        "p": say("tiny", language) if p < 1e-6 else f"{p:.2g}",
        "what": pattern.what[at],
    }
    if name == "repeats":
        values["what"] = say(f"repeats_{pattern.what[at]}", language)
    if name == "steadiness" and p >= 1:
        return say("steadiness_open", language)
    if name == "zeros" and not pattern.what[at]:
        return say("zeros_none", language)
    return say(name, language, **values)
